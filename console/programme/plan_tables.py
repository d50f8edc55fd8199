"""A plan as people read it in a terminal, and programs as JSON."""

from datetime import date
from typing import Any

from rich.table import Table

from console.terminal.output import say, show, table, write_json
from desk import plan_words as words
from rules.planning.problem import ROLES
from rules.wording import ROLE_WORDS
from schemas.plan import PlanRequest
from schemas.plan_answer import Impossible, PlanAnswer, Replanned


def tell(request: PlanRequest, answer: PlanAnswer | Replanned, *, as_json: bool) -> None:
    """Show a plan; and first, what is otherwise than confirmed."""
    plan = answer.answer if isinstance(answer, Replanned) else answer
    if as_json:
        write_json(for_programs(answer))
        return
    if isinstance(answer, Replanned):
        _show_changes(request, answer)
    for part in (_by_week(request, plan), _by_inspector(request, plan), _costs(request, plan)):
        show(part)
        say()
    say(words.verdict(plan))


def for_programs(answer: PlanAnswer | Replanned) -> dict[str, Any]:
    """The plan, and beside it what is otherwise than confirmed."""
    if isinstance(answer, PlanAnswer):
        return answer.model_dump(mode="json")
    return {**answer.answer.model_dump(mode="json"), **words.moves_as_json(answer)}


def _by_week(request: PlanRequest, answer: PlanAnswer) -> Table:
    rows: list[tuple[str, ...]] = []
    week: date | None = None
    visits = words.by_visit(request, answer)
    for one in visits:
        if one.week != week:
            count = sum(other.week == one.week for other in visits)
            heading = f"Week of {words.day_words(one.week)}"
            rows.append((heading, f"{count} begin", "", "", "", ""))
        week = one.week
        rows.append((f"  {one.days}", one.area, one.held, *one.team))
    headings = (words.ROLE_HEADINGS[role] for role in ROLES)
    return table("Days", "Area", "Held", *headings, rows=rows, keep=[0])


def _by_inspector(request: PlanRequest, answer: PlanAnswer) -> Table:
    everybody = words.by_inspector(request, answer)
    rows: list[tuple[str, ...]] = []
    for role in ROLES:
        rows.append((ROLE_WORDS[role], "", "", ""))
        rows += [
            (f"  {one.ref}", one.home, one.visits, one.which)
            for one in everybody
            if one.role is role
        ]
    return table("Inspector", "Home", "Visits", "Which, and when", rows=rows, keep=[0])


def _costs(request: PlanRequest, plan: PlanAnswer) -> Table:
    rows = [tuple(str(cell) for cell in row) for row in words.costs(request, plan)]
    return table("Cost", "Counted", "Weight", "Weighed", "Of what", rows=rows)


def _show_changes(request: PlanRequest, answer: Replanned) -> None:
    """What is otherwise than it was confirmed, and what that costs."""
    rows = words.moves(request, answer)
    if rows:
        show(table("Area", "What", "Confirmed", "Now", rows=rows))
    say(words.cost_of_moves(answer))
    say()


def tell_impossible(request: PlanRequest, answer: Impossible, *, as_json: bool) -> None:
    """Say why there is no plan."""
    if as_json:
        write_json(answer.model_dump(mode="json"))
        return
    say("There is no plan that keeps all the rules. These collide:")
    for collision in words.collisions(request, answer):
        say(f"  {collision}")
    say("What would free it:")
    for sentence in answer.frees:
        say(f"  {sentence}")
