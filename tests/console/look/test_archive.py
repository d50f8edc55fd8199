"""A visit is written out with one command, wherever in its life it is."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from typer.testing import Result

from register import documents, letters, log
from register import visits as register_of_visits
from register.connection import Pool
from register.documents import DocumentRow
from rules.correspondence import letters_after
from rules.evolve import evolve
from schemas.letters import LetterOrder
from schemas.state import VisitState
from schemas.values import DocumentKind, LetterStatus, Marking, Outcome, Stage
from stack import StackAddresses
from tests.support import visits as v

LIVES: tuple[Callable[[], v.Visit], ...] = (
    *v.STAGES,
    v.no_reply,
    v.withdrawn,
    v.incomplete,
    v.deferred,
)

Recorded: TypeAlias = tuple[v.Visit, list[LetterOrder]]


async def record(pool: Pool, visit: v.Visit) -> list[LetterOrder]:
    """Put a visit into the register, each letter sent and each of its documents kept."""
    state: VisitState | None = None
    orders: list[LetterOrder] = []
    for event in visit.events:
        state = evolve(state, event)
        orders += letters_after(state, event)
    async with pool.acquire() as connection, connection.transaction():
        kept, _ = await log.append(connection, None, list(visit.events), evolve)
        await register_of_visits.save(connection, kept)
        await letters.file(connection, orders, visit.now)
        for order in orders:
            await letters.mark(
                connection,
                order.key,
                LetterStatus.DELIVERED,
                at=visit.now,
                channel="maildir",
                message=b"Subject: A letter\r\n\r\n",
            )
        for kind, version in kept_documents(orders):
            row = DocumentRow(kind, version, "A document", Marking.OFFICIAL, "a" * 64, b"%PDF-1.7")
            await documents.keep(connection, v.VISIT, row)
    return orders


def kept_documents(orders: list[LetterOrder]) -> list[tuple[DocumentKind, int]]:
    return sorted({(each.kind, each.version) for order in orders for each in order.documents})


def test_every_stage_and_every_end_is_among_them() -> None:
    states = [life().state for life in LIVES]
    assert {state.stage for state in states} == set(Stage)
    assert {state.outcome for state in states} == {None, *Outcome}
    assert any(state.pause for state in states)


@pytest.fixture(params=LIVES, ids=lambda life: life.__name__)
async def recorded(
    request: pytest.FixtureRequest,
    pool: Pool,
    addresses: StackAddresses,
    monkeypatch: pytest.MonkeyPatch,
) -> Recorded:
    """A visit that the register knows, and its letters."""
    visit: v.Visit = request.param()
    orders = await record(pool, visit)
    monkeypatch.setenv("DATABASE_URL", addresses.database_url)
    return visit, orders


def test_a_visit_is_exported_from_every_stage(
    recorded: Recorded, visits: Callable[..., Result]
) -> None:
    visit, orders = recorded

    result = visits("export", v.VISIT, "--out", "all")

    assert result.exit_code == 0, result.output
    written = {str(path.relative_to("all")) for path in Path("all").rglob("*") if path.is_file()}
    assert written == {
        *("state.json", "timeline.txt", "events.jsonl", "written.txt", "people.json"),
        *(f"letters/{order.kind}-{order.round}-{order.recipient}.eml" for order in orders),
        *(f"documents/{kind}-v{version}.pdf" for kind, version in kept_documents(orders)),
    }
    state = json.loads(Path("all/state.json").read_text(encoding="utf-8"))
    assert VisitState.model_validate(state) == visit.state
    lines = Path("all/events.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["id"] for line in lines] == [
        f"{v.VISIT}/{event.sequence}" for event in visit.events
    ]
    assert Path("all/timeline.txt").read_text(encoding="utf-8").startswith("London time")
