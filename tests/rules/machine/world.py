"""The world around a visit: the clock, the post, those who help and those who do not."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import ClassVar, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from rules.decide.rule import RULES
from schemas import messages as m
from schemas.ids import LetterKey
from schemas.parts import LetterOutcome, TeamMember
from schemas.values import InspectorRole, LetterKind, LetterStatus, Stage
from tests.rules.machine.watched import Watched
from tests.support import visits as v
from tests.support.carrying_on import next_step
from tests.support.samples import SAMPLES

T = TypeVar("T")
Rule = TypeVar("Rule", bound=Callable[..., None])

POOL = (*v.TEAM, TeamMember(inspector="hmi-9", role=InspectorRole.OFSTED_EDUCATION))
BEGINNINGS: tuple[Callable[[], v.Visit], ...] = (
    lambda: v.just_opened().told(v.calendar_fetched()),
    *(stage for stage in v.STAGES if stage().state.stage is not Stage.ENDED),
)
SETTLED = (
    LetterStatus.DELIVERED,
    LetterStatus.SENT,
    LetterStatus.REFUSED,
    LetterStatus.UNCERTAIN,
)
RARELY = st.sampled_from([False] * 9 + [True])
WITH_A_RULE: set[type[m.Decision]] = set()


def some(items: tuple[T, ...], *, least: int = 0) -> st.SearchStrategy[list[T]]:
    return st.lists(st.sampled_from(items), min_size=least, max_size=len(items), unique=True)


def while_taken(decision: type[m.Decision]) -> Callable[[Rule], Rule]:
    """A rule for as long as a visit takes such decisions; elsewhere a sample is told."""
    WITH_A_RULE.add(decision)
    return precondition(lambda self: self.visit.state.stage in RULES[decision].stages)


class World(Watched):
    """One visit in it.

    Attributes:
        beginnings: Where visits begin.
        left_alone: The stages in which nobody helps.
    """

    beginnings: ClassVar[Sequence[Callable[[], v.Visit]]] = BEGINNINGS
    left_alone: ClassVar[Sequence[Stage]] = (Stage.ENDED,)

    def __init__(self) -> None:
        super().__init__()
        self.settled: dict[LetterKey, LetterOutcome] = {}

    @initialize(where=st.integers(0, len(BEGINNINGS) - 1))
    def begin(self, where: int) -> None:
        """Somewhere on a smooth way, so that every stage sees its share of trouble."""
        self._take(self.beginnings[where % len(self.beginnings)]())

    @rule(hours=st.sampled_from([1, 6, 24, 24 * 3, 24 * 10, 24 * 30]))
    def time_passes(self, hours: int) -> None:
        self._take(self.visit.at(self.visit.now + timedelta(hours=hours)))

    @precondition(lambda self: self.visit.state.stage not in self.left_alone)
    @rule(steps=st.integers(1, 4))
    def people_get_on_with_it(self, steps: int) -> None:
        for _ in range(steps):
            if self.visit.state.stage is not Stage.ENDED:
                self._take(next_step(self.visit))

    @rule(message=st.sampled_from(SAMPLES))
    def somebody_says_what_may_be_out_of_place(self, message: m.Decision) -> None:
        if not isinstance(message, (m.CancelVisit, m.WithdrawVisit, m.GrantDeferral)):
            self._tell(message)

    @precondition(lambda self: self.letters)
    @rule(data=st.data())
    def the_post_settles_letters(self, data: st.DataObject) -> None:
        open_ = tuple(key for key in self.letters if key not in self.settled)
        for key in data.draw(some(open_[:5])) if open_ else []:
            order, status = self.letters[key], data.draw(st.sampled_from(SETTLED))
            self.settled[key] = LetterOutcome(
                key=key, kind=order.kind, recipient=order.recipient, status=status, at=self.now
            )
        self._tell(v.settled(*(o for o in self.settled.values() if self._is_reported(o))))

    @staticmethod
    def _is_reported(outcome: LetterOutcome) -> bool:
        failed = outcome.status in {LetterStatus.REFUSED, LetterStatus.UNCERTAIN}
        return failed or outcome.kind is LetterKind.INVITATION
