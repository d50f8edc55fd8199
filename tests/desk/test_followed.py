"""A visit whose place another has taken does not go on, and nobody is offered that it does."""

from collections.abc import Callable

import pytest

from desk.offered import offered_about_visit
from desk.visit_process import check
from register.connection import Pool
from rules.decide import decide_opening
from rules.refusals import Refused
from schemas.ids import successor_of
from schemas.messages import CorrectReply, Decision, ReinstateVisit, TakeBack
from schemas.values import Reply
from tests.register.recording import record
from tests.support import visits as v
from tests.support.samples import REASON

GO_ON: dict[str, tuple[Decision, ...]] = {
    "reinstate": (ReinstateVisit(actor="coordinator", reason=REASON),),
    "take-back": (TakeBack(actor="coordinator", reason=REASON),),
    "correct-reply": tuple(
        CorrectReply(actor="coordinator", reason=REASON, reply=reply) for reply in (*Reply, None)
    ),
}


async def _possible(pool: Pool, visit: v.Visit) -> dict[str, bool]:
    """Of each of them whether the desk takes it, filled in in some way."""
    taken = dict.fromkeys(GO_ON, False)
    async with pool.acquire() as connection:
        checked = await check(connection, v.VISIT, visit.now)
        for slug, messages in GO_ON.items():
            for message in messages:
                try:
                    await checked(message)
                except Refused:
                    continue
                taken[slug] = True
    return taken


@pytest.mark.parametrize("follows", [False, True], ids=["alone", "followed"])
@pytest.mark.parametrize("ended", [v.cancelled, v.declined, v.no_reply, v.withdrawn, v.incomplete])
async def test_what_lets_a_visit_go_on_is_offered_where_the_desk_would_take_it(
    pool: Pool,
    ended: Callable[[], v.Visit],
    follows: bool,  # noqa: FBT001 - a parameter
) -> None:
    visit = ended()
    await record(pool, visit.events)
    if follows:
        another = v.open_visit().model_copy(update={"visit_id": successor_of(v.VISIT)})
        await record(pool, [decide_opening(another, visit.now)])

    async with pool.acquire() as connection:
        offered = await offered_about_visit(connection, visit.state, visit.now)
    refused = {one.kind.slug: one.refused for one in offered if one.kind.slug in GO_ON}

    assert {slug: not why for slug, why in refused.items()} == await _possible(pool, visit)
    if follows and ended is v.cancelled:
        assert f"visited again, by {successor_of(v.VISIT)}" in refused["reinstate"]
