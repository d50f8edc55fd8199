"""A wave by hand is refused at once where a visit could not be opened yet."""

from datetime import UTC, datetime

import pytest

from desk.programme_waves import require_openable
from rules.refusals import Refused
from tests.rules.programme.programmes import AREAS, planned


def test_a_day_too_far_ahead_is_refused_with_the_day_from_which_it_is_not() -> None:
    state = planned().state

    with pytest.raises(Refused, match=r"too far ahead; its visit can be opened from .* on"):
        require_openable(state, AREAS[:1], datetime(2020, 3, 2, 9, tzinfo=UTC))


def test_a_day_near_enough_is_not_refused() -> None:
    require_openable(planned().state, AREAS[:1], datetime(2020, 9, 1, 9, tzinfo=UTC))
