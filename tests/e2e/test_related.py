"""Referrals and complaints live beside their visit, and what must be passed on is passed on."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from desk.desk import Desk
from register import publication, related
from register.streams import STREAMS
from release.rehearsal.time_skipping import VirtualTime
from rules.refusals import RefusalCode, Refused
from rules.side_process import SideEvent
from rules.zones import london
from schemas.events.concerns import SchoolConcernRaised
from schemas.events.preparation import SurveyClosed
from schemas.events.visit import TaskRaised
from schemas.ids import VisitId
from schemas.side_processes import workflow_id
from schemas.side_processes.complaint import ComplaintForm
from schemas.side_processes.referral import ReferralConfirmationForm, ReferralForm
from schemas.values import Outcome, TaskKind
from tests.engine import UNHURRIED, Engine
from tests.performances import Performance, Performances


def beside(performance: Performance, subject: str) -> list[SideEvent]:
    """The events of one referral or complaint."""
    own = f"{performance.state.visit_id}/{subject}"
    return [event for event in performance.others if event.subject == own]


def told(events: list[SideEvent]) -> list[tuple[str, str]]:
    """What happened and when, in London."""
    return [(event.type.value, f"{london(event.at):%a %-d %b %H:%M}") for event in events]


def test_an_unconfirmed_referral_escalates_that_day_while_paused_and_outlives_the_visit(
    performances: Performances,
) -> None:
    played = performances["safeguarding"]

    assert played.state.outcome is Outcome.CANCELLED
    assert played.state.pauses == 1
    assert told(beside(played, "referral/1")) == [
        ("referral.raised.v1", "Mon 19 Oct 11:30"),
        ("referral.escalated.v1", "Mon 19 Oct 17:00"),
        ("referral.escalated.v1", "Tue 20 Oct 17:00"),
        ("referral.escalated.v1", "Wed 21 Oct 17:00"),
        ("referral.confirmed.v1", "Thu 22 Oct 10:00"),
    ]
    assert told(beside(played, "referral/2")) == [
        ("referral.raised.v1", "Mon 19 Oct 14:00"),
        ("referral.confirmed.v1", "Mon 19 Oct 15:10"),
    ]


def test_each_has_a_sequence_of_its_own_and_no_words_about_the_concern(
    performances: Performances,
) -> None:
    events = beside(performances["safeguarding"], "referral/1")
    assert [event.sequence for event in events] == [1, 2, 3, 4, 5]
    for event in events:
        assert event.reason is None
    assert "young person" not in "".join(event.model_dump_json() for event in events)


def test_a_disclosure_reaches_a_person_before_the_survey_closes(
    performances: Performances,
) -> None:
    played = performances["concerns"]

    asked = [
        event.sequence
        for event in played.events
        if isinstance(event.fact, TaskRaised) and event.fact.task is TaskKind.SURVEY_DISCLOSURE
    ]
    closed = [event.sequence for event in played.events if isinstance(event.fact, SurveyClosed)]
    assert len(asked) == 1
    assert asked < closed
    assert not played.state.tasks


def test_a_school_concern_is_handed_over_and_nothing_more(performances: Performances) -> None:
    played = performances["concerns"]

    concerns = [event for event in played.events if isinstance(event.fact, SchoolConcernRaised)]
    assert [event.fact for event in concerns] == [SchoolConcernRaised(school="999123")]
    assert concerns[0].reason is None
    follows = [row for row in played.letters if row.order.sequence == concerns[0].sequence]
    assert follows == []
    assert played.state.outcome is Outcome.CLOSED


def test_a_complaint_has_its_own_clocks_and_an_end(performances: Performances) -> None:
    played = performances["complaint"]

    assert told(beside(played, "complaint/1")) == [
        ("complaint.received.v1", "Tue 20 Oct 17:00"),
        ("complaint.escalated.v1", "Tue 3 Nov 17:00"),
        ("complaint.answered.v1", "Wed 4 Nov 10:00"),
        ("complaint.review_asked.v1", "Mon 9 Nov 11:00"),
        ("complaint.answered.v1", "Thu 12 Nov 16:00"),
        ("complaint.closed.v1", "Thu 12 Nov 16:00"),
    ]
    # Raised after the visit had closed; nobody asked for a review within 15 working days.
    assert told(beside(played, "complaint/2"))[-1] == ("complaint.closed.v1", "Wed 9 Dec 17:00")


def test_sharing_waits_only_while_a_person_holds_it(performances: Performances) -> None:
    played = performances["complaint"]

    types = [event.type.value for event in played.events]
    held, released = types.index("visit.sharing_held.v1"), types.index("visit.sharing_released.v1")
    assert held < released < types.index("visit.note_shared.v1")
    assert TaskKind.SHARING_OVERDUE not in {
        event.fact.task for event in played.events if isinstance(event.fact, TaskRaised)
    }
    assert played.state.outcome is Outcome.CLOSED


def test_every_event_of_what_outlives_a_visit_is_emitted_by_some_scenario(
    performances: Performances,
) -> None:
    emitted = {event.type for p in performances.values() for event in p.others}
    types = {t for stream in STREAMS.values() if stream.beside for t in stream.types}
    assert types - emitted == set()


async def test_it_is_raised_once_long_after_the_visit_is_gone(engine: Engine) -> None:
    declined = await engine.play(engine.scenario("declined"))

    async with engine.working() as (client, _):
        desk = Desk(client, engine.pool, task_queue=engine.settings.task_queue, patience=UNHURRIED)
        form = ComplaintForm(text="Nobody told the school that the visit was not to be.")
        raised = await desk.submit(declined.visit_id, form, actor="coordinator", update_id="one")
        again = await desk.submit(declined.visit_id, form, actor="coordinator", update_id="one")
        other = await desk.submit(declined.visit_id, form, actor="coordinator", update_id="two")

    assert raised == again
    assert raised.subject.endswith("/complaint/1")
    assert other.subject.endswith("/complaint/2")
    events = await about(engine, declined.visit_id)
    assert [event["sequence"] for event in events] == ["0000000001"] * 2
    assert "Nobody told" not in json.dumps(events)


async def test_a_decision_brought_again_is_answered_as_before_and_after_the_end_in_a_sentence(
    engine: Engine,
) -> None:
    declined = await engine.play(engine.scenario("declined"))

    async with engine.working() as (client, _):
        desk = Desk(client, engine.pool, task_queue=engine.settings.task_queue, patience=UNHURRIED)
        visit = declined.visit_id
        raised = await desk.submit(visit, ReferralForm(), actor="hmi-1", update_id="one")
        confirmed = ReferralConfirmationForm()
        first = await desk.submit(visit, confirmed, actor="hmi-1", update_id="two")
        again = await desk.submit(visit, confirmed, actor="hmi-1", update_id="two")
        with pytest.raises(Refused) as refused:
            await desk.submit(visit, confirmed, actor="hmi-1", update_id="three")

    assert raised.sequence == 1
    assert first == again
    assert first.over
    assert refused.value.code is RefusalCode.ALREADY_DONE


async def test_left_alone_for_a_quarter_it_escalates_each_working_day_without_a_visit(
    engine: Engine,
) -> None:
    declined = await engine.play(engine.scenario("declined"))
    visit = declined.visit_id
    start = datetime(2020, 11, 2, 9, tzinfo=UTC)

    async with engine.working() as (client, _):
        desk = Desk(
            client,
            engine.pool,
            task_queue=engine.settings.task_queue,
            patience=UNHURRIED,
            now=lambda: start,
            offset=lambda: start - datetime.now(UTC),
        )
        raised = await desk.submit(visit, ReferralForm(), actor="hmi-1", update_id="one")
        running = await VirtualTime(client).advance(desk.handle(raised.subject), timedelta(days=31))
        await desk.submit(visit, ReferralConfirmationForm(), actor="hmi-1", update_id="two")
        history = await client.get_workflow_handle(workflow_id(raised.subject)).fetch_history()

    assert running
    async with engine.pool.acquire() as connection:
        state = await related.require(connection, raised.subject)
    assert state.over
    assert state.escalations == 23  # 2 November to 2 December are 23 working days
    assert len(history.events) < 900


async def about(engine: Engine, visit: VisitId) -> list[dict[str, object]]:
    """What downstream reads of what lives beside a visit."""
    async with engine.pool.acquire() as connection:
        told = await publication.of_visit(connection, visit)
    return [json.loads(entry.cloudevent) for entry in told if not entry.type.startswith("visit.")]
