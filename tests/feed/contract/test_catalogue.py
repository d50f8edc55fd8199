"""Every type of event is in the catalogue, with a model, in words that a consumer can use."""

import re
from enum import Enum
from typing import get_args

import pytest
from pydantic import BaseModel

from feed.contract.catalogue import CATALOGUE, MODELS, RETIRED, Kind
from feed.contract.meanings import meaning_of, meanings_of_fields
from register.streams import STREAMS
from schemas.streams import StreamKind

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


def test_every_live_type_has_a_model_and_so_has_what_the_log_still_holds() -> None:
    assert list(CATALOGUE) == [type_.value for type_ in TYPES]
    assert len({type_.value for type_ in TYPES}) == len(TYPES)
    assert MODELS.keys() == set(TYPES)


def test_every_kind_of_stream_is_in_the_table_and_names_its_types() -> None:
    assert set(STREAMS) == set(StreamKind)
    assert {type_.partition(".")[0] for type_ in TYPES} == set(StreamKind)


def test_what_is_retired_is_a_type_that_is_listed_as_such() -> None:
    assert set(TYPES) >= RETIRED
    assert {kind.type for kind in KINDS if kind.retired} == RETIRED


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
class TestEveryType:
    def test_is_named_by_the_grammar(self, kind: Kind) -> None:
        named = re.fullmatch(
            r"(visit|referral|complaint|note)\.[a-z]+(_[a-z]+)*\.v([1-9]\d*)", kind.name
        )

        assert named
        assert kind.major == int(named[3])

    def test_says_what_happened_and_when_it_is_recorded(self, kind: Kind) -> None:
        assert kind.happened.endswith(".")
        assert kind.emitted.endswith("."), "A second paragraph of the docstring says when."
        assert "Attributes" not in kind.meaning

    def test_says_what_each_field_means(self, kind: Kind) -> None:
        told = meanings_of_fields(kind.model)

        assert told.keys() | {"type"} == set(kind.model.model_fields) | {"type"}


def test_every_part_of_an_event_says_what_it_and_its_fields_mean() -> None:
    for part in parts_of([kind.model for kind in KINDS]):
        assert meaning_of(part).endswith("."), part
        if issubclass(part, BaseModel):
            assert meanings_of_fields(part).keys() == set(part.model_fields), part


def test_a_type_is_called_something_where_a_person_reads() -> None:
    assert CATALOGUE["visit.note_shared.v1"].title == "Visit: note shared"
    assert CATALOGUE["referral.raised.v1"].title == "Referral: raised"
