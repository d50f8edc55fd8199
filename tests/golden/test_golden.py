"""Nobody can release a change that breaks, or silently alters, a visit that is under way."""

import pytest

from tests.golden.book import Book, Generation
from tests.golden.checking import HOW_TO_PATCH, what_differs, what_replay_finds
from tests.golden.record import scenarios
from tests.performances import Performances

BOOK = Book()


def test_golden_histories_only_ever_grow() -> None:
    assert BOOK.complaints() == []


@pytest.mark.parametrize("generation", BOOK.standing(), ids=lambda generation: generation.name)
async def test_visits_of_every_generation_replay_unchanged(generation: Generation) -> None:
    if found := await what_replay_finds(BOOK, generation):
        pytest.fail("\n".join([*found, "", HOW_TO_PATCH]), pytrace=False)


@pytest.mark.parametrize("name", scenarios())
def test_a_new_visit_goes_as_the_newest_generation_went(
    performances: Performances, name: str
) -> None:
    if found := what_differs(BOOK, name, performances[name].histories):
        told = [f"Scenario {name} does not go as its newest golden history went:", *found]
        pytest.fail("\n".join([*told, "", HOW_TO_PATCH]), pytrace=False)
