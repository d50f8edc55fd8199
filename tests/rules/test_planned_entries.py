"""The two days are in people's calendars from the confirmation on, and only in the right ones."""

from datetime import date

import pytest

from schemas import messages as m
from schemas.ids import PersonRef
from schemas.parts import TeamMember
from schemas.values import ConflictKind, InspectorRole, LetterKind
from tests.support.rearranging import NEXT_TUESDAY, NEXT_WEDNESDAY, OTHER_LEADERS, letters
from tests.support.visits import (
    ADDRESSEES,
    TEAM,
    Visit,
    accepted,
    arranged,
    cancel,
    choose_cases,
    confirm_team,
    correct_person,
    declare,
    fix_timetable,
    just_opened,
    nominate,
    planned,
    record_contacts,
    set_dates,
    set_mode,
    with_rules,
)

INSPECTORS = ("hmi-1", "hmi-2", "cqc-1")
TOLD = {*ADDRESSEES, "officer-1", *INSPECTORS}
SUBSTITUTE = TeamMember(inspector="hmi-9", role=InspectorRole.OFSTED_EDUCATION)
REPLACED = m.ReplaceInspector(actor="allocations", leaving="hmi-1", joining="hmi-9")


def calendars(visit: Visit) -> set[PersonRef]:
    """Whose calendar has the visit, if every program obeys the entries as they came."""
    held: dict[PersonRef, tuple[int, bool]] = {}
    since = with_rules(just_opened(), visit.state.rules_version)
    for order in letters(visit, since):
        if order.calendar_sequence is None:
            continue
        number = order.calendar_sequence
        if order.kind is not LetterKind.ADDRESS_REPLACED:  # that one goes to the old address
            assert number > held.get(order.recipient, (0, False))[0], "programs ignore it otherwise"
            held[order.recipient] = (number, not order.calendar_cancelled)
    return {ref for ref, (_, has) in held.items() if has}


def test_the_confirmation_carries_the_entry() -> None:
    orders = letters(arranged(), accepted())

    carrying = {order.kind for order in orders if order.calendar_sequence is not None}
    assert carrying == {LetterKind.CONFIRMATION}
    assert calendars(accepted()) == set()
    assert calendars(arranged()) == TOLD


def test_the_timetable_replaces_it_and_the_forum_has_it_too() -> None:
    assert calendars(planned()) == TOLD | {"forum"}


def test_it_moves_with_the_days() -> None:
    moved = arranged().told(set_dates(NEXT_TUESDAY, NEXT_WEDNESDAY, None))

    assert calendars(moved) == TOLD
    assert len({o.calendar_sequence for o in letters(moved, just_opened())} - {None}) == 2


def test_an_inspector_who_is_replaced_loses_it() -> None:
    before = arranged().told(declare(SUBSTITUTE))
    visit = before.told(REPLACED)

    assert calendars(visit) == TOLD - {"hmi-1"} | {"hmi-9"}
    (gone,) = (o for o in letters(visit, before) if o.recipient == "hmi-1")
    assert (gone.kind, gone.calendar_cancelled) == (LetterKind.STOOD_DOWN, True)
    assert calendars(visit.told(choose_cases(), fix_timetable())) == {
        *calendars(visit),
        "forum",
    }


def test_an_inspector_who_is_replaced_before_anybody_was_told_has_none_to_lose() -> None:
    visit = accepted().told(nominate(), declare(), confirm_team(), declare(SUBSTITUTE))
    orders = letters(visit.told(REPLACED), visit)

    assert [(o.kind, o.recipient) for o in orders] == [(LetterKind.STOOD_DOWN, "hmi-1")]
    assert orders[0].calendar_sequence is None


def test_a_team_that_is_confirmed_anew_leaves_no_entry_behind() -> None:
    opened = arranged().told(declare(TEAM[0], conflicts=[ConflictKind.VALUES]))
    visit = opened.told(declare(SUBSTITUTE), confirm_team(SUBSTITUTE, *TEAM[1:]))

    assert calendars(opened) == TOLD, "they keep it until it is known who comes"
    assert calendars(visit) == TOLD - {"hmi-1"} | {"hmi-9"}


def test_an_officer_or_a_leader_who_goes_loses_it_and_who_comes_has_it() -> None:
    visit = arranged().told(nominate("officer-2"))
    assert calendars(visit) == TOLD - {"officer-1"} | {"officer-2"}

    changed = visit.told(record_contacts(OTHER_LEADERS))
    assert calendars(changed) == TOLD - {"officer-1", "health-2"} | {"officer-2", "health-3"}


def test_who_comes_while_the_days_are_open_has_it_once_they_stand() -> None:
    opened = arranged().told(declare(TEAM[0], conflicts=[ConflictKind.VALUES]))
    visit = opened.told(nominate("officer-2"))
    assert calendars(visit) == TOLD - {"officer-1"}

    again = visit.told(declare(TEAM[0]), confirm_team())
    assert calendars(again) == TOLD - {"officer-1"} | {"officer-2"}


def test_an_address_that_is_corrected_has_it_and_the_old_one_has_not() -> None:
    visit = arranged().told(correct_person())
    orders = letters(visit, arranged())

    old = next(o for o in orders if o.kind is LetterKind.ADDRESS_REPLACED)
    new = next(o for o in orders if o.kind is LetterKind.CONFIRMATION)
    assert (old.copy_number, old.calendar_cancelled) == (1, True)
    assert (new.copy_number, new.calendar_cancelled) == (2, False)
    assert new.recipient == old.recipient
    assert new.calendar_sequence is not None


def test_the_end_takes_it_back_from_everybody() -> None:
    assert calendars(arranged().told(cancel())) == set()
    assert calendars(arranged().told(m.WithdrawVisit(actor="coordinator"))) == set()


@pytest.mark.parametrize("version", [1, 2])
def test_under_earlier_rules_it_comes_with_the_timetable(version: int) -> None:
    visit = with_rules(accepted(), version).at("2020-09-14 10:00")
    visit = visit.told(nominate(), declare(), confirm_team(), set_dates(date(2020, 10, 5)))

    assert calendars(visit.told(set_mode())) == set()
    assert visit.state.entries is None
