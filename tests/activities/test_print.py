"""On paper: every character, inside its column, on its page."""

from datetime import time
from io import BytesIO

import pdfplumber
import pytest

from activities.documents import render
from schemas.brief import Brief
from schemas.letters import PDF, DocumentOrder, format_of
from schemas.parts import Slot
from schemas.personal import MeetingDetails, NoteSection, SummaryNote, TimetableDetails
from schemas.state import Meetings
from schemas.values import ContentKind, DocumentKind, Mode, SlotKind
from tests.activities.briefs import PEOPLE, content, make_brief, make_state
from tests.activities.print_check import faults_of, pages_of, text_of_pdf

TEAMS_LINK = (
    "https://teams.microsoft.com/l/meetup-join/19%3ameeting_NGYzZWQ0YTktODg1Ni00OTVkLWE0ZjAtYWUyNGE5"
    "Zjc3YzFi%40thread.v2/0?context=%7b%22Tid%22%3a%2200000000-1111-2222-3333-444444444444%22%2c%22"
    "Oid%22%3a%2255555555-6666-7777-8888-999999999999%22%7d"
)
ADDRESS = "send.business.support@westkent-integratedcare.example.nhs.uk"
JOINED = "Opening_discussion_with_leaders_of_education_health_and_care"


def timetable_of(
    meetings: int, *, title: str = "Team meeting", place: str = "Room 4", fallback: str = "By phone"
) -> Brief:
    """Day one with so many meetings, and one meeting on day two."""
    at = [(1, number) for number in range(meetings)] + [(2, 0)]
    slots = tuple(
        Slot(
            slot_id=f"slot-{day}-{number}",
            kind=SlotKind.TEAM_MEETING,
            day=day,
            starts=time(8 + number // 2, number % 2 * 30),
            ends=time(8 + number // 2, number % 2 * 30 + 25),
            mode=Mode.MIXED,
        )
        for day, number in at
    )
    words = tuple(
        MeetingDetails(
            slot_id=slot.slot_id,
            title=title,
            place=place,
            fallback=fallback,
            starts=slot.starts,
            ends=slot.ends,
        )
        for slot in slots
    )
    fixed = Meetings(round=1, slots=slots, content=content(ContentKind.TIMETABLE_DETAILS))
    return make_brief(state=make_state(meetings=fixed), timetable=TimetableDetails(meetings=words))


def printed(kind: DocumentKind, brief: Brief) -> bytes:
    return render(DocumentOrder(kind=kind, version=1), brief).body


@pytest.mark.parametrize(
    "words",
    [
        TEAMS_LINK,
        f"Ask {ADDRESS}",
        JOINED,
        "W" * 80,
        "\N{ARABIC LETTER SHEEN}" * 80,
        "\u0939\u093f" * 40,  # Hindi, a vowel sign on each letter
        "\u4e2d" * 80,
        f"Join at {TEAMS_LINK}, or ask {ADDRESS}.",
    ],
    ids=["teams-link", "address", "joined", "wide", "arabic", "hindi", "chinese", "among-words"],
)
def test_a_long_word_stays_in_its_column(words: str) -> None:
    short = words if len(words) <= 200 else "Room 4"
    body = printed(
        DocumentKind.TIMETABLE, timetable_of(4, title=short, place=words, fallback=words)
    )
    assert faults_of(body) == []
    assert words.replace(" ", "") in text_of_pdf(body).replace(" ", "")


def test_a_link_in_a_timetable_leads_where_it_says() -> None:
    body = printed(DocumentKind.TIMETABLE, timetable_of(1, place=f"Join at {TEAMS_LINK}, please."))
    with pdfplumber.open(BytesIO(body)) as pdf:
        assert {link["uri"] for link in pdf.hyperlinks} == {TEAMS_LINK}


def test_the_longest_link_there_may_be_goes_over_pages_and_not_off_them() -> None:
    link = "https://x.example/" + "W" * 1900
    assert faults_of(printed(DocumentKind.TIMETABLE, timetable_of(1, place=link))) == []


@pytest.mark.parametrize("meetings", [1, 4, 7, 9, 10, 11])
def test_a_day_that_fits_on_a_page_is_on_one_page(meetings: int) -> None:
    body = printed(DocumentKind.TIMETABLE, timetable_of(meetings, place="Word " * 12))
    assert faults_of(body) == []
    both, one = meetings + 1, meetings  # day two has one meeting, and may be on the same page
    on_pages = [page.extract_text().count("Team meeting") for page in pages_of(body)]
    assert [count for count in on_pages if count] in ([both], [one, 1])


def test_a_day_that_is_longer_than_a_page_goes_on_under_the_same_headings() -> None:
    body = printed(DocumentKind.TIMETABLE, timetable_of(28, place="Word " * 12))
    assert faults_of(body) == []
    texts = [page.extract_text() for page in pages_of(body)]
    assert sum("Team meeting" in text for text in texts) >= 2
    assert all(("Team meeting" in text) <= ("If that fails" in text) for text in texts)


@pytest.mark.parametrize("kind", [kind for kind in DocumentKind if format_of(kind) is PDF])
def test_names_as_long_as_may_be_stay_on_the_page(kind: DocumentKind) -> None:
    changed: dict[str, str] = {"name": "N" * 100 + " " + "W" * 99, "organisation": "Ä" * 200}
    people = {who.ref: who.model_copy(update=changed) for who in PEOPLE}
    assert faults_of(printed(kind, make_brief(people=people))) == []


def note_of(*paragraphs: str, heading: str = "Waiting") -> Brief:
    return make_brief(
        note=SummaryNote(sections=(NoteSection(heading=heading, paragraphs=paragraphs),))
    )


def test_signs_mean_on_paper_what_they_mean_on_screen() -> None:
    words = (
        "Waited \u2265 20 weeks; target \u2264 18 weeks; change \u221212%; \u2153 of families; "
        "done \u2713; see \u2192\ufe0f"
    )
    body = printed(DocumentKind.SUMMARY_NOTE, note_of(words))
    assert faults_of(body) == []
    assert words.removesuffix("\ufe0f") in text_of_pdf(body)


def test_a_note_in_every_script_is_set_whole() -> None:
    body = printed(
        DocumentKind.SUMMARY_NOTE,
        note_of(
            "Łódź Nguyễn Ελληνικά Кириллица العربية ٹھیک می\u200cخواهم עברית",  # noqa: RUF001
            "हिन्दी क्षत्रिय বাংলা র\u200d্যাব ਗੁਰਮੁਖੀ ગુજરાતી தமிழ் ශ්\u200dරී 中文 香港",
            "w" * 300 + " https://x.example/" + "b" * 400,
            heading="H" * 200,
        ),
    )
    assert faults_of(body) == []
