"""The bench holds a visit against a bare workflow of its shape: the ratio is worth what that is."""

from pathlib import Path

from bench.beside.playing import bare_workflows
from bench.beside.shape import counts_of, shape_of
from stack import StackAddresses
from tests.golden.book import Book


async def test_the_bare_workflow_has_the_shape_of_the_smooth_visit(
    addresses: StackAddresses, tmp_path: Path
) -> None:
    book = Book()
    (golden,) = book.histories(book.standing("smooth")[-1])
    visit = counts_of(golden.events)

    async with bare_workflows(addresses, shape_of(golden.events), tmp_path) as (bare, _):
        played = counts_of((await bare.history(await bare.play(0))).events)

    assert visit.fired
    of_both = ("updates", "timers", "fired", "activities")
    assert [getattr(played, one) for one in of_both] == [getattr(visit, one) for one in of_both]
    assert played.search_attributes == 0
    # Whether what comes in at the same moment shares a task is the server's luck.
    assert abs(played.workflow_tasks - visit.workflow_tasks) <= 2
