"""What an audit found, for operators and for programs."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from pydantic import Field, computed_field

from schemas.base import Model
from schemas.ids import ActorRef, Digest, LetterKey
from schemas.streams import StreamKind
from schemas.values import DocumentKind, LetterStatus


class Run(StrEnum):
    """What Temporal had to say of a process."""

    AGREES = "agrees"
    OVER = "over"
    DIFFERS = "differs"
    AHEAD = "ahead"
    BEHIND = "behind"
    STUCK = "stuck"
    DISPUTED = "disputed"
    ENDED = "ended"
    CANCELLED = "cancelled"
    TERMINATED = "terminated"
    FAILED = "failed"
    GONE = "gone"
    HELD = "held"
    FAILING = "failing"
    FOREIGN = "foreign"
    SILENT = "silent"
    NOT_ASKED = "not asked"


RUN_WORDS: Final[Mapping[Run, str]] = {
    Run.AGREES: "The run in Temporal knows the same.",
    Run.OVER: "Its life is over, and so is its run in Temporal.",
    Run.DIFFERS: "The run in Temporal knows otherwise.",
    Run.AHEAD: "The run in Temporal knows more than the log: the register is an older copy.",
    Run.BEHIND: "The run in Temporal knows less than the log: it was reset, or is an older copy.",
    Run.STUCK: "The run in Temporal has decided what does not come to be recorded.",
    Run.DISPUTED: "The run in Temporal stands still: the log holds another record than it decided.",
    Run.ENDED: "The run in Temporal has ended, and its life has not.",
    Run.CANCELLED: "The run in Temporal was cancelled, and its life has not ended.",
    Run.TERMINATED: "The run in Temporal was terminated, and its life has not ended.",
    Run.FAILED: "The run in Temporal has failed, and its life has not ended.",
    Run.GONE: "Temporal has no run of it, and its life has not ended.",
    Run.HELD: "The run in Temporal is held back by hand.",
    Run.FAILING: "The run in Temporal stands still: each time a worker takes it up, that fails.",
    Run.FOREIGN: "Another run has its place in Temporal, which is given to no worker of ours.",
    Run.SILENT: "No worker answered, so the run in Temporal was not compared.",
    Run.NOT_ASKED: "Temporal does not answer, so the run there was not compared.",
}

FINE = frozenset({Run.AGREES, Run.OVER})
"""What needs nobody."""

NOT_COMPARED = frozenset({Run.SILENT, Run.NOT_ASKED})
"""What is not known: never told as agreeing."""


class StoryLine(Model):
    """One event of a visit's story, with the reason a person gave for it, in their words."""

    position: int
    sequence: int
    at: datetime
    words: str
    actor: ActorRef
    reason: str | None


class StoryLetter(Model):
    """One letter of a visit's story."""

    key: LetterKey
    status: LetterStatus
    since: datetime


class StoryDocument(Model):
    """One document of a visit's story."""

    kind: DocumentKind
    version: int
    title: str
    sha256: Digest


class Story(Model):
    """All that happened to a visit, as the register alone tells it. Reasons may be personal."""

    events: tuple[StoryLine, ...]
    letters: tuple[StoryLetter, ...]
    documents: tuple[StoryDocument, ...]


class ProcessAudit(Model):
    """What the audit of one process found.

    Attributes:
        subject: Which: a visit by its id, a referral or complaint by name, a subscription by id.
        kind: What it is.
        records: How many events the log has of it.
        run: What Temporal had to say.
        mismatches: What does not agree with the log, a sentence each.
        tried_again: What its run does next and cannot, a sentence each: told, and not held against
            it, for a mail server that is away is no mistake of the log.
        lost: What its log refers to, and is gone or not what was kept, a sentence each.
        foldable: Whether its log gives a state, so that it can be brought back.
        story: Told where one visit was asked for that Temporal could not speak for.
    """

    subject: str
    kind: StreamKind | None
    records: int
    run: Run
    mismatches: tuple[str, ...] = ()
    tried_again: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    foldable: bool = True
    story: Story | None = None

    @computed_field  # type: ignore[prop-decorator]  # mypy knows no decorated property
    @property
    def fine(self) -> bool:
        """Whether nobody has to see to it; what was not compared is not fine and not wrong."""
        return not self.mismatches and not self.lost and self.run in FINE

    @property
    def wrong(self) -> bool:
        """Whether somebody has to see to it."""
        found = bool(self.mismatches or self.lost)
        return found or self.run not in FINE | NOT_COMPARED


class Stray(Model):
    """A run in Temporal of which the register knows nothing.

    Attributes:
        workflow_id: Its id.
        workflow: Its type.
        started_at: Since when it runs.
    """

    workflow_id: str
    workflow: str
    started_at: datetime


class RefusedStart(Model):
    """A start that did not come from the desk, and was refused; its run has ended.

    Attributes:
        workflow_id: Under which id.
        refused_at: When it was first refused.
    """

    workflow_id: str
    refused_at: datetime


class AuditReport(Model):
    """What an audit found.

    Attributes:
        log: What is wrong with the log of all streams, a sentence each.
        processes: Each visit, referral, complaint and subscription that was looked at.
        strays: Runs of which the register knows nothing.
        refused: Starts past the desk that were refused, until `visits recover` has seen them.
        searched_by: What is wrong with what visits are searched by in Temporal, in a sentence.
        misrouted: Why visits do not come to the workers that run, in a sentence.
        slowed: Task queues whose work Temporal holds back, a sentence each, by name.
    """

    log: tuple[str, ...]
    processes: tuple[ProcessAudit, ...]
    strays: tuple[Stray, ...] = ()
    refused: tuple[RefusedStart, ...] = ()
    searched_by: str | None = None
    misrouted: str | None = None
    slowed: dict[str, str] = Field(default_factory=dict)

    @computed_field  # type: ignore[prop-decorator]  # mypy knows no decorated property
    @property
    def fine(self) -> bool:
        """Whether everything was compared and agrees."""
        return not self.log and not self._from_outside and all(one.fine for one in self.processes)

    @property
    def _from_outside(self) -> bool:
        """Whether Temporal has what it should not have, or is told what it should not be."""
        told_by_hand = self.searched_by or self.misrouted or self.slowed
        return bool(self.strays or self.refused or told_by_hand)

    @computed_field  # type: ignore[prop-decorator]  # mypy knows no decorated property
    @property
    def exit_status(self) -> int:
        """0 when everything agrees, 1 when something does not, 3 when not all was compared."""
        if self.log or self._from_outside or any(one.wrong for one in self.processes):
            return 1
        return 0 if self.fine else 3
