"""Each finished letter names one recipient: the person that its role has at that moment.

Who that is is worked out here from what was recorded, without the copies that the engine counts.
"""

from email import message_from_bytes
from email.policy import default

import pytest

from rules.evolve import evolve
from schemas.email_address import on_the_wire
from schemas.events.invitation import PersonCorrected
from schemas.ids import PersonRef
from schemas.letters import LetterOrder
from schemas.personal import Person
from schemas.state import VisitState
from schemas.values import ContactRole, InspectorRole, LetterKind
from tests.performances import NAMES, Performance, Performances

Role = ContactRole | InspectorRole

LEADERS: frozenset[Role] = frozenset(
    {ContactRole.DIRECTOR_OF_CHILDRENS_SERVICES, ContactRole.ACCOUNTABLE_OFFICER}
)
OFFICER: frozenset[Role] = frozenset({ContactRole.NOMINATED_OFFICER})
FORUM: frozenset[Role] = frozenset({ContactRole.PARENT_CARER_FORUM})
DEPARTMENTS: frozenset[Role] = frozenset({ContactRole.DFE, ContactRole.NHS_ENGLAND})
TEAM: frozenset[Role] = frozenset(InspectorRole)
AREA = LEADERS | OFFICER
EVERYBODY = AREA | FORUM | TEAM

MEANT_FOR: dict[LetterKind, frozenset[Role]] = {
    LetterKind.INVITATION: LEADERS | FORUM,
    LetterKind.REMINDER: LEADERS,
    LetterKind.REPLY_EXTENDED: LEADERS,
    LetterKind.NO_REPLY_NOTED: LEADERS | FORUM,
    LetterKind.DECLINE_NOTED: LEADERS | FORUM,
    LetterKind.WITHDRAWAL_NOTED: EVERYBODY,
    LetterKind.CONFIRMATION: AREA | TEAM,
    LetterKind.SURVEY_LINKS: OFFICER,
    LetterKind.TIMETABLE: EVERYBODY,
    LetterKind.DRAFT_NOTE: AREA,
    LetterKind.SHARED_NOTE: DEPARTMENTS,
    LetterKind.RECEIPT_REMINDER: DEPARTMENTS,
    LetterKind.FACTS_DECIDED: AREA,
    LetterKind.SHARING_DECIDED: AREA,
    LetterKind.CASE_WITHDRAWN: AREA | TEAM,
    LetterKind.NOTE_RECALLED: DEPARTMENTS,
    LetterKind.CANCELLATION: EVERYBODY,
    LetterKind.PAUSE: EVERYBODY,
    LetterKind.ON_HOLD: EVERYBODY,
    LetterKind.OFF_HOLD: EVERYBODY,
    LetterKind.RESUMPTION: EVERYBODY,
    LetterKind.INCOMPLETE: EVERYBODY,
    LetterKind.DEFERRAL_NOTED: AREA,
    LetterKind.DEFERRAL_GRANTED: EVERYBODY,
    LetterKind.DEFERRAL_REFUSED: AREA,
    LetterKind.REOPENED: EVERYBODY,
    LetterKind.ACCEPTANCE_CORRECTED: EVERYBODY,
    LetterKind.TEAM_CORRECTED: AREA | TEAM,
}
"""Whose letters these are. The two that are not here go to whoever has no role, or an address, any
more."""
_OF_THE_END = {
    LetterKind.WITHDRAWAL_NOTED,
    LetterKind.CANCELLATION,
    LetterKind.INCOMPLETE,
    LetterKind.DEFERRAL_GRANTED,
}
_FAREWELLS = {LetterKind.STOOD_DOWN, LetterKind.ADDRESS_REPLACED}


def roles_in(state: VisitState) -> dict[PersonRef, Role]:
    """Who is what."""
    roles: dict[PersonRef, Role] = {contact.ref: contact.role for contact in state.contacts}
    roles |= {member.inspector: member.role for member in state.team}
    if state.officer is not None:
        roles[state.officer] = ContactRole.NOMINATED_OFFICER
    return roles


class Then:
    """Who was what, and at which address, just after each event."""

    def __init__(self, performance: Performance) -> None:
        self.roles: dict[int, dict[PersonRef, Role]] = {0: {}}
        self.people: dict[int, dict[PersonRef, Person]] = {0: performance.people}
        self.ever: set[tuple[PersonRef, Role]] = set()
        state: VisitState | None = None
        people = performance.people
        for event in performance.events:
            state = evolve(state, event)
            if isinstance(event.fact, PersonCorrected):
                right = performance.corrected[event.fact.content.version]
                people = {**people, right.ref: right}
            self.people[event.sequence] = people
            self.roles[event.sequence] = roles_in(state)
            self.ever |= set(self.roles[event.sequence].items())


def test_every_kind_of_letter_is_meant_for_somebody() -> None:
    assert set(MEANT_FOR) | _FAREWELLS == set(LetterKind)


@pytest.mark.parametrize("name", NAMES)
def test_each_letter_goes_to_the_person_that_the_role_has(
    performances: Performances, name: str
) -> None:
    performance = performances[name]
    then = Then(performance)
    wrong = []
    finished = [row for row in performance.letters if row.message is not None]
    for row in finished:
        order, message = row.order, row.message
        assert message is not None
        role = then.roles[order.sequence].get(order.recipient)
        at = order.sequence
        if order.kind is LetterKind.STOOD_DOWN:
            before = {ref for ref, _ in then.ever}
            if role is not None or order.recipient not in before:
                wrong.append(f"{order.key}: to somebody who has a part, or never had one")
        elif order.kind is LetterKind.ADDRESS_REPLACED:
            at -= 1  # it goes to where they were
        elif role not in MEANT_FOR[order.kind] and not _was_of_the_team(then, order, role):
            wrong.append(f"{order.key}: to the {role}")
        person = then.people[at][order.recipient]
        to = message_from_bytes(message, policy=default)["To"].addresses
        read = [(one.display_name, one.addr_spec) for one in to]
        if read != [(person.name, on_the_wire(person.email))]:
            wrong.append(f"{order.key}: {read} and not {person.ref}")
    assert finished
    assert wrong == []


def _was_of_the_team(then: Then, order: LetterOrder, role: Role | None) -> bool:
    """Whether it is news to somebody who was of the team: of the end, or that they were not."""
    once = {known for known, was in then.ever if was in TEAM}
    told = {*_OF_THE_END, LetterKind.TEAM_CORRECTED}
    return role is None and order.kind in told and order.recipient in once
