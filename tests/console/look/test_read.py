"""What was written can be read again, and is in the export: content of every kind."""

import json
from collections.abc import Callable
from datetime import time
from pathlib import Path

import pytest
from pydantic import BaseModel
from typer.testing import Result

from desk.topics import KINDS, Topic
from register import content
from register.connection import Pool
from register.roles import Role
from schemas.kept import CONTENT, OF_A_PROGRAMME
from schemas.personal import (
    CaseContext,
    CaseContexts,
    FindingText,
    FindingTexts,
    LetterNoteText,
    MeetingDetails,
    NoteComments,
    NoteSection,
    People,
    Person,
    Personal,
    Reason,
    SectionComment,
    SummaryNote,
    SurveyLinks,
    SurveyResults,
    SurveyRow,
    TimetableDetails,
)
from schemas.side_processes.complaint import ComplaintWords
from schemas.values import (
    AgeBand,
    ContactRole,
    ContentKind,
    FindingKind,
    InspectorRole,
    Need,
    SurveyAudience,
)
from stack import StackAddresses
from tests.performances import Performance, Performances
from tests.register.recording import record
from tests.support import samples
from tests.support import visits as v


def somebody(ref: str, role: ContactRole | InspectorRole) -> Person:
    return Person(
        ref=ref,
        role=role,
        name=f"Name of {ref}",
        email=f"{ref}@kent.example.gov.uk",
        organisation=f"House of {ref}",
    )


OFFICER = somebody("officer-1", ContactRole.NOMINATED_OFFICER)
DCS = somebody("dcs", ContactRole.DIRECTOR_OF_CHILDRENS_SERVICES)
RIGHT = DCS.model_copy(update={"name": "Name of another"})
HMI = somebody("hmi-1", InspectorRole.OFSTED_EDUCATION)

WORDS: dict[ContentKind, Personal] = {
    ContentKind.CONTACTS: People(people=(DCS,)),
    ContentKind.NOMINATED_OFFICER: OFFICER,
    ContentKind.INSPECTORS: People(people=(HMI,)),
    ContentKind.PERSON: RIGHT,
    ContentKind.SURVEY_LINKS: SurveyLinks(
        links={SurveyAudience.YOUNG_PEOPLE: "https://surveys.example/young"}
    ),
    ContentKind.SURVEY_RESULTS: SurveyResults(
        rows=(
            SurveyRow(
                audience=SurveyAudience.YOUNG_PEOPLE,
                question="Heard from school",
                answer="Every week",
                count=4097,
            ),
        )
    ),
    ContentKind.LETTER_NOTE: LetterNoteText(text="Please use the entrance in Mill Lane."),
    ContentKind.CASE_CONTEXT: CaseContexts(
        cases=(
            CaseContext(case="case-3", age_band=AgeBand.FROM_11_TO_15),
            CaseContext(case="case-7", need=Need.COGNITION_AND_LEARNING),
        )
    ),
    ContentKind.TIMETABLE_DETAILS: TimetableDetails(
        meetings=(
            MeetingDetails(
                slot_id="leaders",
                title="Opening words",
                place="County Hall",
                fallback="A telephone call",
                starts=time(9),
                ends=time(10),
            ),
        )
    ),
    ContentKind.FINDINGS: FindingTexts(
        findings=(
            FindingText(
                ref="finding-1", kind=FindingKind.CHALLENGE, text="They waited.", cases=("case-3",)
            ),
        )
    ),
    ContentKind.SUMMARY_NOTE: SummaryNote(
        sections=(NoteSection(heading="What worked", paragraphs=("Weekly calls.",)),)
    ),
    ContentKind.NOTE_COMMENTS: NoteComments(
        version=1, comments=(SectionComment(section=1, text="Two people called."),)
    ),
    ContentKind.REASON: Reason(text="Everybody was ill."),
    ContentKind.COMPLAINT: ComplaintWords(text="Nobody asked us."),
    ContentKind.COMPLAINT_ANSWER: ComplaintWords(text="We are sorry."),
}


def words_in(value: object) -> set[str]:
    """What people wrote in a body of content."""
    match value:
        case BaseModel():
            return {w for name in type(value).model_fields for w in words_in(getattr(value, name))}
        case dict():
            return {w for inner in value.values() for w in words_in(inner)}
        case tuple():
            return {w for inner in value for w in words_in(inner)}
        case str() if " " in value or "@" in value or "://" in value:
            return {value}
        case _:
            return set()


@pytest.fixture
async def written(pool: Pool, addresses: StackAddresses, monkeypatch: pytest.MonkeyPatch) -> None:
    """A visit that ended for a reason, with content of every kind."""
    visit = v.agreeing().told(samples.comment_on_note(), v.cancel())
    await record(pool, visit.events)
    async with pool.acquire() as connection, connection.transaction():
        for kind, body in WORDS.items():
            await content.keep(connection, v.VISIT, kind, body)
        await content.keep_people(connection, v.VISIT, [DCS, OFFICER, HMI])
        await content.correct_person(connection, v.VISIT, RIGHT, number=2)
    monkeypatch.setenv("DATABASE_URL", addresses.database_url)


def shown(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return " ".join(result.stdout.split())


def test_every_kind_of_content_has_a_model_and_one_topic() -> None:
    of_visits = set(ContentKind) - OF_A_PROGRAMME
    assert set(CONTENT) == set(ContentKind)
    assert set(WORDS) == of_visits
    assert all(type(WORDS[kind]) is CONTENT[kind] for kind in of_visits)
    assert set(KINDS) == set(Topic)
    assert sorted(kind for kinds in KINDS.values() for kind in kinds) == sorted(of_visits)
    assert [kind for kind, body in WORDS.items() if not words_in(body)] == [
        ContentKind.CASE_CONTEXT  # told in kinds, and read in the test below
    ]


@pytest.mark.usefixtures("written")
def test_content_of_every_kind_can_be_read(visits: Callable[..., Result]) -> None:
    for topic in Topic:
        read = shown(visits("read", v.VISIT, topic))
        told = {name for kind in KINDS[topic] for name in words_in(WORDS[kind])}
        assert {words for words in told if words not in read} == set(), topic
        as_json = visits("read", v.VISIT, topic, "--json").stdout
        assert {words for words in told if words not in as_json} == set(), topic
    assert json.loads(visits("read", v.VISIT, "--json").stdout) == list(Topic)


@pytest.mark.usefixtures("written")
def test_counts_of_replies_and_the_context_of_cases_can_be_read(
    visits: Callable[..., Result],
) -> None:
    assert "young people Heard from school Every week 4097" in shown(
        visits("read", v.VISIT, "survey-results")
    )
    cases = shown(visits("read", v.VISIT, "cases"))
    assert "case-3 11 to 15 not told" in cases
    assert "case-7 not told cognition and learning" in cases


@pytest.mark.usefixtures("written")
def test_content_of_every_kind_is_exported(visits: Callable[..., Result]) -> None:
    assert "written.txt, people.json, 15 texts in content." in shown(
        visits("export", v.VISIT, "--out", "all")
    )

    for kind, body in WORDS.items():
        kept = Path(f"all/content/{kind}-v1.json").read_text(encoding="utf-8")
        assert CONTENT[kind].model_validate_json(kept) == body
    read = " ".join(Path("all/written.txt").read_text(encoding="utf-8").split())
    for body in WORDS.values():
        assert {words for words in words_in(body) if words not in read} == set()
    people = json.loads(Path("all/people.json").read_text(encoding="utf-8"))
    assert [(p["name"], p["stands"]) for p in people if p["ref"] == "dcs"] == [
        (RIGHT.name, True),
        (DCS.name, False),
    ]


@pytest.mark.usefixtures("written")
def test_words_come_with_what_was_recorded_with_them_by_whom_and_when(
    visits: Callable[..., Result],
) -> None:
    reasons = shown(visits("read", v.VISIT, "reasons"))
    assert "Mon 12 Oct 2020 visit cancelled coordinator Everybody was ill." in reasons
    findings = shown(visits("read", v.VISIT, "findings"))
    assert "Tue 6 Oct 2020 14:30: findings recorded, by hmi-1" in findings
    timetable = shown(visits("read", v.VISIT, "timetable"))
    assert "leaders day 1, 09:00-10:00 Opening words" in timetable
    assert "Nobody asked us." in shown(visits("read", v.VISIT, "complaints"))
    assert f"`visits read {v.VISIT} TOPIC`" in shown(visits("show", v.VISIT))
    topics = "contacts, survey, survey-results, cases, timetable, findings, note, comments"
    assert topics in shown(visits("show", v.VISIT))


@pytest.fixture
def disputed(performances: Performances, monkeypatch: pytest.MonkeyPatch) -> Performance:
    """The register that a disputed visit to Kent left."""
    performance = performances["disputed"]
    monkeypatch.setenv("DATABASE_URL", performance.addresses.database_url_of(Role.DESK))
    return performance


def test_comments_stand_beside_the_section_of_the_version_they_are_about(
    disputed: Performance, visits: Callable[..., Result]
) -> None:
    first, second = json.loads(visits("read", disputed.state.visit_id, "comments", "--json").stdout)

    calls, waits = first["sections"][1], first["sections"][2]
    assert calls["paragraphs"][0].startswith("Families spoke warmly of weekly calls")
    assert [comment["text"] for comment in calls["comments"]] == [
        "The calls were made by two people"
    ]
    assert len(waits["comments"]) == 2
    assert second["sections"][2]["paragraphs"] == [
        "Some children waited too long for health advice."
    ]
    read = visits("read", disputed.state.visit_id, "comments").stdout
    beside = [line for line in read.splitlines() if "What worked well" in line]
    assert "“The calls were made by two people”" in beside[0]


def test_who_signed_is_told_for_each_version_and_who_decided_instead(
    disputed: Performance, visits: Callable[..., Result]
) -> None:
    told = json.loads(visits("read", disputed.state.visit_id, "agreement", "--json").stdout)

    assert [(s["version"], s["who"]) for s in told["signed"]] == [
        (1, "health-1"),
        (3, "dcs"),
        (3, "health-1"),
        (3, "hmi-education-7"),
        (3, "senior-manager-2"),
    ]
    assert told["missing"] == []
    read = shown(visits("read", disputed.state.visit_id, "agreement"))
    assert "3 Amara Okafor (dcs) agreed Tue 3 Nov 2020 10:00 coordinator" in read


@pytest.mark.usefixtures("written")
def test_what_is_not_there_or_no_topic_is_said(visits: Callable[..., Result]) -> None:
    assert "There is no visit interim-e10000002" in visits("read", "interim-e10000002").stderr
    assert "findings|note|comments" in " ".join(visits("read", v.VISIT, "grades").stderr.split())
