"""Sentences of the rules and the desk as programs read them: of requests, not of commands."""

from collections.abc import Mapping
from typing import Final

from desk.decisions import About, decision_of
from schemas.ids import is_like_a_visit
from web.retold import GROUPS, OPTION, retold
from web.subjects import SUBJECTS

LOOKED_UP: Final[Mapping[str, str]] = {
    "list": "/visits",
    "show": "/visits/{visit}",
    "timeline": "/visits/{visit}/timeline",
    "read": "/visits/{visit}/written/{topic}",
    "tasks": "/tasks",
    "beside": "/visits/{visit}/beside",
    "diary": "/diary",
    "letters": "/visits/{visit}/letters",
    "letter": "/letters/{key}",
    "sent": "/letters",
    "documents": "/visits/{visit}/documents",
    "inbox": "/inbox",
    "events": "/visits/{visit}/events",
    "export": "/visits/{visit}/export",
    "digest": "/visits/{visit}/digests/{digest}",
    "foresee": "/visits/{visit}/ahead",
    "forms": "/visits/{visit}/forms/{name}",
    "links list": "/visits/{visit}/links",
    "post list": "/mail",
    "programme list": "/programmes",
    "programme show": "/programmes/{programme}",
    "programme plan": "/programmes/{programme}/plan",
    "report list": "/reports",
    "report show": "/programmes/{programme}/reports/{report}",
}
"""What each command that looks has here."""

_OPENED: Final = {"open": "/visits", "programme start": "/programmes", "report start": "/reports"}
_KEY: Final = "id"
"""The option by which a decision is named once for all; a request has it as a header."""


def in_api(said: str) -> str:
    """A sentence with what it says of commands said of requests, and of options of fields.

    A command that only a terminal has is left as it is.
    """
    return retold(said, _requested, _fields)


def _fields(text: str) -> str:
    return OPTION.sub(lambda found: _field(found[1]), text)


def _field(option: str) -> str:
    return "the Idempotency-Key" if option == _KEY else f"`{option.replace('-', '_')}`"


def _requested(command: str) -> str | None:
    """The request that does what a command does, with what the command names."""
    words = command.split()
    about = GROUPS.get(words[0], About.VISIT)
    own = words[1:] if words[0] in GROUPS else words
    decision = decision_of(about, own)
    if decision is not None:
        path = f"{SUBJECTS[about].path}/decisions/{decision.slug}"
        return f"`POST {_filled(path, about, own)}`"
    for name in (" ".join(words[:2]), words[0]):
        if name in _OPENED:
            return f"`POST {_OPENED[name]}`"
        if name in LOOKED_UP:
            return f"`GET {_filled(LOOKED_UP[name], about, own)}`"
    return None


def _filled(path: str, about: About, words: list[str]) -> str:
    """An address with the name of what it is about, where the command has it."""
    if about is About.VISIT:
        visit = next((word for word in words if is_like_a_visit(word)), None)
        return path.replace("{visit}", visit) if visit else path
    programme, _, report = (words[1] if words[1:] and words[1].islower() else "").partition("/")
    path = path.replace("{programme}", programme or "{programme}")
    return path.replace("{report}", report or "{report}")
