"""Goes through a visit's log and tells each decision as a step."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from activities.reference import working_calendar
from register import letters, log, visits
from register.connection import Connection
from register.letters import LetterRow
from register.logged import Logged
from register.streams import words_of
from release.retold.post import post_of
from release.retold.steps import BRINGS, FOLLOWING, filled_in, form_of
from release.retold.told import Told
from rules.wording import moment
from schemas.events.deferral import CarriedOver
from schemas.events.invitation import PersonCorrected
from schemas.events.note import NoteSigned
from schemas.events.preparation import TimetableFixed
from schemas.events.visit import Opened
from schemas.forms.form import FORMS
from schemas.forms.letters import ContactsForm
from schemas.ids import SYSTEM, VisitId
from schemas.messages import RULES_VERSION
from schemas.personal import Person
from schemas.scenario import Moment, Scenario, Step
from schemas.sentences import Sentence
from schemas.side_processes import SideOpeningForm
from schemas.streams import NOTE_STREAM, VISIT_STREAM, AnyEvent
from schemas.values import ContentKind

_FIRST_MINUTES = Moment.read("T 09:05").clock


class CannotRetell(Sentence):
    """A visit cannot be told as a scenario; the sentence says why."""


class Retold(NamedTuple):
    """A visit as a scenario.

    Attributes:
        scenario: Which has the same decisions on the same days.
        notes: What a rehearsal of it will do otherwise, a sentence each.
    """

    scenario: Scenario
    notes: tuple[str, ...]


class _Decision(NamedTuple):
    """What one person decided at once: the first of its events, and all of them."""

    first: Logged[AnyEvent]
    events: tuple[AnyEvent, ...]


async def retell(connection: Connection, visit: VisitId) -> Retold:
    """Tell a visit, and what lives beside it, as a scenario without anything personal.

    Args:
        connection: To the register.
        visit: Its id; it may be over or under way.

    Raises:
        UnknownVisit: There is no such visit.
        CannotRetell: It took over from a deferred one, or holds what a scenario cannot say.
    """
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        state = await visits.require(connection, visit)
        logged = await log.read_all(connection, about=visit)
        written = await letters.of_visit(connection, visit)
        contents = {
            (ContentKind(row["kind"]), row["version"]): row["body"]
            for row in await connection.fetch(
                "SELECT kind, version, body FROM content WHERE visit_id = $1", visit
            )
        }
        people = {
            row["ref"]: Person.model_validate(dict(row))
            for row in await connection.fetch(
                "SELECT ref, role, name, email, organisation FROM people"
                " WHERE visit_id = $1 ORDER BY number DESC",
                visit,
            )
        }
    opened = logged[0].event
    if not isinstance(opened.fact, Opened):
        raise CannotRetell(f"The log of {visit} does not begin with its opening.")
    _require_own_beginning(logged)
    calendar = state.calendar or working_calendar(opened.fact.day_one)
    told = Told(contents, people, opened.fact.day_one, calendar)
    steps = [_step(told, decision) for decision in _decisions(logged)]
    contacts = _contacts_with_the_opening(told, opened, steps)
    when = told.when(opened.at)
    usual = Moment(-opened.fact.policy.invitation_before, 0, _FIRST_MINUTES)
    scenario = Scenario(
        title=f"Visit {visit} as it went",
        area=opened.fact.area,
        programme=opened.fact.programme,
        policy=opened.fact.policy,
        opened=None if when == str(usual) else when,
        by=opened.actor,
        contacts=contacts,
        post=post_of(written, [entry.event for entry in logged]),
        steps=tuple(steps[1:] if contacts else steps),
    )
    return Retold(scenario, tuple(_notes(opened.fact, written, logged)))


def _require_own_beginning(logged: Sequence[Logged[AnyEvent]]) -> None:
    for _, _, event in logged:
        if isinstance(event.fact, CarriedOver):
            earlier = event.fact.legacy.predecessor
            raise CannotRetell(
                f"Visit {event.subject} took over from {earlier}, which was deferred. The scenario "
                f"of that one opens it: `visits export {earlier} --scenario`."
            )


def _decisions(logged: Sequence[Logged[AnyEvent]]) -> Iterator[_Decision]:
    """What people decided, in the order of the log."""
    found: list[_Decision] = []
    streams = sorted(
        (entry for entry in logged if entry.event.stream != NOTE_STREAM),
        key=lambda entry: entry.event.subject,
    )
    for _, stream in groupby(streams, key=lambda entry: entry.event.subject):
        at_once = groupby(stream, key=lambda x: (x.event.at, x.event.actor, x.event.reason))
        for (_, actor, _), entries in at_once:
            if actor != SYSTEM:
                found += _told_apart(list(entries))
    return iter(sorted(found, key=lambda decision: decision.first.position))


def _told_apart(entries: list[Logged[AnyEvent]]) -> Iterator[_Decision]:
    """Decisions of one person in one moment; what follows from one goes with it."""
    events = tuple(entry.event for entry in entries)
    kinds = {type(event.fact) for event in events}
    brought = {each for kind in kinds for each in BRINGS.get(kind, ())}
    for entry in entries:
        kind = type(entry.event.fact)
        if kind in FOLLOWING or kind in brought:
            continue
        if form_of(entry.event.fact) is None:
            if entry.event.stream != VISIT_STREAM:
                continue  # what lives beside a visit goes its own way
            raise CannotRetell(
                f"What happened on {moment(entry.event.at)} ({words_of(entry.event)}) cannot be "
                "told in a scenario."
            )
        yield _Decision(entry, events)


def _step(told: Told, decision: _Decision) -> Step:
    event = decision.first.event
    told.decision = tuple(each.fact for each in decision.events)
    do = form_of(event.fact) or ""
    form = {**filled_in(event.fact, told), **told.happened(event.fact)}
    if event.stream != VISIT_STREAM:
        form = {**form, **_number(told, event, do)}
    if reason := told.reason(event.reason):
        form["reason"] = reason
    _go_on(told)
    return Step.model_validate(
        {"at": told.when(event.at), "do": do, "by": event.actor, "with": form}
    )


def _number(told: Told, event: AnyEvent, do: str) -> dict[str, Any]:
    """Which process beside the visit: numbers are given out anew, in the same order."""
    if issubclass(FORMS[do], SideOpeningForm):
        kind = event.subject.split("/")[1]
        same = [subject for subject in told.numbers if subject.split("/")[1] == kind]
        told.numbers[event.subject] = len(same) + 1
        return {}
    return {"number": told.numbers[event.subject]}


def _go_on(told: Told) -> None:
    """What is known after a decision."""
    for fact in told.decision:
        if isinstance(fact, PersonCorrected):
            told.people[fact.person] = told.content(fact.content, Person)
        if isinstance(fact, TimetableFixed):
            told.timetable = fact.content
        if isinstance(fact, NoteSigned):
            told.signed |= {(fact.version, ref) for ref in fact.leaders}


def _contacts_with_the_opening(
    told: Told, opened: AnyEvent, steps: Sequence[Step]
) -> ContactsForm | None:
    """The contacts, where they were recorded as the visit was opened."""
    if not steps or steps[0].do != "contacts" or steps[0].at != told.when(opened.at):
        return None
    return ContactsForm.model_validate(steps[0].form)


def _notes(
    opened: Opened, written: Sequence[LetterRow], logged: Sequence[Logged[AnyEvent]]
) -> Iterator[str]:
    if opened.rules_version != RULES_VERSION:
        yield (
            f"The visit keeps version {opened.rules_version} of the rules; a rehearsal goes by "
            f"version {RULES_VERSION}."
        )
    if any(row.late_since is not None and not row.deferrals for row in written):
        yield "Letters that waited for the mail server go at once in a rehearsal."
    moved = [
        each
        for _, _, each in logged
        if isinstance(each.fact, PersonCorrected) and each.fact.role in {"dfe", "nhs_england"}
    ]
    if moved:
        yield "Where notes go is set for an installation; that it changed is not told."
