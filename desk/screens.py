"""How a visit is told in words and rows, on a screen or a page; words are those of the rules."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from desk.wording import NONE, next_clause, next_words, plain, stage_title
from register.areas import area_name
from rules.deadlines import open_deadlines
from rules.holds import on_hold
from rules.next_action import awaited
from rules.next_step import listed, meetings_left
from rules.signatures import missing_signatures
from rules.wording import (
    DEADLINE_WORDS,
    DEPARTMENT_WORDS,
    ROLE_WORDS,
    STAGE_TITLES,
    TASK_WORDS,
    moment,
)
from rules.zones import london
from schemas.ids import PersonRef
from schemas.personal import Person
from schemas.state import VisitState
from schemas.values import Stage

_DEADLINES = 4  # moments to come that are worth showing


def list_row(state: VisitState, now: datetime) -> tuple[str, ...]:
    """A visit in a row: id, area, day one, stage, and what is next, who holds it, by when."""
    return (
        state.visit_id,
        f"{area_of(state)}\n{first_day(state):%-d %b %Y}",
        STAGE_TITLES[state.stage] + (f"\n{plain(state.outcome)}" if state.outcome else ""),
        _next_words(state, now),
    )


def _next_words(state: VisitState, now: datetime) -> str:
    coming = awaited(state)
    due = f"{london(coming.due):%-d %b %Y %H:%M}" if coming.due else None
    late = coming.due is not None and coming.due <= now and state.stage is not Stage.ENDED
    words = next_clause(coming, due) + (" (overdue)" if late else "")
    count = len(state.tasks)
    return words + (f"; {count} to see to" if count else "")


def show_rows(
    state: VisitState,
    people: Mapping[PersonRef, Person],
    more: Iterable[tuple[str, str]] = (),
) -> list[tuple[str, str]]:
    """What one visit's screen says, as names and values.

    Args:
        state: The visit.
        people: Whom it knows.
        more: What else there is to say, likewise.
    """
    return [
        ("Visit", state.visit_id),
        ("Area", f"{area_of(state)} ({state.area}), {state.council_type}, {state.region}"),
        ("Stage", stage_title(state)),
        ("Next", next_words(awaited(state))),
        *(("To see to", _task(state, number)) for number in range(len(state.tasks))),
        *([("Coordinator", state.coordinator)] if state.coordinator else []),
        ("Two days", _days(state)),
        *_other_days(state),
        *_preparation(state, people),
        *_results(state, people),
        *more,
        *_coming(state),
    ]


def area_of(state: VisitState) -> str:
    """The council's name on the first day, or its code where the list does not know it."""
    return area_name(state.area, first_day(state))


def first_day(state: VisitState) -> date:
    """The first of the two days, as set or, until then, as planned."""
    return state.days.day_one if state.days else state.day_one


def _task(state: VisitState, number: int) -> str:
    task = state.tasks[number]
    letter = f" {task.letter}" if task.letter else ""
    return f"{TASK_WORDS[task.kind]}{letter} (since {moment(task.raised_at)})"


def _days(state: VisitState) -> str:
    if state.days is None:
        return f"planned from {day_words(state.day_one)}"
    mode = f", {plain(state.mode)}" if state.mode else ""
    return f"{day_words(state.days.day_one)} and {day_words(state.days.day_two)}{mode}"


def _other_days(state: VisitState) -> Iterator[tuple[str, str]]:
    """What a pause or a deferral makes of the days."""
    if state.pause is not None:
        pause = state.pause
        if on_hold(state):
            asked = f"a person is asked on {moment(pause.until)}"
            yield "On hold", f"since {moment(pause.since)}; nothing is due, {asked}"
        else:
            yield "Paused", f"since {moment(pause.since)}, can go on until {moment(pause.until)}"
    elif state.resumed_on is not None:
        yield "Goes on", f"on {day_words(state.resumed_on)}, after a pause"
    if state.deferral is not None:
        due = moment(state.deferral.decision_due)
        yield "Later days", f"asked for {moment(state.deferral.asked_at)}, decided by {due}"
    if state.deferred_to is not None:
        to = state.deferred_to
        yield "Deferred to", f"{to.visit_id}, planned from {day_words(to.day_one)}"
    if state.predecessor is not None:
        yield "Takes the place", f"of {state.predecessor}, which was deferred or ended early"


def _preparation(
    state: VisitState, people: Mapping[PersonRef, Person]
) -> Iterator[tuple[str, str]]:
    invitation = state.invitation
    if invitation is not None:
        arrived = invitation.delivered_at
        yield (
            "Invited",
            moment(invitation.invited_at)
            + (
                f", arrived {moment(arrived)}"
                if arrived
                else ", not known to have arrived everywhere"
            ),
        )
        if invitation.extended_to:
            yield "Reply", f"extended to {day_words(invitation.extended_to)}"
    if state.officer:
        yield "Officer", _person(state.officer, people)
    for member in state.team:
        overridden = ", conflict overridden" if member.inspector in state.overridden else ""
        who = _person(member.inspector, people)
        yield "Inspector", f"{who}, {ROLE_WORDS[member.role]}{overridden}"
    survey = state.survey
    if survey is not None:
        stands = "closed" if survey.closed_at else "open" if survey.opened_at else "not yet open"
        results = state.survey_results
        told = f", results of {_counted(results.questions, 'question')}" if results else ""
        yield "Surveys", f"{', '.join(plain(a) for a in survey.audiences)}: {stands}{told}"
    if state.case_studies is not None:
        cases = state.case_studies.cases
        agreed = sum(1 for case in cases if case.agreed_by)
        told = ", ages or needs told" if state.case_studies.context else ""
        yield "Case studies", f"{len(cases)} chosen, {agreed} agreed{told}"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _results(state: VisitState, people: Mapping[PersonRef, Person]) -> Iterator[tuple[str, str]]:
    if state.meetings is not None:
        left = meetings_left(state) if state.stage is Stage.VISITING else ()
        still = f"; left {'are' if left[1:] else 'is'} {listed(left)}" if left else ""
        fixed, held = len(state.meetings.slots), len(state.meetings.held)
        yield "Meetings", f"{fixed} fixed, {held} held{still}"
    if state.findings_recorded:
        yield "Findings", str(state.findings_recorded)
    if state.feedback_held_at:
        yield "Feedback", f"held {moment(state.feedback_held_at)}"
    if state.note is not None:
        agreed = state.agreement
        stands = f"agreed {moment(agreed.agreed_at)}" if agreed else _not_agreed(state, people)
        yield "Note", f"version {state.note.version}, {stands}"
        yield "Its digest", state.note.digest
    for sharing in state.sharings:
        has = sharing.acknowledged_at
        known = f"acknowledged {moment(has)}" if has else "not acknowledged"
        who = DEPARTMENT_WORDS[sharing.department]
        at = next((p.email for p in people.values() if p.role == sharing.department.value), NONE)
        yield (
            "Shared",
            f"with {who} at {at} {moment(sharing.shared_at)}, {known}",
        )


def _not_agreed(state: VisitState, people: Mapping[PersonRef, Person]) -> str:
    missing = [_person(ref, people) for ref in missing_signatures(state)]
    return f"not agreed: {' and '.join(missing)} missing" if missing else "not agreed"


def _coming(state: VisitState) -> Iterator[tuple[str, str]]:
    if state.stage is Stage.ENDED:
        return
    for number, deadline in enumerate(open_deadlines(state)[:_DEADLINES]):
        name = "" if number else "To come"
        yield name, f"{moment(deadline.at)}: {DEADLINE_WORDS[deadline.kind]}"


def _person(ref: PersonRef, people: Mapping[PersonRef, Person]) -> str:
    person = people.get(ref)
    return f"{person.name} ({ref})" if person else ref


def day_words(day: date) -> str:
    """A day, e.g. `Mon 5 Oct 2020`."""
    return f"{day:%a} {day.day} {day:%b %Y}"
