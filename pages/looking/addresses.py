"""Where what is told of has its page: by the names that events have, and no others."""

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

from desk.decisions import About, DecisionKind, decision_of
from pages.form_address import begins_at
from schemas.ids import LetterKey

_VISIT: Final = re.compile(r"[a-z0-9-]+-e[0-9]{8}(-[0-9]+)?").fullmatch


def is_visit(name: str) -> bool:
    """Whether something is called as visits are."""
    return _VISIT(name) is not None


def address_of(name: str) -> str | None:
    """The page of a visit, a programme, a report or something beside a visit.

    Args:
        name: Such as `interim-e10000016`, `interim-e10000016/referral/1`, `interim`,
            `interim/autumn` or, as events have it, `interim/report/autumn`.

    Returns:
        `None` where it is the name of nothing that has a page.
    """
    first, _, rest = name.partition("/")
    if is_visit(first):
        return f"/visits/{first}" + (f"/beside/{quote(rest)}" if rest else "")
    if not re.fullmatch(r"[a-z0-9-]+", first):
        return None
    report = rest.removeprefix("report/")  # as its stream is named
    return f"/programmes/{first}" + (f"/reports/{quote(report)}" if rest else "")


def letter_address(key: LetterKey) -> str:
    """The page of a letter."""
    visit, _, rest = key.partition("/")
    return f"/visits/{visit}/letters/{rest}"


def form_address(name: str, command: Sequence[str]) -> str | None:
    """The page of the form for what a command does.

    Args:
        name: Of what it is about.
        command: Its words after `visits`.

    Returns:
        `None` where it is no decision, but something that operators do.
    """
    place, found = address_of(name), decision_by(command)
    if place is None or found is None:
        return None
    return begins_at(place, found)


def decision_by(command: Sequence[str]) -> DecisionKind | None:
    """The decision that a command takes; `None` where it takes none.

    Args:
        command: Its words after `visits`.
    """
    if not command:
        return None
    group = {"programme": About.PROGRAMME, "report": About.REPORT}.get(command[0])
    return decision_of(group or About.VISIT, command[1:] if group else command)
