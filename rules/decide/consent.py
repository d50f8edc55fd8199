"""Agreement that is taken back, and going on with fewer case studies than planned."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NoReturn

from rules.consent import age_band_of, may_be_studied, rests_on, too_few_cases, who_must_agree
from rules.decide.rule import EVERY_STAGE, rule
from rules.reasons import require_reason
from rules.refusals import RefusalCode, Refused
from rules.timetable import timetable
from schemas.events.cases import ConsentWithdrawn, FewerCasesAccepted
from schemas.events.event import Fact
from schemas.ids import CaseRef
from schemas.messages import AcceptFewerCases, WithdrawConsent
from schemas.state import CaseStudies, VisitState
from schemas.values import AgeBand, Consenter, Stage

_NOTE_STANDS = (Stage.AGREEING, Stage.SHARING)
_NOT_WITHDRAWN = "The withdrawal was not recorded"


def _open_to_fewer(state: VisitState, _now: datetime) -> None:
    chosen = len(_chosen(state).cases)
    if not too_few_cases(state):
        _refuse_fewer(f"{chosen} case studies are chosen, and that is settled")


@rule(
    AcceptFewerCases,
    stages=(Stage.PREPARING,),
    words="fewer case studies can be accepted",
    open_to=_open_to_fewer,
)
def accept_fewer_cases(
    state: VisitState, message: AcceptFewerCases, now: datetime
) -> Sequence[Fact]:
    """Go on with fewer case studies; the reason is recorded."""
    del now
    require_reason("Fewer case studies were not accepted", message.reason)
    return [FewerCasesAccepted(cases=len(_chosen(state).cases))]


def _chosen(state: VisitState) -> CaseStudies:
    if state.case_studies is None:
        _refuse_fewer(
            "no case studies are chosen; `visits cases choose` does, with --reason also fewer"
        )
    return state.case_studies


def _refuse_fewer(why: str) -> NoReturn:
    raise Refused(RefusalCode.CASES, f"Fewer case studies were not accepted: {why}.")


def _open_to_withdrawals(state: VisitState, now: datetime) -> None:
    if state.deferred_to is not None:
        raise Refused(
            RefusalCode.CASES,
            f"{_NOT_WITHDRAWN}: the visit was deferred, and its cases are now those "
            f"of {state.deferred_to.visit_id}; record it there.",
        )
    if state.case_studies is None and not state.cases_withdrawn:
        raise Refused(
            RefusalCode.CASES,
            f"{_NOT_WITHDRAWN}: no case studies have been chosen; `visits cases choose` does.",
        )
    if state.cases_withdrawn and not (state.case_studies and state.case_studies.cases):
        raise Refused(
            RefusalCode.ALREADY_DONE, f"{_NOT_WITHDRAWN}: agreement to every case is withdrawn."
        )
    require_kept(state, now, _NOT_WITHDRAWN)


@rule(
    WithdrawConsent,
    stages=EVERY_STAGE,  # a successor has cases before it is invited
    words="a withdrawn agreement can be recorded",
    open_to=_open_to_withdrawals,
)
def withdraw_consent(state: VisitState, message: WithdrawConsent, now: datetime) -> Sequence[Fact]:
    """Take a case out, whenever it is asked for; a note that used it is void and recalled."""
    del now
    if message.case in state.cases_withdrawn:
        raise Refused(
            RefusalCode.ALREADY_DONE, f"Agreement to {message.case} is already withdrawn."
        )
    if state.case_studies is None or all(
        case.case != message.case for case in state.case_studies.cases
    ):
        raise Refused(
            RefusalCode.CASES,
            f"{_NOT_WITHDRAWN}: {message.case} has not been chosen, so there is "
            "nothing to take back.",
        )
    note = state.note
    stands = state.stage in _NOTE_STANDS or bool(state.sharings)
    if note is None or not stands or not rests_on(note, message.case):
        return [ConsentWithdrawn(case=message.case)]
    return [
        ConsentWithdrawn(
            case=message.case,
            void_version=note.version,
            recalled_from=tuple(sharing.department for sharing in state.sharings),
        )
    ]


def require_kept(state: VisitState, now: datetime, what: str) -> None:
    """Refuse what comes when the time for withdrawing agreement has passed.

    Args:
        state: The visit.
        now: The moment.
        what: The beginning of the sentence, what was not done.
    """
    dates = timetable(state)
    ends = dates.consent_window_ends if dates else None
    if ends is not None and now >= ends:
        raise Refused(
            RefusalCode.WRONG_STAGE,
            f"{what}: the time for it ended on {ends:%A %-d %B %Y}; ask the programme.",
        )


def require_consenter(
    case: CaseRef, agreed_by: Consenter, *, born: date | None, on: date, instead: bool
) -> None:
    """Refuse an agreement by somebody whose decision it is not.

    Args:
        case: Which case.
        agreed_by: Who agreed.
        born: The birthday that tells who must; without it the area's word is taken.
        on: The first day of the visit.
        instead: Whether a parent decides for a young person who cannot, for a recorded reason.
    """
    if born is None:
        return
    if not may_be_studied(born, on):
        _refuse_consenter(case, "the date of birth is not that of somebody up to 25 years old")
    must = who_must_agree(born, on)
    if agreed_by is must:
        return
    if must is Consenter.PARENT:
        _refuse_consenter(
            case, "the young person is of school age on day one, so a parent has to agree"
        )
    if not instead:
        _refuse_consenter(
            case,
            "the young person is past school age on day one and has to agree; if they cannot "
            "decide this, say so and give the reason",
        )


def require_age(case: CaseRef, band: AgeBand | None, *, born: date | None, on: date) -> None:
    """Refuse an age band in which somebody with that birthday is not on day one.

    Args:
        case: Which case.
        band: As it was told, if it was.
        born: The birthday, if it was given.
        on: The first day of the visit.
    """
    if born is None or band is None:
        return
    if not may_be_studied(born, on):
        _refuse_consenter(case, "the date of birth is not that of somebody up to 25 years old")
    right = age_band_of(born, on)
    if right is not band:
        raise Refused(
            RefusalCode.CASES,
            f"The age of {case} was not recorded: with that date of birth it is "
            f"{_in_words(right)} on day one, {on:%A %-d %B %Y}, and not {_in_words(band)}; put one "
            "of them right.",
        )


def _in_words(band: AgeBand) -> str:
    return band.replace("_", " ")


def _refuse_consenter(case: CaseRef, why: str) -> None:
    raise Refused(RefusalCode.CASES, f"The agreement to {case} was not recorded: {why}.")
