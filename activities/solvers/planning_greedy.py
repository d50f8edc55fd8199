"""Places visits one after the other where there is room: something to begin mending with."""

from collections.abc import Mapping

from rules.planning.problem import Placing, Problem


def placed_greedily(problem: Problem, wanted: Mapping[int, tuple[int, ...]]) -> dict[int, Placing]:
    """Places for as many visits as find one, those with the fewest choices first.

    Args:
        problem: What is planned.
        wanted: By visit, the team that it would best have.
    """
    placing = _Placing(problem)
    order = sorted(
        range(len(problem.request.visits)),
        key=lambda visit: len(problem.starts[visit]) * sum(map(len, problem.team_of[visit])),
    )
    for visit in order:
        placing.place(visit, wanted.get(visit, ()))
    return placing.placed


class _Placing:
    """What is placed until now, and what that takes away."""

    def __init__(self, problem: Problem) -> None:
        self.placed: dict[int, Placing] = {}
        self._problem = problem
        self._own: list[list[int]] = [[] for _ in problem.request.inspectors]
        self._weeks = [0] * (max(problem.weeks, default=0) + 1)

    def place(self, visit: int, wanted: tuple[int, ...]) -> None:
        """Place a visit in the emptiest week that has a team for it."""
        problem = self._problem
        for start in sorted(problem.starts[visit], key=lambda day: self._weeks[problem.weeks[day]]):
            if self._weeks[problem.weeks[start]] >= problem.request.pace.visits_a_week:
                return
            team = [self._best(visit, start, those, wanted) for those in problem.team_of[visit]]
            if None in team:
                continue
            self.placed[visit] = Placing(start, tuple(who for who in team if who is not None))
            self._weeks[problem.weeks[start]] += 1
            for who in self.placed[visit].team:
                self._own[who].append(visit)
            return

    def _best(
        self, visit: int, start: int, those: tuple[int, ...], wanted: tuple[int, ...]
    ) -> int | None:
        free = [who for who in those if self._can(visit, start, who)]
        return min(
            free,
            key=lambda who: (
                who not in wanted,
                (visit, who) in self._problem.travels,
                len(self._own[who]),
            ),
            default=None,
        )

    def _can(self, visit: int, start: int, who: int) -> bool:
        problem, own = self._problem, self._own[who]
        if len(own) >= problem.most[who] or start not in problem.may[visit, who]:
            return False
        return who not in problem.exclusive or all(
            abs(self.placed[other].start - start) >= problem.apart(visit, other) for other in own
        )
