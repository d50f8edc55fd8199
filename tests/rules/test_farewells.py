"""Whoever leaves is told where they read of the visit, and only if they did."""

from datetime import UTC, datetime, timedelta

import pytest

from rules.farewells import Sent, owes_a_farewell
from schemas.values import LetterStatus as S

HERE, ELSEWHERE = "amina@testshire.example", "old.amina@testshire.example"
NOON = datetime(2020, 9, 7, 12, tzinfo=UTC)


def letter(
    status: S, address: str = HERE, *, hours: int = 0, in_hand: bool = False, leave: bool = False
) -> Sent:
    return Sent(address, status, NOON + timedelta(hours=hours), in_hand, leave)


@pytest.mark.parametrize("status", [S.SENT, S.DELIVERED, S.UNCERTAIN, S.ATTEMPTING])
def test_whoever_was_written_to_is_told(status: S) -> None:
    assert owes_a_farewell([letter(status)], HERE, ["else@testshire.example"])


def test_a_letter_that_is_being_handed_over_may_have_left() -> None:
    assert owes_a_farewell([letter(S.FILED, in_hand=True)], HERE, [])


@pytest.mark.parametrize(
    "sent",
    [
        [],
        [letter(S.FILED)],
        [letter(S.SUPERSEDED)],
        [letter(S.DELIVERED, ELSEWHERE)],
        [letter(S.REFUSED)],
        [letter(S.SENT), letter(S.REFUSED, hours=1)],
        [letter(S.DELIVERED), letter(S.REFUSED, hours=1), letter(S.SENT, hours=2)],
        [letter(S.DELIVERED), letter(S.DELIVERED, hours=1, leave=True)],
    ],
    ids=[
        "nothing",
        "waits",
        "kept back",
        "to an address that was wrong",
        "came back",
        "one came back",
        "came back later",
        "told before",
    ],
)
def test_nobody_else_is(sent: list[Sent]) -> None:
    assert not owes_a_farewell(sent, HERE, [])


def test_an_address_that_refused_one_and_has_had_another_since_takes_letters() -> None:
    assert owes_a_farewell([letter(S.REFUSED), letter(S.DELIVERED, hours=1)], HERE, [])


def test_what_an_old_address_refused_says_nothing_of_the_new_one() -> None:
    assert owes_a_farewell([letter(S.REFUSED, ELSEWHERE), letter(S.SENT, hours=1)], HERE, [])


def test_whoever_is_still_written_to_there_does_not_leave() -> None:
    assert not owes_a_farewell([letter(S.DELIVERED)], HERE, [HERE.upper()])


def test_whoever_came_back_and_was_written_to_is_told_again() -> None:
    sent = [letter(S.DELIVERED), letter(S.DELIVERED, leave=True), letter(S.SENT, hours=2)]
    assert owes_a_farewell(sent, HERE, [])
