"""The team changes, or whether its inspectors may stay in it."""

import pytest

from rules.refusals import RefusalCode
from schemas import messages as m
from schemas.events.invitation import ContactsRecorded
from schemas.events.preparation import ArrangementsConfirmed, DatesSet
from schemas.events.team import ConflictOverridden, ConflictsChecked, InspectorReplaced
from schemas.ids import ActorRef, PersonRef
from schemas.parts import TeamMember
from schemas.values import ConflictKind, ContentKind, InspectorRole, LetterKind, Stage
from tests.support.rearranging import (
    NEXT_TUESDAY,
    NEXT_WEDNESDAY,
    OTHER_LEADERS,
    conflicted,
    letters,
    told,
)
from tests.support.visits import (
    ADDRESSEES,
    ON_DAY_ONE,
    ON_DAY_TWO,
    TEAM,
    Visit,
    arranged,
    confirm_team,
    content,
    declare,
    hold_feedback,
    planned,
    record_contacts,
    record_findings,
    record_meetings,
    refused,
    set_dates,
    visiting,
    with_rules,
)

SUBSTITUTE = TeamMember(inspector="hmi-5", role=InspectorRole.OFSTED_SOCIAL_CARE)


def override(
    inspector: PersonRef = "hmi-2",
    *,
    actor: ActorRef = "allocations",
    seconder: ActorRef = "director",
    reason: bool = True,
) -> m.OverrideConflict:
    why = content(ContentKind.REASON) if reason else None
    return m.OverrideConflict(actor=actor, reason=why, inspector=inspector, seconder=seconder)


def replace(leaving: PersonRef = "hmi-2", joining: PersonRef = "hmi-5") -> m.ReplaceInspector:
    return m.ReplaceInspector(actor="allocations", leaving=leaving, joining=joining)


def overridden(*, of: Visit | None = None) -> Visit:
    return conflicted(of=of).told(override(), confirm_team())


class TestAConflictIsOverridden:
    def test_by_two_people_and_for_a_reason(self) -> None:
        visit = overridden()
        assert visit.fact(ConflictOverridden).conflicts == (ConflictKind.VALUES,)
        assert visit.state.team == TEAM
        assert visit.state.arrangements_stand

    @pytest.mark.parametrize(
        ("message", "why"),
        [
            (override(seconder="allocations"), "a second person"),
            (override(seconder="hmi-2"), "of their own"),
            (override(actor="hmi-2"), "of their own"),
            (override("hmi-1"), "has declared no conflict"),
            (override("hmi-9"), "has declared no conflict"),
        ],
    )
    def test_not_by_one_nor_by_the_inspector(self, message: m.OverrideConflict, why: str) -> None:
        no = refused(conflicted(), message)
        assert no.code is RefusalCode.CONFLICT_OF_INTEREST
        assert why in no.sentence

    def test_not_without_a_reason_nor_twice(self) -> None:
        assert refused(conflicted(), override(reason=False)).code is RefusalCode.REASON_MISSING
        assert refused(overridden(), override()).code is RefusalCode.ALREADY_DONE

    def test_another_declaration_has_to_be_decided_anew(self) -> None:
        again = conflicted(of=overridden())
        assert again.state.overridden == ()
        assert refused(again, confirm_team()).code is RefusalCode.CONFLICT_OF_INTEREST

    def test_for_the_days_as_they_were(self) -> None:
        moved = overridden().told(set_dates(NEXT_TUESDAY, NEXT_WEDNESDAY, None))
        assert moved.fact(ConflictsChecked).conflicted == ("hmi-2",)
        assert moved.state.team == ()
        assert not moved.state.arrangements_stand
        again = moved.told(override(), confirm_team())
        assert again.state.arrangements_stand

    def test_for_the_leaders_as_they_were(self) -> None:
        changed = overridden().told(record_contacts(OTHER_LEADERS))
        assert changed.state.team == ()

    def test_after_the_two_days_nobody_is_taken_out_of_the_team(self) -> None:
        visit = overridden().at("2020-10-06 16:30")
        meetings = record_meetings(*ON_DAY_ONE, *ON_DAY_TWO)
        done = visit.told(meetings, record_findings(), hold_feedback())
        assert done.state.stage is Stage.DRAFTING
        assert done.told(record_contacts(OTHER_LEADERS)).state.team == TEAM


class TestTheCheckRunsAgain:
    def test_only_once_arrangements_have_stood(self) -> None:
        assert not any(isinstance(fact, ConflictsChecked) for fact in planned().facts)

    @pytest.mark.parametrize(
        "message",
        [
            set_dates(NEXT_TUESDAY, NEXT_WEDNESDAY, None),
            record_contacts(OTHER_LEADERS),
            confirm_team(TEAM[0], SUBSTITUTE, TEAM[2]),
            replace(),
        ],
        ids=["days", "area", "team", "inspector"],
    )
    def test_when_team_area_or_days_change(self, message: m.Decision) -> None:
        before = planned().told(declare(SUBSTITUTE))
        after = before.told(message)
        assert ConflictsChecked() in after.since(before)

    def test_not_when_nothing_has_changed(self) -> None:
        earlier = with_rules(planned(), 3)
        after = earlier.told(set_dates(mode=None), record_contacts())
        kinds = {type(fact) for fact in after.since(earlier)}
        assert kinds == {DatesSet, ArrangementsConfirmed, ContactsRecorded}


class TestAnInspectorIsReplaced:
    def test_by_one_of_the_same_role_and_everybody_is_told(self) -> None:
        before = visiting().told(declare(SUBSTITUTE))
        after = before.told(replace())
        fact = after.fact(InspectorReplaced)
        assert (fact.leaving, fact.joining, fact.role) == ("hmi-2", "hmi-5", SUBSTITUTE.role)
        assert after.state.team == (TEAM[0], SUBSTITUTE, TEAM[2])
        assert after.state.arrangements_stand
        orders = letters(after, before)
        area = {*ADDRESSEES, "forum", "officer-1"}
        assert told(orders, LetterKind.TIMETABLE) == area | {"hmi-1", "hmi-5", "cqc-1"}
        assert told(orders, LetterKind.STOOD_DOWN) == {"hmi-2"}
        assert not told(orders, LetterKind.CONFIRMATION), "one letter says it all"

    def test_what_was_held_has_been_held(self) -> None:
        after = visiting().told(declare(SUBSTITUTE), replace())
        assert after.state.meetings is not None
        assert after.state.meetings.held == ON_DAY_ONE

    def test_before_the_timetable_too(self) -> None:
        before = arranged().told(declare(SUBSTITUTE))
        orders = letters(before.told(replace()), before)
        assert told(orders, LetterKind.STOOD_DOWN) == {"hmi-2"}
        assert "hmi-5" in told(orders, LetterKind.CONFIRMATION)
        (gone,) = (order for order in orders if order.kind is LetterKind.STOOD_DOWN)
        assert gone.calendar_cancelled, "the confirmation had brought the entry"

    @pytest.mark.parametrize(
        ("message", "why"),
        [
            (replace("hmi-9"), "not in the confirmed team"),
            (replace(joining="hmi-1"), "in the team already"),
            (replace(joining="hmi-8"), "has not declared"),
            (replace("hmi-1"), "declared as Ofsted social care HMI"),
        ],
    )
    def test_like_with_like_after_the_declaration(
        self, message: m.ReplaceInspector, why: str
    ) -> None:
        no = refused(visiting().told(declare(SUBSTITUTE)), message)
        assert no.code is RefusalCode.TEAM
        assert why in no.sentence

    def test_not_by_one_with_a_conflict_that_stands(self) -> None:
        visit = visiting().told(declare(SUBSTITUTE, conflicts=[ConflictKind.FINANCIAL]))
        assert refused(visit, replace()).code is RefusalCode.CONFLICT_OF_INTEREST
        assert SUBSTITUTE in visit.told(override("hmi-5"), replace()).state.team
