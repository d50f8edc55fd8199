"""Beside the text each letter has a page of the same words that fetches and runs nothing."""

import re
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest

from activities.letterhead import Letterhead
from activities.letters import Sender
from activities.letters.page import html_page
from schemas.values import LetterKind
from tests.activities.briefs import VISIT, make_brief, make_person
from tests.activities.test_letters import SENDER, make_order, text_of, write

ALLOWED = {
    "html": {"lang"},
    "head": set[str](),
    "meta": {"charset", "name", "content"},
    "title": set(),
    "body": {"style"},
    "h1": {"style"},
    "p": set(),
    "br": set(),
    "ul": set(),
    "ol": set(),
    "li": set(),
    "a": {"href"},
}


class Reader(HTMLParser):
    """What a mail program makes of a page."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


def page_of(message: EmailMessage) -> str:
    body = message.get_body(("html",))
    assert body is not None
    return str(body.get_content())


@pytest.mark.parametrize("kind", LetterKind)
class TestEveryLettersPage:
    def test_says_what_the_text_says(self, kind: LetterKind) -> None:
        message = write(make_order(kind))
        subject = " ".join(str(message["Subject"]).split())
        body = message.get_body(("plain",))
        assert body is not None
        lines = re.sub(r"^(- |\d+\. )", "", str(body.get_content()), flags=re.MULTILINE)
        said = " ".join(lines.split())
        assert Reader(page_of(message)).text == f"{subject} {subject} {said}"

    def test_holds_only_words_lists_and_links(self, kind: LetterKind) -> None:
        for tag, attributes in Reader(page_of(write(make_order(kind)))).tags:
            assert attributes.keys() <= ALLOWED[tag]
            assert (attributes.get("href") or "https://").startswith("https://")
            assert "url(" not in (attributes.get("style") or "")

    def test_is_in_british_english_with_one_heading(self, kind: LetterKind) -> None:
        tags = Reader(page_of(write(make_order(kind)))).tags
        assert ("html", {"lang": "en-GB"}) in tags
        assert [tag for tag, _ in tags].count("h1") == 1

    def test_shows_markup_in_a_name_as_words(self, kind: LetterKind) -> None:
        sly = '<img src="https://x.example/p.png"><script>alert(1)</script>&amp;'
        people = {**make_brief().people, "dcs-1": make_person("dcs-1", name=sly)}
        page = page_of(write(make_order(kind), make_brief(area_name=sly, people=people)))
        reader = Reader(page)
        assert {tag for tag, _ in reader.tags} <= ALLOWED.keys()
        assert sly in reader.text

    def test_says_who_writes_and_what_applies(self, kind: LetterKind) -> None:
        letterhead = Letterhead(
            signatory="Eleanor Hart",
            post="Regional director",
            telephone="01632 960123",
            postal_address="2 Example Lane, Exampleton",
            legal_basis="The Visits Act 2020 is why.",
            privacy_notice="https://inspectors.example/privacy",
            complaints="https://inspectors.example/complaints",
        )
        message = write(
            make_order(kind), sender=Sender(SENDER.name, SENDER.email, letterhead=letterhead)
        )
        for said in (
            f"Visit reference: {VISIT}",
            "Eleanor Hart, Regional director",
            "telephone 01632 960123",
            "2 Example Lane, Exampleton",
            "Legal basis: The Visits Act 2020 is why.",
            "Article 6(1)(e)",
            "Our privacy notice: https://inspectors.example/privacy",
            "How to complain: https://inspectors.example/complaints",
            "another format or language",
        ):
            assert said in text_of(message)


@pytest.mark.parametrize(
    "kind", [LetterKind.INVITATION, LetterKind.REMINDER, LetterKind.REPLY_EXTENDED]
)
def test_a_letter_that_waits_for_a_reply_says_how_to_decline(kind: LetterKind) -> None:
    text = text_of(write(make_order(kind)))
    assert "To decline, reply to this email or telephone 01632 960001" in text
    assert "You do not need to give a reason." in text


def test_a_letter_speaks_of_the_pandemic_only_where_that_is_the_programmes_purpose() -> None:
    for copy_only in (False, True):
        order = make_order(LetterKind.INVITATION, copy_only=copy_only)
        assert "pandemic" not in text_of(write(order))
        about = Letterhead(purpose="how the pandemic has affected children with SEND")
        sender = Sender(SENDER.name, SENDER.email, letterhead=about)
        assert "learn how the pandemic has affected" in text_of(write(order, sender=sender))


def test_links_among_words_can_be_followed_and_others_cannot() -> None:
    page = html_page(
        "S", "See https://a.example/x?b=1&c=2, or http://b.example/.\n\n1. One\n2. Two"
    )
    reader = Reader(page)
    assert [a["href"] for tag, a in reader.tags if tag == "a"] == ["https://a.example/x?b=1&c=2"]
    assert [tag for tag, _ in reader.tags].count("ol") == 1
