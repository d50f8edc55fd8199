"""Looks at a decision before it is taken: by the same code, and with nothing left of it.

All of it happens in a transaction of the register that is always rolled back. Temporal is not asked
and no letter leaves: letters and documents are written to be looked at, and kept nowhere.
"""

from collections.abc import AsyncIterator
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from activities.letter_writer import LetterWriter
from activities.letters import Misaddressed, check_addressing, examples_of
from activities.outgoing import Unwritable
from activities.particulars import IncompleteBrief
from activities.sender import Sender
from activities.wording import role_words
from activities.wordings import standard_text, wording_of
from desk.answers import Opening
from desk.named_people import told_of_comments
from desk.preview import DateShown, EventShown, ExampleShown, LetterShown, Preview
from desk.processes import process_of
from desk.rolled_back import rolled_back
from desk.second_person import told_of_the_first
from desk.taking_in import TakingIn, to_open
from register import content, wordings
from register.connection import Connection, Pool
from register.foreseen_letters import ForeseenLetter, ForeseenLetters, foresee_letters
from register.streams import words_of
from rules.foreseen import Foreseen
from rules.foreseen_changes import changed_dates, changed_tasks
from rules.letter_kinds import LETTERS
from schemas.events.invitation import LetterNoteAdded
from schemas.forms.form import Form
from schemas.forms.letters import ContactsForm
from schemas.forms.note import CommentsForm
from schemas.ids import ActorRef, ProgrammeId, UpdateId, VisitId
from schemas.programme.events import StandardWordingRestored, WordingChanged
from schemas.report.values import report_subject
from schemas.side_processes import SideOpeningForm
from schemas.state import VisitState

if TYPE_CHECKING:
    from desk.programme_openings import ProgrammeOpening
    from desk.report_openings import ReportOpening

_DRAWN_LATER = "(the digest is drawn when this is recorded)"


class Previews:
    """Looks at decisions.

    Args:
        pool: The register.
        taking_in: How forms are taken in and checked.
        sender: Whom letters come from.
        written: Whether letters are written, to be read; else it is only told which, and to whom.
    """

    def __init__(
        self, pool: Pool, taking_in: TakingIn, sender: Sender, *, written: bool = True
    ) -> None:
        self._pool = pool
        self._taking_in = taking_in
        self._sender = sender
        self._writes = written

    async def opening(
        self, opening: Opening, contacts: ContactsForm | None, update_id: UpdateId | None = None
    ) -> Preview:
        """What opening a visit would do; raises what opening it would."""
        async with rolled_back(self._pool) as connection:
            message, _ = await to_open(connection, opening)
            admitted = await self._taking_in.opening(
                connection, message, contacts, update_id or _some_id(), opening.reason
            )
            return await self._preview(connection, message.visit_id, admitted.foreseen)

    async def beginning(self, opening: "ProgrammeOpening | ReportOpening") -> Preview:
        """What opening a programme, or beginning a report, would do; raises what that would."""
        # What draws samples takes a while to load.
        from desk.programme_openings import ProgrammeOpening, foresee_programme
        from desk.report_openings import foresee_report

        async with rolled_back(self._pool) as connection:
            if isinstance(opening, ProgrammeOpening):
                subject: str = opening.programme
                foreseen = await foresee_programme(self._taking_in, connection, opening, _some_id())
            else:
                subject = report_subject(opening.programme, opening.name)
                foreseen = await foresee_report(self._taking_in, connection, opening, _some_id())
            return await self._preview(connection, subject, foreseen)

    async def decision(
        self, visit: VisitId, form: Form, actor: ActorRef, update_id: UpdateId | None = None
    ) -> Preview:
        """What a decision would do; raises what the decision would."""
        name = update_id or _some_id()
        async with rolled_back(self._pool) as connection:
            if isinstance(form, SideOpeningForm):
                opening, begins = await self._taking_in.beginning(
                    connection, visit, form, actor, name
                )
                return await self._preview(connection, opening.subject, begins)
            subject = form.subject(visit)
            first = await told_of_the_first(connection, subject, form, actor)
            message, foreseen = await self._taking_in.decision(
                connection, subject, form, actor, name
            )
            kind = process_of(subject)
            if not kind.lives(foreseen.before, await self._taking_in.clock(connection)):
                await kind.no_run(connection, subject, message)
            preview = await self._preview(connection, subject, foreseen)
            if isinstance(form, CommentsForm):
                named = await told_of_comments(connection, visit, form)
                preview = replace(preview, sentences=(*preview.sentences, *named))
            return replace(preview, sentences=(*first, *preview.sentences))

    async def _preview(self, connection: Connection, subject: str, foreseen: Foreseen) -> Preview:
        letters: list[LetterShown] = []
        documents: list[str] = []
        book = ForeseenLetters([], {})
        if isinstance(foreseen.after, VisitState):
            book = await foresee_letters(connection, subject, foreseen.all_steps)
            letters, documents = await self._written(connection, subject, foreseen, book)
        asked, settled = changed_tasks(foreseen)
        steps = foreseen.steps
        last = steps[-1].event.sequence if steps else foreseen.after.sequence
        return Preview(
            subject=subject,
            events=tuple(
                EventShown(step.event.type, words_of(step.event), by_itself=number >= len(steps))
                for number, step in enumerate(foreseen.all_steps)
            ),
            sentences=(*foreseen.sentences, *_of_notes(foreseen, book)),
            letters=tuple(letters),
            kept_back=tuple(book.kept_back),
            documents=tuple(documents),
            dates=tuple(DateShown(*each) for each in changed_dates(foreseen)),
            asked=asked,
            settled=settled,
            receipt=process_of(subject).answer(foreseen.after, last),
            examples=tuple([one async for one in self._examples(connection, subject, foreseen)]),
        )

    async def _examples(
        self, connection: Connection, programme: ProgrammeId, foreseen: Foreseen
    ) -> AsyncIterator[ExampleShown]:
        """The letters that would be worded otherwise."""
        for step in foreseen.steps:
            match step.event.fact:
                case WordingChanged(letter=letter, wording=wording):
                    text = await wordings.text_of(connection, programme, wording)
                case StandardWordingRestored(letter=letter):
                    text = standard_text(letter)
                case _:
                    continue
            for example in examples_of(letter, wording_of(text), self._sender):
                yield ExampleShown(*example)

    async def _written(
        self, connection: Connection, visit: VisitId, foreseen: Foreseen, book: ForeseenLetters
    ) -> tuple[list[LetterShown], list[str]]:
        """The letters as they would read, and the titles of the documents made for them."""
        states = {step.event.sequence: step.after for step in foreseen.all_steps}
        writer = LetterWriter(connection, visit, self._sender, states, book.notes())
        people = await content.people_of(connection, visit)
        readers = await content.readers(connection, visit)
        drawn = _digest_drawn(foreseen)
        shown = []
        for letter in (*book.otherwise, *book.fresh):
            order = letter.order
            reader = readers.at(order.recipient, order.copy_number) or people[order.recipient]
            common = _common(letter, reader, foreseen.after)
            words = await _words(writer, letter, drawn) if self._writes else {}
            shown.append(LetterShown(**common, **words))
        return shown, [document.title for document in writer.made.values()]


# `Any`: what a dataclass is made of, by the names of its fields.
def _common(letter: ForeseenLetter, reader: Any, state: VisitState) -> dict[str, Any]:  # noqa: ANN401
    day = state.days.day_one if state.days else state.day_one
    return {
        "key": letter.order.key,
        "kind": letter.order.kind,
        "copy_only": letter.order.copy_only,
        "what": LETTERS[letter.order.kind].words,
        "reader": reader,
        "role": role_words(reader.role, day),
        "not_before": letter.not_before,
        "replaces": letter.replaces,
    }


async def _words(writer: LetterWriter, letter: ForeseenLetter, drawn: str | None) -> dict[str, Any]:
    """A letter's words, or why it cannot be written or sent as it would be ordered."""
    try:
        outgoing = await writer.write(letter.order)
    except Unwritable as error:
        return {"trouble": error.code}
    except IncompleteBrief:
        return {"trouble": "unwritten"}
    trouble = None
    try:
        check_addressing(outgoing, letter.order.key)
    except Misaddressed as error:
        trouble = error.code
    read = message_from_bytes(outgoing.content, _class=EmailMessage, policy=default)
    body = read.get_body(("plain",))
    text = str(body.get_content()) if body is not None else ""
    names = [name for part in read.iter_attachments() if (name := part.get_filename())]
    if letter.order.calendar_sequence is not None:
        cancelled = letter.order.calendar_cancelled
        names.append("withdrawal of the calendar entry" if cancelled else "calendar entry")
    return {
        "subject": str(read["Subject"]),
        "text": text.replace(drawn, _DRAWN_LATER) if drawn else text,
        "attachments": tuple(names),
        "trouble": trouble,
        "message": outgoing.content,
    }


def _of_notes(foreseen: Foreseen, book: ForeseenLetters) -> list[str]:
    """Where a note that is added to letters would stand."""
    if not any(isinstance(step.event.fact, LetterNoteAdded) for step in foreseen.steps):
        return []
    count = len(book.otherwise)
    if not count:
        return ["No letter of that kind waits: the note goes with the next that is written, once."]
    letters = "1 letter that waits" if count == 1 else f"{count} letters that wait"
    return [f"The note goes with {letters} to leave, and with no other."]


def _digest_drawn(foreseen: Foreseen) -> str | None:
    """The digest of a note that is not kept: recorded, it has another, by a key of its own."""
    note = foreseen.after.note
    had = foreseen.before.note if foreseen.before is not None else None
    return note.digest if note is not None and note != had else None


def _some_id() -> UpdateId:
    return str(uuid4())
