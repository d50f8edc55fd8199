"""What a report rests on: gathered once, and looked at whenever something may have left."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from rules.folds import Changes
from rules.refusals import RefusalCode, Refused
from rules.report.rule import ANEW, fact, rule
from schemas.event_types import EventType
from schemas.ids import VisitId
from schemas.report.events import (
    ConsentWindowsKnown,
    EvidenceChanged,
    EvidenceGathered,
    ReportEvent,
    ReportFactModel,
)
from schemas.report.messages import EvidenceFound
from schemas.report.state import ReportState
from schemas.report.values import (
    AT_WORK,
    FindingAt,
    Gathered,
    ReportStage,
    Statement,
    ThemedFinding,
    report_name,
)

TELLS_REPORTS: Final = frozenset(
    {
        EventType.CONSENT_WITHDRAWN,
        EventType.FINDING_CORRECTED,
        EventType.CASES_CHOSEN,
        EventType.CLOSED,
        EventType.SURVEY_RESULTS_RECORDED,
        EventType.REOPENED,
        EventType.NOTE_DRAFTED,
        EventType.NOTE_AGREED,
        EventType.NOTE_RECALLED,
        EventType.TEAM_CORRECTED,
        EventType.WITHDRAWN,
        EventType.CANCELLED,
        EventType.ENDED_INCOMPLETE,
    }
)
"""The events of a visit after which reports of its programme have to look."""

_LOOKED_AT = (*AT_WORK, ReportStage.GATHERING, ReportStage.PUBLISHING, ReportStage.PUBLISHED)


@rule(EvidenceFound, stages=_LOOKED_AT)
def evidence_found(
    state: ReportState, message: EvidenceFound, _now: datetime
) -> Sequence[ReportFactModel]:
    """Keep what visits give; only what is not as it was is another event."""
    if state.stage is ReportStage.GATHERING:
        return [EvidenceGathered(visits=message.visits)]
    if state.visits == message.visits:
        return []
    changed = unlike(state.visits, message.visits)
    if changed:
        return [EvidenceChanged(visits=message.visits, changed=changed)]
    return [ConsentWindowsKnown(visits=message.visits)]


def unlike(before: Iterable[Gathered], after: Iterable[Gathered]) -> tuple[VisitId, ...]:
    """The visits of which anything but their windows differs.

    Args:
        before: What was taken from each.
        after: What each gives now.
    """
    was = {one.visit: one.model_copy(update={"consent_until": None}) for one in before}
    is_ = {one.visit: one.model_copy(update={"consent_until": None}) for one in after}
    return tuple(visit for visit in was | is_ if was.get(visit) != is_.get(visit))


@fact(EvidenceGathered, "evidence gathered from agreed notes")
def evidence_gathered(
    _state: ReportState, _event: ReportEvent, gathered: EvidenceGathered
) -> Changes:
    """It can be drafted."""
    return {"stage": ReportStage.DRAFTING, "visits": gathered.visits}


@fact(EvidenceChanged, "what the report rests on has changed")
def evidence_changed(state: ReportState, _event: ReportEvent, changed: EvidenceChanged) -> Changes:
    """What has left is in the report no more; what was published stays as it was."""
    changes: Changes = {"visits": changed.visits}
    if state.stage is ReportStage.PUBLISHED:
        unlike = dict.fromkeys((*state.unlike, *changed.changed))
        return {**changes, "unlike": tuple(unlike)}
    known = findings_of(changed.visits)
    statements = tuple(
        left for one in state.statements if (left := _resting_on(one, known)) is not None
    )
    findings = tuple(one for one in state.findings if _at(one) in known)
    return {**changes, **ANEW, "statements": statements, "findings": findings}


@fact(ConsentWindowsKnown, "until when agreement can be withdrawn is known")
def consent_windows_known(
    _state: ReportState, _event: ReportEvent, told: ConsentWindowsKnown
) -> Changes:
    """Nothing else has changed."""
    return {"visits": told.visits}


def _resting_on(statement: Statement, known: frozenset[FindingAt]) -> Statement | None:
    """A statement without what has left; `None` if it rests on nothing any more."""
    left = tuple(one for one in statement.findings if one in known)
    return statement.model_copy(update={"findings": left}) if left else None


def _at(themed: ThemedFinding) -> FindingAt:
    return FindingAt(visit=themed.visit, finding=themed.finding)


def findings_of(visits: Iterable[Gathered]) -> frozenset[FindingAt]:
    """Every finding that a report may use."""
    return frozenset(
        FindingAt(visit=one.visit, finding=finding) for one in visits for finding in one.findings
    )


def require_known(state: ReportState, findings: Iterable[FindingAt], what: str) -> None:
    """Refuse what rests on a finding that no agreed note gives.

    Raises:
        Refused: It does.
    """
    known = findings_of(state.visits)
    for one in findings:
        if one not in known:
            raise Refused(
                RefusalCode.NOT_YET,
                f"{what}: {one.finding} of {one.visit} is not among the findings that agreed notes "
                f"give; `visits report show {report_name(state.report)} --findings` lists them.",
            )
