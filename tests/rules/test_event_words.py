"""Who reads what happened is told which, how or when, where there are several of it."""

from rules.event_words import EVENT_WORDS, event_words
from tests.support import visits


def told(visit: visits.Visit) -> list[str]:
    return [event_words(event) for event in visit.events]


def test_of_a_whole_visit_it_is_told_which_days_which_mode_which_version() -> None:
    words = told(visits.closed())

    assert f"mode set: {visits.set_mode().mode}" in words
    assert "two days set: 5 Oct 2020 and 6 Oct 2020" in words
    assert "draft summary note sent: version 1" in words
    assert "summary note acknowledged: DfE" in words
    assert "summary note acknowledged: NHS England" in words


def test_what_can_be_only_one_thing_is_told_as_that() -> None:
    visit = visits.declined()
    assert told(visit)[-1] in EVENT_WORDS.values()
