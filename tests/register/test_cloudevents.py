"""Events as downstream systems read them: CloudEvents 1.0, thin, with no names and no words."""

import json
import re
from datetime import datetime
from typing import Any

from register import publication
from register.cloudevents import as_given, to_cloudevent, without_pseudonyms
from register.connection import Pool
from register.logged import Logged
from register.streams import STREAMS, fact_models
from schemas.event_types import EventType
from schemas.messages import WithdrawConsent
from schemas.pseudonyms import pseudonymous_fields
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


PSEUDONYMOUS = {
    "visit.conflicts_declared.v1": {"declarations.conflicts"},
    "visit.conflict_overridden.v1": {"inspector", "conflicts"},
    "visit.conflicts_checked.v1": {"conflicted"},
    "visit.cases_chosen.v1": {"cases.agreed_by"},
    "visit.cases_agreed.v1": {"cases.agreed_by"},
    "visit.consent_withdrawn.v1": {"case"},
    "visit.carried_over.v1": {
        "legacy.cases.agreed_by",
        "legacy.cases_withdrawn",
        "legacy.declarations.conflicts",
    },
    "referral.raised.v1": {"area"},
}


def test_what_tells_of_one_person_is_known_field_by_field() -> None:
    """Whoever adds a fact says here what of it tells of one person."""
    marked = {
        str(fact.model_fields["type"].default): {
            ".".join(path) for path in pseudonymous_fields(fact)
        }
        for stream in STREAMS.values()
        for fact in fact_models(stream)
    }

    assert {name: fields for name, fields in marked.items() if fields} == PSEUDONYMOUS


def test_a_reader_who_has_no_need_of_it_is_not_told_what_tells_of_one_person() -> None:
    told = {event["type"]: event for event in map(without_pseudonyms, CLOUD)}
    declared, withdrawn = told["visit.conflicts_declared.v1"], _withdrawn()

    assert declared["withheld"] == "declarations.conflicts"
    assert {frozenset(one) for one in declared["data"]["declarations"]} == {
        frozenset({"inspector", "role"})
    }
    assert "case" in withdrawn["data"]
    kept = without_pseudonyms(withdrawn)
    assert (kept["data"].keys(), kept["withheld"]) == (withdrawn["data"].keys() - {"case"}, "case")
    assert {**kept, "data": 0} == {**withdrawn, "data": 0, "withheld": "case"}


def test_all_else_stays_byte_for_byte() -> None:
    others = [event for event in CLOUD if event["type"] not in PSEUDONYMOUS]

    assert len(others) > 10
    assert [without_pseudonyms(event) for event in others] == others
    for event in others:
        assert as_given(odd := json.dumps(event, indent=3), event["type"], whole=False) is odd


def test_of_a_type_that_this_release_does_not_know_nothing_is_told() -> None:
    """Another release may have recorded it, and nobody here knows what of it is personal."""
    event = {**CLOUD[0], "type": "visit.invented.v1"}
    text = json.dumps(event)

    left = json.loads(as_given(text, event["type"], whole=False))

    assert left == {**event, "data": {}, "withheld": "data"}
    assert as_given(text, event["type"], whole=True) is text


def _withdrawn() -> dict[str, Any]:
    event = closed().told(WithdrawConsent(actor="parent", case="case-3")).events[-1]
    return to_cloudevent(Logged(1, "interim", event), ADDRESS)


async def test_it_reads_the_same_from_the_log(pool: Pool) -> None:
    async with pool.acquire() as connection:
        await publication.publish_at(connection, ADDRESS)
    await record(pool, closed().events)
    await record(pool, another(cancelled(), "interim-e10000017"))
    async with pool.acquire() as connection:
        told = await publication.of_visit(connection, VISIT)
    read = [json.loads(entry.cloudevent) for entry in told]

    assert read == CLOUD
