"""Documents: accessible, marked, and the same bytes for the same data."""

import itertools
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, PdfObject

from activities.documents import RenderedDocument, render
from activities.documents.typesetting import NotTypeset, typeset
from activities.fonts import find_unprintable
from activities.letterhead import Letterhead
from activities.particulars import IncompleteBrief
from desk.reading.note_files import note_file
from rules.prose import note_of, texts_of
from schemas.brief import Brief
from schemas.letters import PDF, DocumentOrder, format_of
from schemas.parts import NoteVersion, VisitDays
from schemas.personal import NoteSection, SummaryNote, TimetableDetails
from schemas.policy import VisitPolicy
from schemas.values import DocumentKind, Marking
from schemas.words import cleaned
from tests.activities.briefs import DIGEST, VISIT, make_brief, make_person, make_state
from tests.activities.print_check import faults_of
from tests.support.long_note import long_note

ROOT = Path(__file__).parents[2]
KINDS = tuple(kind for kind in DocumentKind if format_of(kind) is PDF)


def make(kind: DocumentKind, brief: Brief | None = None, version: int = 1) -> RenderedDocument:
    return render(DocumentOrder(kind=kind, version=version), brief or make_brief())


def text_of(document: RenderedDocument) -> str:
    pages = PdfReader(BytesIO(document.body)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def catalogue_of(document: RenderedDocument) -> DictionaryObject:
    root = PdfReader(BytesIO(document.body)).trailer["/Root"].get_object()
    assert isinstance(root, DictionaryObject)
    return root


def tags_of(document: RenderedDocument) -> list[str]:
    """The structure a screen reader follows, in its order."""

    def walk(node: PdfObject | None) -> Iterator[str]:
        node = node.get_object() if node is not None else None
        if isinstance(node, ArrayObject):
            for child in node:
                yield from walk(child)
        elif isinstance(node, DictionaryObject):
            if "/S" in node:
                yield str(node["/S"])
            yield from walk(node.get("/K"))

    return list(walk(catalogue_of(document)["/StructTreeRoot"]))


@pytest.mark.parametrize("kind", KINDS)
class TestEveryDocument:
    def test_says_what_it_is_in_which_language_and_how_to_handle_it(
        self, kind: DocumentKind
    ) -> None:
        document = make(kind)
        reader = PdfReader(BytesIO(document.body))
        assert reader.metadata is not None
        assert reader.metadata.title == document.title
        assert "Testshire" in document.title
        assert document.marking.value in str(reader.metadata["/Keywords"])
        assert str(catalogue_of(document)["/Lang"]) == "en-GB"
        for page in reader.pages:
            words = page.extract_text().split()
            assert words.count(document.marking.value) >= 2  # at head and foot

    def test_is_tagged_for_screen_readers(self, kind: DocumentKind) -> None:
        document = make(kind)
        marks = catalogue_of(document)["/MarkInfo"]
        assert isinstance(marks, DictionaryObject)
        assert str(marks["/Marked"]) == "True"
        assert b"pdfuaid:part" in document.body
        tags = tags_of(document)
        assert tags.count("/Title") == 1
        assert tags.count("/H1") >= 2

    def test_is_the_same_bytes_for_the_same_data(self, kind: DocumentKind) -> None:
        first, second = make(kind), make(kind)
        assert first == second
        assert first.sha256 == sha256(first.body).hexdigest()

    def test_is_other_bytes_for_other_data(self, kind: DocumentKind) -> None:
        assert make(kind).sha256 != make(kind, make_brief(area_name="Elsewhere")).sha256

    def test_takes_data_as_text_and_never_as_markup(self, kind: DocumentKind) -> None:
        name = '#panic("x") *bold* _it_ $x$ @ref <tag> \\ // `raw` = Head'
        assert name in text_of(make(kind, make_brief(area_name=name)))

    def test_is_refused_where_no_font_sets_the_words_and_says_where_not_what(
        self, kind: DocumentKind
    ) -> None:
        with pytest.raises(
            NotTypeset, match=rf"^No font sets the words of {kind.removeprefix('forum_')}: area\.$"
        ) as no:
            make(kind, make_brief(area_name="Marker \N{TIBETAN LETTER GA}"))
        assert "Marker" not in repr(no.value)

    def test_sets_every_script_that_people_here_write(self, kind: DocumentKind) -> None:
        brief = make_brief(area_name="Łódź Ελλάς Крым اردو עברית हिन्दी বাংলা ਪੰਜਾਬੀ ગુજરાતી தமிழ் 中文")
        assert faults_of(make(kind, brief).body) == []

    def test_is_not_shown_by_its_representation(self, kind: DocumentKind) -> None:
        assert "body" not in repr(make(kind))


def test_bytes_do_not_depend_on_the_process() -> None:
    program = """
import sys
sys.path[:0] = ["tests/activities"]
from schemas.words import cleaned
from tests.activities.print_check import faults_of
from tests.activities.briefs import make_brief
from activities.documents import render
from schemas.letters import DocumentOrder
from schemas.values import DocumentKind
for kind in DocumentKind:
    print(render(DocumentOrder(kind=kind, version=1), make_brief()).sha256)
"""
    here = [make(kind).sha256 for kind in DocumentKind]
    for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo")):
        done = subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.split() == here


def test_typst_sets_whatever_the_fonts_were_asked_for() -> None:
    """Of every block that people in England write, and of the signs beside them."""
    blocks = ((0x20, 0x530), (0x590, 0x700), (0x900, 0xE00), (0x1E00, 0x2C00), (0x4E00, 0x4F00))
    codes = itertools.chain.from_iterable(range(*block) for block in blocks)
    letters = [char for code in codes if cleaned(char := chr(code)) and not find_unprintable(char)]
    assert len(letters) > 3000
    halves = (" ".join(letters[:2000]), " ".join(letters[2000:]))
    note = SummaryNote(sections=(NoteSection(heading="All", paragraphs=halves),))
    assert make(DocumentKind.SUMMARY_NOTE, make_brief(note=note)).body


def test_typst_refusing_says_nothing_of_the_data(tmp_path: Path) -> None:
    (tmp_path / "bad.typ").write_text("#panic(sys.inputs.data)", encoding="utf-8")
    day = datetime(2020, 10, 5, tzinfo=UTC).date()
    with pytest.raises(NotTypeset) as raised:
        typeset("bad", {"name": "Marker-Name"}, day, templates=tmp_path)
    assert "Marker-Name" not in repr(raised.value)
    assert raised.value.__cause__ is raised.value.__context__ is None


class TestInvitation:
    def test_says_who_visits_why_and_what_is_asked_by_when(self) -> None:
        document = make(
            DocumentKind.INVITATION, make_brief(state=make_state(team=(), officer=None))
        )
        words = text_of(document)
        assert document.marking is Marking.OFFICIAL
        for said in (
            "Amina Okonkwo-Bell",
            "Piotr Łukasiewicz",
            "Monday 5 October 2020 and Tuesday 6 October 2020",
            "reply by 5pm on Monday 14 September 2020",
            "Ofsted inspector (HMI), social care",
            "not an inspection",
            "no grade",
            "do not need to give a reason",
            "four to six case studies",
            "parents and carers, and children and young people with SEND",
            "feedback meeting",
            "not published",
            "nominated officer by Tuesday 15 September 2020",
        ):
            assert said in words

    def test_that_goes_late_asks_by_no_day_that_has_passed(self) -> None:
        late = make_brief(
            state=make_state(officer=None), written_at=datetime(2020, 9, 24, 9, tzinfo=UTC)
        )
        words = text_of(make(DocumentKind.INVITATION, late))
        assert "your nominated officer as soon as you can." in words
        assert "the days and the inspectors as soon as we can." in words
        assert "by Tuesday 15 September 2020" not in words

    def test_of_as_many_cases_at_least_as_at_most_names_the_number_once(self) -> None:
        policy = VisitPolicy(cases_at_least=4, cases_at_most=4)
        brief = make_brief(state=make_state(policy=policy))
        assert "We look at four case studies with" in text_of(make(DocumentKind.INVITATION, brief))

    def test_to_an_area_that_has_named_an_officer_asks_for_none(self) -> None:
        words = text_of(make(DocumentKind.INVITATION))
        assert "name one person" not in words
        assert "If you take part, we arrange a set-up call with your nominated officer." in words

    def test_of_an_area_with_no_days_set_gives_the_planned_ones(self) -> None:
        words = text_of(make(DocumentKind.INVITATION, make_brief(state=make_state(days=None))))
        assert "Monday 5 October 2020 and Tuesday 6 October 2020" in words

    def test_without_a_known_due_date_counts_from_receipt(self) -> None:
        words = text_of(make(DocumentKind.INVITATION, make_brief(reply_due=None)))
        assert "within five working days of receiving this letter" in words

    def test_says_what_an_official_letter_says(self) -> None:
        letterhead = Letterhead(
            signatory="Eleanor Hart",
            post="Regional director",
            telephone="01632 960123",
            postal_address="2 Example Lane, Exampleton",
            legal_basis="The Visits Act 2020 is why.",
            privacy_notice="https://inspectors.example/privacy",
            complaints="https://inspectors.example/complaints",
        )
        order = DocumentOrder(kind=DocumentKind.INVITATION, version=1)
        words = text_of(render(order, make_brief(), letterhead))
        for said in (
            f"Our reference {VISIT}",
            "Eleanor Hart Regional director",
            "call us on 01632 960123",
            "2 Example Lane, Exampleton",
            "The Visits Act 2020 is why.",
            "Article 6(1)(e)",
            "https://inspectors.example/privacy",
            "https://inspectors.example/complaints",
            "another format or language",
        ):
            assert said.replace(" ", "") in words.replace(" ", "")  # an address may be wrapped

    def test_speaks_of_the_pandemic_only_where_that_is_the_programmes_purpose(self) -> None:
        order = DocumentOrder(kind=DocumentKind.INVITATION, version=1)
        pandemic = Letterhead(purpose="how the pandemic has affected children with SEND")
        assert "pandemic" not in text_of(render(order, make_brief()))
        assert "learn how the pandemic has affected" in text_of(
            render(order, make_brief(), pandemic)
        )

    @pytest.mark.parametrize(
        ("day_one", "body"),
        [
            (date(2022, 6, 30), "clinical commissioning group"),
            (date(2022, 7, 1), "integrated care board"),
        ],
    )
    def test_calls_the_health_body_what_it_is_on_the_visits_day(
        self, day_one: date, body: str
    ) -> None:
        days = VisitDays(day_one=day_one, day_two=day_one + timedelta(days=1))
        words = text_of(make(DocumentKind.INVITATION, make_brief(state=make_state(days=days))))
        assert f"Accountable officer, {body}, NHS Testshire CCG" in words


class TestTimetable:
    def test_lists_each_meeting_with_time_mode_place_and_fallback(self) -> None:
        document = make(DocumentKind.TIMETABLE)
        words = text_of(document)
        assert document.marking is Marking.OFFICIAL_SENSITIVE
        for said in (
            "Day one: Monday 5 October 2020",
            "Day two: Tuesday 6 October 2020",
            "Opening discussion with leaders",
            "9am to 10:30am",
            "In person",
            "Online",
            "County Hall, room 2",
            "By telephone",
            "Feedback meeting",
        ):
            assert said in words

    def test_of_a_visit_that_goes_on_after_a_pause_has_what_is_left_on_the_day_it_is(self) -> None:
        meetings = make_state().meetings
        assert meetings is not None
        morning = ("day-1-at-9", "day-1-at-11")
        went_on = make_state(
            days=VisitDays(day_one=date(2020, 10, 5), day_two=date(2020, 10, 12)),
            resumed_on=date(2020, 10, 9),
            meetings=meetings.model_copy(update={"held": morning}),
            pause=None,
        )

        words = text_of(make(DocumentKind.TIMETABLE, make_brief(state=went_on)))

        _, after = words.split("Day one: Monday 5 October 2020")
        first, after = after.split("Day one, continued: Friday 9 October 2020")
        left, second = after.split("Day two: Monday 12 October 2020")
        assert "Parent carer forum" in first
        assert "Case study 1" not in first
        assert "Case study 1" in left
        assert "Feedback meeting" in second

    def test_for_the_parent_carer_forum_it_has_the_meetings_that_it_takes_part_in(self) -> None:
        document = make(DocumentKind.FORUM_TIMETABLE)
        words = text_of(document)
        assert document.marking is Marking.OFFICIAL_SENSITIVE
        assert (
            document.title
            == "Timetable of the area SEND visit for the parent carer forum: Testshire"
        )
        for said in ("Parent carer forum", "Feedback meeting", "and no others"):
            assert said in words
        for kept_back in ("Opening discussion", "Case study", "No meetings"):
            assert kept_back not in words

    def test_has_two_tables_with_headers(self) -> None:
        tags = tags_of(make(DocumentKind.TIMETABLE))
        assert tags.count("/Table") == 2
        assert tags.count("/TH") == 10

    def test_needs_the_words_of_each_meeting(self) -> None:
        with pytest.raises(IncompleteBrief, match="day-1-at-9"):
            make(DocumentKind.TIMETABLE, make_brief(timetable=TimetableDetails(meetings=())))

    def test_of_another_round_is_not_made(self) -> None:
        with pytest.raises(IncompleteBrief, match="round 2"):
            make(DocumentKind.TIMETABLE, version=2)


class TestSummaryNote:
    def test_says_what_was_found_by_whom_and_that_it_is_agreed_and_not_published(self) -> None:
        words = text_of(make(DocumentKind.SUMMARY_NOTE))
        for said in (
            "Monday 5 October 2020 and Tuesday 6 October 2020",
            "Ruth Hargreaves, Ofsted inspector (HMI), education",
            "Siobhán Kelly, Care Quality Commission inspector",
            "What worked well",
            "Health visitors and social workers telephoned families every week.",
            "area’s leaders to agree this note with us",  # noqa: RUF001 - as Typst sets it
            "or a senior manager who was not part of the visit has decided so",
            "Department for Education and NHS England, and with nobody else",
            "not published",
            "1, drafted on Tuesday 13 October 2020",
            DIGEST,
        ):
            assert said in words

    def test_of_a_visit_that_was_paused_does_not_leave_days_out(self) -> None:
        paused = VisitDays(day_one=date(2020, 10, 5), day_two=date(2020, 10, 12))
        went_on = make_state(days=paused, resumed_on=date(2020, 10, 9))
        words = text_of(make(DocumentKind.SUMMARY_NOTE, make_brief(state=went_on)))
        assert "between Monday 5 October 2020 and Monday 12 October 2020, with a pause" in words

    def test_read_as_a_draft_is_to_the_byte_the_one_shared_weeks_later(self) -> None:
        draft = make_brief()
        later = make_brief(
            state=make_state(sequence=31, meetings=None, survey=None),
            written_at=draft.written_at + timedelta(days=40),
            reply_due=None,
            timetable=None,
        )
        assert make(DocumentKind.SUMMARY_NOTE, draft) == make(DocumentKind.SUMMARY_NOTE, later)

    def test_of_another_version_is_not_made(self) -> None:
        with pytest.raises(IncompleteBrief, match="version 2"):
            make(DocumentKind.SUMMARY_NOTE, version=2)

    def test_prints_another_digest_for_other_words(self) -> None:
        note = make_state().note
        assert note is not None
        other = NoteVersion(
            version=2,
            content=note.content.model_copy(update={"digest": "f" * 64}),
            drafted_at=note.drafted_at,
        )
        brief = make_brief(state=make_state(note=other))
        words = text_of(make(DocumentKind.SUMMARY_NOTE, brief, version=2))
        assert "f" * 64 in words
        assert DIGEST not in words

    def test_keeps_paragraphs_apart(self) -> None:
        paragraphs = ("First\nline.\n\nSecond.",)
        note = SummaryNote(sections=(NoteSection(heading="Heading", paragraphs=paragraphs),))
        tags = tags_of(make(DocumentKind.SUMMARY_NOTE, make_brief(note=note)))
        one = SummaryNote(sections=(NoteSection(heading="Heading", paragraphs=("First line.",)),))
        fewer = tags_of(make(DocumentKind.SUMMARY_NOTE, make_brief(note=one)))
        assert tags.count("/P") == fewer.count("/P") + 1


def test_people_missing_from_a_brief_are_named_by_reference_only() -> None:
    people = {who.ref: who for who in (make_person("dcs-1"),)}
    with pytest.raises(IncompleteBrief, match=r"^The brief has no particulars of ccg-1\.$"):
        make(DocumentKind.INVITATION, make_brief(people=people))


MARKED = (
    "Families were called *every week* by **one person**:",
    "- by telephone, “as promised”\n  1. first\n  2. second: café\n- by letter",
    "7. Seventh\n8. Eighth",
)


def marked_note() -> Brief:
    section = NoteSection(heading="What worked well", paragraphs=MARKED)
    return make_brief(note=note_of((section,), ()))


class TestMarkedNote:
    def test_its_lists_and_emphasis_are_tagged_as_what_they_are(self) -> None:
        document = make(DocumentKind.SUMMARY_NOTE, marked_note())

        tags = tags_of(document)
        plain = tags_of(make(DocumentKind.SUMMARY_NOTE))
        more = {tag: tags.count(tag) - plain.count(tag) for tag in ("/L", "/LI", "/LBody")}
        assert more == {"/L": 3, "/LI": 6, "/LBody": 6}
        assert tags.count("/Em") == 1
        assert tags.count("/Strong") == plain.count("/Strong") + 1
        assert faults_of(document.body) == []
        assert b"pdfuaid:part" in document.body

    def test_a_list_within_a_list_is_within_it_and_not_beside_it(self) -> None:
        root = catalogue_of(make(DocumentKind.SUMMARY_NOTE, marked_note()))["/StructTreeRoot"]

        def paths(node: PdfObject | None, above: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
            node = node.get_object() if node is not None else None
            if isinstance(node, ArrayObject):
                for child in node:
                    yield from paths(child, above)
            elif isinstance(node, DictionaryObject):
                own = (*above, str(node["/S"])) if "/S" in node else above
                yield own
                yield from paths(node.get("/K"), own)

        nested = [path for path in paths(root, ()) if path[-1:] == ("/L",) and path.count("/L") > 1]
        assert len(nested) == 1
        assert nested[0][-3:] == ("/Document", "/L", "/L")

    def test_its_words_and_numbers_are_in_their_order(self) -> None:
        words = text_of(make(DocumentKind.SUMMARY_NOTE, marked_note()))
        assert (
            "Families were called every week by one person: • by telephone, “as promised” "
            "1. first 2. second: café • by letter 7. Seventh 8. Eighth"
        ) in words

    def test_twenty_pages_are_set_without_fault(self) -> None:
        sections = tuple(
            NoteSection(heading=heading, paragraphs=texts_of(blocks))
            for heading, blocks in long_note()
        )
        document = make(DocumentKind.SUMMARY_NOTE, make_brief(note=note_of(sections, ())))
        assert len(PdfReader(BytesIO(document.body)).pages) >= 20
        assert faults_of(document.body) == []

    def test_the_copy_to_be_edited_says_the_same(self) -> None:
        copy = make(DocumentKind.SUMMARY_NOTE_COPY, marked_note())
        (section,) = note_file(copy.body).sections
        assert section.heading == "What worked well"
        assert texts_of(section.blocks) == MARKED
        assert copy.marking is Marking.OFFICIAL_SENSITIVE
        with pytest.raises(IncompleteBrief):
            make(DocumentKind.SUMMARY_NOTE_COPY, marked_note(), version=2)
