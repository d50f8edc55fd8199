"""Events as downstream systems read them: CloudEvents 1.0, thin and impersonal."""

import json
import re
from datetime import datetime

from register import publication
from register.cloudevents import to_cloudevent
from register.connection import Pool
from register.logged import Logged
from schemas.events import EventType
from tests.register.recording import another, record
from tests.support.visits import VISIT, cancelled, closed

LOGGED = [Logged(position, "interim", event) for position, event in enumerate(closed().events, 1)]
ADDRESS = "https://visits.example"
CLOUD = [to_cloudevent(entry, ADDRESS) for entry in LOGGED]


def test_each_is_named_once_for_all_by_its_source_and_id() -> None:
    assert len({(event["source"], event["id"]) for event in CLOUD}) == len(CLOUD)
    assert CLOUD[0]["source"] == f"/visits/{VISIT}"
    assert CLOUD[0]["id"] == f"{VISIT}/1"


class TestEveryEvent:
    def test_has_what_the_specification_asks_for(self) -> None:
        assert {event["specversion"] for event in CLOUD} == {"1.0"}
        assert {event["type"] for event in CLOUD} <= set(EventType)
        assert {event["datacontenttype"] for event in CLOUD} == {"application/json"}
        named = {name for event in CLOUD for name in event}
        assert [name for name in named if not re.fullmatch(r"[a-z0-9]{1,20}", name)] == []
        assert json.loads(json.dumps(CLOUD)) == CLOUD

    def test_happened_at_a_moment_with_a_zone(self) -> None:
        times = [event["time"] for event in CLOUD]

        assert [time for time in times if datetime.fromisoformat(time).tzinfo is None] == []

    def test_does_not_say_its_type_twice(self) -> None:
        assert [event["id"] for event in CLOUD if not isinstance(event["data"], dict)] == []
        assert [event["id"] for event in CLOUD if "type" in event["data"]] == []


def test_its_sequence_sorts_as_text_and_its_position_counts_over_all_visits() -> None:
    assert [event["sequence"] for event in CLOUD] == sorted(event["sequence"] for event in CLOUD)
    assert [event["position"] for event in CLOUD] == list(range(1, len(CLOUD) + 1))
    assert CLOUD[9]["sequence"] == "0000000010"


def test_it_tells_who_did_it_and_why_by_reference() -> None:
    last = to_cloudevent(Logged(1, "interim", cancelled().events[-1]), ADDRESS)

    assert last["data"]["actor"] == "coordinator"
    assert last["data"]["reason"]["kind"] == "reason"


async def test_it_reads_the_same_from_the_log(pool: Pool) -> None:
    async with pool.acquire() as connection:
        await publication.publish_at(connection, ADDRESS)
    await record(pool, closed().events)
    await record(pool, another(cancelled(), "interim-e10000017"))
    async with pool.acquire() as connection:
        told = await publication.of_visit(connection, VISIT)
    read = [json.loads(entry.cloudevent) for entry in told]

    assert read == CLOUD
