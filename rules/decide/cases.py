"""Case studies and the timetable of the two days."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Final

from rules.consent import too_few_cases
from rules.decide.rule import rule
from rules.missing import arrangements_missing, cases_missing
from rules.refusals import RefusalCode, Refused
from schemas.events.cases import CasesAgreed, CasesChosen, FewerCasesAccepted
from schemas.events.event import Fact
from schemas.events.preparation import TimetableFixed
from schemas.messages import AgreeCases, ChooseCases, FixTimetable
from schemas.parts import Slot
from schemas.state import CaseStudies, VisitState
from schemas.values import Mode, SlotKind, Stage

_KIND_WORDS: Final[Mapping[SlotKind, str]] = {
    SlotKind.LEADERS_OPENING: "an opening discussion with leaders",
    SlotKind.PARENT_CARER_FORUM: "a meeting with the parent carer forum",
    SlotKind.LEADERS_PRIORITIES: "a discussion of priorities with leaders",
    SlotKind.FEEDBACK: "a feedback meeting",
}


def _open_to_other_cases(state: VisitState, _now: datetime) -> None:
    if state.meetings is not None:
        _refuse_cases(
            "the timetable is fixed for the cases that stand; `visits cases withdraw` takes one out"
        )


@rule(
    ChooseCases,
    stages=(Stage.PREPARING,),
    words="case studies can be chosen",
    open_to=_open_to_other_cases,
)
def choose_cases(state: VisitState, message: ChooseCases, now: datetime) -> Sequence[Fact]:
    """Choose four to six of the cases on the area's anonymous list."""
    del now
    low, high = state.policy.cases_at_least, state.policy.cases_at_most
    refs = [case.case for case in message.cases]
    fewer = len(refs) < low
    if len(refs) > high or (fewer and message.reason is None):
        why = f"{len(refs)} were chosen, and a visit studies {low} to {high}"
        _refuse_cases(f"{why}; with --reason it goes on with fewer" if fewer else why)
    if len(set(refs)) != len(refs):
        _refuse_cases("one case was chosen twice")
    beyond = [ref for ref in refs if not 1 <= int(ref.removeprefix("case-")) <= message.offered]
    if beyond:
        _refuse_cases(f"{beyond[0]} is not on the area's list of {message.offered}")
    withdrawn = [ref for ref in refs if ref in state.cases_withdrawn]
    if withdrawn:
        _refuse_cases(f"agreement to {withdrawn[0]} was withdrawn; choose another")
    facts: list[Fact] = [
        CasesChosen(
            offered=message.offered,
            cases=tuple(c.model_copy(update={"agreed_by": None}) for c in message.cases),
            context=message.context,
        )
    ]
    if fewer:
        facts.append(FewerCasesAccepted(cases=len(refs)))
    agreed = tuple(case for case in message.cases if case.agreed_by)
    return [*facts, CasesAgreed(cases=agreed)] if agreed else facts


def _open_to_agreement(state: VisitState, _now: datetime) -> None:
    if state.case_studies is None:
        _refuse_cases("none has been chosen; `visits cases choose` does")


@rule(
    AgreeCases,
    stages=(Stage.PREPARING,),
    words="agreement to case studies can be recorded",
    open_to=_open_to_agreement,
)
def agree_cases(state: VisitState, message: AgreeCases, now: datetime) -> Sequence[Fact]:
    """Keep that a parent or young person agreed to cases already chosen."""
    del now
    chosen = {case.case for case in state.case_studies.cases} if state.case_studies else set()
    for case in message.cases:
        if case.case not in chosen:
            _refuse_cases(f"{case.case} has not been chosen; {_chosen(chosen)}")
        if case.agreed_by is None:
            _refuse_cases(f"who agreed to {case.case}, a parent or the young person, is missing")
    return [CasesAgreed(cases=message.cases)]


def _chosen(chosen: set[str]) -> str:
    named = sorted(chosen, key=lambda case: int(case.removeprefix("case-")))
    return f"those that are: {', '.join(named)}"


def _refuse_cases(why: str) -> None:
    raise Refused(RefusalCode.CASES, f"The case studies were not recorded: {why}.")


def _open_to_a_timetable(state: VisitState, _now: datetime) -> None:
    if not state.arrangements_stand:
        _refuse_timetable(arrangements_missing(state))
    if state.case_studies is None or not state.case_studies.all_agreed:
        _refuse_timetable(cases_missing(state))
    if too_few_cases(state):
        _refuse_timetable(
            "there are fewer case studies than planned; choose another, or accept it with "
            "`visits cases proceed`"
        )


@rule(
    FixTimetable,
    stages=(Stage.PREPARING,),
    words="the timetable can be fixed",
    while_paused=False,
    open_to=_open_to_a_timetable,
)
def fix_timetable(state: VisitState, message: FixTimetable, now: datetime) -> Sequence[Fact]:
    """Fix the meetings once arrangements stand and each case is agreed."""
    del now
    _check_slots(message.slots, state.case_studies)
    if state.mode in {Mode.ON_SITE, Mode.VIRTUAL}:
        other = [slot.slot_id for slot in message.slots if slot.mode is not state.mode]
        if other:
            _refuse_timetable(
                f"{other[0]} is not {_mode_words(state.mode)}, as the visit is; change it in the "
                "form, or the visit with `visits mode`"
            )
    number = state.meetings.round + 1 if state.meetings else 1
    return [TimetableFixed(round=number, slots=message.slots, content=message.content)]


def _mode_words(mode: Mode | None) -> str:
    return "virtual" if mode is Mode.VIRTUAL else "on site"


def _check_slots(slots: tuple[Slot, ...], studies: CaseStudies | None) -> None:
    ids = Counter(slot.slot_id for slot in slots)
    twice = [slot_id for slot_id, count in ids.items() if count > 1]
    if twice:
        _refuse_timetable(f"{twice[0]} stands in it twice")
    for slot in slots:
        _check_slot(slot)
    kinds = Counter(slot.kind for slot in slots)
    for kind, words in _KIND_WORDS.items():
        if not kinds[kind]:
            _refuse_timetable(f"{words} is missing")
    chosen = Counter(case.case for case in studies.cases) if studies else Counter[str]()
    planned = Counter(slot.case for slot in slots if slot.case)
    for case in chosen | planned:
        if planned[case] != chosen[case]:
            _refuse_timetable(f"{case} has {planned[case]} meetings where {chosen[case]} is meant")
    last = max(slots, key=_ending)
    if last.kind is not SlotKind.FEEDBACK or last.day == 1 or kinds[SlotKind.FEEDBACK] > 1:
        _refuse_timetable("the one feedback meeting comes last, on day two")


def _ending(slot: Slot) -> tuple[int, time, bool]:
    return slot.day, slot.ends, slot.kind is SlotKind.FEEDBACK


def _check_slot(slot: Slot) -> None:
    if slot.ends <= slot.starts:
        _refuse_timetable(f"{slot.slot_id} ends before it starts")
    if slot.kind is SlotKind.CASE_STUDY and slot.case is None:
        _refuse_timetable(f"{slot.slot_id} is a case study and names no case")
    if slot.kind is not SlotKind.CASE_STUDY and slot.case is not None:
        _refuse_timetable(f"{slot.slot_id} names {slot.case} and is not a case study")


def _refuse_timetable(why: str) -> None:
    raise Refused(RefusalCode.TIMETABLE, f"The timetable was not fixed: {why}.")
