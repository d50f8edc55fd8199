"""Puts together from the register what a letter is written from, and writes it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from activities.documents import NotTypeset, render
from activities.letters import compose
from activities.links import NOT_SHOWN
from activities.outgoing import Outgoing, Unwritable
from activities.sender import Sender
from register import areas, content, documents, links, log
from register.connection import Connection
from register.documents import DocumentRow
from rules.correspondence import LETTERS
from rules.evolve import replay
from rules.questions import ASKED
from rules.timetable import timetable
from schemas.brief import Brief
from schemas.ids import VisitId
from schemas.letters import DocumentOrder, LetterOrder
from schemas.parts import NoteVersion
from schemas.personal import Personal, SummaryNote, SurveyLinks, TimetableDetails
from schemas.questions import LinkToken, Question
from schemas.state import Meetings, Survey, VisitState

P = TypeVar("P", bound=Personal)

_NO_TOKENS: Mapping[Question, LinkToken] = {}


class LetterWriter:
    """Writes letters of one visit; what several are written from is put together once.

    Args:
        connection: To the register.
        visit: Whose letters.
        sender: Whom they come from.
        foreseen: The visit after events that are not in the log, by their numbers, for letters that
            are only looked at: the documents that go with them are then not kept either.
    """

    def __init__(
        self,
        connection: Connection,
        visit: VisitId,
        sender: Sender,
        foreseen: Mapping[int, VisitState] | None = None,
    ) -> None:
        self._connection = connection
        self._visit = visit
        self._sender = sender
        self._foreseen = foreseen
        self._briefs: dict[int, Brief] = {}
        self.made: dict[DocumentOrder, DocumentRow] = {}
        """The documents that were made for these letters: before, the register had none such."""

    async def write(self, order: LetterOrder) -> Outgoing:
        """One letter, with the documents it names as the register has or now gets them.

        Raises:
            Unwritable: It can never be written as ordered.
            IncompleteBrief: Something that it needs is missing.
        """
        brief = await self._addressed(order, await self._brief_at(order.as_of or order.sequence))
        enclosed = {wanted: await self._document(wanted, brief) for wanted in order.documents}
        asked = self._asked(order, brief)
        shown = compose(order, brief, enclosed, self._sender, self._addresses(asked))
        if self._foreseen is not None or not asked:
            return shown
        tokens = await self._tokens(order, brief, asked)
        letter = compose(order, brief, enclosed, self._sender, self._addresses(asked, tokens))
        # Who reads the register, or a copy of it, cannot answer in anybody's place.
        return replace(letter, kept=shown.content)

    def _asked(self, order: LetterOrder, brief: Brief) -> list[Question]:
        """What its reader is asked by links; nothing where letters have none."""
        if self._sender.links is None or order.copy_only:
            return []
        asked = LETTERS[order.kind].asks
        return [each for each in asked if order.recipient in set(ASKED[each].of(brief.state))]

    async def _tokens(
        self, order: LetterOrder, brief: Brief, asked: Iterable[Question]
    ) -> dict[Question, LinkToken]:
        """What opens each link, kept so that it does as soon as the letter is read."""
        assert self._sender.links is not None  # noqa: S101 - something is asked by links
        tokens = {each: self._sender.links.token(order.key, each) for each in asked}
        for question, token in tokens.items():
            link = links.link_in(order.key, question, brief.written_at)
            await links.keep(self._connection, link, token)
        return tokens

    def _addresses(
        self, asked: Iterable[Question], tokens: Mapping[Question, LinkToken] = _NO_TOKENS
    ) -> dict[Question, str]:
        maker = self._sender.links
        return {each: maker.address(tokens.get(each, NOT_SHOWN)) for each in asked} if maker else {}

    async def _addressed(self, order: LetterOrder, brief: Brief) -> Brief:
        """The brief with its reader as they are for this copy: name and address."""
        reader = await content.person_at(
            self._connection, self._visit, order.recipient, order.copy_number
        )
        if reader is None:
            return brief
        return brief.model_copy(update={"people": {**brief.people, reader.ref: reader}})

    async def _brief_at(self, sequence: int) -> Brief:
        """What there is to write from as of the event that ordered a letter."""
        if sequence not in self._briefs:
            self._briefs[sequence] = await self._brief(await self._state_at(sequence))
        return self._briefs[sequence]

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
        kept = await documents.find(self._connection, self._visit, wanted)
        if kept is not None:
            return kept
        try:
            made = render(wanted, brief, self._sender.letterhead)
        except NotTypeset:
            # Not now or later: a person has to change the words. The other letters go.
            raise Unwritable("document-not-set") from None
        fresh = DocumentRow(
            made.kind, made.version, made.title, made.marking, made.sha256, made.body
        )
        if self._foreseen is None:
            fresh = await documents.keep(self._connection, self._visit, fresh)
        self.made[wanted] = fresh
        return fresh


def _reply_due(state: VisitState) -> datetime | None:
    """When the reply is due, or would be if the invitation arrived as it is written."""
    invitation = state.invitation
    if invitation is not None and invitation.delivered_at is None:
        arrived = invitation.model_copy(update={"delivered_at": state.changed_at})
        state = state.model_copy(update={"invitation": arrived})
    dates = timetable(state)
    return dates.reply_due if dates else None
