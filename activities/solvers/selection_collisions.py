"""Which quotas collide where no sample keeps them all, and what would free them.

The set that is named is one that nothing can be left out of, and but for very large problems a
smallest one. CP-SAT's own account of what made a problem infeasible is not asked: it names far more
than is needed where the number of areas is what binds (google/or-tools#5141 and trials).
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, NamedTuple

from activities.solvers.selection_samples import SampleFinder, new_solver
from rules.selection.bounds import types_and_bounds
from schemas.selection import Asked, Bound, Collision, Frame, Quota
from schemas.visible import echoed

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

_ORDERS = 4  # in which quotas are left out one by one, before the smallest set is searched for
_ROUNDS = 60  # of that search; a set that nothing can be left out of is known by then
_MOST_WORK = 0.1  # in one round, by the solver's own count (about seconds)


class _Problem(NamedTuple):
    sizes: Sequence[int]
    bounds: Sequence[Bound]
    number: int

    def possible_with(self, members: Iterable[int]) -> bool:
        """Whether there is a sample that keeps these of the quotas."""
        bounds = [self.bounds[member] for member in members]
        return SampleFinder(self.sizes, bounds, self.number).exists()


class _Change(NamedTuple):
    """By how much a quota gives way: how much less its least is, how much more its most."""

    quota: int
    less: int
    more: int


def collision(frame: Frame, asked: Asked) -> Collision:
    """Name a smallest set of quotas that no sample keeps together, and ways out.

    Args:
        frame: What is drawn from.
        asked: What no sample of it meets.
    """
    type_of, bounds = types_and_bounds(frame, asked)
    sizes = [type_of.count(kind) for kind in range(max(type_of) + 1)]
    problem = _Problem(sizes, bounds, asked.number)
    members = _smallest(problem)
    return Collision(
        quotas=tuple(asked.quotas[member] for member in members),
        frees=tuple(_ways_out(problem, asked, members)),
    )


def _smallest(problem: _Problem) -> list[int]:
    """A smallest set that collides.

    Some set from which nothing can be left out is found first, by leaving out quotas one by one.
    Then: whatever collides has a member in each set of quotas whose absence makes a sample
    possible. So the smallest set with a member in each that is known is no larger than the one
    sought; where it collides, it is that one; where it does not, it leads to one more to hit. Where
    that takes too long, the set that was found first is told.
    """
    everything = range(len(problem.bounds))
    found = min((_irreducible(problem, turn) for turn in range(_ORDERS)), key=len)
    to_hit: list[AbstractSet[int]] = []
    for _ in range(_ROUNDS):
        least = _hitting(everything, to_hit)
        if len(least) >= len(found):
            break
        left_out = _few_left_out(problem, least)
        if left_out is None:
            return found if problem.possible_with(least) else least
        to_hit.append(left_out)
    return found


def _irreducible(problem: _Problem, turn: int) -> list[int]:
    """Leave out, in one of several orders, each quota without which there is still no sample."""
    order = list(range(len(problem.bounds)))
    start = turn // 2 * len(order) // max(1, _ORDERS // 2)
    order = order[start:] + order[:start]
    kept = set(order)
    for member in reversed(order) if turn % 2 else order:
        if not problem.possible_with(sorted(kept - {member})):
            kept.remove(member)
    return sorted(kept)


def _hitting(everything: Iterable[int], to_hit: Sequence[AbstractSet[int]]) -> list[int]:
    """A smallest set with a member in each of some sets."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    taken = {member: model.new_bool_var(f"takes {member}") for member in everything}
    for sets in to_hit:
        model.add_bool_or([taken[member] for member in sorted(sets)])
    model.minimize(sum(taken.values()))
    solver = new_solver()
    solver.solve(model)
    return [member for member, takes in taken.items() if solver.value(takes)]


def _few_left_out(problem: _Problem, hard: Sequence[int]) -> AbstractSet[int] | None:
    """Few quotas to leave out for there to be a sample with these; `None`: none was found."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    counts = _counts(model, problem)
    kept = []
    for member, bound in enumerate(problem.bounds):
        keeps = model.new_bool_var(f"keeps {member}")
        kept.append(keeps)
        if bound.least > bound.most:
            model.add(keeps == 0)
        else:
            within = sum(counts[kind] for kind in bound.types)
            model.add_linear_constraint(within, bound.least, bound.most).only_enforce_if(keeps)
        if member in hard:
            model.add(keeps == 1)
    model.maximize(sum(kept))
    solver = new_solver(_MOST_WORK)
    if solver.solve(model) not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return None
    return {member for member, keeps in enumerate(kept) if not solver.value(keeps)}


def _ways_out(problem: _Problem, asked: Asked, members: Sequence[int]) -> Iterable[str]:
    """A sentence for each quota that alone could give way, else one for several together."""
    alone = [changes for member in members if (changes := _give_way(problem, [member]))]
    for changes in alone:
        yield f"Ask for {_words(changes, asked.quotas)}."
    if not alone:
        changes = _give_way(problem, range(len(problem.bounds))) or ()
        yield f"Other quotas collide as well. Ask for {_words(changes, asked.quotas)}."


def _give_way(problem: _Problem, loose: Iterable[int]) -> Sequence[_Change] | None:
    """By how much some quotas have to give way for a sample, at the least; `None`: not enough."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    counts = _counts(model, problem)
    changes = {}
    for member, bound in enumerate(problem.bounds):
        within = sum(counts[kind] for kind in bound.types)
        less = more = model.new_constant(0)
        if member in loose:
            most = max(problem.number, bound.least)
            less = model.new_int_var(0, bound.least, f"less {member}")
            more = model.new_int_var(0, most, f"more {member}")
            changes[member] = less, more
        if bound.types or bound.least:
            model.add(within + less >= bound.least)
            model.add(within - more <= bound.most)
    model.minimize(sum(less + more for less, more in changes.values()))
    solver = new_solver()
    if solver.solve(model) != cp_model.OPTIMAL:
        return None
    found = [
        _Change(member, solver.value(less), solver.value(more))
        for member, (less, more) in changes.items()
    ]
    return [change for change in found if change.less or change.more]


def _counts(model: "cp_model.CpModel", problem: _Problem) -> "list[cp_model.IntVar]":
    counts = [
        model.new_int_var(0, min(size, problem.number), f"type {kind}")
        for kind, size in enumerate(problem.sizes)
    ]
    model.add(sum(counts) == problem.number)
    return counts


def _words(changes: Iterable[_Change], quotas: Sequence[Quota]) -> str:
    said = []
    for change in changes:
        quota = quotas[change.quota]
        limits = []
        if change.less:
            limits.append(f"at least {quota.least - change.less} in place of {quota.least}")
        if change.more:
            limits.append(f"at most {quota.most + change.more} in place of {quota.most}")
        said.append(
            f"{' and '.join(limits)} with “{echoed(quota.value)}” in “{echoed(quota.column)}”"
        )
    return " and ".join([", ".join(said[:-1]), said[-1]] if said[1:] else said)
