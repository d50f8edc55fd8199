"""What a replay found, for release managers and for programs."""

from collections.abc import Sequence
from enum import IntEnum, StrEnum

from pydantic import computed_field

from release.replay.comparison import Difference
from schemas.base import Model


class Verdict(StrEnum):
    """What this code would do to a visit; the worst comes last."""

    UNCHANGED = "unchanged"
    DECIDES_DIFFERENTLY = "decides differently"
    WOULD_BREAK = "would break"


class ExitStatus(IntEnum):
    """What the worst verdict tells the shell."""

    UNCHANGED = 0
    DECIDES_DIFFERENTLY = 4
    WOULD_BREAK = 5


class VisitReplay(Model):
    """What this code would do to one run of a workflow.

    Attributes:
        visit_id: Its id.
        run_id: Of the run that was replayed.
        workflow: The workflow's type, e.g. `Visit`.
        file: Where the history was read from, if it was a file.
        verdict: What would become of it.
        differences: What is decided differently, in the history's order.
        breaks: Why a running one would stop, in a sentence.
        detail: The engine's own words for that, for programmers.
        events: How many the history has.
        milliseconds: How long the replay took.
    """

    visit_id: str
    run_id: str
    workflow: str
    file: str | None = None
    verdict: Verdict
    differences: tuple[Difference, ...] = ()
    breaks: str | None = None
    detail: str | None = None
    events: int
    milliseconds: float

    @property
    def name(self) -> str:
        """The visit's id, and the file where there is one: histories in files may share an id."""
        return f"{self.visit_id} ({self.file})" if self.file else self.visit_id

    @property
    def sentences(self) -> tuple[str, ...]:
        """Everything found, what breaks first."""
        found = tuple(difference.sentence for difference in self.differences)
        return (self.breaks, *found) if self.breaks else found


class ReplayReport(Model):
    """What this code would do to all the visits that were replayed."""

    visits: tuple[VisitReplay, ...]

    @computed_field  # type: ignore[prop-decorator]  # mypy knows no decorated property
    @property
    def worst(self) -> Verdict:
        """The worst verdict; unchanged when there was nothing to replay."""
        order = list(Verdict)
        return max((visit.verdict for visit in self.visits), key=order.index, default=order[0])

    @computed_field  # type: ignore[prop-decorator]  # mypy knows no decorated property
    @property
    def exit_status(self) -> int:
        """0, 4 or 5; see `ExitStatus`."""
        return ExitStatus[self.worst.name].value

    def of(self, verdict: Verdict) -> Sequence[VisitReplay]:
        """The visits with that verdict."""
        return [visit for visit in self.visits if visit.verdict is verdict]
