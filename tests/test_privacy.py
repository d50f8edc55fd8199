"""Nothing personal and no free text can cross into Temporal: every signature is walked."""

import inspect
import typing
from collections.abc import Callable, Iterator
from typing import Annotated, Any

import pytest
from pydantic import StringConstraints

from activities.admission import Admission
from activities.auditing import Auditing
from activities.deliveries import Deliveries
from activities.post_room import PostRoom
from activities.programme import ProgrammeVisits, Selecting
from activities.record import Recording
from activities.reports import Reports
from activities.sender import Sender
from activities.succession import Succession
from register.streams import STREAMS
from rules.decide import DECISIONS
from rules.programme import PROGRAMME_DECISIONS
from rules.report import REPORT_DECISIONS
from schemas.base import Model
from schemas.email_address import EmailAddress
from schemas.ids import VisitId
from schemas.personal import Person
from tests.support.leaks import leaks
from worker.plugin import every_workflow
from worker.process import activities_for
from workflows.names import update_name

ACTIVITIES: tuple[Callable[..., Any], ...] = (
    Admission.fetch_working_calendar,
    Recording.record_events,
    Recording.record_side_events,
    PostRoom.send_letters,
    Succession.open_successor,
    Recording.record_programme_events,
    Selecting.fix_portfolio,
    Selecting.draw_sample,
    Selecting.promote_reserve,
    ProgrammeVisits.open_visits,
    ProgrammeVisits.arrange_visit,
    ProgrammeVisits.steer_visits,
    ProgrammeVisits.cancel_visit,
    ProgrammeVisits.look_at_visits,
    Recording.record_report_events,
    Reports.find_evidence,
    Reports.check_report,
    Reports.make_files,
    Deliveries.hand_over,
    Auditing.audit_everything,
)
BESIDE: tuple[type[Any], ...] = tuple(
    decision for stream in STREAMS.values() if stream.beside for decision in stream.beside.decisions
)
"""What referrals and complaints, which live beside their visit, are told."""

TOLD = (*DECISIONS, *BESIDE, *PROGRAMME_DECISIONS, *REPORT_DECISIONS)
"""Every decision there is an update for."""

SIGNALS = {"look_again", "look"}
"""What subscriptions, programmes and reports are told: nothing but that something changed."""


def crossings() -> Iterator[tuple[str, Any]]:
    """Every type that goes into a history, by where it crosses."""
    for workflow in every_workflow():
        for name, member in inspect.getmembers(workflow, inspect.isfunction):
            if hasattr(member, "__temporal_workflow_run") or _is_query_or_signal(member):
                yield from _of(f"{workflow.__name__}.{name}", member)
    for decision in TOLD:
        yield update_name(decision), decision
    for activity in ACTIVITIES:
        yield from _of(activity.__qualname__, activity)


def _is_query_or_signal(member: object) -> bool:
    kinds = ("__temporal_query_definition", "__temporal_signal_definition")
    return any(hasattr(member, kind) for kind in kinds)


def _of(name: str, function: Callable[..., Any]) -> Iterator[tuple[str, Any]]:
    for part, hint in typing.get_type_hints(function, include_extras=True).items():
        yield f"{name}({part})", hint


def test_there_is_something_to_walk() -> None:
    names = {name.split("(")[0] for name, _ in crossings()}
    assert {"Visit.run", "Visit.state", "Recording.record_events", "respond"} <= names
    assert {"Subscription.run", "Subscription.look_again", "Deliveries.hand_over"} <= names


def test_every_activity_is_walked() -> None:
    nobody: Any = None
    registered = activities_for(nobody, nobody, Sender(name="", email=""))
    pushing = Deliveries(nobody, nobody, nobody, nobody)
    served = {a.__qualname__ for a in (*registered, pushing.hand_over)}
    assert served == {a.__qualname__ for a in ACTIVITIES}


def test_every_update_and_signal_is_walked() -> None:
    told = {
        name
        for workflow in every_workflow()
        for name, member in inspect.getmembers(workflow)
        if hasattr(member, "__temporal_signal_definition")
        or hasattr(member, "_defn")  # an update, with its name and its validator
    }
    assert told == {update_name(decision) for decision in TOLD} | SIGNALS


def test_no_signature_lets_a_name_or_a_sentence_through() -> None:
    assert [where for name, hint in crossings() for where in leaks(hint, name)] == []


class _Planted(Model):
    visit_id: VisitId
    remark: str


class _Smuggled(Model):
    people: tuple[Person, ...]


class _Loose(Model):
    short: Annotated[str, StringConstraints(max_length=10)]


class _Addressed(Model):
    reply_to: EmailAddress


class _Nested(Model):
    found: dict[VisitId, list[_Planted | None]]


@pytest.mark.parametrize(
    ("hint", "where"),
    [
        (_Planted, "x.remark"),
        (_Smuggled, "x.people"),
        (_Loose, "x.short"),
        (_Addressed, "x.reply_to"),
        (_Nested, "x.found.remark"),
        (Any, "x"),
    ],
)
def test_a_planted_field_is_found(hint: Any, where: str) -> None:  # noqa: ANN401 - as above
    assert [found.split(":")[0] for found in leaks(hint, "x")] == [where]
