"""What rules say of commands, pages say of forms and pages."""

import re
from pathlib import Path

import pytest

from desk.answers import KeptForLater, NotAnswered, NotYetRecorded
from pages.sentences import in_pages
from register.brought import IdOfAnother
from schemas.sentences import Sentence

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (
            "The visit was not cancelled: a reason is needed, with --reason.",
            "The visit was not cancelled: a reason is needed.",
        ),
        (
            "The conflict was not overridden: a reason is needed; give it with `--reason`.",
            "The conflict was not overridden: a reason is needed.",
        ),
        (
            "These days are out of term. Name days in term, or say why not, with --reason.",
            "These days are out of term. Name days in term, or say why not.",
        ),
        (
            "There are too few; with --reason it goes on with fewer.",
            "There are too few; with a reason it goes on with fewer.",
        ),
        (
            "It stands still: `visits resume interim-e10000016 --on DATE` lets it go on.",
            "It stands still: “Let the visit go on” lets it go on.",
        ),
        (
            "There is no such visit. `visits list --all` shows the visits there are.",
            "There is no such visit. “Visits” shows the visits there are.",
        ),
        ("Leave --until out.", "Leave “until” out."),
        (
            "It is not fixed yet. `visits programme show interim` tells when it is.",
            "It is not fixed yet. The programme's page tells when it is.",
        ),
        (
            "There is no message 7. `visits post list` shows those about no visit.",
            "There is no message 7. “Unmatched mail” shows those about no visit.",
        ),
        ("`visits migrate --now` does that.", "`visits migrate --now` does that."),
    ],
)
def test_commands_are_said_as_pages(said: str, shown: str) -> None:
    assert in_pages(said) == shown


@pytest.mark.parametrize(
    "late",
    [
        NotYetRecorded("interim-e10000016", "an-id"),
        NotAnswered("interim-e10000016", "an-id"),
        KeptForLater("interim-e10000016", "an-id"),
        IdOfAnother("an-id"),
    ],
    ids=lambda late: type(late).__name__,
)
def test_nobody_on_a_page_is_told_of_ids_that_they_cannot_give(late: Sentence) -> None:
    shown = in_pages(late)

    assert "an-id" not in shown
    assert "“id”" not in shown
    assert "repeat the command" not in shown


def test_no_sentence_of_the_rules_names_an_option_on_a_page() -> None:
    """Whatever the rules say, literal by literal, as a page would say it."""
    left = []
    for file in sorted((ROOT / "rules").rglob("*.py")):
        if file.name in {"commands.py", "tasks.py", "next_step.py"}:
            continue  # commands of tasks, which pages turn into links
        for literal in re.findall(r'f?"([^"\n]*--[a-z][^"\n]*)"', file.read_text(encoding="utf-8")):
            shown = in_pages(literal)
            if "--" in re.sub(r"`visits [^`]*`", "", shown):
                left.append((file.name, shown))
    assert left == []
