"""What those who run visits see: each page tells what the commands tell, and is sound HTML."""

import csv
import html
import io
import json
import re
import zipfile
from datetime import date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime

import pytest
from markupsafe import escape

from desk.wording import plain
from desk.written import read_record
from pages.dates import moment
from register import content, documents, letters, programmes
from schemas.personal import MeetingDetails, TimetableDetails
from schemas.side_processes.complaint import ComplaintWords
from schemas.staff import Acting, StaffRole
from schemas.values import ContentKind
from tests.pages.conftest import MIDWAY, PLAYED, House, errors_of
from tests.pages.serving import SOMEBODY
from tests.register.recording import another, record
from tests.register.test_bookings import goes_on_after_a_pause, with_people
from tests.support.visits import SLOTS

TABS = ("", "timeline", "letters", "documents", "people", "days", "cases", "note", "beside")


@pytest.mark.parametrize("tab", [*TABS, "reasons", "events", "ahead"])
@pytest.mark.parametrize("scenario", PLAYED)
async def test_each_page_of_a_visit_is_sound(house: House, scenario: str, tab: str) -> None:
    page = await house.text(f"/visits/{house.of(scenario)}/{tab}".rstrip("/"))

    assert errors_of(page) == []
    assert page.count("<h1") == 1


async def test_all_of_a_visit_is_one_file(house: House) -> None:
    visit = house.of("smooth")

    got = await house.client.get(f"/visits/{visit}/export.zip")
    again = await house.client.get(f"/visits/{visit}/export.zip")
    packed = zipfile.ZipFile(io.BytesIO(got.content))
    events = packed.read(f"{visit}/events.jsonl").splitlines()
    letters_there = [name for name in packed.namelist() if name.endswith(".eml")]

    assert got.headers["content-disposition"] == f'attachment; filename="{visit}.zip"'
    assert got.content == again.content
    assert [json.loads(one)["partitionkey"] for one in events] == [visit] * len(events)
    assert b"Dear " in packed.read(letters_there[0])
    assert packed.read(f"{visit}/documents/timetable-v1.pdf").startswith(b"%PDF")
    assert "Amara Okafor" in packed.read(f"{visit}/people.json").decode()
    assert json.loads(packed.read(f"{visit}/timeline.json"))[0]["words"]


async def test_events_are_shown_and_a_digest_is_looked_up(house: House) -> None:
    visit = house.of("smooth")
    async with house.engine.pool.acquire() as connection:
        (document, *_) = await documents.of_visit(connection, visit)

    page = await house.text(f"/visits/{visit}/events?digest={document.sha256.upper()}")
    none = await house.text(f"/visits/{visit}/events?digest={'0' * 64}")
    wrong = await house.text(f"/visits/{visit}/events?digest=<script>")

    assert '"specversion": "1.0"' in html.unescape(page)
    assert f"It stands for version 1 of the {plain(document.kind).lower()} of {visit}" in page
    assert "has this digest" in none
    assert "Enter a digest" in wrong
    assert "<script>" not in wrong
    assert errors_of(wrong) == []


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/?due=today&mine=true",
        "/visits",
        "/visits?stage=ended",
        "/programmes",
        "/programmes/PROGRAMME",
        "/programmes/PROGRAMME/draw",
        "/programmes/PROGRAMME/plan",
        "/programmes/PROGRAMME/letters",
        "/programmes/PROGRAMME/letters/survey_links",
        "/reports",
        "/find",
        "/mail",
        "/who-did-what?first=2020-01-01&last=2020-12-31",
        "/who-did-what?actor=coordinator",
        "/who-did-what?first=2020-01-01&last=9999-12-31",
        "/who-did-what?last=0001-01-01",
        "/today",
    ],
)
async def test_each_list_is_sound(house: House, path: str) -> None:
    page = await house.text(path.replace("PROGRAMME", house.programme))

    assert errors_of(page) == []
    assert page.count("<h1") == 1


async def test_the_day_on_which_a_paused_visit_goes_on_shows_what_is_left(house: House) -> None:
    visit, stood = "pause-e06000004", goes_on_after_a_pause()
    titles = {slot.slot_id: f"Meeting {slot.slot_id}" for slot in SLOTS}
    words = [
        MeetingDetails(
            slot_id=slot.slot_id,
            title=titles[slot.slot_id],
            place="Town hall",
            fallback="Telephone",
            starts=slot.starts,
            ends=slot.ends,
        )
        for slot in SLOTS
    ]
    await with_people(house.engine.pool, visit, email="paused@ofsted.example.gov.uk")
    async with house.engine.pool.acquire() as connection, connection.transaction():
        kept = TimetableDetails(meetings=tuple(words))
        await content.keep(connection, visit, ContentKind.TIMETABLE_DETAILS, kept)
    await record(house.engine.pool, another(stood, visit))
    thursday = (date(2020, 10, 8) - datetime.fromisoformat(MIDWAY).date()).days

    pages = [await house.text(f"/today?after={thursday + later}") for later in (0, 1)]

    assert all(f'href="/visits/{visit}/days">' in page for page in pages)
    still = [[title for title in titles.values() if title in page] for page in pages]
    assert still == [
        ["Meeting leaders", "Meeting forum", "Meeting study-1", "Meeting study-3"],
        ["Meeting study-4", "Meeting study-7", "Meeting priorities", "Meeting feedback"],
    ]
    assert pages[0].count("Record that it was held") == 2, "two were held before the pause"


async def test_what_is_not_there_is_a_page(house: House) -> None:
    page = await house.text("/visits/nothing-e10000016", 404)

    assert "There is no visit" in page
    assert errors_of(page) == []


async def test_a_programme_shows_what_is_published_before_its_seed_is_known(house: House) -> None:
    """Its task asks for that, and whoever works on pages has no command to ask."""
    async with house.engine.pool.acquire() as connection:
        state = await programmes.require(connection, house.programme)

    text = await house.text(f"/programmes/{house.programme}")

    assert state.frame_sha256 is not None
    assert state.portfolio_sha256 is not None
    assert f"{state.frame_sha256} (SHA-256)" in text
    assert f"{state.portfolio_sha256} (SHA-256)" in text


async def test_a_report_stands_under_reports_though_a_programme_has_it(house: House) -> None:
    report = await house.text(f"/programmes/{house.programme}/reports/none", 404)
    programme = await house.text(f"/programmes/{house.programme}")

    here = re.compile(r'href="([a-z/]+)" aria-current="true"')
    assert here.findall(report) == ["/reports"]
    assert here.findall(programme) == ["/programmes"]


async def test_a_letter_is_shown_as_it_was_sent_and_its_pdf_is_the_one_that_went(
    house: House,
) -> None:
    visit = house.of("smooth")
    async with house.engine.pool.acquire() as connection:
        rows = await letters.of_visit(connection, visit, words=True)
    sent = next(row for row in rows if row.order.documents)
    message = message_from_bytes(sent.message or b"", _class=EmailMessage, policy=default)
    (enclosed, *_) = message.iter_attachments()
    place = sent.order.key.partition("/")[2]

    page = await house.text(f"/visits/{visit}/letters/{place}")
    got = await house.client.get(f"/visits/{visit}/letter-parts/1/{place}")

    assert str(escape(str(message["Subject"]))) in page
    assert str(message["Date"]) not in page
    assert moment(parsedate_to_datetime(message["Date"])) in page
    assert got.content == enclosed.get_payload(decode=True)
    assert got.headers["content-disposition"].startswith("attachment")


async def test_what_is_looked_for_is_found_and_stands_in_no_address(house: House) -> None:
    visit = house.of("smooth")
    async with house.engine.pool.acquire() as connection:
        people = await content.people_of(connection, visit)
    somebody = next(iter(people.values()))

    answer = await house.client.post("/find", data={"wanted": somebody.name.upper()})

    assert str(escape(somebody.name)) in answer.text
    assert f"/visits/{visit}/people" in answer.text
    assert errors_of(answer.text) == []
    assert answer.url.query == b""


async def test_days_between_which_somebody_did_something_are_written_as_people_do(
    house: House,
) -> None:
    page = await house.text("/who-did-what?first=1+September+2020&last=31/12/2020")

    assert 'value="1 September 2020"' in page
    assert 'value="31 December 2020"' in page
    assert page.count("<tr") > 1


async def test_who_did_what_is_a_table_without_formulas(house: House) -> None:
    text = await house.text("/who-did-what.csv?first=2020-01-01&last=2020-12-31")
    rows = list(csv.DictReader(text.removeprefix("\ufeff").splitlines()))

    assert {row["actor"] for row in rows} >= {"coordinator"}
    assert "system" not in {row["actor"] for row in rows}
    assert [cell for row in rows for cell in row.values() if cell[:1] in {"=", "+", "-", "@"}] == []


async def test_who_did_what_as_a_table_is_whole_where_its_page_is_not(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pages.looking.deeds.MOST", 3)
    page = await house.text("/who-did-what?first=2020-01-01&last=2020-12-31")
    table = await house.text("/who-did-what.csv?first=2020-01-01&last=2020-12-31")

    assert "Only the latest are shown" in page
    assert page.count("<tr") == 1 + 3
    assert len(table.splitlines()) > 1 + 3


async def test_the_picture_of_a_window_is_one(house: House) -> None:
    picture = await house.client.get(f"/programmes/{house.programme}/window.svg")

    assert picture.headers["content-type"] == "image/svg+xml"
    assert b"<title" in picture.content


async def test_an_open_page_is_told_that_something_happened(house: House) -> None:
    visit = house.of("smooth")
    async with house.client.stream("GET", f"/live?subject={visit}") as stream:
        lines = stream.aiter_lines()
        await anext(lines)
        await house.happens("smooth")
        heard = [line async for line in lines if line.startswith("event")]

    assert heard == ["event: changed"]


async def test_nothing_of_a_page_is_kept_framed_or_told_to_others(house: House) -> None:
    answer = await house.client.get("/")

    policy = answer.headers["content-security-policy"]
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "strict-origin"
    assert "<script>" not in answer.text
    assert " style=" not in answer.text


async def test_a_complaint_is_read_where_it_is_answered(house: House) -> None:
    page = await house.text(f"/visits/{house.of('complaint')}/beside/complaint/1")

    async with house.engine.pool.acquire() as connection:
        record = await read_record(connection, house.of("complaint"))
    words = [
        one.body.text
        for one in record.written
        if isinstance(one.body, ComplaintWords) and one.subject.endswith("/complaint/1")
    ]
    assert words
    for said in words:
        assert said in html.unescape(page)


@pytest.mark.parametrize("path", ["/who-did-what?kind=%00", "/who-did-what.csv?kind=%00"])
async def test_what_can_be_kept_nowhere_is_refused_in_a_sentence(house: House, path: str) -> None:
    assert "There is a character in it" in await house.text(path, status=422)


async def test_what_was_typed_and_will_not_do_is_no_address_that_is_wrong(house: House) -> None:
    day = await house.text("/who-did-what?first=1+Marz+2027", status=409)
    area = await house.text(f"/visits?area={'x' * 120}", status=422)
    found = await house.client.post("/find", data={"wanted": "x" * 250})

    assert "A day is written as in 27 March 2027, or 27/3/2027." in day
    assert found.status_code == 422
    for told in (area, found.text):
        assert "longer than it can be" in told
        assert "web address" not in told


async def test_tasks_are_ones_own_by_ones_roles_and_everybodys_on_request(house: House) -> None:
    own = await house.text("/")
    everybodys = await house.text("/?everybody=true")
    house.who.acting = Acting(ref="somebody", roles=frozenset({StaffRole.OPERATOR}))
    try:
        operators = await house.text("/")
    finally:
        house.who.acting = SOMEBODY

    assert own.count("govuk-task-list__name") >= operators.count("govuk-task-list__name")
    assert everybodys.count("govuk-task-list__name") >= own.count("govuk-task-list__name") > 0
    assert "Coordinator, " not in operators
    assert "What others have to do, too" in operators
