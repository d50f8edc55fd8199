"""Looking at visits: from the register alone, no Temporal in sight."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from typer.testing import Result

from activities.reference import working_calendar
from register import documents, letters, log, visits
from register.connection import Pool
from register.documents import DocumentRow
from rules.decide import decide, decide_opening
from rules.evolve import evolve
from schemas.areas import CouncilType, Region
from schemas.ids import VisitId
from schemas.letters import LetterOrder
from schemas.messages import CalendarFetched, DeadlinePassed, OpenVisit
from schemas.values import DeadlineKind, DocumentKind, LetterKind, LetterStatus, Marking
from stack import StackAddresses

DAY_ONE = date(2020, 10, 19)
OPENED_AT = datetime(2020, 9, 1, 9, 5, tzinfo=UTC)
KENT: VisitId = "interim-e10000016"


@pytest.fixture
async def recorded(
    pool: Pool, addresses: StackAddresses, monkeypatch: pytest.MonkeyPatch
) -> VisitId:
    """Kent's visit, open and without contacts, with a letter and a document on file."""
    opened = decide_opening(
        OpenVisit(
            visit_id=KENT,
            programme="interim",
            area="E10000016",
            region=Region.SOUTH_EAST,
            council_type=CouncilType.COUNTY_COUNCIL,
            day_one=DAY_ONE,
            actor="coordinator",
        ),
        OPENED_AT,
    )
    state = evolve(None, opened)
    events = [opened]
    due = datetime.combine(date(2020, 9, 21), time(8), tzinfo=UTC)
    for message in (
        CalendarFetched(calendar=working_calendar(DAY_ONE)),
        DeadlinePassed(deadline=DeadlineKind.INVITATION_DAY, due=due),
    ):
        for event in decide(state, message, OPENED_AT + timedelta(days=20)):
            state = evolve(state, event)
            events.append(event)
    order = LetterOrder(
        visit_id=KENT, kind=LetterKind.INVITATION, round=1, recipient="dcs", sequence=1
    )
    pdf = DocumentRow(
        DocumentKind.INVITATION, 1, "An invitation", Marking.OFFICIAL, "a" * 64, b"%PDF-1.7"
    )
    async with pool.acquire() as connection, connection.transaction():
        kept, _ = await log.append(connection, None, events, evolve)
        await visits.save(connection, kept)
        await letters.file(connection, [order], OPENED_AT)
        await letters.mark(
            connection,
            order.key,
            LetterStatus.DELIVERED,
            at=OPENED_AT,
            channel="maildir",
            message=b"Subject: An invitation\r\n\r\n",
        )
        await documents.keep(connection, KENT, pdf)
    monkeypatch.setenv("DATABASE_URL", addresses.database_url)
    return KENT


def said(result: Result) -> str:
    """What a person reads, in one line; a failure shows itself."""
    assert result.exit_code == 0, result.output
    return " ".join(result.stdout.split())


def test_the_list_tells_the_stage_who_is_next_and_by_when(
    recorded: VisitId, visits: Callable[..., Result]
) -> None:
    shown = said(visits("list"))
    assert "interim-e10000016 Kent Opened record whom to write to (coordinator), by 21" in shown
    assert "19 Oct 2020" in shown
    assert "(overdue); 1 to see to" in shown


def test_a_list_of_nothing_says_what_to_do(
    recorded: VisitId, visits: Callable[..., Result]
) -> None:
    assert "There is no visit in stage drafting." in said(visits("list", "--stage", "drafting"))


def test_one_visit_shows_what_a_person_must_see_to(
    recorded: VisitId, visits: Callable[..., Result]
) -> None:
    shown = said(visits("show", recorded.upper()))
    assert "Kent (E10000016), county council, South East" in shown
    assert "Stage Opened" in shown
    assert "Next record whom to write to (coordinator), by Mon 21 Sep 2020 09:00" in shown
    assert "To see to The invitation is due and nobody is recorded to write to." in shown
    assert "planned from Mon 19 Oct 2020" in shown


def test_one_visit_as_json_is_its_state_and_the_next_action(
    recorded: VisitId, visits: Callable[..., Result]
) -> None:
    state = json.loads(visits("show", recorded, "--json").stdout)
    assert state["visit_id"] == recorded
    assert state["next_action"]["action"] == "record_contacts"


def test_the_timeline_tells_the_story(recorded: VisitId, visits: Callable[..., Result]) -> None:
    shown = visits("timeline", recorded).stdout
    assert max(map(len, shown.splitlines())) <= 100
    assert "Tue  1 Sep 10:05  Opened     visit opened" in shown
    assert "a person is asked to help" in shown


def test_events_are_cloudevents_one_a_line_from_a_position_on(
    recorded: VisitId, visits: Callable[..., Result]
) -> None:
    every = [json.loads(line) for line in visits("events").stdout.splitlines()]
    assert [event["position"] for event in every] == [1, 2, 3]
    assert {event["specversion"] for event in every} == {"1.0"}
    later = visits("events", recorded, "--after", "2").stdout.splitlines()
    assert [json.loads(line)["id"] for line in later] == ["interim-e10000016/3"]


def test_letters_show_the_keys_that_delivery_wants(
    recorded: VisitId, visits: Callable[..., Result]
) -> None:
    assert "delivered interim-e10000016/invitation/1/dcs" in said(visits("letters", recorded))


def test_documents_can_be_written_out(recorded: VisitId, visits: Callable[..., Result]) -> None:
    assert "1 written to out." in said(visits("documents", recorded, "--out", "out"))
    assert Path("out/invitation-v1.pdf").read_bytes() == b"%PDF-1.7"


def test_an_export_has_everything_and_may_be_repeated(
    recorded: VisitId, visits: Callable[..., Result]
) -> None:
    for _ in range(2):
        assert "1 letter, 1 document" in said(visits("export", recorded, "--out", "all"))
    written = {str(path.relative_to("all")) for path in Path("all").rglob("*") if path.is_file()}
    assert written == {
        "state.json",
        "timeline.txt",
        "events.jsonl",
        "written.txt",
        "people.json",
        "letters/invitation-1-dcs.eml",
        "documents/invitation-v1.pdf",
    }
    assert Path("all/timeline.txt").read_text(encoding="utf-8").startswith("London time")
    assert json.loads(Path("all/state.json").read_text(encoding="utf-8"))["sequence"] == 3


@pytest.mark.parametrize("command", ["show", "timeline", "events", "letters", "documents"])
def test_a_visit_that_is_not_there_is_a_sentence(
    recorded: VisitId, visits: Callable[..., Result], command: str
) -> None:
    result = visits(command, "interim-e10000002")
    assert result.exit_code == 1
    assert "There is no visit interim-e10000002 in the register." in result.stderr


def test_an_area_in_place_of_a_visit_is_told_how_its_visit_is_found(
    recorded: VisitId, visits: Callable[..., Result]
) -> None:
    told = " ".join(visits("show", "Kent").stderr.split())

    assert "There is no visit Kent in the register." in told
    assert "such as interim-e10000016; `visits list --area AREA`" in told


def test_migrating_again_changes_nothing(recorded: VisitId, visits: Callable[..., Result]) -> None:
    assert said(visits("migrate")) == "The register is up to date."
