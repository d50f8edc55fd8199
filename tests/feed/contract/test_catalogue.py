"""Every type of event is in the catalogue, with a model, in words that a consumer can use."""

import re
from enum import Enum
from typing import get_args

from pydantic import BaseModel

from feed.contract.catalogue import CATALOGUE, MODELS, RETIRED
from feed.contract.meanings import meaning_of, meanings_of_fields
from register.streams import STREAMS
from schemas.parts import Slot
from schemas.values import Mode

TYPES = [
    type_
    for enumeration in dict.fromkeys(stream.types for stream in STREAMS.values())
    for type_ in enumeration
]
KINDS = CATALOGUE.values()


def parts_of(kinds: list[type[BaseModel]]) -> set[type[BaseModel | Enum]]:
    """The models, and the vocabularies, that models are made of."""
    found: set[type[BaseModel | Enum]] = set()
    waiting: list[object] = [
        field.annotation
        for model in kinds
        for name, field in model.model_fields.items()
        if name != "type"
    ]
    while waiting:
        annotation = waiting.pop()
        waiting += get_args(annotation)
        if isinstance(annotation, type) and annotation not in found:
            if issubclass(annotation, BaseModel):
                waiting += [field.annotation for field in annotation.model_fields.values()]
                found.add(annotation)
            elif issubclass(annotation, Enum):
                found.add(annotation)
    return found


PARTS = parts_of([kind.model for kind in KINDS])


def test_every_live_type_has_a_model_and_so_has_what_the_log_still_holds() -> None:
    assert list(CATALOGUE) == [type_.value for type_ in TYPES]
    assert len({type_.value for type_ in TYPES}) == len(TYPES)
    assert MODELS.keys() == set(TYPES)


def test_every_kind_of_stream_is_in_the_table_and_names_its_types() -> None:
    assert {type_.partition(".")[0] for type_ in TYPES} == set(STREAMS)
    for kind, stream in STREAMS.items():
        assert {type_.partition(".")[0] for type_ in stream.types} == {kind}


def test_what_is_retired_is_a_type_that_is_listed_as_such() -> None:
    assert set(TYPES) >= RETIRED
    assert {kind.type for kind in KINDS if kind.retired} == RETIRED


def test_there_is_a_catalogue() -> None:
    """Below, each of its types is looked at."""
    assert len(KINDS) > 60
    assert {Slot, Mode} <= PARTS


def test_every_type_is_named_by_the_grammar() -> None:
    grammar = re.compile(rf"({'|'.join(STREAMS)})\.[a-z]+(_[a-z]+)*\.v([1-9]\d*)")
    named = {kind.name: (grammar.fullmatch(kind.name), kind.major) for kind in KINDS}

    assert [
        name for name, (found, major) in named.items() if not found or int(found[3]) != major
    ] == []


def test_every_type_says_what_happened_and_when_it_is_recorded() -> None:
    """A second paragraph of the docstring says when."""
    assert [kind.name for kind in KINDS if not kind.happened.endswith(".")] == []
    assert [kind.name for kind in KINDS if not kind.emitted.endswith(".")] == []
    assert [kind.name for kind in KINDS if "Attributes" in kind.meaning] == []


def test_every_type_says_what_each_field_means() -> None:
    untold = {kind.name: fields_without_a_meaning(kind.model) for kind in KINDS}

    assert {name: fields for name, fields in untold.items() if fields} == {}


def test_every_part_of_an_event_says_what_it_and_its_fields_mean() -> None:
    untold = {
        part.__name__: fields_without_a_meaning(part)
        for part in PARTS
        if issubclass(part, BaseModel)
    }

    assert [part.__name__ for part in PARTS if not meaning_of(part).endswith(".")] == []
    assert {name: fields for name, fields in untold.items() if fields} == {}


def fields_without_a_meaning(model: type[BaseModel]) -> set[str]:
    """Fields that the docstring does not tell of, and what it tells of that is no field."""
    return (meanings_of_fields(model).keys() ^ model.model_fields.keys()) - {"type"}


def test_a_type_is_called_something_where_a_person_reads() -> None:
    assert CATALOGUE["visit.note_shared.v1"].title == "Visit: note shared"
    assert CATALOGUE["referral.raised.v1"].title == "Referral: raised"
