"""What a plan comes to, in words that fit a line."""

from desk.plan_words import collisions
from schemas.plan import HardRule, PlanRequest
from schemas.plan_answer import Collision, Impossible


def test_a_rule_that_collides_is_a_clause_with_a_few_of_those_it_is_about() -> None:
    request = PlanRequest.model_construct(areas={})  # type: ignore[call-arg]  # no more is asked
    about = tuple(f"inspector-{number}" for number in range(1, 23))
    answer = Impossible.model_construct(
        collides=tuple(Collision(rule=rule, about=about) for rule in HardRule), frees=()
    )

    told = collisions(request, answer)

    assert told[0] == (
        "each visit has one inspector of each role: inspector-1, inspector-2, inspector-3 "
        "and 19 more"
    )
    assert len(told) == len(HardRule)
