"""Visits that share the moment of a deadline act on it one after the other."""

from datetime import timedelta

from register.areas import areas_on
from rules.spread import spread
from schemas.ids import visit_id
from schemas.policy import VisitPolicy
from tests.support.visits import DAY_ONE

SPREAD = VisitPolicy(deadlines_spread_seconds=20)
VISITS = [visit_id("national", area.gss_code) for area in areas_on(DAY_ONE)]


def test_each_has_a_moment_of_its_own_within_the_policy() -> None:
    after = [spread(visit, SPREAD) for visit in VISITS]

    assert {one.total_seconds() for one in after} == set(range(21))
    # None of those seconds has far more of them than another.
    assert max(after.count(one) for one in after) < 20
    assert after == [spread(visit, SPREAD) for visit in VISITS]


def test_a_visit_of_an_earlier_policy_acts_at_once() -> None:
    assert {spread(visit, VisitPolicy()) for visit in VISITS} == {timedelta(0)}
    assert "deadlines_spread_seconds" not in VisitPolicy().model_dump(mode="json")
