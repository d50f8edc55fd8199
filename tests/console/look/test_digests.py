"""What a leader signed can be looked up by those who have the register."""

from pathlib import Path

import pytest
import yaml

from register import content, documents
from register.connection import Pool
from register.documents import DocumentRow
from schemas.content import ContentRef
from schemas.ids import Digest
from schemas.personal import NoteSection, SummaryNote
from schemas.values import ContentKind, DocumentKind, Marking
from stack import StackAddresses
from tests.console.conftest import Visits
from tests.register.recording import record
from tests.support.visits import VISIT, shared

WORDS = {"heading": "What worked", "paragraphs": ["Calls kept families informed."]}


PDF = DocumentRow(
    DocumentKind.SUMMARY_NOTE, 1, "A note", Marking.OFFICIAL_SENSITIVE, "a" * 64, b"%PDF-1.7"
)


@pytest.fixture
async def note(pool: Pool, addresses: StackAddresses, monkeypatch: pytest.MonkeyPatch) -> Digest:
    """The digest of a note that the register keeps."""
    await record(pool, shared().events)
    monkeypatch.setenv("DATABASE_URL", addresses.database_url)
    words = SummaryNote(sections=(NoteSection.model_validate(WORDS),))
    async with pool.acquire() as connection, connection.transaction():
        kept: ContentRef = await content.keep(connection, VISIT, ContentKind.SUMMARY_NOTE, words)
    return kept.digest


@pytest.fixture
async def published(note: Digest, pool: Pool) -> Digest:
    """What an event says of the note's PDF."""
    async with pool.acquire() as connection:
        await documents.keep(connection, VISIT, PDF)
        return await documents.published_digest(connection, VISIT, PDF)


@pytest.fixture
async def changed(note: Digest, pool: Pool) -> Digest:
    """The digest of a note that somebody changed behind our back."""
    await pool.execute("UPDATE content SET body = jsonb_set(body, '{cases}', '[\"case-1\"]')")
    return note


def form(folder: Path, **changed: object) -> str:
    path = folder / "note.yaml"
    path.write_text(yaml.safe_dump({"sections": [{**WORDS, **changed}]}), encoding="utf-8")
    return str(path)


def test_a_digest_tells_which_words_it_stands_for(note: Digest, visits: Visits) -> None:
    told = visits("digest", VISIT, f"{note[:32]} {note[32:].upper()}")

    assert told.exit_code == 0, told.output
    assert told.output == (
        f"It stands for version 1 of the summary note of {VISIT}, which is kept as it was.\n"
    )


def test_the_words_in_somebodys_hands_are_compared(
    note: Digest, visits: Visits, tmp_path: Path
) -> None:
    same = visits("digest", VISIT, note, "--words", form(tmp_path))
    other = visits("digest", VISIT, note, "--words", form(tmp_path, paragraphs=["Calls helped."]))

    assert (same.exit_code, same.output.rpartition("; ")[2]) == (0, "these are its words.\n")
    assert (other.exit_code, other.output.rpartition("; ")[2]) == (
        1,
        "these are not its words.\n",
    )


def test_words_that_were_changed_meanwhile_are_told(changed: Digest, visits: Visits) -> None:
    told = visits("digest", VISIT, changed, "--json")

    assert told.exit_code == 1
    assert '"version": 1' in told.output
    assert '"holds": false' in told.output


def test_what_an_event_says_of_a_pdf_is_told_and_nothing_of_anything_else(
    published: Digest, visits: Visits
) -> None:
    assert visits("digest", VISIT, published).exit_code == 0
    unknown = visits("digest", VISIT, "0" * 64)
    assert (unknown.exit_code, "has this digest" in unknown.output) == (1, True)
    wrong = visits("digest", VISIT, "abc")
    assert wrong.exit_code == 2
    assert "is not a digest" in wrong.output
