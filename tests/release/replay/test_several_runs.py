"""A visit that went through several runs: each is replayed from what the one before handed on."""

from release.replay import of_stack, replay_visits
from tests.engine import Engine


async def test_each_run_is_replayed_against_the_whole_log(impatient: Engine) -> None:
    state = await impatient.play()
    client = await impatient.client()

    report = await replay_visits(of_stack(client, closed=True), register=impatient.pool)

    runs = [replayed for replayed in report.visits if replayed.visit_id == state.visit_id]
    assert len(runs) > 2
    assert [run.sentences for run in runs] == [()] * len(runs)
