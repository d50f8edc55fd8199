"""What inspectors come across and must pass on, and a person's word that sharing waits.

Nothing here is narrative, and nothing here is investigated: inspectors never do.
"""

from collections.abc import Sequence
from datetime import datetime

from rules.decide.rule import EVERY_STAGE, FROM_ACCEPTANCE, rule
from rules.reasons import require_reason
from rules.refusals import RefusalCode, Refused
from schemas.content import ContentRef
from schemas.events.concerns import DisclosureReported, DisclosureSeen, SchoolConcernRaised
from schemas.events.event import Fact
from schemas.events.note import SharingHeld, SharingReleased
from schemas.events.visit import TaskRaised
from schemas.messages import (
    HoldSharing,
    RaiseSchoolConcern,
    ReleaseSharing,
    ReportDisclosure,
    SeeDisclosure,
)
from schemas.state import VisitState
from schemas.values import Department, Stage, TaskKind


@rule(RaiseSchoolConcern, stages=EVERY_STAGE, words="a concern about a school can be handed over")
def raise_school_concern(
    state: VisitState, message: RaiseSchoolConcern, now: datetime
) -> Sequence[Fact]:
    """Hand a serious concern about a school over to those who inspect schools, and no more."""
    del state, now
    _refuse_words(message.reason, "The concern was not handed over")
    return [SchoolConcernRaised(school=message.school)]


def _open_to_disclosures(state: VisitState, _now: datetime) -> None:
    if state.survey is None or state.survey.opened_at is None:
        raise Refused(
            RefusalCode.SURVEY,
            "The disclosure was not recorded: no survey has opened, so there are no replies; "
            "a concern from elsewhere is referred with `visits refer`.",
        )


@rule(
    ReportDisclosure,
    stages=(*FROM_ACCEPTANCE, Stage.ENDED),
    words="a disclosure in a survey reply can be reported",
    open_to=_open_to_disclosures,
)
def report_disclosure(
    state: VisitState, message: ReportDisclosure, now: datetime
) -> Sequence[Fact]:
    """Ask a person at once, whatever else the survey is waiting for."""
    del now
    _refuse_words(message.reason, "The disclosure was not recorded")
    facts: list[Fact] = [DisclosureReported(number=state.disclosures + 1)]
    if all(task.kind is not TaskKind.SURVEY_DISCLOSURE for task in state.tasks):
        facts.append(TaskRaised(task=TaskKind.SURVEY_DISCLOSURE))
    return facts


def _open_to_seeing(state: VisitState, _now: datetime) -> None:
    if state.disclosures == state.disclosures_seen:
        raise Refused(
            RefusalCode.ALREADY_DONE,
            "Nothing was recorded: no disclosure waits for a person; "
            "one is reported with `visits disclosure`.",
        )


@rule(
    SeeDisclosure,
    stages=EVERY_STAGE,  # also once it turns out that the area had not accepted
    words="a disclosure can be recorded as seen to",
    open_to=_open_to_seeing,
)
def see_disclosure(state: VisitState, message: SeeDisclosure, now: datetime) -> Sequence[Fact]:
    """Keep that a person has read the replies and done what they ask for."""
    del message, now
    return [DisclosureSeen(number=state.disclosures)]


def _open_to_holding(state: VisitState, _now: datetime) -> None:
    if state.sharing_held_since is not None:
        raise Refused(
            RefusalCode.ALREADY_DONE,
            "Sharing was not held: it is held already; `visits release-sharing` lets it go on.",
        )
    if len(state.sharings) == len(Department):
        raise Refused(
            RefusalCode.ALREADY_DONE,
            "Sharing was not held: both departments already have the note.",
        )


@rule(HoldSharing, stages=FROM_ACCEPTANCE, words="sharing can be held", open_to=_open_to_holding)
def hold_sharing(state: VisitState, message: HoldSharing, now: datetime) -> Sequence[Fact]:
    """Let sharing wait; a complaint alone does not, so a person must say why."""
    del state, now
    require_reason("Sharing was not held", message.reason)
    return [SharingHeld()]


def _open_to_releasing(state: VisitState, _now: datetime) -> None:
    if state.sharing_held_since is None:
        raise Refused(
            RefusalCode.ALREADY_DONE, "Sharing was not released: it is not held by anybody."
        )


@rule(
    ReleaseSharing,
    stages=FROM_ACCEPTANCE,
    words="sharing can be released",
    open_to=_open_to_releasing,
)
def release_sharing(state: VisitState, message: ReleaseSharing, now: datetime) -> Sequence[Fact]:
    """Let sharing go on."""
    del state, message, now
    return [SharingReleased()]


def require_released(state: VisitState) -> None:
    """Refuse to share while a person holds it."""
    if state.sharing_held_since is not None:
        raise Refused(
            RefusalCode.NOT_YET,
            "The note was not shared: a person holds its sharing; "
            "`visits release-sharing` lets it go on.",
        )


def _refuse_words(reason: ContentRef | None, what: str) -> None:
    if reason is not None:
        raise Refused(
            RefusalCode.NARRATIVE,
            f"{what}: nothing of what was said or seen is kept here; tell it to those who look "
            "into it, and repeat this without --reason.",
        )
