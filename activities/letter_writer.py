"""Puts together from the register what a letter is written from, and writes it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TypeVar

import structlog
from pydantic import ValidationError

from activities.documents import NotTypeset, render
from activities.letter_links import addresses_shown, addresses_that_work, asked_in
from activities.letters import compose
from activities.outgoing import Outgoing, Unwritable
from activities.sender import Sender
from activities.wordings import UnusableWording, Wording, usable
from register import areas, content, documents, letter_notes, letters, log, wordings
from register.connection import Connection
from register.documents import DocumentRow, DocumentSpoilt
from register.letters import LetterRow
from register.unreadable import Unreadable
from rules.evolve import replay
from rules.timetable import timetable
from schemas.brief import Brief
from schemas.content import ContentRef
from schemas.ids import LetterKey, VisitId
from schemas.letters import DocumentOrder, LetterOrder
from schemas.parts import NoteVersion
from schemas.personal import LetterNoteText, Personal, SummaryNote, SurveyLinks, TimetableDetails
from schemas.state import Meetings, Survey, VisitState

P = TypeVar("P", bound=Personal)

_log = structlog.get_logger(__name__)


class LetterWriter:
    """Writes letters of one visit; what several are written from is put together once.

    Args:
        connection: To the register.
        visit: Whose letters.
        sender: Whom they come from.
        foreseen: The visit after events that are not in the log, by their numbers, for letters that
            are only looked at: the documents that go with them are then not kept either.
        notes: What stands in letters of a coordinator's own, where it is not what the register has.
    """

    def __init__(
        self,
        connection: Connection,
        visit: VisitId,
        sender: Sender,
        foreseen: Mapping[int, VisitState] | None = None,
        notes: Mapping[LetterKey, tuple[ContentRef, ...]] | None = None,
    ) -> None:
        self._connection = connection
        self._visit = visit
        self.sender = sender
        self._foreseen = foreseen
        self._notes = notes
        self._readers: content.Readers | None = None
        self._briefs: dict[int, Brief] = {}
        self._rows: list[LetterRow] | None = None
        self._found: dict[DocumentOrder, DocumentRow] = {}
        self.made: dict[DocumentOrder, DocumentRow] = {}
        """The documents that were made for these letters: before, the register had none such."""

    async def write(self, order: LetterOrder) -> Outgoing:
        """One letter, with the documents it names as the register has or now gets them.

        Raises:
            Unwritable: It can never be written as ordered.
            IncompleteBrief: Something that it needs is missing.
            Unreadable: Something that it is written from is gone, or is not what was kept.
        """
        brief = await self._addressed(order, await self._brief_at(order.as_of or order.sequence))
        if order.round > 1:
            before = await self._read_before(order)
            brief = brief.model_copy(update={"newcomer": before is None, "before": before})
        enclosed = {wanted: await self._document(wanted, brief) for wanted in order.documents}
        if order.wording is not None:
            try:
                own = await self._own_wording(order, order.wording, brief)
                return await self._composed(order, brief, enclosed, own)
            except UnusableWording:
                # Words that passed their check, and fail in another release: the letter goes.
                _log.error("own wording not used", letter=order.key, wording=order.wording.version)
                standard = await self._composed(order, brief, enclosed, None)
                return replace(standard, in_standard_words=True)
        return await self._composed(order, brief, enclosed, None)

    async def _own_wording(self, order: LetterOrder, ref: ContentRef, brief: Brief) -> Wording:
        try:
            text = await wordings.text_of(self._connection, brief.state.programme, ref)
        except (Unreadable, ValidationError):
            raise UnusableWording("A wording is missing.") from None
        return usable(order.kind, text)

    async def _composed(
        self,
        order: LetterOrder,
        brief: Brief,
        enclosed: Mapping[DocumentOrder, DocumentRow],
        wording: Wording | None,
    ) -> Outgoing:
        added = await self._added(order.key)
        write = partial(compose, added=added, wording=wording)
        maker = self.sender.links
        asked = asked_in(order, brief.state) if maker is not None else ()
        if maker is None or not asked:
            return write(order, brief, enclosed, self.sender)
        to_show = write(order, brief, enclosed, self.sender, addresses_shown(maker, asked))
        if self._foreseen is not None or maker.key is None:
            return to_show
        working = await addresses_that_work(self._connection, maker, order, asked, brief.written_at)
        letter = write(order, brief, enclosed, self.sender, working)
        # Who reads the register, or a copy of it, cannot answer in anybody's place.
        return replace(letter, kept=to_show.to_keep)

    async def _added(self, key: LetterKey) -> tuple[str, ...]:
        """What a coordinator has added to a letter, in their words."""
        if self._notes is None:
            # Whoever sends letters is alone with those of the visit: nothing is added meanwhile.
            self._notes = await letter_notes.by_letter(self._connection, self._visit)
        words = [
            await content.fetch(self._connection, self._visit, ref, LetterNoteText)
            for ref in self._notes.get(key, ())
        ]
        return tuple(each.text for each in words)

    async def _addressed(self, order: LetterOrder, brief: Brief) -> Brief:
        """The brief with its reader as they are for this copy: name and address."""
        if self._readers is None:
            self._readers = await content.readers(self._connection, self._visit)
        reader = self._readers.at(order.recipient, order.copy_number)
        if reader is None:
            return brief
        return brief.model_copy(update={"people": {**brief.people, reader.ref: reader}})

    async def _brief_at(self, sequence: int) -> Brief:
        """What there is to write from as of the event that ordered a letter."""
        if sequence not in self._briefs:
            self._briefs[sequence] = await self._brief(await self._state_at(sequence))
        return self._briefs[sequence]

    async def _read_before(self, order: LetterOrder) -> VisitState | None:
        """The visit as the reader knows it by the last such letter; `None` if they have none.

        A round that was overtaken before it left is one that nobody has read.
        """
        if self._rows is None:
            self._rows = await letters.of_visit(
                self._connection, self._visit, statuses=letters.LEFT
            )
        known = [
            row.order.as_of or row.order.sequence
            for row in self._rows
            if (row.order.kind, row.order.recipient) == (order.kind, order.recipient)
            and row.order.round < order.round
        ]
        return await self._state_at(max(known)) if known else None

    async def _state_at(self, sequence: int) -> VisitState:
        if self._foreseen is not None and sequence in self._foreseen:
            return self._foreseen[sequence]
        logged = await log.read(self._connection, visit=self._visit)
        return replay(entry.event for entry in logged if entry.event.sequence <= sequence)

    async def _brief(self, state: VisitState) -> Brief:
        survey, meetings, note = state.survey, state.meetings, state.note
        return Brief(
            state=state,
            written_at=state.changed_at,
            area_name=areas.area_of_visit(state).name,
            people=await content.people_of(self._connection, self._visit),
            reply_due=_reply_due(state),
            survey_links=await self._content(survey, SurveyLinks),
            timetable=await self._content(meetings, TimetableDetails),
            note=await self._content(note, SummaryNote),
        )

    async def _content(
        self, part: Survey | Meetings | NoteVersion | None, model: type[P]
    ) -> P | None:
        if part is None:
            return None
        return await content.fetch(self._connection, self._visit, part.content, model)

    async def _document(self, wanted: DocumentOrder, brief: Brief) -> DocumentRow:
        if wanted in self.made:
            return self.made[wanted]
        if wanted in self._found:
            return self._found[wanted]
        kept = await documents.find(self._connection, self._visit, wanted)
        if kept is not None:
            self._found[wanted] = self._whole(kept)
            return kept
        try:
            made = render(wanted, brief, self.sender.letterhead)
        except NotTypeset:
            # Not now or later: a person has to change the words. The other letters go.
            raise Unwritable("document-not-set") from None
        fresh = DocumentRow(
            made.kind, made.version, made.title, made.marking, made.sha256, made.body
        )
        if self._foreseen is None:
            fresh = self._whole(await documents.keep(self._connection, self._visit, fresh))
        self.made[wanted] = fresh
        return fresh

    def _whole(self, document: DocumentRow) -> DocumentRow:
        if not document.holds:
            raise DocumentSpoilt(self._visit, document.order)
        return document


def _reply_due(state: VisitState) -> datetime | None:
    """When the reply is due, or would be if the invitation arrived as it is written."""
    invitation = state.invitation
    if invitation is not None and invitation.delivered_at is None:
        arrived = invitation.model_copy(update={"delivered_at": state.changed_at})
        state = state.model_copy(update={"invitation": arrived})
    dates = timetable(state)
    return dates.reply_due if dates else None
