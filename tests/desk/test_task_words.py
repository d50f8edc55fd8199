"""The words of tasks read as sentences, where a page begins them with a capital letter."""

from datetime import UTC, date, datetime

import pytest

from desk.tasks import Found, to_confirm, to_hand_over, to_replace
from register.bookings import TakenTwice
from register.second_persons import Waiting
from tests.support.visits import opened

SOME_TIME = datetime(2020, 10, 5, 9, tzinfo=UTC)
REFERENCES = ("hmi-education-7", "p-one", "manager-2")


@pytest.mark.parametrize(
    "task",
    [
        to_replace(TakenTwice("one-e10000016", REFERENCES[0], date(2020, 10, 5), "two-e06000063")),
        to_hand_over(opened().state.model_copy(update={"coordinator": REFERENCES[1]}), SOME_TIME),
        to_confirm(
            Waiting(
                subject="one-e10000016",
                about=REFERENCES[0],
                actor=REFERENCES[2],
                since=SOME_TIME,
                form="{}",
            )
        ),
    ],
    ids=["replace", "hand-over", "confirm"],
)
def test_a_task_begins_with_a_word_and_not_with_a_reference(task: Found) -> None:
    first = task.words.split()[0].strip(",:")

    assert first not in REFERENCES
    assert first.isalpha()
    assert any(each in task.words for each in REFERENCES)
