"""Nobody can release a change that breaks, or silently alters, a visit that is under way."""

import pytest

from tests.engine import Engine
from tests.golden.book import Book, Generation
from tests.golden.checking import HOW_TO_PATCH, what_differs, what_replay_finds
from tests.golden.playing import own_scenario, play
from tests.golden.record import scenarios

BOOK = Book()


def test_golden_histories_only_ever_grow() -> None:
    assert BOOK.complaints() == []


@pytest.mark.parametrize("generation", BOOK.standing(), ids=lambda generation: generation.name)
async def test_visits_of_every_generation_replay_unchanged(generation: Generation) -> None:
    if found := await what_replay_finds(BOOK, generation):
        pytest.fail("\n".join([*found, "", HOW_TO_PATCH]), pytrace=False)


@pytest.mark.parametrize("name", scenarios())
async def test_a_new_visit_goes_as_the_newest_generation_went(engine: Engine, name: str) -> None:
    fresh = await play(engine, own_scenario(engine, name))

    if found := what_differs(BOOK, name, fresh):
        told = [f"Scenario {name} does not go as its newest golden history went:", *found]
        pytest.fail("\n".join([*told, "", HOW_TO_PATCH]), pytrace=False)
