"""What goes over the desk, and what a desk says when it has to say no for now.

Apart from the desks, because whoever only reads the register needs no client of Temporal's.
"""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from schemas.ids import ActorRef, ProgrammeId, UpdateId, VisitId
from schemas.policy import VisitPolicy
from schemas.sentences import NotYetKnown, Sentence

_A_VISIT = re.compile(r"-e[0-9]{8}(-[0-9]+)?$")


def called(name: str) -> str:
    """A visit, a programme or a report as a sentence names it."""
    if "/" in name:
        return f"report {name}"
    return f"visit {name}" if _A_VISIT.search(name) else f"programme {name}"


class TemporalUnavailable(NotYetKnown):
    """Temporal cannot be reached; the sentence says what to do."""


class NotYetRecorded(NotYetKnown):
    """A decision was accepted, and its record has not been confirmed in time.

    Attributes:
        update_id: By which to ask again; repeating the command with it does no harm.
    """

    def __init__(self, visit: VisitId, update_id: UpdateId) -> None:
        """Say what is known and how to go on."""
        super().__init__(
            f"Accepted by {called(visit)}, but not yet recorded. "
            f"Nothing is lost; ask again with --id {update_id}."
        )
        self.update_id = update_id


class NotAnswered(NotYetKnown):
    """Nobody took a decision in time, and it may not have been accepted."""

    def __init__(
        self,
        visit: VisitId,
        update_id: UpdateId,
        why: str = "no worker took this in time. See whether Temporal and a worker run",
    ) -> None:
        """Say what is known and how to go on."""
        super().__init__(
            f"{called(visit).capitalize()} does not answer: {why}, then repeat the command with "
            f"--id {update_id}; it is done at most once."
        )
        self.update_id = update_id


class NotConfirmed(Sentence):
    """A decision would bring about more than it says, and nobody has said that it is meant.

    Attributes:
        visit: In which visit, or beside which.
        consequences: What it would bring about, as sentences.
    """

    def __init__(self, visit: VisitId, consequences: tuple[str, ...]) -> None:
        """Say what would happen and how to go on."""
        super().__init__(
            f"Nothing was changed in {called(visit)} yet. {' '.join(consequences)} "
            "Repeat the command with --yes if that is meant."
        )
        self.visit = visit
        self.consequences = consequences


class KeptForLater(NotAnswered):
    """Temporal is away; what was brought is kept, and is delivered once when it is back."""

    def __init__(self, visit: VisitId, update_id: UpdateId) -> None:
        """Say what is known and how to go on."""
        Sentence.__init__(
            self,
            f"Temporal is away. This is kept for {called(visit)} and is delivered once, as soon as "
            f"Temporal is back and a worker runs; ask what became of it with --id {update_id}.",
        )
        self.update_id = update_id


@dataclass(frozen=True)
class Opening:
    """What a coordinator says to open a visit.

    Attributes:
        area: The council, by its GSS code or its name.
        day_one: The first of the two days, as planned.
        programme: The programme it belongs to.
        actor: Who opens it.
        policy: Its periods and limits.
        clock_offset: For rehearsals.
        again: Whether an area is visited again whose visit ended early.
        reason: Why it is these days; needed where they are out of term.
    """

    area: str
    day_one: date
    programme: ProgrammeId
    actor: ActorRef
    policy: VisitPolicy = field(default_factory=VisitPolicy)
    clock_offset: timedelta = timedelta(0)
    again: bool = False
    reason: str | None = None
