"""Who visited was recorded wrongly: the visit ends as if it had been right at once."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from rules.correspondence import letters_after
from rules.decide.conflicts import override_conflict
from rules.evolve import evolve
from rules.next_action import next_action
from rules.permissions import Standing, require_permission
from rules.refusals import RefusalCode, Refused
from rules.report.evidence import TELLS_REPORTS
from schemas import messages as m
from schemas.events.corrections import TeamCorrected
from schemas.events.event import VISIT_EVENT
from schemas.events.note import NoteDrafted
from schemas.letters import LetterOrder
from schemas.parts import TeamMember
from schemas.staff import Acting, StaffRole
from schemas.state import VisitState
from schemas.values import Action, ConflictKind, LetterKind, Outcome, Stage
from tests.support import visits
from tests.support.carrying_on import to_the_end
from tests.support.samples import MANAGER, REASON
from tests.support.visits import TEAM, Visit, correct_team, declare, refused

STOOD_IN = TeamMember(inspector="hmi-5", role=TEAM[1].role)
VISITED = (TEAM[0], STOOD_IN, TEAM[2])
AFTER_THE_DAYS = (visits.drafting, visits.agreeing, visits.sharing)
RECALL = m.RecallNote(actor="coordinator", reason=REASON)


def orders(visit: Visit, since: Visit) -> list[LetterOrder]:
    """The letters that were ordered since an earlier moment."""
    found: list[LetterOrder] = []
    state: VisitState | None = since.state
    for event in visit.events[len(since.events) :]:
        state = evolve(state, event)
        found += letters_after(state, event)
    return found


def right_at_once(wrong: Visit) -> Visit:
    """The same visit, if the inspector who stood in had been recorded from the beginning."""
    leaving = TEAM[1].inspector
    events = tuple(
        VISIT_EVENT.validate_json(
            VISIT_EVENT.dump_json(event).replace(leaving.encode(), STOOD_IN.inspector.encode())
        )
        for event in wrong.events
    )
    state: VisitState | None = None
    for event in events:
        state = evolve(state, event)
    assert state is not None
    return Visit(state, events, wrong.now)


def plain(state: VisitState) -> dict[str, Any]:
    """What a visit knows, without its count of events, declarations, and what was put right."""
    own = {"sequence", "changed_at", "declarations", "former", "team_put_right"}
    told = state.model_dump(exclude=own)
    for entry in ("holders", "left", "joined"):  # nobody is given an entry of days that are over
        del told["meetings"][entry]
    return told


def ready(visit: Visit, *, conflicts: tuple[ConflictKind, ...] = ()) -> Visit:
    """A visit in which whoever stood in has declared."""
    return visit.told(declare(STOOD_IN, conflicts=conflicts))


def test_while_the_note_is_drafted_it_is_as_if_it_had_been_right_at_once() -> None:
    before = visits.drafting()

    again = ready(before).told(correct_team())

    right = right_at_once(before)
    assert plain(again.state) == plain(right.state)
    assert again.due == right.due
    assert again.facts[-1] == TeamCorrected(members=VISITED, leaving=("hmi-2",))
    over, expected = to_the_end(again), to_the_end(right)
    assert (over.state.outcome, over.state.tasks) == (Outcome.CLOSED, ())
    assert over.due == expected.due
    told, meant = orders(over, again), orders(expected, right)
    assert [(o.kind, o.recipient) for o in told] == [(o.kind, o.recipient) for o in meant]


@pytest.mark.parametrize("stage", [visits.agreeing, visits.sharing], ids=["agreeing", "sharing"])
def test_a_note_that_names_others_is_void_and_the_same_words_are_issued_anew(
    stage: Callable[[], Visit],
) -> None:
    before = stage()

    again = ready(before).told(correct_team())

    fact = again.facts[-1]
    assert isinstance(fact, TeamCorrected)
    assert fact.void_version == 1
    assert (again.state.stage, again.state.agreement) == (Stage.DRAFTING, None)
    assert next_action(again.state).action is Action.DRAFT_NOTE
    assert again.state.note_void_since == again.now
    anew = again.told(visits.issue_draft(2, words=1))
    assert anew.facts[-1] == visits_note(before).model_copy(update={"version": 2})
    assert (
        "its words are those of version 2" in refused(anew, visits.issue_draft(3, words=1)).sentence
    )
    over = to_the_end(anew)
    assert over.state.outcome is Outcome.CLOSED
    assert over.state.team == VISITED
    assert over.state.agreement is not None
    assert over.state.agreement.version == 2
    assert TeamCorrected.model_fields["type"].default in TELLS_REPORTS


def visits_note(visit: Visit) -> NoteDrafted:
    """The draft that a visit has."""
    (drafted,) = (fact for fact in visit.facts if isinstance(fact, NoteDrafted))
    return drafted


@pytest.mark.parametrize("stage", AFTER_THE_DAYS, ids=lambda stage: stage.__name__)
def test_leaders_officer_and_inspectors_are_told_and_whoever_had_not_visited(
    stage: Callable[[], Visit],
) -> None:
    before = ready(stage())

    again = before.told(correct_team())

    told = orders(again, before)
    assert {o.kind for o in told} == {LetterKind.TEAM_CORRECTED}
    everybody = [*visits.ADDRESSEES, "officer-1", *(one.inspector for one in VISITED), "hmi-2"]
    assert sorted(o.recipient for o in told) == sorted(everybody)
    entries = {o.recipient for o in told if o.calendar_sequence is not None}
    assert entries == {o.recipient for o in told if o.calendar_cancelled} == {"hmi-2"}
    back = again.told(correct_team(*TEAM))
    keys = [o.key for o in orders(back, before)]
    assert len(set(keys)) == len(keys) == 2 * len(told)
    assert Counter(o.recipient for o in orders(back, again))["hmi-5"] == 1


@pytest.mark.parametrize("stage", AFTER_THE_DAYS, ids=lambda stage: stage.__name__)
def test_whoever_joins_has_declared_and_a_conflict_is_overridden_by_two(
    stage: Callable[[], Visit],
) -> None:
    undeclared = refused(stage(), correct_team())
    conflicted = ready(stage(), conflicts=(ConflictKind.FINANCIAL,))
    override = m.OverrideConflict(
        actor="allocations", seconder=MANAGER, reason=REASON, inspector="hmi-5"
    )

    assert "`visits declare interim-e10000016 hmi-5` records it" in undeclared.sentence
    refusal = refused(conflicted, correct_team())
    assert refusal.code is RefusalCode.CONFLICT_OF_INTEREST
    assert refusal.sentence.startswith("It was not put right who visited: ")
    assert conflicted.told(override, correct_team()).state.team == VISITED
    assert override_conflict(conflicted.state, override, conflicted.now)


@pytest.mark.parametrize("stage", AFTER_THE_DAYS, ids=lambda stage: stage.__name__)
def test_what_is_declared_after_the_days_empties_no_team(stage: Callable[[], Visit]) -> None:
    late = stage().told(declare(TEAM[0], conflicts=[ConflictKind.FINANCIAL]))

    assert late.state.team == TEAM
    assert to_the_end(late).state.outcome is Outcome.CLOSED


@pytest.mark.parametrize(
    ("visit", "message", "why"),
    [
        (visits.planned, correct_team(), "only while it is awaiting the draft"),
        (visits.visiting, correct_team(), "only while"),
        (visits.shared, correct_team(), "`visits recall interim-e10000016`"),
        (visits.closed, correct_team(), "only while it is open"),
        (visits.cancelled, correct_team(), "it was cancelled"),
        (visits.drafting, correct_team(*TEAM), "recorded already"),
        (visits.drafting, correct_team(*TEAM[:2]), "there is no"),
        (
            visits.drafting,
            correct_team().model_copy(update={"reason": None}),
            "a reason is needed",
        ),
    ],
    ids=[
        *("being prepared", "on site", "shared", "closed", "cancelled"),
        *("the same team", "without one", "without a reason"),
    ],
)
def test_elsewhere_it_is_refused(visit: Callable[[], Visit], message: m.Decision, why: str) -> None:
    assert why in refused(visit(), message).sentence


@pytest.mark.parametrize("before", [visits.shared, visits.closed], ids=["shared", "closed"])
def test_once_the_note_is_called_back_it_is_put_right(before: Callable[[], Visit]) -> None:
    again = ready(before().told(RECALL)).told(correct_team())

    assert again.state.stage is Stage.DRAFTING
    over = to_the_end(again)
    assert (over.state.outcome, over.state.team) == (Outcome.CLOSED, VISITED)


def test_the_lead_is_whoever_led_from_then_on() -> None:
    led = TeamMember(inspector="hmi-6", role=TEAM[0].role)
    before = visits.drafting().told(declare(led))

    again = before.told(correct_team(led, *TEAM[1:]))

    for visit, lead, other in ((before, "hmi-1", "hmi-6"), (again, "hmi-6", "hmi-1")):
        standing = Standing(team=visit.state.team)
        may_lead(lead, standing)
        with pytest.raises(Refused):
            may_lead(other, standing)


def may_lead(ref: str, standing: Standing) -> None:
    """Whether somebody who leads visits leads this one; raises `Refused` if not."""
    leads = frozenset({StaffRole.LEAD_INSPECTOR})
    require_permission(Acting(ref=ref, roles=leads), m.DecideFacts, standing)


@pytest.mark.parametrize("stage", AFTER_THE_DAYS, ids=lambda stage: stage.__name__)
def test_the_way_to_put_it_right_is_named_where_somebody_would_take_back(
    stage: Callable[[], Visit],
) -> None:
    taken_back = m.TakeBack(actor="coordinator", reason=REASON)

    assert "`visits correct-team`" in refused(stage(), taken_back).sentence
