"""A browser without scripts: it follows links, fills forms in and presses buttons, as HTML says.

Whatever page a test comes by with it writes days and times as people read them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

import html5lib
import httpx2

from tests.support.dates_shown import dates_not_for_people

Values = Mapping[str, str | Sequence[str]]


@dataclass
class Browser:
    """One window.

    Attributes:
        client: That asks.
        answer: The last one.
    """

    client: httpx2.AsyncClient
    answer: httpx2.Response = field(init=False)
    _page: Element | None = field(init=False, default=None)

    @property
    def page(self) -> Element:
        """The last answer as a tree, which takes longer than most answers do."""
        if self._page is None:
            self._page = html5lib.parse(
                self.answer.text, treebuilder="etree", namespaceHTMLElements=False
            )
        return self._page

    async def open(self, address: str) -> "Browser":
        """Go to an address, and on to where it leads."""
        return self._shows(await self.client.get(address, follow_redirects=True))

    def _shows(self, answer: httpx2.Response) -> "Browser":
        assert dates_not_for_people(answer.text) == [], answer.url
        self.answer, self._page = answer, None
        return self

    @property
    def path(self) -> str:
        """Where the window is."""
        return self.answer.url.path

    @property
    def heading(self) -> str:
        """What the page is called."""
        found = self.page.find(".//h1")
        return text_of(found) if found is not None else ""

    @property
    def title(self) -> str:
        """What the window is called."""
        return text_of(self.page.find(".//title"))

    @property
    def text(self) -> str:
        """All that can be read."""
        return text_of(self.page.find(".//main"))

    @property
    def problems(self) -> list[str]:
        """What the summary of errors says."""
        found = self.page.findall(".//*[@class='govuk-error-summary']//li")
        return [text_of(one) for one in found]

    def links(self) -> dict[str, str]:
        """Where each link leads, by its words."""
        return {text_of(one): one.get("href", "") for one in self.page.findall(".//main//a")}

    def fields(self) -> dict[str, list[str]]:
        """What the last form of the page would send as it is."""
        return fields_in(self.page.findall(".//main//form")[-1])

    async def upload(self, button: str, name: str, content: bytes) -> "Browser":
        """Choose a file, and press the button of its form with these words."""
        form, pressed = self._button(button)
        sent = {**fields_in(form), pressed.get("name", ""): [pressed.get("value", "")]}
        where = urljoin(str(self.answer.url), form.get("action", ""))
        files = {name: ("file.yaml", content)}
        return self._shows(
            await self.client.post(where, data=sent, files=files, follow_redirects=True)
        )

    async def press(self, button: str, values: Values | None = None) -> "Browser":
        """Fill the form in that has a button of these words, and press it."""
        form, pressed = self._button(button)
        sent = {
            **fields_in(form),
            **{name: _listed(value) for name, value in (values or {}).items()},
        }
        if name := pressed.get("name"):
            sent[name] = [pressed.get("value", "")]
        where = urljoin(str(self.answer.url), form.get("action", ""))
        if form.get("method", "get").lower() == "get":
            asked = httpx2.QueryParams([(name, text) for name in sent for text in sent[name]])
            return self._shows(await self.client.get(where, params=asked, follow_redirects=True))
        return self._shows(await self.client.post(where, data=sent, follow_redirects=True))

    def _button(self, words: str) -> tuple[Element, Element]:
        for form in self.page.findall(".//main//form"):
            for button in form.findall(".//button"):
                if text_of(button) == words and button.get("hidden") is None:
                    return form, button
        raise LookupError(f"no button {words!r} on {self.path}: {self.text[:500]}")


def _listed(value: str | Sequence[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def text_of(element: Element | None) -> str:
    """What can be read of an element, with single spaces."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def fields_in(form: Element) -> dict[str, list[str]]:
    """What a form would send as it is, whichever button is pressed."""
    found: dict[str, list[str]] = {}
    for one in form.iter():
        name = one.get("name", "")
        match one.tag, one.get("type", "text"):
            case "input", "checkbox" | "radio":
                if one.get("checked") is not None:
                    found.setdefault(name, []).append(one.get("value", "on"))
            case "input", "file":
                pass
            case "input", _:
                found.setdefault(name, []).append(one.get("value", ""))
            case "textarea", _:
                found.setdefault(name, []).append("".join(one.itertext()))
            case "select", _:
                chosen = [o for o in one.findall(".//option") if o.get("selected") is not None]
                option = (chosen or one.findall(".//option"))[0]
                found.setdefault(name, []).append(option.get("value", text_of(option)))
            case _:
                pass
    return found
