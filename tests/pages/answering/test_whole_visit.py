"""The area's side of a smooth visit, through the links of its letters alone."""

import pytest

from desk.named_people import named_in_comments
from desk.written import read_record
from register import log, visits
from rules.questions import ASKED
from schemas.forms.form import VisitForm
from schemas.ids import PersonRef
from schemas.questions import Question
from schemas.state import VisitState
from schemas.values import LetterKind, Outcome, Stage
from tests.support.answering_pages import Answering
from tests.support.browsing import text_of
from tests.support.deciding_pages import typed_for
from tests.support.note_files import replaced

OFFICER = {
    "name": "Morwenna Hale",
    "email": "morwenna.hale@kent.example.gov.uk",
    "organisation": "Kent County Council",
}


async def state_of(answering: Answering) -> VisitState:
    async with answering.pool.acquire() as connection:
        return await visits.require(connection, answering.walk.visit)


async def test_a_smooth_visit_is_answered_by_links_alone(answering: Answering) -> None:
    walk = answering.walk
    await answering.invited()
    answered = set()

    async def answer(
        kind: LetterKind,
        who: PersonRef,
        question: Question,
        typed: dict[str, str] | dict[str, list[str]],
    ) -> None:
        await answering.answer(kind, who, question, typed)
        answered.add((await answering.link(kind, who, question)).ref)

    def typed(do: str) -> dict[str, list[str]]:
        form = walk.form_of(do)
        assert isinstance(form, VisitForm)
        return typed_for(form, ())

    await answer(LetterKind.REMINDER, "health-1", Question.REPLY, {"answer": "accept"})
    await answer(LetterKind.INVITATION, "dcs", Question.OFFICER, OFFICER)
    walk.taken += 2
    await walk.steps_through("dates")
    officer = (await state_of(answering)).officer
    assert officer is not None
    await answer(LetterKind.CONFIRMATION, officer, Question.SURVEYS, typed("survey"))
    await answer(LetterKind.CONFIRMATION, officer, Question.CASES, typed("cases"))
    await answer(LetterKind.CONFIRMATION, officer, Question.MEETINGS, typed("timetable"))
    walk.taken += 3
    await walk.steps_through("draft")
    for leader in ("dcs", "health-1", "health-2"):
        await answer(LetterKind.DRAFT_NOTE, leader, Question.SIGNATURE, {})
    walk.taken += 1
    await walk.steps_through("share")
    state = await state_of(answering)
    assert state.stage is Stage.SHARING
    departments = [c.ref for c in state.contacts if c.role in {"dfe", "nhs_england"}]
    for department in departments:
        await answer(LetterKind.SHARED_NOTE, department, Question.RECEIPT, {})

    state = await state_of(answering)
    assert (state.stage, state.outcome) == (Stage.ENDED, Outcome.CLOSED)
    async with answering.pool.acquire() as connection:
        events = await log.read(connection, visit=walk.visit)
    assert {event.event.actor for event in events} >= answered
    assert len(answered) == 10


async def test_comments_are_taken_section_by_section(answering: Answering) -> None:
    await answering.walk.open()
    await answering.walk.steps_through("draft")

    browser = await answering.answer(
        LetterKind.DRAFT_NOTE,
        "dcs",
        Question.COMMENTS,
        {"comments.1.text": "The calls were weekly from April."},
    )

    state = await state_of(answering)
    assert browser.heading == "Thank you"
    assert [(one.section, one.count) for one in state.comment_rounds[-1].comments] == [(2, 1)]


async def test_each_section_has_a_place_for_comments_and_those_that_name_nobody_are_told_nothing(
    answering: Answering,
) -> None:
    await answering.walk.open()
    await answering.walk.steps_through("draft")
    browser = await answering.opened(LetterKind.DRAFT_NOTE, "dcs", Question.COMMENTS)

    labels = [text_of(one) for one in browser.page.findall(".//main//label")]
    asked = [text for text in labels if text.startswith("What should be put right")]
    state = await state_of(answering)
    assert state.note is not None

    assert asked == [
        f"What should be put right in section {number}?"
        for number in range(1, state.note.sections + 1)
    ]
    assert "Choose one" not in browser.text
    await browser.press("Continue", {"comments.0.text": "x" * 20_001})
    assert browser.answer.status_code == 422
    assert len(browser.problems) == 1

    said = "The director of Kent was there in May."
    await browser.press("Continue", {"comments.0.text": "", "comments.1.text": said})
    assert browser.path.endswith("/check"), browser.problems
    assert "a person" not in browser.text


async def test_a_name_in_a_comment_is_told_before_it_is_sent_and_to_whoever_reads_it(
    answering: Answering,
) -> None:
    await answering.walk.open()
    await answering.walk.steps_through("draft")
    browser = await answering.opened(LetterKind.DRAFT_NOTE, "dcs", Question.COMMENTS)

    await browser.press("Continue", {"comments.1.text": "Ms Okafor says that it was in April."})

    assert "In the comment on section 2, “Okafor”" in browser.text
    assert "a person" in browser.text
    await browser.press("Comment on the summary note")
    assert browser.heading == "Thank you"
    async with answering.pool.acquire() as connection:
        record = await read_record(connection, answering.walk.visit)
    (told,) = named_in_comments(record).values()
    assert "“Okafor”" in told


async def test_later_days_are_asked_for(answering: Answering) -> None:
    await answering.invited()

    await answering.answer(
        LetterKind.INVITATION, "dcs", Question.LATER_DAYS, {"reason": "Our offices move that week."}
    )

    assert (await state_of(answering)).deferral is not None


async def test_a_complaint_is_taken_up(answering: Answering) -> None:
    await answering.walk.open()
    await answering.walk.steps_through("dates")

    await answering.answer(
        LetterKind.CONFIRMATION, "dcs", Question.COMPLAINT, {"text": "Nobody called us back."}
    )

    async with answering.pool.acquire() as connection:
        found = await log.read_all(connection, about=f"{answering.walk.visit}/complaint/1")
    link = await answering.link(LetterKind.CONFIRMATION, "dcs", Question.COMPLAINT)
    assert [event.event.actor for event in found] == [link.ref]


async def test_an_inspector_declares_a_conflict_of_their_own(answering: Answering) -> None:
    await answering.walk.open()
    await answering.walk.steps_through("dates")

    await answering.answer(
        LetterKind.CONFIRMATION,
        "hmi-education-7",
        Question.CONFLICTS,
        {"conflicts": ["financial"]},
    )

    declared = {
        one.inspector: [kind.value for kind in one.conflicts]
        for one in (await state_of(answering)).declarations
    }
    assert declared["hmi-education-7"] == ["financial"]
    assert declared["hmi-social-care-3"] == []


async def test_a_name_in_place_of_a_number_is_refused(answering: Answering) -> None:
    await answering.walk.open()
    await answering.walk.steps_through("survey")
    browser = await answering.opened(LetterKind.CONFIRMATION, "dcs", Question.CASES)

    assert "Never give the name" in browser.text
    for typed in ("Emily", "Emily W", "EW"):
        await browser.press("Continue", {"offered": "5", "cases.0.case": typed})

        assert browser.answer.status_code == 422, typed
        no_number = f"what is there (“{typed}”) is not a case by its number, such as case-3"
        assert browser.problems == [f"Number of the case: {no_number}"]
        async with answering.pool.acquire() as connection:
            drafts = await connection.fetch("SELECT typed FROM drafts")
        assert [draft["typed"] for draft in drafts if typed in draft["typed"]] == []
        assert drafts


def test_what_a_letter_says_before_a_link_reads_on() -> None:
    assert {question.words[:3] for question in ASKED.values()} == {"To "}


async def test_the_page_tells_what_was_sent_and_asked_so_far(answering: Answering) -> None:
    await answering.invited()
    await answering.answer(LetterKind.INVITATION, "dcs", Question.REPLY, {"answer": "accept"})

    browser = await answering.opened(LetterKind.INVITATION, "dcs", Question.OFFICER)

    assert "The invitation, sent on" in browser.text
    assert "Reply to the invitation: answered on" in browser.text
    assert "Ask for later days: not answered yet" in browser.text


@pytest.mark.parametrize(
    ("what", "part"), [("Word", "word/document.xml"), ("OpenDocument", "content.xml")]
)
async def test_a_leader_takes_the_note_edits_it_and_brings_it_back(
    answering: Answering, what: str, part: str
) -> None:
    await answering.walk.open()
    await answering.walk.steps_through("draft")
    browser = await answering.opened(LetterKind.DRAFT_NOTE, "dcs", Question.COMMENTS)
    form = browser.path
    copy = (await browser.open(browser.links()[what])).answer.content
    edited = replaced(copy, part, "weekly calls", "calls every fortnight")
    await browser.open(form)

    await browser.upload("Fill in from the file", "_file", edited)

    told = [texts[0] for at, texts in browser.fields().items() if at.endswith(".text")]
    (text,) = [one for one in told if one]
    assert "weekly calls" in text.partition(" became ")[0]
    await browser.press("Continue")
    await browser.press("Comment on the summary note")
    assert browser.heading == "Thank you"
    state = await state_of(answering)
    assert [one.count for one in state.comment_rounds[-1].comments] == [1]


@pytest.mark.parametrize("content", [b"Section 1: weekly.", b"MZ\x90\xff", b"comments: []\n"])
async def test_a_leader_is_told_which_files_are_taken(answering: Answering, content: bytes) -> None:
    await answering.walk.open()
    await answering.walk.steps_through("draft")
    browser = await answering.opened(LetterKind.DRAFT_NOTE, "dcs", Question.COMMENTS)

    await browser.upload("Fill in from the file", "_file", content)

    assert browser.problems == [
        "The file must be the note that you edited, saved as .docx or .odt."
    ]
