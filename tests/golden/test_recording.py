"""Recording cannot paper over a break by accident: it only adds, and not while one is broken."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory

from schemas.events.event import Fact
from schemas.events.invitation import Accepted, ReplyReminded
from schemas.messages import Respond
from tests.golden.book import INDEX, Book
from tests.golden.record import NotRecorded, record
from tests.support.changed_rules import decide_otherwise

SMOOTH, CANCELLED = "smooth", "cancelled"


def played(name: str) -> Sequence[WorkflowHistory]:
    """What a play of a committed scenario left."""
    committed = Book()
    return committed.histories(committed.standing(name)[-1])


def as_another(name: str) -> Callable[[str], Sequence[WorkflowHistory]]:
    """A play that goes as another scenario does."""
    return lambda _: played(name)


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """A book with one generation of one scenario."""
    book = Book(tmp_path)
    book.add(SMOOTH, played(SMOOTH))
    return Book(tmp_path)


def files(book: Book) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in book.folder.glob("*/*")}


def test_the_first_recording_starts_the_book(tmp_path: Path) -> None:
    assert record(Book(tmp_path), [SMOOTH], played) == ["smooth/0001: recorded"]

    assert Book(tmp_path).complaints() == []


def test_nothing_is_recorded_when_nothing_changed(book: Book) -> None:
    before = files(book)

    assert record(book, [SMOOTH], played) == ["smooth/0001: as it was"]
    assert files(book) == before


def test_a_changed_scenario_gets_a_generation_and_the_old_one_stays(book: Book) -> None:
    before = files(book)

    assert record(book, [SMOOTH], as_another(CANCELLED)) == ["smooth/0002: recorded"]
    after = files(book)
    assert {name: after[name] for name in before} == before
    assert [g.number for g in Book(book.folder).standing(SMOOTH)] == ["0001", "0002"]
    assert Book(book.folder).complaints() == []


def test_nothing_is_recorded_while_an_older_generation_would_be_decided_differently(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    def respond(*_: object) -> list[Fact]:
        return [Accepted(), ReplyReminded(reply_due=datetime(2020, 9, 28, 16, tzinfo=UTC))]

    decide_otherwise(monkeypatch, Respond, respond)
    before = files(book)

    with pytest.raises(NotRecorded, match=r"Record .* is new"):
        record(book, [SMOOTH], as_another(CANCELLED))
    assert files(book) == before


@pytest.mark.parametrize(
    ("harm", "complaint"),
    [
        (lambda file: file.write_text(file.read_text() + " "), "was edited"),
        (lambda file: file.unlink(), "is gone"),
        (lambda file: (file.parent / "0002.history.json").write_text("{}"), "is not in index.json"),
    ],
    ids=["edited", "deleted", "slipped in"],
)
def test_a_history_that_was_touched_is_told_of_and_stops_recording(
    book: Book, harm: Callable[[Path], object], complaint: str
) -> None:
    harm(book.folder / "smooth/0001.history.json")

    assert any(complaint in told for told in book.complaints())
    with pytest.raises(NotRecorded, match=complaint):
        record(book, [SMOOTH], played)


def retire(book: Book, why: dict[str, str]) -> Book:
    index = book.folder / INDEX
    told = json.loads(index.read_text())
    index.write_text(json.dumps(told | {"retired": {"smooth/0001": why}}))
    return Book(book.folder)


def test_a_generation_is_retired_with_a_date_and_a_reason(book: Book) -> None:
    (book.folder / "smooth/0001.history.json").unlink()

    retired = retire(book, {"date": "2027-01-04", "reason": "No visit of it is left."})

    assert retired.complaints() == []
    assert retired.standing() == []
    assert record(retired, [SMOOTH], played) == ["smooth/0002: recorded"]


def test_a_generation_is_not_retired_without_them(book: Book) -> None:
    retired = retire(book, {"date": "soon", "reason": ""})

    assert retired.complaints() == ["smooth/0001 is retired without a date or a reason."]


def test_a_golden_history_does_not_name_the_machine_it_was_recorded_on(book: Book) -> None:
    text = (book.folder / "smooth/0001.history.json").read_text()

    assert set(_identities(json.loads(text))) == {"recorder"}


def _identities(value: object) -> list[str]:
    if isinstance(value, list):
        return [name for inner in value for name in _identities(inner)]
    if isinstance(value, dict):
        own = [value["identity"]] if "identity" in value else []
        return own + [name for inner in value.values() for name in _identities(inner)]
    return []
