"""The retry schedule: three days, no two waits alike, a consumer's wish honoured."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.retries import ATTEMPTS, SPAN, WAITS, next_attempt, parse_retry_after

NOON = datetime(2020, 10, 5, 12, tzinfo=UTC)


def after(
    attempts: int,
    *,
    event_id: str = "interim-e10000016-1",
    now: datetime = NOON,
    retry_after: timedelta | None = None,
) -> datetime | None:
    return next_attempt(
        subscription="warehouse",
        event_id=event_id,
        attempts=attempts,
        first_tried_at=NOON,
        now=now,
        retry_after=retry_after,
    )


def test_the_schedule_is_that_of_standard_webhooks() -> None:
    assert ATTEMPTS == 10
    assert timedelta(hours=75) < SPAN < timedelta(hours=76)


@given(st.integers(1, ATTEMPTS - 1), st.integers(1, 10_000))
def test_a_wait_is_its_own_or_up_to_a_tenth_shorter(attempts: int, number: int) -> None:
    at = after(attempts, event_id=f"interim-e10000016-{number}")

    assert at is not None
    assert 0.9 * WAITS[attempts - 1] <= at - NOON <= WAITS[attempts - 1]


def test_the_same_attempt_always_waits_alike_and_others_otherwise() -> None:
    waits = {after(3, event_id=f"interim-e10000016-{number}") for number in range(20)}

    assert after(3) == after(3)
    assert len(waits) == 20


def test_after_the_last_attempt_there_is_none() -> None:
    assert after(ATTEMPTS) is None
    assert after(ATTEMPTS + 1) is None


def test_all_attempts_end_within_the_span() -> None:
    now, attempts = NOON, 1
    while (at := after(attempts, now=now)) is not None:
        now, attempts = at, attempts + 1

    assert attempts == ATTEMPTS
    assert 0.9 * SPAN < now - NOON <= SPAN


class TestRetryAfter:
    def test_lengthens_a_wait(self) -> None:
        assert after(1, retry_after=timedelta(hours=1)) == NOON + timedelta(hours=1)

    def test_does_not_shorten_one(self) -> None:
        assert after(4, retry_after=timedelta(seconds=1)) == after(4)

    def test_never_goes_beyond_the_end_of_the_schedule(self) -> None:
        assert after(1, retry_after=timedelta(days=30)) == NOON + SPAN

    def test_does_not_bring_back_what_is_exhausted(self) -> None:
        assert after(ATTEMPTS, retry_after=timedelta(hours=1)) is None

    @pytest.mark.parametrize(
        ("text", "wait"),
        [
            ("120", timedelta(seconds=120)),
            (" 5 ", timedelta(seconds=5)),
            ("Mon, 05 Oct 2020 12:10:00 GMT", timedelta(minutes=10)),
            ("Mon, 05 Oct 2020 12:10:00 -0000", timedelta(minutes=10)),
            ("99999999999999999999", SPAN),
            ("Fri, 31 Dec 9999 23:59:59 -2359", SPAN),
            ("Fri, 31 Dec 99999999999999999999 23:59:59 GMT", None),
            ("Fri, 31 Dec 2026 23:59:59 +99999999999999999999", None),
            ("0", None),
            ("-5", None),
            ("Mon, 05 Oct 2020 11:00:00 GMT", None),
            ("soon", None),
            ("٣", None),
            ("", None),
            (None, None),
        ],
    )
    def test_is_seconds_or_a_date(self, text: str | None, wait: timedelta | None) -> None:
        assert parse_retry_after(text, NOON) == wait
