"""The load test of the whole: what it plays is played, and what is not so is found."""

from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest

from bench.whole.clicks import Clicks, Window
from bench.whole.consumers import LIVE, PULL, PUSH
from bench.whole.deciding import both_at_once
from bench.whole.figures import BENT, bends_at, results_of
from bench.whole.house import Doubled, servers
from bench.whole.play import Asked, Played, play
from bench.whole.proof import lost, twice
from schemas.forms.course import HandOverForm
from schemas.staff import Acting, StaffRole
from tests.engine import Engine
from tests.support.acting import SignedInAs
from tests.support.deciding_pages import deciding_pages

_TINY = Asked(visits=3, people=2, consumers=3, minutes=0.05, steps=(1.0,), doubled=Doubled())


async def _at_once() -> None:
    return


async def test_a_tiny_house_is_lived_in_and_all_that_was_told_is_so(tmp_path: Path) -> None:
    with servers(tmp_path) as both:
        played = await play(both, tmp_path, _TINY)

    assert played.wrong == []
    assert [step.played["failed"] for step in played.steps] == [[]]
    clicked = {kind for kind, _, _ in played.steps[0].played["taken"]}
    assert {"form", "preview", "decision", "looking again", "API: a decision"} <= clicked
    assert clicked & {"tasks", "list", "visit", "timeline", "letters", "note", "days"}
    assert "a shared note, by its department" in clicked
    assert played.steps[0].played["decided"]
    assert {one["kind"] for one in played.consumers["consumers"]} == {PULL, LIVE, PUSH}
    _is_told(tmp_path, played)


def _is_told(folder: Path, played: Played) -> None:
    """Every part is measured, and every kind of consumer."""
    (only,) = played.steps
    for seconds, bent in ((BENT / 2, None), (BENT * 2, BENT * 2)):
        taken = [[kind, at, seconds] for kind, at, _ in only.played["taken"]]
        told = replace(only, played={**only.played, "taken": taken})
        found = bends_at(replace(played, steps=[told]))
        assert (found and found.played["taken"][0][2]) == bent
    step, together = results_of(_TINY, played)
    rows = [figure.what for figure in step.figures]
    for part in ("pages", "worker", "feed", "PostgreSQL", "Temporal's server"):
        assert f"{part}: of a processor" in rows
        assert played.steps[0].took.cores[part] > 0
        assert played.steps[0].took.memory[part] > 0
    for kind in (PULL, LIVE, PUSH):
        assert any(row.startswith(f"from commit to consumer by {kind}, ") for row in rows)
    assert together.write(folder).name == "whole.json"


async def test_what_was_told_and_is_not_recorded_is_found(engine: Engine) -> None:
    told = {
        "decided": [("load-1-e06000001", "an-id", "hand-over")],
        "batches": ["load-1-e06000002"],
        "failed": [],
    }
    async with engine.pool.acquire() as connection:
        assert await lost(connection, [told]) == [
            "hand-over of load-1-e06000001 was told to be recorded, and is not"
        ]
        (words,) = await twice(connection, 0, [told])
    assert "less often: {'load-1-e06000001': 1, 'load-1-e06000002': 1}" in words


@pytest.mark.parametrize(
    ("answer", "wrong", "failed"),
    [
        (httpx2.Response(200, text="<main>the list</main>"), 0, 0),
        (httpx2.Response(200, text="<main>something else</main>"), 1, 0),
        (httpx2.Response(303, headers={"location": "/sign-in?next=the list"}), 1, 0),
        (httpx2.Response(404, text="the list"), 1, 0),
        (httpx2.Response(500, text="the list"), 0, 1),
    ],
)
async def test_an_answer_that_is_not_right_is_written_down(
    answer: httpx2.Response, wrong: int, failed: int
) -> None:
    def answering(request: httpx2.Request) -> httpx2.Response:
        moved = request.url.path == "/sign-in"
        return httpx2.Response(200, text="Sign in, to see the list") if moved else answer

    clicks = Clicks()
    transport = httpx2.MockTransport(answering)
    async with httpx2.AsyncClient(transport=transport, base_url="http://pages.test") as client:
        window = Window(client, clicks=clicks, think=_at_once)
        await clicks.noting(window.look("list", "/visits", "the list"))

    assert (len(clicks.wrong), len(clicks.failed)) == (wrong, failed)
    assert [kind for kind, _, _ in clicks.taken] == ["list"]


async def test_of_two_who_hand_over_to_one_person_the_second_is_refused(engine: Engine) -> None:
    async with AsyncExitStack() as opened:
        deciding = await opened.enter_async_context(deciding_pages(engine))
        await deciding.walk.open()
        deciding.who.acting = None  # each of the two says who they are

        async def window_of(ref: str) -> Window:
            acting = Acting(ref=ref, roles=frozenset({StaffRole.COORDINATOR}))
            transport = httpx2.ASGITransport(app=SignedInAs(deciding.who, acting))
            asking = httpx2.AsyncClient(transport=transport, base_url="http://pages")
            client = await opened.enter_async_context(asking)
            return Window(client, clicks=Clicks(), think=_at_once)

        first, second = await window_of("load-1"), await window_of("load-2")
        forms = [HandOverForm(to="load-7", reason=f"Load {number}.") for number in (1, 2)]

        await both_at_once(first, second, deciding.walk.visit, forms)

    assert len(first.clicks.decided) + len(second.clicks.decided) == 1
    told = first.clicks.counts + second.clicks.counts
    assert told["refused"] == 1
    assert told["told that something has happened"]  # of the visit itself meanwhile, it may be
