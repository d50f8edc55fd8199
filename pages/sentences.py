"""Sentences of the rules and the desk as pages say them: of forms and pages, not of commands.

The rules name the command that mends something, because whoever reads a terminal can type it. On a
page the same is called as the form is, or as the page.
"""

import re
from typing import Final

from desk.decisions import About, decision_of
from schemas.sentences import Sentence

_COMMAND: Final = re.compile(r"`visits ([^`]+)`")
_COMMANDS_LEFT: Final = re.compile(r"(`visits [^`]+`)")
_GIVE_REASON: Final = re.compile(r"(?:,? ?\bwith|; give it with|, with) `?--reason`?(?=\.|$)")
_REASON: Final = re.compile(r"`?--reason`?(?: TEXT)?")
_BEGINS: Final = re.compile(r"(^|[.] )t(?=he (?:visit|programme|report)'s page)")
"""Where what a command is called begins a sentence."""
_OPTION: Final = re.compile(r"`?--([a-z][a-z-]*)(?:[ =][A-Z]+)?`?")

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
    """A sentence with what it says of commands said of pages.

    A command that only a terminal has is left as it is.
    """
    text = _COMMAND.sub(lambda found: _called(found.group(1)) or found.group(0), str(said))
    parts = _COMMANDS_LEFT.split(text)
    told = "".join(part if _COMMANDS_LEFT.match(part) else _without_options(part) for part in parts)
    return _BEGINS.sub(lambda found: f"{found.group(1)}T", told)


def _without_options(text: str) -> str:
    text = _GIVE_REASON.sub("", text)
    text = _REASON.sub("a reason", text)
    return _OPTION.sub(lambda found: f"“{found.group(1).replace('-', ' ')}”", text)


def _called(command: str) -> str | None:
    """What a page calls what a command does; `None` where there is none."""
    words = command.split()
    group = {"programme": About.PROGRAMME, "report": About.REPORT}.get(words[0])
    decision = decision_of(group or About.VISIT, words[1:] if group else words)
    if decision is not None:
        return f"“{decision.form.heading}”"
    return _PAGES.get(" ".join(words[:2])) or _PAGES.get(words[0])
