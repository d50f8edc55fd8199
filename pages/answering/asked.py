"""What a link asks of whom, as its pages tell it."""

from dataclasses import dataclass
from datetime import datetime

from pages.dates import moment
from register import areas, content, links
from register.connection import Connection
from register.letter_list import Wanted, list_letters
from register.visits import require
from rules.letter_kinds import LETTERS
from rules.questions import ASKED, Asked, Standing, standing_of
from schemas.ids import LetterKey
from schemas.personal import Person, SummaryNote
from schemas.questions import Link, Question
from schemas.state import VisitState


@dataclass(frozen=True)
class SentBefore:
    """A letter that somebody was sent."""

    words: str
    at: datetime


@dataclass(frozen=True)
class AskedBefore:
    """A question that somebody was asked, and how that stands."""

    title: str
    became: str


@dataclass(frozen=True)
class Note:
    """The version of the summary note that is asked about."""

    version: int
    digest: str
    drafted_at: datetime
    words: SummaryNote


@dataclass(frozen=True)
class Told:
    """What the pages of a link tell.

    Attributes:
        link: The link.
        state: The visit.
        asked: What is declared of its question.
        standing: Whether it can be answered.
        person: For whom it is.
        area: The council's name.
        letter: What the letter is in which it stands.
        sent: What they were sent so far, the latest last.
        questions: What they were asked so far.
        note: The note, where the question is about it.
    """

    link: Link
    state: VisitState
    asked: Asked
    standing: Standing
    person: Person
    area: str
    letter: SentBefore
    sent: tuple[SentBefore, ...]
    questions: tuple[AskedBefore, ...]
    note: Note | None


async def told_of(connection: Connection, link: Link) -> Told:
    """What is to be told of a link, as the visit stands."""
    state = await require(connection, link.visit_id)
    people = await content.people_of(connection, link.visit_id)
    listed = await list_letters(connection, Wanted(visit=link.visit_id, sent=True))
    own = {
        letter.order.key: SentBefore(LETTERS[letter.order.kind].words, letter.at)
        for letter in listed
        if letter.order.recipient == link.recipient
    }
    return Told(
        link=link,
        state=state,
        asked=ASKED[link.question],
        standing=standing_of(link, state),
        person=people[link.recipient],
        area=areas.area_of_visit(state).name,
        letter=own.get(link.letter, _of(link.letter, link)),
        sent=tuple(own.values()),
        questions=await _asked_before(connection, link, state),
        note=await _note(connection, link, state),
    )


def _of(letter: LetterKey, link: Link) -> SentBefore:
    """A letter of which nobody knows yet whether it left."""
    kind = next(kind for kind in LETTERS if kind == letter.split("/")[1])
    return SentBefore(LETTERS[kind].words, link.made_at)


async def _asked_before(
    connection: Connection, link: Link, state: VisitState
) -> tuple[AskedBefore, ...]:
    """Each question once, however many letters asked it; an answer counts before anything else."""
    found: dict[Question, str] = {}
    for each in await links.of_visit(connection, link.visit_id):
        if each.recipient == link.recipient:
            known = found.get(each.question, "")
            found[each.question] = known if known.startswith("answered") else _became(each, state)
    return tuple(AskedBefore(ASKED[each].title, became) for each, became in found.items())


def _became(link: Link, state: VisitState) -> str:
    if link.answered_at is not None:
        return f"answered on {moment(link.answered_at)}"
    return {
        Standing.NOT_YET: "to be answered later",
        Standing.OPEN: "not answered yet",
        Standing.OVER: "not asked any more",
    }[standing_of(link, state)]


async def _note(connection: Connection, link: Link, state: VisitState) -> Note | None:
    if link.question not in {Question.COMMENTS, Question.SIGNATURE} or state.note is None:
        return None
    words = await content.fetch(connection, state.visit_id, state.note.content, SummaryNote)
    return Note(state.note.version, state.note.digest, state.note.drafted_at, words)
