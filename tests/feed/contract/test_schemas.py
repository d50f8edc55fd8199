"""The schemas say what is so: of each example, and of every event of every visit we can build."""

import json
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator

from feed.contract.catalogue import CATALOGUE
from feed.contract.examples import examples
from feed.contract.schemas import (
    DIALECT,
    ENVELOPE,
    EXTENSIBLE,
    data_schema,
    envelope_schema,
    fields_at_times,
)
from register.cloudevents import to_cloudevent, without_pseudonyms
from register.logged import Logged
from tests.contract.record import wrong_with
from tests.support.visits import STAGES

METASCHEMA = Draft202012Validator(Draft202012Validator.META_SCHEMA)
SCHEMAS = {kind.name: data_schema(kind) for kind in CATALOGUE.values()}


def nodes(part: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - whatever JSON holds
    """Every object in a schema."""
    if isinstance(part, dict):
        yield part
        for inner in part.values():
            yield from nodes(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from nodes(inner)


EVERY = {schema["$id"]: schema for schema in (*SCHEMAS.values(), envelope_schema())}


def test_every_schema_is_one() -> None:
    assert len(EVERY) == len(CATALOGUE) + 1
    assert [name for name, schema in EVERY.items() if schema["$schema"] != DIALECT] == []
    wrong = {
        name: [error.message for error in METASCHEMA.iter_errors(schema)]
        for name, schema in EVERY.items()
    }
    assert {name: errors for name, errors in wrong.items() if errors} == {}


def test_every_schema_holds_all_it_refers_to_and_nothing_else() -> None:
    refs = {
        name: {node["$ref"] for node in nodes(schema) if isinstance(node.get("$ref"), str)}
        for name, schema in EVERY.items()
    }
    held = {
        name: {f"#/$defs/{part}" for part in schema.get("$defs", {})}
        for name, schema in EVERY.items()
    }

    assert any(refs.values())
    assert {name: refs[name] ^ held[name] for name in EVERY if refs[name] != held[name]} == {}


def test_every_schema_lets_a_reader_pass_over_what_it_does_not_know() -> None:
    closed_to_more = [
        name
        for name, schema in EVERY.items()
        if any(node.get("additionalProperties", True) is not True for node in nodes(schema))
    ]

    assert closed_to_more == []


def test_every_type_has_an_example_that_is_right() -> None:
    wrong = {name: wrong_with(example) for name, example in examples().items()}

    assert {name: errors for name, errors in wrong.items() if errors} == {}
    assert [name for name, example in examples().items() if example["type"] != name] == []


def test_there_is_an_example_of_each_type_and_no_other() -> None:
    assert list(examples()) == list(CATALOGUE)


def test_what_the_rules_make_is_as_the_schemas_say() -> None:
    wrong = {
        stage.__name__: [
            sentence
            for position, event in enumerate(stage().events, 1)
            for sentence in wrong_with(
                to_cloudevent(Logged(position, "interim", event), "https://visits.example")
            )
        ]
        for stage in STAGES
    }

    assert {name: errors for name, errors in wrong.items() if errors} == {}


def test_a_schema_is_at_the_address_that_an_event_names() -> None:
    example = examples()["visit.invited.v1"]
    made = data_schema(CATALOGUE["visit.invited.v1"], "https://visits.example", example)

    assert made["$id"] == example["dataschema"]
    assert made["examples"] == [example["data"]]
    assert made["title"] == "Visit: invited"


def test_what_came_later_is_optional_for_a_reader() -> None:
    """`sections` has a default in the model: the first drafts ever recorded do not have it."""
    schema = SCHEMAS["visit.note_drafted.v1"]

    assert schema["required"] == ["actor", "version", "content"]
    assert {"sections", "cases", "reason"} <= schema["properties"].keys()
    assert "default" not in json.dumps(schema)


def test_what_is_in_an_event_is_all_in_its_schema() -> None:
    for name, example in examples().items():
        at_times = fields_at_times(CATALOGUE[name])
        assert example["data"].keys() | at_times == SCHEMAS[name]["properties"].keys(), name
        assert {*example, "withheld"} == envelope_schema()["properties"].keys()


def test_what_is_left_of_an_event_is_as_its_schema_says() -> None:
    """A reader without the scope `personal` has the same schemas, and `dataschema` leads there."""
    left = [without_pseudonyms(example) for example in examples().values()]

    assert sum("withheld" in event for event in left) == 8
    assert [sentence for event in left for sentence in wrong_with(event)] == []
    case = SCHEMAS["visit.consent_withdrawn.v1"]["properties"]["case"]
    assert case["description"] == "Which case. Withheld from readers without the scope `personal`."


def test_a_wrong_event_is_seen() -> None:
    good = examples()["visit.dates_set.v1"]
    bad = {**good, "data": {**good["data"], "days": {"day_one": "soon"}}, "sequence": "1"}

    assert {sentence.partition(": ")[2].partition(":")[0] for sentence in wrong_with(bad)} == {
        "$.sequence",
        "$.days",
        "$.days.day_one",
    }


def test_a_time_of_day_has_no_zone_and_no_format_that_asks_for_one() -> None:
    starts = SCHEMAS["visit.timetable_fixed.v1"]["$defs"]["Slot"]["properties"]["starts"]

    assert starts["pattern"]
    assert "format" not in starts


def test_vocabularies_that_may_grow_are_marked_so_that_no_reader_closes_them() -> None:
    schema = SCHEMAS["visit.task_raised.v1"]

    assert "enum" not in schema["$defs"]["TaskKind"]
    assert "survey_disclosure" in schema["$defs"]["TaskKind"][EXTENSIBLE]
    assert "enum" in SCHEMAS["visit.mode_set.v1"]["$defs"]["Mode"]


def test_the_envelope_lists_every_type() -> None:
    assert envelope_schema()["properties"]["type"][EXTENSIBLE] == list(CATALOGUE)
    assert ENVELOPE not in CATALOGUE
