"""Finds the rules that make a plan impossible: as few as collide, and what would free them.

First the visits are reduced to a few that cannot be planned even by themselves, then the rules to
those without any one of which they could. Rules of one kind are told together. Where more visits
suffer from the same rule, they are named, too, so that it is true of the whole plan that it would
be possible without that rule.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from activities.solvers.planning_effort import Effort
from activities.solvers.planning_search import any_plan
from rules.planning.collisions import contradicted, instances, taken_apart, together
from rules.planning.parts import smallest_part
from rules.planning.problem import Instance, Pin, problem_of
from rules.planning.ways_out import MORE_COLLIDES, MORE_MAY_COLLIDE, ways_out, wider
from schemas.plan import HardRule, PlannedVisit, PlanRequest
from schemas.plan_answer import Collision, Impossible

_LEAST_SECONDS = 10
_A_QUESTION = 0.04  # of the effort
_SETS = 3  # times that another set is looked for, where the first has rules that free nothing

_MANY = 20  # visits: of more, a single order is tried

_KINDS = (
    HardRule.PACE,
    HardRule.OVERLAP,
    HardRule.MOST_VISITS,
    HardRule.LEAVE,
    HardRule.TERM,
    HardRule.CONFLICT,
)
"""In the order in which they are left out: what stands last is rather named."""

_ORDERS: tuple[tuple[HardRule, ...], ...] = (
    (),
    (HardRule.PACE, HardRule.OVERLAP),
    (HardRule.MOST_VISITS, HardRule.LEAVE),
)
"""Which rules are left out last: each order may come to another set that collides."""


def collisions(request: PlanRequest, pins: Mapping[str, Pin]) -> Impossible:
    """Why there is no plan.

    Args:
        request: What is asked for, and is known to be impossible.
        pins: By area, what is settled beforehand.
    """
    asked = _Asked(request, pins)
    if broken := list(contradicted(request, pins)):
        found = broken[:1]
        left = {False} if broken[1:] else {asked.with_other_days(found[0])}
    else:
        found = asked.smallest()
        left = {asked.possible(request, taken_apart([one])) for one in found}
    sentences = [
        sentence for one in found for sentence in ways_out(request, one, asked.enough(one), pins)
    ]
    if False in left:
        sentences.append(MORE_COLLIDES)
    elif None in left:
        sentences.append(MORE_MAY_COLLIDE)
    return Impossible(collides=tuple(found), frees=tuple(sentences))


class _Asked:
    """Questions about one plan, within one effort."""

    def __init__(self, request: PlanRequest, pins: Mapping[str, Pin]) -> None:
        self._request = request
        self._pins = pins
        self._effort = Effort(max(request.seconds / 2, _LEAST_SECONDS), request.seed)
        self._all = instances(request)
        self._halves = False
        self._answers: dict[object, bool | None] = {}

    def possible(
        self, request: PlanRequest, without: Collection[Instance], *, halves: bool = False
    ) -> bool | None:
        """Whether there is a plan without some rules; `None` if that could not be found out."""
        key = (
            halves,
            tuple((visit.area, visit.earliest, visit.latest) for visit in request.visits),
            request.pace.visits_a_week,
            tuple(inspector.most_visits for inspector in request.inspectors),
            frozenset(without),
        )
        if key not in self._answers:
            problem = problem_of(request, without=key[-1], pins=self._pins)
            self._answers[key] = any_plan(problem, self._effort, _A_QUESTION, halves=halves)
        return self._answers[key]

    def with_other_days(self, one: Collision) -> bool | None:
        """Whether there would be a plan if visits that have no days could be on any in the window.

        Without these visits where even that gives them none.
        """
        window = self._request.window
        freer = self._request.model_copy(
            update={
                "visits": tuple(
                    visit.model_copy(update={"earliest": window.first, "latest": window.last})
                    if visit.area in one.about
                    else visit
                    for visit in self._request.visits
                )
            }
        )
        if any(contradicted(freer, self._pins)):
            return self.without_visits(one)
        return self.possible(freer, ())

    def without_visits(self, one: Collision) -> bool | None:
        """Whether all visits could be planned that a rule is not about."""
        others = tuple(v for v in self._request.visits if v.area not in one.about)
        if not others:
            return True
        return self.possible(self._request.model_copy(update={"visits": others}), ())

    def smallest(self) -> list[Collision]:
        """The smallest set that was found; rather one of which each entry frees the plan."""
        found: list[list[Collision]] = []
        given_up: frozenset[Instance] = frozenset()
        for _ in range(_SETS):
            found += self._sets(given_up)
            best = min(found, key=self._rank)
            idle = [one for one in best if not self.frees(one)]
            if (
                not idle
                or self.possible(self._request, given_up | {*taken_apart(idle)}) is not False
            ):
                break
            given_up |= {*taken_apart(idle)}  # another set collides without these
        return min(found, key=self._rank)

    def frees(self, one: Collision) -> bool:
        """Whether the plan would be possible without a rule."""
        return self.possible(self._request, taken_apart([one])) is True

    def _rank(self, those: Sequence[Collision]) -> tuple[int, int, int]:
        idle = sum(not self.frees(one) for one in those)
        return idle, len(those), sum(len(one.about) for one in those)

    def _sets(self, given_up: frozenset[Instance]) -> Iterator[list[Collision]]:
        """Sets that collide without some rules, by each order."""
        many = len(self._request.visits) > _MANY
        # Of many visits only one half of the plan is asked, if it tells: that takes a moment.
        self._halves = many and self.possible(self._request, given_up, halves=True) is False
        for order in _ORDERS[:1] if many else _ORDERS:
            first = [rule for rule in _KINDS if rule not in order]
            left_out = given_up
            for rule in (*first, *order):
                without = left_out | {one for one in self._all if one.rule is rule}
                if self.possible(self._request, without, halves=self._halves) is False:
                    left_out = without
            few = self._request.model_copy(update={"visits": self._few_visits(left_out)})
            yield self._for_the_whole(together(self._few_rules(few, left_out, order)))

    def _few_visits(self, left_out: frozenset[Instance]) -> tuple[PlannedVisit, ...]:
        """A part of the visits that cannot be planned, of which none can be left out."""

        def impossible(kept: Sequence[PlannedVisit]) -> bool:
            if not kept:
                return False
            part = self._request.model_copy(update={"visits": tuple(kept)})
            return self.possible(part, left_out, halves=self._halves) is False

        return tuple(smallest_part(impossible, self._request.visits, self._less_than(0.6)))

    def _few_rules(
        self, few: PlanRequest, left_out: frozenset[Instance], order: Collection[HardRule]
    ) -> list[Instance]:
        """A part of the rules that collide, of which none can be left out."""
        everything = frozenset(instances(few)) | left_out

        def impossible(kept: Sequence[Instance]) -> bool:
            return self.possible(few, everything - {*kept}, halves=self._halves) is False

        left = sorted(
            (one for one in instances(few) if one not in left_out),
            key=lambda one: one.rule in order,
            reverse=True,
        )
        return smallest_part(impossible, left, self._less_than(0.3))

    def _less_than(self, share: float) -> Callable[[], bool]:
        """Whether less than a share of the effort is left."""
        return lambda: self._effort.left < share

    def _for_the_whole(self, found: Sequence[Collision]) -> list[Collision]:
        """Each entry with all that the plan as a whole would have to be freed of."""
        return [self._widened(one) for one in found]

    def _widened(self, one: Collision) -> Collision:
        own = taken_apart([one])
        if self.possible(self._request, own) is True:
            return one
        every = [other for other in self._all if other.rule is one.rule]
        if self.possible(self._request, every) is not True:
            return one

        def freed(more: Sequence[Instance]) -> bool:
            return self.possible(self._request, [*own, *more]) is True

        others = [other for other in every if other not in own]
        rest = smallest_part(freed, others, self._less_than(0.15))
        return together([*own, *rest])[0]

    def enough(self, one: Collision) -> PlanRequest | None:
        """The plan with the smallest number allowed that frees it, for rules with a number."""
        for more in (1, 2, 3, 5, 8):
            freer = wider(self._request, one, more)
            if freer is None:
                return None
            if self.possible(freer, ()) is True:
                return freer
        return None
