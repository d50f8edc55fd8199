"""Whoever knows the true words cannot find one of them in what is published or enters Temporal."""

import json

import pytest

from tests.golden.record import scenarios
from tests.performances import Performances
from tests.support.guessing import confirmed, digests_in, guesses_of


@pytest.mark.parametrize("name", scenarios())
def test_no_digest_of_a_scenario_confirms_the_words_it_stands_for(
    performances: Performances, name: str
) -> None:
    played = performances[name]
    told = "".join(
        [
            *(event.model_dump_json() for event in [*played.events, *played.others]),
            *(history.to_json() for history in played.histories),
            *(payload for history in played.histories for payload in played.payloads(history)),
        ]
    )
    digests = digests_in(told)
    words = [guess for kind, body in played.content for guess in guesses_of(kind, body)]
    papers = [document.body for document in played.documents]
    keys = [played.state.visit_id, played.state.programme, played.state.area]

    assert len(digests) >= len({body for _, body in played.content}) > 0
    assert confirmed(digests, [*words, *papers], keys) == []


def test_equal_words_of_two_visits_have_unequal_digests(performances: Performances) -> None:
    """Scenarios share contacts: the same people, in the same words, of two registers."""
    of_visit = {
        name: (set(performances[name].content), digests_in(_events(performances, name)))
        for name in ("smooth", "moved", "remote")
    }
    (words, smooth), *others = of_visit.values()

    for same, digests in others:
        assert words & same
        assert not smooth & digests


def _events(performances: Performances, name: str) -> str:
    return json.dumps([event.model_dump(mode="json") for event in performances[name].events])
