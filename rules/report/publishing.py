"""The gate, the signature, the publication, and the way back."""

from collections.abc import Sequence
from datetime import datetime

from rules.folds import Changes
from rules.reasons import require_reason
from rules.refusals import RefusalCode, Refused
from rules.report.rule import ANEW, fact, rule
from rules.report.stages import BEFORE_THE_END
from schemas.report.events import (
    CheckAsked,
    PublicationDecided,
    ReportChecked,
    ReportEvent,
    ReportFactModel,
    ReportPublished,
    ReportSentBack,
    ReportSettled,
    ReportSigned,
    ReportWithdrawn,
)
from schemas.report.messages import (
    CheckDone,
    CheckReport,
    ConsentSettled,
    FilesMade,
    PublishReport,
    SignReport,
    WithdrawReport,
)
from schemas.report.state import ReportState
from schemas.report.values import ReportStage, report_name

_BEFORE_PUBLICATION = (ReportStage.DRAFTING, ReportStage.CHECKED, ReportStage.SIGNED)


def _open_to_a_check(state: ReportState) -> None:
    """With nothing in it there is nothing to check."""
    if not state.visits:
        raise Refused(
            RefusalCode.NOT_YET,
            "The report was not checked: no visit has an agreed note that it could rest on.",
        )


@rule(CheckReport, "it can go through the gate", _BEFORE_PUBLICATION, open_to=_open_to_a_check)
def check_report(
    _state: ReportState, _message: CheckReport, _now: datetime
) -> Sequence[ReportFactModel]:
    """Let it go through the gate."""
    return [CheckAsked()]


@fact(CheckAsked, "the gate was asked")
def check_asked(_state: ReportState, event: ReportEvent, _fact: CheckAsked) -> Changes:
    """An answer is for this question alone."""
    return {**ANEW, "stage": ReportStage.CHECKING, "asked": event.sequence}


@rule(CheckDone, stages=(ReportStage.CHECKING,))
def check_done(state: ReportState, message: CheckDone, _now: datetime) -> Sequence[ReportFactModel]:
    """Keep what the gate said of the report as it is."""
    if message.number != state.asked:
        return []
    return [ReportChecked(failures=message.failures, result=message.result, digest=message.digest)]


@fact(ReportChecked, "the gate has answered")
def report_checked(_state: ReportState, _event: ReportEvent, told: ReportChecked) -> Changes:
    """With failures it is worked on; without it can be signed."""
    passed = not told.failures
    return {
        "stage": ReportStage.CHECKED if passed else ReportStage.DRAFTING,
        "failures": told.failures,
        "result": told.result,
        "digest": told.digest if passed else None,
    }


@rule(SignReport, "it can be signed", (ReportStage.CHECKED,))
def sign_report(
    state: ReportState, message: SignReport, _now: datetime
) -> Sequence[ReportFactModel]:
    """Sign exactly what passed the gate."""
    if message.digest != state.digest:
        raise Refused(
            RefusalCode.NOTE_VERSION,
            "The report was not signed: the digest is not that of what passed the gate, which is "
            f"{state.digest}. Read it again with `visits report show {report_name(state.report)}`.",
        )
    return [ReportSigned(digest=message.digest, signatory=message.signatory)]


@fact(ReportSigned, "signed by a senior manager")
def report_signed(_state: ReportState, event: ReportEvent, told: ReportSigned) -> Changes:
    """It can be published."""
    return {
        "stage": ReportStage.SIGNED,
        "signatory": told.signatory,
        "signed_by": event.actor,
        "signed_at": event.at,
    }


@rule(PublishReport, "it can be published", (ReportStage.SIGNED,))
def publish_report(
    state: ReportState, _message: PublishReport, _now: datetime
) -> Sequence[ReportFactModel]:
    """Publish exactly what was signed."""
    assert state.digest is not None  # noqa: S101 - of what passed the gate
    return [PublicationDecided(digest=state.digest)]


@fact(PublicationDecided, "publication decided")
def publication_decided(
    _state: ReportState, event: ReportEvent, _fact: PublicationDecided
) -> Changes:
    """Its files are made."""
    return {"stage": ReportStage.PUBLISHING, "asked": event.sequence}


@rule(FilesMade, stages=(ReportStage.PUBLISHING,))
def files_made(state: ReportState, message: FilesMade, _now: datetime) -> Sequence[ReportFactModel]:
    """It is out, unless it could not be published as it was signed."""
    if message.number != state.asked or state.digest is None:
        return []
    if message.manifest is None:
        return [ReportSentBack()]
    return [ReportPublished(digest=state.digest, manifest=message.manifest, files=message.files)]


@fact(ReportSentBack, "sent back to be checked again")
def report_sent_back(_state: ReportState, _event: ReportEvent, _fact: ReportSentBack) -> Changes:
    """It is worked on."""
    return ANEW


@fact(ReportPublished, "published")
def report_published(_state: ReportState, event: ReportEvent, told: ReportPublished) -> Changes:
    """What it told is known for ever."""
    return {
        "stage": ReportStage.PUBLISHED,
        "published_at": event.at,
        "manifest": told.manifest,
        "files": told.files,
    }


@rule(
    WithdrawReport,
    "it can be withdrawn",
    tuple(stage for stage in BEFORE_THE_END if stage is not ReportStage.PUBLISHING),
)
def withdraw_report(
    state: ReportState, message: WithdrawReport, _now: datetime
) -> Sequence[ReportFactModel]:
    """Give it up, or take it back."""
    require_reason("The report was not withdrawn", message.reason)
    return [ReportWithdrawn(published=state.published_at is not None)]


@fact(ReportWithdrawn, "withdrawn")
def report_withdrawn(_state: ReportState, _event: ReportEvent, _fact: ReportWithdrawn) -> Changes:
    """Its life ends; what was published before remains known."""
    return {"stage": ReportStage.WITHDRAWN}


@rule(ConsentSettled, stages=(ReportStage.PUBLISHED,))
def consent_settled(
    _state: ReportState, _message: ConsentSettled, _now: datetime
) -> Sequence[ReportFactModel]:
    """Nothing that it rests on can leave any more."""
    return [ReportSettled()]


@fact(ReportSettled, "no agreement that it rests on can be withdrawn any more")
def report_settled(_state: ReportState, _event: ReportEvent, _fact: ReportSettled) -> Changes:
    """It stays as it is."""
    return {"stage": ReportStage.SETTLED}
