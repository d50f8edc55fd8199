"""How letters are worded: each kind by a programme's own wording, or by the standard one."""

from datetime import datetime
from typing import Any, NamedTuple

from activities.wordings import faults_of, standard_text
from activities.wordings.placeholders import Placeholder, Shape, needed_in, placeholders_of
from register import log, programmes, wordings
from register.connection import Connection
from register.unreadable import Unreadable
from rules.letter_kinds import LETTERS
from rules.programme import ProgrammeTask
from schemas.content import ContentRef
from schemas.ids import ActorRef, ProgrammeId
from schemas.programme import ProgrammeState
from schemas.programme.events import WordingChanged
from schemas.values import LetterKind


class PlaceholderShown(NamedTuple):
    """A placeholder of a kind of letter.

    Attributes:
        name: As it is written.
        written: As it is used, e.g. `{{ area }}`, or `{% if again %}`.
        words: What it stands for.
        example: As it could read.
        sometimes: Whether it may be missing, so that it stands within `{% if … is defined %}`.
        needed: Whether the letter cannot do without it.
    """

    name: str
    written: str
    words: str
    example: str
    sometimes: bool
    needed: bool


class WordingShown(NamedTuple):
    """How a kind of letter is worded.

    Attributes:
        letter: Which kind.
        what: It in words.
        own: The programme's own wording; `None` where it is the standard one.
        text: As it is written.
        faults: Why the own wording can no longer be used, so that letters have the standard one.
        since: When the own wording was recorded.
        by: By whom.
    """

    letter: LetterKind
    what: str
    own: ContentRef | None
    text: str
    faults: tuple[str, ...] = ()
    since: datetime | None = None
    by: ActorRef | None = None


async def wordings_of(connection: Connection, programme: ProgrammeId) -> list[WordingShown]:
    """How each kind of letter of a programme is worded.

    Raises:
        UnknownProgramme: There is no such programme.
    """
    state = await programmes.require(connection, programme)
    changed = {}
    if state.wordings:
        for entry in await log.of_stream(connection, programme):
            if isinstance(entry.event.fact, WordingChanged):
                changed[entry.event.fact.wording] = entry.event
    found = []
    for kind in LETTERS:
        own = state.wording(kind)
        if own is None:
            found.append(standard_wording(kind))
            continue
        text, faults = await _own(connection, programme, kind, own)
        event = changed[own]
        found.append(
            WordingShown(kind, LETTERS[kind].words, own, text, faults, event.at, event.actor)
        )
    return found


async def wording_of_kind(
    connection: Connection, programme: ProgrammeId, kind: LetterKind
) -> WordingShown:
    """How one kind of letter of a programme is worded.

    Raises:
        UnknownProgramme: There is no such programme.
    """
    found = await wordings_of(connection, programme)
    return next(one for one in found if one.letter is kind)


def standard_wording(kind: LetterKind) -> WordingShown:
    """How a kind of letter is worded where nobody worded it otherwise."""
    return WordingShown(kind, LETTERS[kind].words, None, standard_text(kind))


async def _own(
    connection: Connection, programme: ProgrammeId, kind: LetterKind, own: ContentRef
) -> tuple[str, tuple[str, ...]]:
    try:
        text = await wordings.text_of(connection, programme, own)
    except Unreadable as found:
        return "", (str(found),)
    return text, tuple(fault.sentence for fault in faults_of(kind, text))


async def wording_tasks(connection: Connection, state: ProgrammeState) -> list[ProgrammeTask]:
    """The wordings that can no longer be used, as after a release: a person must see to them."""
    found = []
    for one in state.wordings:
        _, faults = await _own(connection, state.programme, one.letter, one.wording)
        if faults:
            command = one.letter.value.replace("_", "-")
            found.append(
                ProgrammeTask(
                    f"The programme's own wording of {LETTERS[one.letter].words} cannot be used "
                    f"any more, and such letters have the standard wording: {faults[0]}",
                    f"visits programme letters {state.programme} {command}",
                )
            )
    return found


# --- Placeholders ----------------------------------------------------------------------------


def placeholders_shown(kind: LetterKind) -> list[PlaceholderShown]:
    """What a wording of a kind of letter may say besides its words."""
    needed = {one.name for one in needed_in(kind)}
    return [
        PlaceholderShown(
            name=name,
            written=_written(name, one),
            words=one.words,
            example=_example(one),
            sometimes=kind in one.sometimes,
            needed=name in needed,
        )
        for name, one in placeholders_of(kind).items()
    ]


def _written(name: str, known: Placeholder) -> str:
    match known.shape:
        case Shape.FLAG:
            return f"{{% if {name} %}}"
        case Shape.LIST:
            assert isinstance(known.example, tuple)  # noqa: S101 - of this shape
            parts = ", ".join(f"{{{{ one.{part} }}}}" for part in known.example[0])
            return f"{{% for one in {name} %}} {parts} {{% endfor %}}"
        case _:
            return f"{{{{ {name} }}}}"


def _example(known: Placeholder) -> str:
    match known.shape:
        case Shape.FLAG:
            return ""
        case Shape.CHOICE:
            return " or ".join(choice for choice in known.choices if choice)
        case Shape.LIST:
            assert isinstance(known.example, tuple)  # noqa: S101 - of this shape
            return "; ".join(", ".join(one.values()) for one in known.example)
        case _:
            return str(known.example)


# --- For programs ----------------------------------------------------------------------------


def wording_as_json(shown: WordingShown) -> dict[str, Any]:
    """How a kind of letter is worded, without the words."""
    return {
        "letter": shown.letter.value,
        "what": shown.what,
        "own": shown.own.model_dump(mode="json") if shown.own else None,
        "since": shown.since.isoformat() if shown.since else None,
        "by": shown.by,
        "faults": list(shown.faults),
    }


def wording_in_full(shown: WordingShown) -> dict[str, Any]:
    """The same with the words, those of the standard, and every placeholder."""
    return {
        **wording_as_json(shown),
        "wording": shown.text,
        "standard": standard_text(shown.letter),
        "placeholders": [one._asdict() for one in placeholders_shown(shown.letter)],
    }
