"""What lies ahead of a visit, on its page."""

import json
from datetime import date
from typing import Any

import httpx2
import pytest

from desk.desk import Desk
from desk.looking_ahead import NotForeseen
from pages.app import create_pages
from pages.dependencies import PagesDependencies
from schemas.ids import VisitId
from tests.engine import Engine
from tests.pages.conftest import errors_of
from tests.support.acting import SignedInAs
from tests.support.browsing import Browser
from tests.support.deciding_pages import deciding_pages

TOLD = {
    "since": "2020-09-21T09:05:00+01:00",
    "to": "2020-10-05T09:05:00+01:00",
    "ended_by": "until",
    "visits": [{"visit_id": "VISIT", "stage": "invited", "outcome": None, "next_action": {}}],
    "beside": [],
    "events": [
        {
            "subject": "VISIT",
            "sequence": 9,
            "type": "visit.reply-reminded",
            "at": "2020-09-28T09:00:00+01:00",
            "actor": "system",
            "words": "reply reminded",
        }
    ],
    "letters": [
        {
            "key": "VISIT/reply_reminder/1/dcs",
            "kind": "reply_reminder",
            "recipient": "dcs",
            "at": "2020-09-28T09:00:00+01:00",
            "status": "delivered",
            "path": None,
        }
    ],
    "documents": [],
    "tasks": [
        {
            "visit": "VISIT",
            "kind": "contacts_missing",
            "raised_at": "2020-09-28T09:00:00+01:00",
            "letter": None,
        }
    ],
    "refused": [],
    "waiting": 1,
}
"""As `visits foresee --json` says it."""


class Ahead:
    """Plays nothing: says what it is given, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[VisitId, date | None]] = []
        self.refuses: NotForeseen | None = None

    async def __call__(self, visit: VisitId, until: date | None) -> dict[str, Any]:
        self.asked.append((visit, until))
        if self.refuses is not None:
            raise self.refuses
        told: dict[str, Any] = json.loads(json.dumps(TOLD).replace("VISIT", visit))
        return told


@pytest.mark.parametrize("ahead", [Ahead(), None])
async def test_it_is_played_when_asked_for(engine: Engine, ahead: Ahead | None) -> None:
    async with deciding_pages(engine) as deciding:
        walk = deciding.walk
        await walk.open()
        desk: Desk = walk.desk
        deps = PagesDependencies(engine.pool, desk, now=lambda: walk.now, ahead=ahead)
        transport = httpx2.ASGITransport(app=SignedInAs(create_pages(deps)))
        async with httpx2.AsyncClient(transport=transport, base_url="https://pages.test") as client:
            page = await Browser(client).open(f"/visits/{walk.visit}/ahead")
            await page.press("Play it forward", {"weeks": "2"})
            if ahead is None:
                assert "Visits are not played forward here" in page.text
                return
            assert ahead.asked == [(walk.visit, date(2020, 10, 5))]
            assert "28 September 2020 at 9am: reply reminded" in page.text
            assert "reply reminder to dcs, delivered" in page.text.lower()
            assert "In the end invited" in page.text
            assert "not in this: 1" in page.text
            ahead.refuses = NotForeseen("It is over: `visits timeline VISIT` tells what happened.")
            await page.press("Play it forward", {"weeks": ""})
            assert "It is over: “Timeline” tells what happened." in page.text
            assert ahead.asked[-1] == (walk.visit, None)
            answer = await client.get(f"/visits/{walk.visit}/ahead")
            assert errors_of(answer.text) == []
