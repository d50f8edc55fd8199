"""Protects and attacks tables; whoever imports this loads HiGHS and OR-Tools.

`protect` says which cells of a table are hidden so that nobody can work out a small one, `audit`
what can be worked out of what is published. Nothing is answered that was not attacked as a whole.
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from activities.solvers.disclosure_attack import (
    Attacker,
    Contradiction,
    OutOfTime,
    Wholes,
)
from activities.solvers.disclosure_bounds import bounds_of, whole_bounds
from activities.solvers.disclosure_choice import Search
from activities.solvers.disclosure_master import cost_of
from activities.solvers.disclosure_targets import Problem, a_truth, exposed_in
from rules.disclosure.population import Unknown
from rules.disclosure.promise import is_exposed, is_small
from rules.disclosure.system import Given, System, system_of
from rules.disclosure.totals import FullTable
from rules.selection.csv_text import NotUsable, listed
from schemas.disclosure import (
    Audit,
    CellBounds,
    CellStatus,
    DisclosurePolicy,
    Links,
    LongTable,
    ProtectedCell,
    Protection,
    ToProtect,
)
from schemas.sentences import Sentence

_FOR_WHOLE = 20.0  # seconds for one whole-number attack


class Unprotectable(Sentence):
    """What is promised cannot be kept, even with every cell hidden."""


class TooHard(Sentence):
    """An attack took too long, so nothing is known."""


class WrongAnswer(Exception):
    """A choice of hidden cells gives one away: a mistake of this program."""


def audit(
    published: Sequence[LongTable],
    links: Mapping[str, Links],
    policy: DisclosurePolicy,
    *,
    grown_from: Sequence[LongTable] = (),
) -> Audit:
    """What anybody can work out of the hidden cells of tables that are published.

    Args:
        published: They speak of the same people.
        links: Hierarchies by dimension.
        policy: Threshold and width.
        grown_from: Earlier editions, of some of these people.

    Raises:
        NotUsable: The tables contradict each other.
        TooHard: A cell took too long.
    """
    system, _ = system_of(Given(published, grown_from, links))
    attacker = Attacker(system)
    attacker.know(*bounds_of(system.size, _counts(system)))
    try:
        found = whole_bounds(attacker, (one.unknown for one in system.concealed), _FOR_WHOLE)
    except Contradiction:
        raise NotUsable(_contradiction([*published, *grown_from])) from None
    except OutOfTime:
        raise TooHard(
            "What can be worked out of these files was not found in the time that is allowed for "
            "one cell; attack fewer files together, or fewer dimensions."
        ) from None
    bounds = tuple(CellBounds(one.file, one.by, *found[one.unknown]) for one in system.concealed)
    exposed = tuple(one for one in bounds if is_exposed(one.lower, one.upper, policy))
    return Audit(bounds=bounds, exposed=exposed)


def protect(asked: ToProtect, seconds: float = 30.0) -> Protection:
    """The fewest cells that have to be hidden, or as few as are found in time.

    Args:
        asked: The table, what is known already, and what is promised.
        seconds: For the search; preparation and the last attack come on top.

    Raises:
        NotUsable: A table does not add up, or contradicts another.
        Unprotectable: Hiding every cell is not enough.
    """
    given = Given(asked.published, asked.grown_from, asked.hierarchies, asked.table)
    system, full = system_of(given)
    if full is None:
        raise TypeError("there is a table to protect")
    attacker = Attacker(system)
    try:
        truth = a_truth(attacker, system, _FOR_WHOLE)
    except Contradiction:
        others = [asked.table, *asked.published, *asked.grown_from]
        raise NotUsable(_contradiction(others)) from None
    problem, notes = _problem(attacker, system, truth, asked.policy, full)
    choice = Search(attacker, problem, seconds).best()
    chosen = _attacked(attacker, problem, choice.hidden)
    hidden = cost_of(problem, chosen)
    return Protection(
        dimensions=full.dimensions,
        cells=tuple(_cells(full, system, chosen, asked.policy)),
        hidden=hidden,
        optimal=choice.bound >= hidden,
        gap=(hidden - choice.bound) / hidden if hidden else 0.0,
        notes=notes,
    )


def _attacked(
    attacker: Attacker, problem: Problem, hidden: frozenset[Unknown]
) -> frozenset[Unknown]:
    """A choice that withstood an attack on every hidden cell; for want of another, all cells.

    The search takes solutions in parts of people to be good enough, which they almost always are.

    Raises:
        WrongAnswer: Even that gives a cell away, though it did not before the search.
    """
    for chosen in (hidden, frozenset(problem.weight)):
        try:
            if not exposed_in(attacker, problem, chosen, _FOR_WHOLE):
                return chosen
        except OutOfTime:
            continue
    raise WrongAnswer


def _counts(system: System) -> dict[Unknown, int]:
    return {unknown: source.count for unknown, source in system.known.items()}


def _contradiction(tables: Sequence[LongTable]) -> str:
    names = listed(tuple(table.name for table in tables))
    return (
        f"{names} cannot all be true: no whole counts, 0 or more, fit them. See whether they speak "
        "of the same people, whether a total is that of other parts, and whether an earlier "
        "edition counts more than a later one."
    )


def _cells(
    full: FullTable, system: System, hidden: frozenset[Unknown], policy: DisclosurePolicy
) -> Iterable[ProtectedCell]:
    for values, count in full.counts.items():
        if system.own[values] not in hidden:
            impossible = values in full.impossible
            yield ProtectedCell(values, count, CellStatus.SHOWN, impossible)
        elif is_small(count, policy):
            yield ProtectedCell(values, None, CellStatus.PRIMARY)
        else:
            yield ProtectedCell(values, None, CellStatus.SECONDARY)


def _problem(
    attacker: Attacker,
    system: System,
    truth: Wholes,
    policy: DisclosurePolicy,
    full: FullTable,
) -> tuple[Problem, tuple[str, ...]]:
    """State what is to be kept safe, as far as earlier files leave it safe."""
    weight: dict[Unknown, int] = {}
    for unknown in system.own.values():
        weight[unknown] = weight.get(unknown, 0) + 1
    primary = {one for one, count in system.counts.items() if is_small(count, policy)}
    concealed = {one.unknown for one in system.concealed}
    added = _added_to_protect(attacker, system, truth, policy)
    always = tuple(dict.fromkeys([*sorted(primary), *sorted(concealed), *added]))
    free = {one: weight[one] for one in sorted(weight) if one in primary or one not in system.known}
    problem = Problem(system, policy, truth, free, frozenset(primary), always)
    notes: tuple[str, ...] = ()
    if system.known or system.concealed:
        exposed = {one for one, _ in exposed_in(attacker, problem, frozenset(free), _FOR_WHOLE)}
        _require_protectable(problem, full, exposed & (primary | {*added}))
        notes = _given_away(system, exposed & concealed)
        concealed -= exposed
        always = tuple(one for one in always if one not in exposed)
        free = {one: cells for one, cells in free.items() if one not in exposed}
    forced = frozenset(primary | (concealed & free.keys()))
    return Problem(system, policy, truth, free, forced, always), notes


def _added_to_protect(
    attacker: Attacker, system: System, truth: Wholes, policy: DisclosurePolicy
) -> list[Unknown]:
    """What was added to cells, where that may be small; we know our own counts, and no more."""
    if not system.added:
        return []
    attacker.know(*bounds_of(system.size, _counts(system) | system.counts))
    attacker.witness(truth.astype(np.float64))
    found = whole_bounds(attacker, (one.added for one in system.added), _FOR_WHOLE)
    return [
        one
        for one, (lower, upper) in found.items()
        if (upper is None or upper > 0) and lower < policy.threshold
    ]


def _require_protectable(problem: Problem, full: FullTable, exposed: set[Unknown]) -> None:
    if not exposed:
        return
    cells = [values for values, one in problem.system.own.items() if one in exposed]
    grown = [one for one in problem.system.added if one.added in exposed]
    if cells:
        raise Unprotectable(
            f"{full.name} cannot be published in any way: even with every cell hidden, "
            f"{listed(cells[0])} could be worked out from the files that are known already"
            f"{_and_more(len(cells))}. Leave these people out of the table, or tell of fewer "
            "dimensions."
        )
    raise Unprotectable(
        f"{full.name} cannot be published in any way: even with every cell hidden, what was added "
        f"since {grown[0].file} to {listed(tuple(grown[0].by.values()))} could be worked out"
        f"{_and_more(len(grown))}. Wait until more has been added."
    )


def _and_more(number: int) -> str:
    return f", and {number - 1} cells more" if number > 1 else ""


def _given_away(system: System, exposed: set[Unknown]) -> tuple[str, ...]:
    return tuple(
        f"{one.file}: {listed(tuple(one.by.values()))} is given away by what is published already; "
        "nothing that is hidden now can mend that."
        for one in system.concealed
        if one.unknown in exposed
    )
