"""Any messages, in any order, at any time: what always holds.

The machine tells a visit whatever people, the post and the clock might say, sensible or not. It
ends each run by asking a helpful world to bring the visit home, from wherever it was left.
"""

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from rules.decide import DECISIONS
from schemas.values import Stage
from tests.rules.machine.off_the_way import OffTheWay
from tests.rules.machine.world import WITH_A_RULE
from tests.support import visits as v

EXAMPLES = settings(
    stateful_step_count=30,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


class AnyVisit(OffTheWay):
    """One visit in an unruly world."""


class AnyPost(AnyVisit):
    """Invitations alone: letters bounce, contacts are corrected, and nobody helps."""

    beginnings = (v.invited, v.delivered)
    left_alone = (Stage.INVITED, Stage.ENDED)


def test_the_machine_tells_every_decision_there_is() -> None:
    assert set(DECISIONS) == WITH_A_RULE


def test_whatever_a_visit_is_told_it_keeps_its_rules_and_finds_home() -> None:
    run_state_machine_as_test(AnyVisit, settings=settings(EXAMPLES, max_examples=120))


def test_whatever_becomes_of_its_letters_an_area_can_be_invited() -> None:
    run_state_machine_as_test(AnyPost, settings=settings(EXAMPLES, max_examples=50))
