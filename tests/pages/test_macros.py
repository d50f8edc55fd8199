"""The macros that we wrote give the HTML that the templates they follow give."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import html5lib
import pytest

from pages.rendering import environment

MODULES = Path(__file__).parents[2] / "var" / "page-tools" / "node_modules"
RENDER = Path(__file__).with_name("render.mjs")
NODE = shutil.which("node")

SUB_NAVIGATION = {
    "label": "Pages",
    "items": [
        {"text": "Overview <b>", "href": "/a", "active": True},
        {"text": "Letters", "href": "/b?c=d&e=f"},
    ],
}
TIMELINE = {
    "headingLevel": 3,
    "items": [
        {
            "label": {"text": "Area invited"},
            "byline": {"text": "coordinator & co"},
            "datetime": {"timestamp": "2020-09-21T09:05:00Z", "format": "21 September 2020"},
            "text": "As agreed.",
        },
        {
            "label": {"text": "Area accepted"},
            "datetime": {"timestamp": "2020-09-23T09:05:00Z", "format": "23 September 2020"},
            "text": "",
        },
    ],
}
CASES = [
    ("sub-navigation", "mojSubNavigation", SUB_NAVIGATION),
    ("timeline", "mojTimeline", TIMELINE),
]


@pytest.mark.skipif(
    NODE is None or not (MODULES / "nunjucks").is_dir(),
    reason="Our macros were not compared with what they follow: `make page-tools` (needs Node)",
)
@pytest.mark.parametrize(("component", "macro", "params"), CASES)
def test_a_macro_gives_what_its_template_gives(
    component: str, macro: str, params: dict[str, Any]
) -> None:
    assert NODE is not None
    theirs = subprocess.run(
        [NODE, str(RENDER), str(MODULES), component, json.dumps(params)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    ours = getattr(environment().get_template("ours/macros/moj.html").module, macro)(params)

    assert tree(str(ours)) == tree(theirs)


def tree(html: str) -> list[Any]:
    """Its elements with their attributes and words, white space collapsed."""
    parsed = html5lib.parseFragment(html, namespaceHTMLElements=False)
    return [node(each) for each in parsed]


def node(element: Any) -> list[Any]:  # noqa: ANN401 - html5lib has no types
    attributes = {name: " ".join(value.split()) for name, value in element.attrib.items()}
    words = " ".join((element.text or "").split())
    inner = [(node(each), " ".join((each.tail or "").split())) for each in element]
    return [element.tag, sorted(attributes.items()), words, inner]
