"""Options and arguments that several commands share, and how people may write their values."""

import re
import shlex
from collections.abc import Callable
from datetime import date, time
from enum import Enum
from pathlib import Path
from typing import Annotated, NamedTuple, TypeVar

import typer

from console.terminal.output import note
from desk.written_days import day_written
from rules.nameless import looks_personal
from schemas.ids import is_like_a_visit
from schemas.report.values import report_subject
from schemas.values import ContactRole, InspectorRole, LetterKind
from schemas.visible import echoed, unwritable
from schemas.words import on_one_line, says_nothing

K = TypeVar("K", bound=Enum)

_REFERENCE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SCHOOL = re.compile(r"[0-9]{6}")
_WORDS = 5000  # characters, as in `schemas.personal`
_LINE = 200  # characters, as in `schemas.plan`
_WHOLE = re.compile(r"[0-9]{1,9}")
_SECONDS = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")
_AN_HOUR = 3600  # seconds
_DIRECTIONS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_UPDATE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
_LONGEST_ID = 64  # characters, as in `schemas.ids`
_LONGEST_REFERENCE = 40  # likewise


def a_date(text: str | date) -> date:
    """A date, in any of the ways one is written here."""
    if isinstance(text, date):
        return text
    if (day := day_written(text)) is not None:
        return day
    raise typer.BadParameter(f"“{echoed(text)}” is not a date; write 2020-10-05 or 5 October 2020.")


class Happened(NamedTuple):
    """When something happened that is recorded later."""

    day: date
    clock: time | None = None


def a_happening(text: str | Happened) -> Happened:
    """A day, or a day and a time of it."""
    if isinstance(text, Happened):
        return text
    day, _, clock = text.strip().rpartition(" ")
    if found := _CLOCK.fullmatch(clock):
        return Happened(a_date(day), time(int(found[1]), int(found[2])))
    if ":" in clock:
        raise typer.BadParameter(
            f"“{echoed(clock)}” is not a time of day; write 2020-11-20 14:00, or the day alone."
        )
    return Happened(a_date(text))


def as_happened(on: Happened | None) -> dict[str, date | time]:
    """The same as a form has it: what is known of it."""
    told = {"happened_on": on.day, "happened_at": on.clock} if on else {}
    return {name: value for name, value in told.items() if value is not None}


def one_of(kind: type[K]) -> Callable[[str], K]:
    """One of an enumeration's values, with hyphens or underscores, in any case."""

    def chosen(text: str) -> K:
        try:
            return kind(text.strip().lower().replace("-", "_"))
        except ValueError:
            raise typer.BadParameter(f"“{echoed(text)}” is none of {choices(kind)}.") from None

    return chosen


def one_of_hyphened(kind: type[K]) -> Callable[[str], K]:
    """One of an enumeration's values that are written with hyphens."""

    def chosen(text: str) -> K:
        try:
            return kind(text.strip().lower().replace("_", "-"))
        except ValueError:
            raise typer.BadParameter(f"“{echoed(text)}” is none of {choices(kind)}.") from None

    return chosen


def choices(kind: type[K]) -> str:
    """An enumeration's values as people type them, e.g. `on-site|virtual|mixed`."""
    return "|".join(str(member.value).replace("_", "-") for member in kind)


def a_visit(text: str) -> str:
    """A visit's id, in any case; what is none stays as it was typed."""
    typed = _writable(text)
    return typed.lower() if is_like_a_visit(typed.lower()) else typed


def a_process(text: str) -> str:
    """A visit's id, or the subject of whatever else has a log; a report as it is named elsewhere.

    Of a report, `PROGRAMME/NAME` is taken for `PROGRAMME/report/NAME`: nothing else has two parts.
    """
    typed = a_visit(text)
    programme, slash, name = typed.partition("/")
    return report_subject(programme, name) if slash and name and "/" not in name else typed


def a_reference(text: str) -> str:
    """An opaque reference; checked here because it goes where nothing personal may."""
    _require_short(text, "a reference", _LONGEST_REFERENCE)
    if not _REFERENCE.fullmatch(text):
        raise typer.BadParameter(
            f"“{echoed(text)}” is not a reference: lower-case letters, digits and single "
            "hyphens only."
        )
    return _impersonal(text)


def _require_short(text: str, what: str, longest: int) -> None:
    if len(text) > longest:
        raise typer.BadParameter(
            f"“{echoed(text)}” is too long: {what} has {longest} characters at most, and this has "
            f"{len(text)}."
        )


def _impersonal(text: str) -> str:
    if found := looks_personal(text):
        raise typer.BadParameter(
            f"it {found}. It goes where nothing personal may; choose another, such as dcs or "
            "officer-2."
        )
    return text


def a_role(text: str) -> str:
    """Whom one writes to as what: the area, the departments, the team."""
    typed = text.strip().lower().replace("-", "_")
    for kind in (ContactRole, InspectorRole):
        if typed in {member.value for member in kind}:
            return kind(typed).value
    raise typer.BadParameter(
        f"“{echoed(text)}” is none of {choices(ContactRole)}|{choices(InspectorRole)}."
    )


def a_kind_of_letter(text: str) -> str:
    """A kind of letter, with hyphens or as programs write it."""
    typed = text.strip().lower().replace("-", "_")
    if typed in {member.value for member in LetterKind}:
        return typed
    raise typer.BadParameter(f"“{echoed(text)}” is none of {choices(LetterKind)}.")


def a_letter(text: str) -> str:
    """The key of a letter, in any case."""
    key = _writable(text).lower()
    if key.count("/") != 3:  # noqa: PLR2004 - as in `schemas.ids`
        raise typer.BadParameter(
            f"“{echoed(text)}” is not the key of a letter, such as "
            "interim-e10000016/invitation/1/dcs; `visits letters VISIT` shows them."
        )
    return key


def a_school(text: str) -> str:
    """A school's number; checked here because nothing that is not one may go where it goes."""
    if not _SCHOOL.fullmatch(text.strip()):
        raise typer.BadParameter(
            f"“{echoed(text)}” is not a school's number (URN): it has six digits."
        )
    return text.strip()


def an_update_id(text: str) -> str:
    """The id of a decision; checked here because it goes where nothing personal may."""
    _require_short(text, "an id", _LONGEST_ID)
    if not _UPDATE_ID.fullmatch(text):
        raise typer.BadParameter(
            f"“{echoed(text)}” is not an id: letters, digits and hyphens only."
        )
    return _impersonal(text)


def a_digest(text: str) -> str:
    """A digest as it is printed; spaces and line breaks of a copy are left out."""
    digest = "".join(text.split()).lower()
    if not _DIGEST.fullmatch(digest):
        raise typer.BadParameter(
            f"“{echoed(text)}” is not a digest: it has 64 digits and letters from a to f."
        )
    return digest


def a_number(least: int, most: int, example: int) -> Callable[[str | int], int]:
    """What reads a whole number within bounds, those included.

    Args:
        least: The least that it may be.
        most: The most.
        example: One that people often choose.
    """

    def read(text: str | int) -> int:
        typed = f"{text}".strip()
        if _WHOLE.fullmatch(typed) and least <= int(typed) <= most:
            return int(typed)
        raise typer.BadParameter(
            f"“{echoed(typed)}” is no whole number from {least} to {most}; write {example}, for "
            "example."
        )

    return read


def some_seconds(least: float, example: int) -> Callable[[str | float], float]:
    """What reads for how many seconds something may take, an hour at most.

    Args:
        least: The fewest that it may be, in seconds.
        example: How many people often choose.
    """

    def read(text: str | float) -> float:
        typed = f"{text}".strip()
        if _SECONDS.fullmatch(typed) and least <= float(typed) <= _AN_HOUR:
            return float(typed)
        raise typer.BadParameter(
            f"“{echoed(typed)}” is no number of seconds from {least:g} to {_AN_HOUR}; write "
            f"{example}, for example."
        )

    return read


def a_text(text: str) -> str:
    """Words that say something."""
    if says_nothing(text):
        raise typer.BadParameter("it is empty; say it in a few words.")
    if len(text) > _WORDS:
        raise typer.BadParameter(f"it is longer than {_WORDS:,} characters.")
    return _writable(text)


def a_line(text: str) -> str:
    """Words on one line, such as decide between what is equally good."""
    line = on_one_line(a_text(text))
    if len(line) > _LINE:
        raise typer.BadParameter(f"it is longer than {_LINE} characters.")
    return line


def _writable(text: str) -> str:
    """Words that can be kept, without what surrounds them."""
    if found := unwritable(text):
        raise typer.BadParameter(f"it has a character that cannot be kept or printed, {found}.")
    if turned := sorted({f"U+{ord(one):04X}" for one in _DIRECTIONS.findall(text)}):
        note(
            f"Marks that turn the direction of writing ({', '.join(turned)}) are taken out of what "
            "you typed: nobody sees them, and what follows them is read in another order."
        )
    return text.strip()


VisitArgument = Annotated[
    str,
    typer.Argument(
        metavar="VISIT", parser=a_visit, help="Id of the visit, such as interim-e10000016."
    ),
]
OfArea = Annotated[
    str | None,
    typer.Option("--area", metavar="AREA", help="Of this area, by name or code: Kent."),
]
Number = Annotated[int, typer.Argument(metavar="N", min=1, help="Which of the visit's.")]
Folder = Annotated[
    Path,
    typer.Option(
        "--dir", metavar="DIR", help="Folder of the stack that `visits up` runs; else DATABASE_URL."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON, for programs.")]
ReasonText = Annotated[
    str | None,
    typer.Option("--reason", metavar="TEXT", parser=a_text, help="Why; kept with the decision."),
]
UpdateId = Annotated[
    str | None,
    typer.Option(
        "--id",
        metavar="ID",
        parser=an_update_id,
        help="Id of the decision: given again, nothing is done twice.",
    ),
]
Preview = Annotated[
    bool,
    typer.Option(
        "--preview", help="Show what it would do: events, letters, dates. Nothing is recorded."
    ),
]
Yes = Annotated[
    bool, typer.Option("--yes", help="Do it without asking, whoever outside is written to.")
]
FormFile = Annotated[
    Path | None,
    typer.Option("--file", metavar="FORM.yaml", help="The form, as YAML; - is standard input."),
]
FieldChange = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="ENTRY.FIELD=VALUE",
        help="Change this field and leave all else, such as dcs.email=…; may be repeated.",
    ),
]


def require_one(*, file: Path | None, change: list[str]) -> None:
    """Refuse a whole form with changes to another one."""
    if file is not None and change:
        raise typer.BadParameter("give --file, or --set, and not both.")


On = Annotated[
    Happened | None,
    typer.Option(
        "--on",
        metavar="'DATE [HH:MM]'",
        parser=a_happening,
        help="When it happened, where that is recorded later.",
        show_default=False,
    ),
]

VAR = Path("var")


def as_typed(folder: Path) -> str:
    """The option that names a stack's folder in a command that is shown, to be typed as it is."""
    return "" if folder == VAR else f" --dir {shlex.quote(str(folder))}"


Listener = Annotated[
    int | None,
    typer.Option(
        "--listener", min=0, hidden=True, help="The socket to serve on, given by `visits up`."
    ),
]
"""By which a door takes over a socket that listens already."""
