"""A visit that went through several runs: each is replayed from what the one before handed on."""

from release.replay import of_stack, replay_visits
from tests.engine import Engine
from tests.support.histories import only


async def test_each_run_is_replayed_against_the_whole_log(impatient: Engine) -> None:
    state = await impatient.play()
    client = await impatient.client()

    histories = only([state.visit_id], of_stack(client, closed=True))
    report = await replay_visits(histories, register=impatient.pool)

    runs = report.visits
    assert len(runs) > 2
    assert [run.sentences for run in runs] == [()] * len(runs)
