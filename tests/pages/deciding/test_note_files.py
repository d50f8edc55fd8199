"""The note goes to a word processor and comes back by page: as a draft, and as comments."""

from io import BytesIO

from pypdf import PdfReader

from desk.reading.note_files import note_file
from register import documents, visits
from tests.support.deciding_pages import Deciding
from tests.support.note_files import by_pandoc, replaced

DRAFT = "Issue a version of the summary note"
COMMENT = "Record the area's comments on the note"
FILL_IN = "Fill in from the file"
BY = 'author="Ann" date="2027-01-01T00:00:00Z"'

NOTE = f"""# What worked well

Families were called *every week*:

- by telephone
    1. first
    2. second
- by letter

# Opportunities to improve

One [place]{{.deletion {BY}}}[plan]{{.insertion {BY}}} for **all**.
"""


async def test_a_draft_from_a_file_is_shown_decided_and_set_with_its_lists(
    deciding: Deciding,
) -> None:
    await deciding.walk.open()
    await deciding.walk.steps_through("feedback")
    browser = await deciding.browser().open(deciding.address("draft"))
    cases = browser.fields()["cases"]
    assert cases

    await browser.upload(FILL_IN, "_file", by_pandoc(NOTE))

    assert not browser.problems
    assert browser.fields()["sections.0.paragraphs"] == [
        "Families were called *every week*:\n\n- by telephone\n  1. first\n  2. second\n- by letter"
    ]
    assert browser.fields()["cases"] == cases
    assert "In “Opportunities to improve”: Taken out: “place”." in browser.text
    assert "There is no section “What the visit looked at” in it." in browser.text
    assert "There is no section “What worked well” in it." not in browser.text
    assert "Ann" not in browser.text
    await browser.press("Continue")
    assert "Where the file had changes that nobody has settled" in browser.text
    assert browser.page.find(".//dd/ul/li/ol/li") is not None
    assert "*" not in browser.text
    await browser.press(DRAFT)
    assert browser.heading == "Recorded"

    await browser.open(f"/visits/{deciding.walk.visit}/note")
    (listed,) = browser.page.findall(".//main//ul[@class='govuk-list govuk-list--bullet']/li/ol/..")
    assert [item.text for item in listed.findall("ol/li")] == ["first", "second"]
    assert [one.text for one in browser.page.findall(".//main//em")] == ["every week"]
    async with deciding.pool.acquire() as connection:
        (pdf,) = [
            one
            for one in await documents.of_visit(connection, deciding.walk.visit)
            if one.kind == "summary_note"
        ]
    body = BytesIO(pdf.body)
    assert "1. first" in " ".join(PdfReader(body).pages[0].extract_text().split())


async def test_how_to_write_is_said_once_and_a_file_that_cannot_be_used_loses_nothing_typed(
    deciding: Deciding,
) -> None:
    await deciding.walk.open()
    await deciding.walk.steps_through("feedback")
    browser = await deciding.browser().open(deciding.address("draft"))
    assert len([name for name in browser.fields() if name.endswith(".paragraphs")]) > 1
    assert browser.text.count("Leave an empty line between two paragraphs") == 1

    await browser.press("Save and come back later", {"sections.0.paragraphs": "Typed."})
    await browser.open(deciding.address("draft"))

    await browser.upload(FILL_IN, "_file", by_pandoc("# A\n\n| a |\n|---|\n| 1 |\n"))

    assert browser.answer.status_code == 422
    (told,) = browser.problems
    assert told.startswith("The file cannot be used: in “A”, there is a table; say what it says")
    assert browser.fields()["sections.0.paragraphs"] == ["Typed."]


async def test_a_copy_that_came_back_is_filled_in_as_comments(deciding: Deciding) -> None:
    await deciding.walk.open()
    await deciding.walk.steps_through("draft")
    browser = deciding.browser()
    copy = (await browser.open(f"/visits/{deciding.walk.visit}/note.docx")).answer.content
    edited = replaced(copy, "word/document.xml", "weekly calls", "calls every fortnight")

    await browser.open(deciding.address("comment"))
    await browser.upload(FILL_IN, "_file", edited)

    assert not browser.problems
    text = browser.fields()["comments.0.text"][0]
    assert "weekly calls" in text.partition(" became ")[0]
    assert "calls every fortnight" in text.partition(" became ")[2]
    await browser.press("Continue")
    await browser.press(COMMENT)
    assert browser.heading == "Recorded"
    async with deciding.pool.acquire() as connection:
        state = await visits.require(connection, deciding.walk.visit)
    assert [one.count for one in state.comment_rounds[-1].comments] == [1]


async def test_a_copy_to_edit_goes_to_leaders_beside_the_pdf(deciding: Deciding) -> None:
    await deciding.walk.open()
    await deciding.walk.steps_through("feedback")
    browser = await deciding.browser().open(deciding.address("draft"))
    await browser.upload(FILL_IN, "_file", by_pandoc(NOTE, "odt"))
    await browser.press("Continue", {"editable_copy": "yes"})
    assert "to-be-edited-v1.docx" in browser.text
    await browser.press(DRAFT)
    visit = deciding.walk.visit

    await browser.open(f"/visits/{visit}/letters/draft_note/1/dcs")
    assert "A copy to edit is attached, too" in browser.text
    await browser.open(f"/visits/{visit}/documents")
    (address,) = [where for words, where in browser.links().items() if "(Word," in words]
    await browser.open(address)
    copy = browser.answer
    assert copy.headers["content-type"].endswith("wordprocessingml.document")
    first, second = note_file(copy.content).sections
    assert (first.heading, second.heading) == ("What worked well", "Opportunities to improve")
