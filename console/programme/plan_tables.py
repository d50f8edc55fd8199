"""A plan as people read it: by week, by inspector, and what it costs."""

from datetime import date
from typing import Any

from rich.table import Table

from console.terminal.output import say, show, table, write_json
from desk.wording import NONE, plain
from rules.planning.plan_days import week_of
from rules.planning.problem import ROLES
from rules.wording import ROLE_WORDS
from schemas.plan import Inspector, PlanRequest
from schemas.plan_answer import (
    Assignment,
    Impossible,
    PlanAnswer,
    PlanStatus,
    Replanned,
)
from schemas.values import InspectorRole

_SHORT = {
    InspectorRole.OFSTED_EDUCATION: "Education",
    InspectorRole.OFSTED_SOCIAL_CARE: "Social care",
    InspectorRole.CQC_CHILDREN: "CQC",
}
_TRAVELS = "*"


def tell(request: PlanRequest, answer: PlanAnswer | Replanned, *, as_json: bool) -> None:
    """Show a plan; and first, what is otherwise than confirmed."""
    plan = answer.answer if isinstance(answer, Replanned) else answer
    if as_json:
        write_json(_for_programs(answer))
        return
    if isinstance(answer, Replanned):
        _show_changes(request, answer)
    for part in (_by_week(request, plan), _by_inspector(request, plan), _costs(request, plan)):
        show(part)
        say()
    say(_verdict(request, plan))


def _for_programs(answer: PlanAnswer | Replanned) -> dict[str, Any]:
    """The plan, and beside it what is otherwise than confirmed."""
    told = answer.model_dump(mode="json")
    if isinstance(answer, PlanAnswer):
        return told
    return {
        **told["answer"],
        "moves": told["moves"],
        "fewest_moves": told["fewest"],
        "before": {"terms": told["before"], "objective": told["objective_before"]},
    }


def _by_week(request: PlanRequest, answer: PlanAnswer) -> Table:
    modes = {visit.area: plain(visit.mode) for visit in request.visits}
    rows: list[tuple[str, ...]] = []
    week: date | None = None
    for one in answer.assignments:
        monday = week_of(one.days[0])
        if monday != week:
            count = sum(week_of(other.days[0]) == monday for other in answer.assignments)
            rows.append((f"Week of {_day(monday)}", f"{count} begin", "", "", "", ""))
        week = monday
        places = (_place(request, one, role) for role in ROLES)
        area = request.areas[one.area].name
        rows.append((f"  {_days(one)}", area, modes[one.area], *places))
    return table("Days", "Area", "Held", *(_SHORT[role] for role in ROLES), rows=rows, keep=[0])


def _place(request: PlanRequest, one: Assignment, role: InspectorRole) -> str:
    inspector = next(i for i in request.inspectors if i.ref == one.team[role])
    visit = next(visit for visit in request.visits if visit.area == one.area)
    travels = visit.on_site and inspector.home != request.areas[one.area].region
    return f"{inspector.ref}{_TRAVELS if travels else ''}"


def _by_inspector(request: PlanRequest, answer: PlanAnswer) -> Table:
    rows: list[tuple[str, ...]] = []
    for role in ROLES:
        rows.append((ROLE_WORDS[role], "", "", ""))
        rows += [_inspector(request, answer, one) for one in request.of_role(role)]
    return table("Inspector", "Home", "Visits", "Which, and when", rows=rows, keep=[0])


def _inspector(request: PlanRequest, answer: PlanAnswer, one: Inspector) -> tuple[str, ...]:
    own = [made for made in answer.assignments if one.ref in made.team.values()]
    most = "" if one.most_visits is None else f" of {one.most_visits}"
    which = ", ".join(f"{request.areas[made.area].name} {_short(made.days[0])}" for made in own)
    return f"  {one.ref}", one.home, f"{len(own)}{most}", which or NONE


def _costs(request: PlanRequest, plan: PlanAnswer) -> Table:
    weights, terms = request.weights, plan.terms
    told = (
        ("travel", terms.travel, weights.travel, f"places that somebody travels to ({_TRAVELS})"),
        ("workload", terms.workload, weights.workload, "most less fewest visits, over the roles"),
        ("spread", terms.spread, weights.spread, "most visits that begin in one week"),
    )
    rows = [
        (name, f"{count}", f"{weight}", f"{count * weight}", what)
        for name, count, weight, what in told
    ]
    return table("Cost", "Counted", "Weight", "Weighed", "Of what", rows=rows)


def _verdict(request: PlanRequest, answer: PlanAnswer) -> str:
    """How good the plan is, in a sentence."""
    visits = len(request.visits)
    begins = f"{visits} {'visit' if visits == 1 else 'visits'} planned at a cost of "
    if answer.status is PlanStatus.OPTIMAL:
        return f"{begins}{answer.objective}: none costs less."
    return (
        f"{begins}{answer.objective}; none costs less than {answer.bound} "
        f"(gap {answer.gap:.1%}). More seconds may find a better one."
    )


def _show_changes(request: PlanRequest, answer: Replanned) -> None:
    """What is otherwise than it was confirmed, and what that costs."""
    rows = [
        (
            request.area_named(move.area),
            "first day" if move.role is None else ROLE_WORDS[move.role],
            move.before or NONE,
            move.after,
        )
        for move in answer.moves
    ]
    if rows:
        show(table("Area", "What", "Confirmed", "Now", rows=rows))
    count = len(rows)
    fewest = "" if answer.fewest or not rows else " (perhaps fewer would do)"
    before, after = answer.objective_before, answer.answer.objective
    say(
        f"{count} {'change' if count == 1 else 'changes'} to what was confirmed{fewest}; "
        f"the cost was {before} and is {after} ({after - before:+d})."
    )
    say()


def tell_impossible(request: PlanRequest, answer: Impossible, *, as_json: bool) -> None:
    """Say why there is no plan."""
    if as_json:
        write_json(answer.model_dump(mode="json"))
        return
    say("There is no plan that keeps all the rules. These collide:")
    for one in answer.collides:
        about = ", ".join(
            request.area_named(name) if name in request.areas else name for name in one.about
        )
        say(f"  {plain(one.rule)}: {about}")
    say("What would free it:")
    for sentence in answer.frees:
        say(f"  {sentence}")


def _days(one: Assignment) -> str:
    return f"{_day(one.days[0])}, {one.days[1]:%a %-d %b}"


def _day(day: date) -> str:
    return f"{day:%a %-d %b %Y}"


def _short(day: date) -> str:
    return f"{day:%-d %b}"
