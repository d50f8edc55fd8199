"""The fairest lottery over samples that keep the quotas (leximin), found by OR-Tools.

The least chance is made as large as the quotas allow, then the next, and so on: Flanigan, Gölz,
Gupta, Hennig, Procaccia, “Fair algorithms for selecting citizens' assemblies”, Nature 596 (2021).
As there, samples are found one after the other: a linear program (GLOP) finds the fairest lottery
over those that are known and a price for each area, CP-SAT looks for a sample that the prices
make dearer than any of them, and where there is none, nothing is fairer. The first samples are
those into which the fairest chances come apart if areas could be drawn in parts; where a lottery
is as fair as that, nothing is looked for any more.

One worker and a fixed seed make the search the same in each process of one release of the solver.
Other releases may find other samples, though their chances are the same: so a portfolio is kept.
"""

from collections.abc import Mapping, Sequence
from importlib.metadata import version

from activities.solvers.selection_collisions import collision
from activities.solvers.selection_lottery import Lottery
from activities.solvers.selection_parts import Parts
from activities.solvers.selection_samples import Counts, SampleFinder
from rules.selection.bounds import types_and_bounds
from schemas.selection import Asked, Collision, Frame, Level, Portfolio, Sample
from schemas.sentences import Sentence
from schemas.visible import echoed

TICKETS = 1_000_000_000
"""Of a lottery. So many round no chance by more than some billionths."""

_PRICES = 10**10  # what a level's prices come to, as whole numbers: of all areas not yet fixed
_DEARER = 1e-8  # by how much a sample has to be, to make a difference
_FAIREST = 1e-10  # by how little a chance may fall short of what areas in parts would allow
_TELLING = 1e-3  # part of all prices from which a type is known to be held by its own


class Impossible(Sentence):
    """No sample keeps all quotas.

    Attributes:
        collision: Which quotas collide, and what would free them.
    """

    def __init__(self, collision: Collision) -> None:
        """Name the smallest set of quotas that collide."""
        names = [
            f"“{echoed(quota.value)}” in “{echoed(quota.column)}” (at least {quota.least}, at "
            f"most {quota.most})"
            for quota in collision.quotas
        ]
        frees = " ".join(collision.frees)
        if names[1:]:
            listed = f"{', '.join(names[:-1])} and {names[-1]}"
            super().__init__(f"The quotas of {listed} cannot be met together. {frees}")
        else:
            super().__init__(f"The quota of {names[0]} cannot be met. {frees}")
        self.collision = collision


def require_possible(frame: Frame, asked: Asked) -> None:
    """Refuse quotas that cannot hold together, long before a portfolio is worked out.

    Raises:
        Impossible: No sample keeps all quotas.
    """
    type_of, bounds = types_and_bounds(frame, asked)
    sizes = [type_of.count(kind) for kind in range(max(type_of) + 1)]
    if not SampleFinder(sizes, bounds, asked.number).exists():
        raise Impossible(collision(frame, asked))


def fix(frame: Frame, asked: Asked) -> Portfolio:
    """Find the lottery that a seed then decides. No seed is needed for it, nor may one be known.

    Raises:
        Impossible: No sample keeps all quotas.
    """
    type_of, bounds = types_and_bounds(frame, asked)
    sizes = [type_of.count(kind) for kind in range(max(type_of) + 1)]
    # In an order of their own: that of the bounds is the order in which quotas were asked.
    ordered = sorted(bounds, key=lambda one: (one.types, one.least, one.most))
    finder = SampleFinder(sizes, ordered, asked.number)
    parts = Parts(sizes, ordered, asked.number)
    samples = finder.covering(parts.samples())
    if not samples:
        raise Impossible(collision(frame, asked))
    chances, levels = _leximin(finder, parts, samples, sizes, asked.number)
    weights = Lottery(samples, sizes).closest_to(chances)
    return Portfolio(
        frame_sha256=frame.sha256,
        number=asked.number,
        type_of=type_of,
        bounds=bounds,
        samples=tuple(
            Sample(counts=counts, tickets=tickets)
            for counts, tickets in sorted(_in_tickets(weights).items(), reverse=True)
        ),
        levels=tuple(levels),
        solver=f"ortools-{version('ortools')}",
    )


def _leximin(
    finder: SampleFinder,
    parts: Parts,
    samples: list[Counts],
    sizes: Sequence[int],
    number: int,
) -> tuple[dict[int, float], list[Level]]:
    """The fairest chance of each type, and why none is larger; samples are added as they are found.

    Types are fixed level by level, at the least chance of those that are not.
    """
    lottery = Lottery(samples, sizes)
    possible = {kind for counts in samples for kind, count in enumerate(counts) if count}
    fixed = dict.fromkeys(set(range(len(sizes))) - possible, 0.0)
    levels: list[Level] = []
    while len(fixed) < len(sizes):
        bound = parts.raise_least(fixed)
        while True:
            best = lottery.raise_least(fixed)
            if bound and best.least >= bound.least - _FAIREST:
                best = bound._replace(least=best.least)
                break
            found = finder.dearest(best.prices)
            worth = sum(price * count for price, count in zip(best.prices, found, strict=True))
            if worth <= best.worth + _DEARER or found in samples:
                break
            samples.append(found)
            lottery.add(found)
        free = [kind for kind in range(len(sizes)) if kind not in fixed]
        priced = {kind: best.prices[kind] * sizes[kind] for kind in free}
        held = [kind for kind in free if priced[kind] >= min(_TELLING, max(priced.values()))]
        mass = sum(sizes[kind] * fixed.get(kind, best.least) for kind in range(len(sizes)))
        if mass >= number - _DEARER * len(sizes):
            held = free  # all that is left is shared out: nobody can have more than the least
        prices = tuple(round(price * _PRICES) for price in best.prices)
        levels.append(Level(fixed=tuple(held), prices=prices, dearest=finder.dearest_worth(prices)))
        fixed |= dict.fromkeys(held, best.least)
    return fixed, levels


def _in_tickets(weights: Mapping[Counts, float]) -> dict[Counts, int]:
    """The lottery's weights as whole tickets: rounded down, and the rest to the largest remainders.

    Ties go to the sample that is first by its counts, so that the order of search decides nothing.
    """
    total = sum(weights.values())
    exact = {counts: weight / total * TICKETS for counts, weight in weights.items()}
    tickets = {counts: int(share) for counts, share in exact.items()}
    rest = TICKETS - sum(tickets.values())
    by_remainder = sorted(exact, key=lambda counts: (tickets[counts] - exact[counts], counts))
    for counts in by_remainder[:rest]:
        tickets[counts] += 1
    return {counts: number for counts, number in tickets.items() if number}
