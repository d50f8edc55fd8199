"""Sentences of the rules and the desk as pages say them: of forms and pages, not of commands.

The rules name the command that mends something, because whoever reads a terminal can type it. On a
page the same is called as the form is, or as the page.
"""

import re
from typing import Final

from desk.answers import KeptForLater, NotAnswered, NotYetRecorded
from desk.decisions import About, decision_of
from pages.dates import dated
from register.brought import IdOfAnother
from schemas.sentences import Sentence
from web.retold import GROUPS, OPTION, retold

_GIVE_REASON: Final = re.compile(r"(?:,? ?\bwith|; give it with|, with) `?--reason`?(?=\.|$)")
_REASON: Final = re.compile(r"`?--reason`?(?: TEXT)?")
_BEGINS: Final = re.compile(r"(^|[.] )t(?=he (?:visit|programme|report)'s page)")
"""Where what a command is called begins a sentence."""

KEPT: Final = (
    "The part that carries visits is away. What you decided is kept, and is delivered once as soon "
    "as it is back. You need not do anything."
)
BEING_RECORDED: Final = (
    "It was accepted, and is being recorded. Nothing is lost; look again in a moment."
)
NOBODY_KNOWS: Final = (
    "Nothing answers at the moment, so nobody knows yet whether this was taken. Look again in a "
    "moment, or do the same again: it is done at most once."
)
ANOTHER_DECISION: Final = (
    "Nothing was recorded: another decision was taken by this form before. Begin the form again."
)

_PAGES: Final = {
    "show": "the visit's page",
    "list": "“Visits”",
    "tasks": "“My tasks”",
    "letters": "“Letters”",
    "read": "the visit's page",
    "beside": "“Referrals and complaints”",
    "timeline": "“Timeline”",
    "events": "“Events”",
    "foresee": "“What lies ahead”",
    "programme show": "the programme's page",
    "programme letters": "“Wording of letters”",
    "programme list": "“Programmes”",
    "report show": "the report's page",
    "report list": "“Reports”",
    "open": "“Open a visit”",
    "post list": "“Unmatched mail”",
}
"""Where a page tells what a command tells, by the command's first words."""


def in_pages(said: Sentence | str) -> str:
    """A sentence with what it says of commands said of pages, and days as pages write them.

    A command that only a terminal has is left as it is.
    """
    told = retold(_said(said), _called, _without_options)
    return dated(_BEGINS.sub(lambda found: f"{found.group(1)}T", told))


def _said(said: Sentence | str) -> str:
    """What of it is nothing for a page, which names each decision by an id that nobody sees."""
    match said:
        case KeptForLater():
            return KEPT
        case NotYetRecorded():
            return BEING_RECORDED
        case NotAnswered():
            return NOBODY_KNOWS
        case IdOfAnother():
            return ANOTHER_DECISION
        case _:
            return str(said)


def _without_options(text: str) -> str:
    text = _GIVE_REASON.sub("", text)
    text = _REASON.sub("a reason", text)
    return OPTION.sub(lambda found: f"“{found.group(1).replace('-', ' ')}”", text)


def _called(command: str) -> str | None:
    """What a page calls what a command does; `None` where there is none."""
    words = command.split()
    group = GROUPS.get(words[0])
    decision = decision_of(group or About.VISIT, words[1:] if group else words)
    if decision is not None:
        return f"“{decision.form.heading}”"
    return _PAGES.get(" ".join(words[:2])) or _PAGES.get(words[0])
