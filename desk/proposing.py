"""Proposes days and teams of a programme's visits to whoever asks by a page or the API.

It changes nothing. What is proposed becomes the visits' own once somebody decides it.
"""

import asyncio
from datetime import date
from typing import Any, NamedTuple

from desk import plan_words
from desk.programme_plans import Proposal, plan_asked, plan_form, solve
from register.connection import Pool
from rules.permissions import out_of_reach
from rules.refusals import RefusalCode, Refused
from schemas.forms.form import messages_of
from schemas.ids import ProgrammeId
from schemas.plan import PlanRequest
from schemas.plan_answer import Impossible
from schemas.programme.forms import PlanForm
from schemas.programme.staff import ProposalForm
from schemas.staff import Acting

_SEED = "plan"
"""Decides between plans that are equally good, so that who asks again is told the same."""

_ONE_AT_A_TIME = asyncio.Semaphore(1)
"""A plan takes all processors for as long as it may; whoever asks meanwhile waits their turn."""


class Proposed(NamedTuple):
    """What somebody is told who asked for a plan.

    Attributes:
        request: What the planner was asked.
        found: What it found, or why there is nothing.
        form: What is decided by whoever takes it; `None` where there is nothing to decide.
    """

    request: PlanRequest
    found: Proposal | Impossible
    form: PlanForm | None


async def propose(
    pool: Pool, programme: ProgrammeId, form: ProposalForm, who: Acting, today: date
) -> Proposed:
    """Work out a plan; it takes as long as was allowed.

    Args:
        pool: Of the register.
        programme: Which one.
        form: What is planned with.
        who: Who asks.
        today: In London.

    Raises:
        Refused: None of their roles may decide a plan.
        UnknownProgramme: There is no such programme.
        NothingToPlan: Nothing waits to be planned.
        AreaNotThen: An area ends before its days could be.
        NotAPlan: What is settled is not about this plan.
        NoPlanFound: The time was too short to know.
    """
    require_may_propose(who)
    async with pool.acquire() as connection:
        asked = await plan_asked(
            connection,
            programme,
            form,
            today=today,
            seed=_SEED,
            seconds=form.seconds,
            afresh=form.again,
            changed=form.changed,
            settled=[change for one in form.settled for change in one.changes],
        )
    async with _ONE_AT_A_TIME:
        found = await asyncio.to_thread(solve, asked)
    if isinstance(found, Impossible) or not found.visits:
        return Proposed(asked.request, found, None)
    return Proposed(asked.request, found, plan_form(found, form))


def require_may_propose(who: Acting) -> None:
    """Refuse whoever could not decide a plan: it takes all processors for a while.

    Raises:
        Refused: None of their roles may.
    """
    if told := out_of_reach(who, messages_of(PlanForm)):
        raise Refused(RefusalCode.PERMISSION, told)


def proposed_as_json(proposed: Proposed) -> dict[str, Any]:
    """A plan, what is otherwise than confirmed, and the decision that confirms it."""
    found, form = proposed.found, proposed.form
    decision = form.model_dump(mode="json", exclude_none=True) if form else None
    if isinstance(found, Impossible):
        return found.model_dump(mode="json")
    told = found.answer.model_dump(mode="json")
    moves = plan_words.moves_as_json(found.replanned) if found.replanned else {}
    return {**told, **moves, "decision": decision}
