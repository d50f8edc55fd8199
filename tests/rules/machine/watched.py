"""A visit that is told whatever it may be, and what always holds for it."""

from datetime import datetime

from hypothesis.stateful import RuleBasedStateMachine, invariant

from register.canonical import canonical_json
from rules.correspondence import letters_after
from rules.deadlines import open_deadlines
from rules.decide.rule import RULES
from rules.evolve import evolve, replay
from rules.next_action import next_action
from rules.refusals import Refused
from rules.timetable import timetable
from schemas import messages as m
from schemas.events.event import VISIT_EVENT, VisitEvent
from schemas.events.invitation import ContactsRecorded, InvitationDelivered
from schemas.events.note import NoteAgreed, NoteDrafted, NoteShared, SharingDecided
from schemas.events.team import OfficerNominated
from schemas.ids import LetterKey
from schemas.letters import LetterOrder
from schemas.parts import Task
from schemas.state import VisitState
from schemas.values import ContactRole, DocumentKind, LetterKind, Outcome, Owner, Stage
from tests.support import visits as v
from tests.support.carrying_on import to_the_end
from tests.support.ending_tasks import ENDS_A_TASK


class Watched(RuleBasedStateMachine):
    """One visit, looked at after each step."""

    def __init__(self) -> None:
        super().__init__()
        self.visit = v.just_opened()
        self.letters: dict[LetterKey, LetterOrder] = {}

    @property
    def now(self) -> datetime:
        return self.visit.now

    def _tell(self, message: m.Message) -> None:
        try:
            told = self.visit.told(message)
        except Refused as refused:
            v.require_readable(refused.sentence)
        else:
            self._take(told)

    def _take(self, told: v.Visit) -> None:
        """Check each new event as it is folded in."""
        state: VisitState | None = self.visit.state
        for event in told.events[len(self.visit.events) :]:
            state = evolve(state, event)
            self._check_clock(state, event)
            for order in letters_after(state, event):
                # Who is recorded again needs nothing again: the register files a key once.
                again = isinstance(event.fact, OfficerNominated | ContactsRecorded)
                assert again or order.key not in self.letters, "a second letter is never sent"
                self.letters.setdefault(order.key, order)
                _check_recipient(state, order)
        self.visit = told
        _check_note(told.events)

    @staticmethod
    def _check_clock(state: VisitState, event: VisitEvent) -> None:
        if isinstance(event.fact, InvitationDelivered):
            dates = timetable(state)
            assert dates is not None
            assert event.fact.reply_due == dates.reply_due

    # --- What always holds --------------------------------------------------------------------

    @invariant()
    def the_log_has_no_gap_and_gives_the_state_back(self) -> None:
        numbers = [event.sequence for event in self.visit.events]
        assert numbers == list(range(1, len(numbers) + 1))
        assert replay(self.visit.events) == self.visit.state

    @invariant()
    def what_is_written_is_read_again(self) -> None:
        written = canonical_json(self.visit.state)
        read = VisitState.model_validate_json(written)
        assert read == self.visit.state
        assert canonical_json(read) == written
        last = canonical_json(self.visit.events[-1])
        assert canonical_json(VISIT_EVENT.validate_json(last)) == last

    @invariant()
    def somebody_or_something_is_awaited(self) -> None:
        state = self.visit.state
        coming = next_action(state)
        over = state.stage is Stage.ENDED and not state.tasks
        assert (coming.owner is Owner.NOBODY) is over
        assert coming.due is None or coming.due in vars(timetable(state)).values()
        # A visit that is over is kept for a time, or until a person has read what was disclosed.
        assert state.stage is not Stage.ENDED or open_deadlines(state) or state.tasks

    @invariant()
    def a_task_asks_for_what_can_still_be_done(self) -> None:
        for task in self.visit.state.tasks:
            assert any(
                self.visit.state.stage in RULES[kind].stages for kind in ENDS_A_TASK[task.kind]
            )

    @invariant()
    def nothing_is_asked_of_people_twice(self) -> None:
        tasks = [(task.kind, task.letter) for task in self.visit.state.tasks]
        assert len(set(tasks)) == len(tasks)

    @invariant()
    def no_visit_is_under_way_that_was_not_arranged(self) -> None:
        state = self.visit.state
        if state.stage is Stage.VISITING:
            assert state.days is not None
            assert state.meetings is not None
            assert state.case_studies is not None
            assert state.case_studies.all_agreed

    def teardown(self) -> None:
        if self.visit.state.stage is not Stage.ENDED:
            self._take(to_the_end(self.visit))
            assert self.visit.state.outcome in {Outcome.CLOSED, Outcome.INCOMPLETE}
        for task in self.visit.state.tasks:
            self._take(self.visit.told(_seeing_to(task)))
        assert open_deadlines(self.visit.state), "nothing ends the time it is kept for"
        super().teardown()


def _seeing_to(task: Task) -> m.Decision:
    """What ends a task that outlives a visit."""
    if task.letter is not None:
        return v.record_delivery(task.letter)
    return m.SeeDisclosure(actor="coordinator")


NOTES = {DocumentKind.SUMMARY_NOTE, DocumentKind.SUMMARY_NOTE_COPY}


def _check_recipient(state: VisitState, order: LetterOrder) -> None:
    """The note goes to the area's leaders and the two departments, and to nobody else."""
    roles = {contact.ref: contact.role for contact in state.contacts}
    if order.kind is LetterKind.SHARED_NOTE:
        assert roles[order.recipient] in {ContactRole.DFE, ContactRole.NHS_ENGLAND}
        assert [document.kind for document in order.documents] == [DocumentKind.SUMMARY_NOTE]
    elif any(document.kind in NOTES for document in order.documents):
        leader = roles.get(order.recipient)
        assert order.recipient == state.officer or leader in {v.DCS.role, v.HEALTH_1.role}


def _check_note(events: tuple[VisitEvent, ...]) -> None:
    """No version is shared but the one that was settled, word for word, and that was the latest.

    Its leaders agreed to it, or, where they did not, a senior manager decided that it is shared.
    """
    drafted: NoteDrafted | None = None
    settled: NoteAgreed | SharingDecided | None = None
    for event in events:
        match event.fact:
            case NoteDrafted() as drafted:
                settled = None
            case NoteAgreed() | SharingDecided(share=True) as settled:
                assert drafted is not None
                latest = (drafted.version, drafted.content.digest)
                assert (settled.version, settled.digest) == latest
            case NoteShared(version=version, digest=digest):
                assert settled is not None
                assert (version, digest) == (settled.version, settled.digest)
            case _:
                pass
