"""Whoever has no part any more is told so, also without a calendar entry to lose."""

from collections.abc import Callable

import pytest

from rules.correspondence import letters_after, overtaken_by
from rules.evolve import replay
from rules.letter_kinds import LETTERS
from schemas import messages as m
from schemas.letters import LetterOrder
from schemas.parts import Contact, TeamMember
from schemas.values import ConflictKind, ContactRole, Department, InspectorRole, LetterKind, Stage
from tests.support import visits as v
from tests.support.visits import (
    CONTACTS,
    DCS,
    DFE,
    FORUM,
    TEAM,
    Visit,
    confirm_team,
    declare,
    nominate,
    record_contacts,
    with_rules,
)

SPARE = TeamMember(inspector="hmi-9", role=InspectorRole.OFSTED_EDUCATION)
OTHERS = (
    SPARE,
    TeamMember(inspector="hmi-8", role=InspectorRole.OFSTED_SOCIAL_CARE),
    TeamMember(inspector="cqc-9", role=InspectorRole.CQC_CHILDREN),
)
REPLACED = m.ReplaceInspector(actor="allocations", leaving="hmi-1", joining="hmi-9")


def instead_of(gone: Contact, ref: str = "other") -> m.RecordContacts:
    """The contacts, with somebody else in one place."""
    new = gone.model_copy(update={"ref": ref})
    return record_contacts([new if one == gone else one for one in CONTACTS])


def farewells(after: Visit, before: Visit) -> list[LetterOrder]:
    """The letters of leave of what happened since."""
    return [
        order
        for event in after.events[len(before.events) :]
        for order in letters_after(replay(after.events[: event.sequence]), event)
        if order.kind is LetterKind.STOOD_DOWN
    ]


def told(after: Visit, before: Visit) -> list[tuple[str, bool]]:
    """Who is told, each once, and whether an entry is taken from them by it."""
    orders = farewells(after, before)
    assert len({order.key for order in orders}) == len(orders)
    return [(order.recipient, order.calendar_cancelled) for order in orders]


def with_officer() -> Visit:
    """An officer is named, and nothing else is arranged."""
    return v.accepted().told(nominate())


WITHOUT_ENTRY: list[tuple[Callable[[], Visit], m.Decision, str]] = [
    (v.invited, instead_of(DCS), "dcs"),
    (v.delivered, instead_of(FORUM), "forum"),
    (v.held_invited, instead_of(DCS), "dcs"),
    (v.accepted, instead_of(DCS), "dcs"),
    (with_officer, nominate("officer-2"), "officer-1"),
    (v.arranged, instead_of(FORUM), "forum"),
    (v.held_prepared, nominate("officer-2"), "officer-1"),
    (v.drafting, nominate("officer-2"), "officer-1"),
    (v.agreeing, nominate("officer-2"), "officer-1"),
    (v.agreeing, instead_of(DCS), "dcs"),
    (v.sharing, instead_of(FORUM), "forum"),
    (v.shared, instead_of(DFE, "dfe-2"), "dfe"),
]
"""When, by what, and who goes."""


@pytest.mark.parametrize(("when", "message", "gone"), WITHOUT_ENTRY)
def test_whoever_goes_without_an_entry_to_lose_is_told_once(
    when: Callable[[], Visit], message: m.Decision, gone: str
) -> None:
    before = when()
    after = before.told(message)

    assert told(after, before) == [(gone, False)]
    assert told(after.told(message), after) == []


@pytest.mark.parametrize(("when", "message", "gone"), WITHOUT_ENTRY)
def test_under_earlier_rules_they_are_told_nothing(
    when: Callable[[], Visit], message: m.Decision, gone: str
) -> None:
    before = with_rules(when(), 4)
    assert told(before.told(message), before) == [], gone


@pytest.mark.parametrize(
    ("message", "gone"), [(nominate("officer-2"), "officer-1"), (instead_of(DCS), "dcs")]
)
def test_whoever_has_an_entry_is_told_with_its_withdrawal_and_once(
    message: m.Decision, gone: str
) -> None:
    for before in (v.arranged(), v.planned(), v.visiting()):
        assert told(before.told(message), before) == [(gone, True)]


class TestInspectors:
    def test_who_is_replaced_has_one_letter_with_or_without_an_entry(self) -> None:
        for before, entry in (
            (v.arranged(), True),
            (v.planned(), True),
            (v.held_prepared(), False),
        ):
            ready = before.told(declare(SPARE))
            assert told(ready.told(REPLACED), ready) == [("hmi-1", entry)]

    def test_a_whole_team_that_is_confirmed_while_on_hold_replaces_the_other(self) -> None:
        ready = v.held_prepared().told(declare(*OTHERS))
        after = ready.told(confirm_team(*OTHERS))

        assert sorted(told(after, ready)) == [(one, False) for one in ("cqc-1", "hmi-1", "hmi-2")]

    def test_one_whose_place_is_open_is_told_once_it_is_known_who_comes(self) -> None:
        held = v.held_prepared()
        opened = held.told(declare(TEAM[0], conflicts=[ConflictKind.VALUES]))
        assert told(opened, held) == [], "the others may be confirmed again"
        assert opened.state.place_open == ("cqc-1", "hmi-1", "hmi-2")

        after = opened.told(declare(SPARE), confirm_team(SPARE, *TEAM[1:]))
        assert told(after, opened) == [("hmi-1", False)]
        assert after.state.place_open == ()

    def test_one_whose_place_is_open_is_told_of_an_end_instead(self) -> None:
        opened = v.held_prepared().told(declare(TEAM[0], conflicts=[ConflictKind.VALUES]))
        over = opened.told(v.cancel())

        ends = letters_after(over.state, over.events[-1])
        assert {"hmi-1", "hmi-2", "cqc-1"} <= {order.recipient for order in ends}
        assert {order.kind for order in ends} == {LetterKind.CANCELLATION}

    def test_one_who_had_not_visited_is_told_that_and_nothing_else(self) -> None:
        before = v.drafting().told(declare(SPARE))
        after = before.told(v.correct_team(SPARE, *TEAM[1:]))

        assert told(after, before) == []
        assert after.state.stood_down == before.state.stood_down


class TestNobodyIsTold:
    def test_before_the_area_is_invited(self) -> None:
        before = v.opened()
        assert told(before.told(instead_of(DCS)), before) == []

    def test_who_stays_under_another_name_or_address(self) -> None:
        for before in (v.invited(), v.arranged(), v.agreeing()):
            assert told(before.told(v.correct_person()), before) == []

    def test_a_department_that_has_no_note(self) -> None:
        before = v.agreeing()
        assert told(before.told(instead_of(DFE, "dfe-2")), before) == []
        shared = v.sharing().told(v.share_note(Department.NHS_ENGLAND))
        assert told(shared.told(instead_of(DFE, "dfe-2")), shared) == []

    def test_once_the_visit_is_over(self) -> None:
        for over in (v.cancelled(), v.closed(), v.declined()):
            assert over.state.stage is Stage.ENDED
            assert over.state.parted == ()


def test_whoever_came_back_and_goes_again_is_told_again() -> None:
    before = with_officer()
    back = before.told(nominate("officer-2"), nominate("officer-1"))
    after = back.told(nominate("officer-3"))

    assert told(back, before) == [("officer-1", False), ("officer-2", False)]
    (again,) = farewells(after, back)
    assert (again.recipient, again.copy_number) == ("officer-1", 2)


def test_what_waits_for_them_goes_no_more_but_what_they_must_not_go_on_believing() -> None:
    before = v.invited()
    (order,) = farewells(before.told(instead_of(DCS)), before)
    goes = set(LETTERS) - set(overtaken_by(order, leaves=True))

    assert goes == {
        LetterKind.STOOD_DOWN,
        LetterKind.ADDRESS_REPLACED,
        LetterKind.CASE_WITHDRAWN,
        LetterKind.NOTE_RECALLED,
    }


def test_the_forum_may_be_recorded_no_more() -> None:
    before = v.delivered()
    after = before.told(record_contacts([one for one in CONTACTS if one != FORUM]))

    assert not [c for c in after.state.contacts if c.role is ContactRole.PARENT_CARER_FORUM]
    assert told(after, before) == [("forum", False)]
