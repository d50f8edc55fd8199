"""What GOV.UK Notify tells of a visit's letters, by itself or when asked, becomes their outcome."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

import httpx2
import pytest

from activities.channels.notify import NotifyChannel
from activities.incoming.notify import NotifyStatuses
from api.notify_callbacks import create_notify_callbacks
from desk.tasks import things_to_do, words_of
from register import letters, visits
from schemas.ids import PersonRef
from schemas.incoming import MailKind, MailOutcome
from schemas.values import LetterKind, LetterStatus, TaskKind
from tests.activities.notify_double import SERVICE, NotifyDouble, notify_double
from tests.engine import Engine
from tests.support.mail_in import Post, post_of
from worker.mail_reading import Sources, one_round

TOKEN = "a bearer token of some length"  # noqa: S105 - of nothing but this test


def told(status: str) -> bytes:
    """A callback about a letter that is none of ours."""
    body = {"id": SERVICE, "reference": "a" * 16, "status": status}
    return json.dumps(body).encode()


@dataclass
class Notified:
    """A visit whose invitations went by Notify, and where that calls back."""

    post: Post
    notify: NotifyDouble
    callbacks: httpx2.AsyncClient

    def address(self, ref: PersonRef) -> str:
        contacts = self.post.walk.scenario.contacts
        assert contacts is not None
        return next(one.email for one in contacts.people if one.ref == ref)

    async def is_asked(self) -> int | None:
        """Notify is asked what became of letters, and that is followed."""
        statuses = NotifyStatuses(self.notify.account)
        return await one_round(self.post.reader, self.post.desks, Sources(None, statuses))

    async def calls_back(self, ref: PersonRef, status: str, token: str = TOKEN) -> int:
        told = self.notify.becomes(self.address(ref), status)
        answer = await self.callbacks.post(
            "/status", json=told, headers={"authorization": f"Bearer {token}"}
        )
        return answer.status_code

    async def status_of(self, ref: PersonRef) -> LetterStatus:
        async with self.post.pool.acquire() as connection:
            rows = await letters.of_visit(connection, self.post.walk.visit)
        return next(row.status for row in rows if row.order.recipient == ref)


@pytest.fixture
async def notified(engine: Engine) -> AsyncIterator[Notified]:
    async with (
        notify_double(NotifyDouble()) as double,
        post_of(engine, NotifyChannel(double.account)) as post,
    ):
        app = create_notify_callbacks(post.desks, sha256(TOKEN.encode()).digest())
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="https://n") as asking:
            await post.walk.open()
            await post.walk.let_pass(timedelta(hours=1))
            yield Notified(post, double, asking)


async def test_what_was_delivered_is_recorded_as_delivered(notified: Notified) -> None:
    assert await notified.status_of("dcs") is LetterStatus.SENT
    notified.notify.becomes(notified.address("dcs"), "delivered")

    assert await notified.is_asked() == 1

    assert await notified.status_of("dcs") is LetterStatus.DELIVERED
    (told,) = await notified.post.listed()
    assert (told.kind, told.outcome) == (MailKind.ARRIVED, MailOutcome.RECORDED)
    assert "Recorded as delivered because of it" in await notified.post.page()
    async with notified.post.pool.acquire() as connection:
        state = await visits.require(connection, notified.post.walk.visit)
    assert state.tasks == ()


async def test_what_failed_for_good_is_refused_and_a_person_is_asked(notified: Notified) -> None:
    assert await notified.calls_back("dcs", "permanent-failure") == 204
    assert await notified.status_of("dcs") is LetterStatus.SENT, "a callback decides nothing"

    await notified.is_asked()

    assert await notified.status_of("dcs") is LetterStatus.REFUSED
    async with notified.post.pool.acquire() as connection:
        state = await visits.require(connection, notified.post.walk.visit)
    key = notified.post.key(LetterKind.INVITATION, "dcs")
    assert [(t.kind, t.letter) for t in state.tasks] == [(TaskKind.LETTER_NOT_DELIVERED, key)]


@pytest.mark.parametrize("status", ["temporary-failure", "technical-failure"])
async def test_what_was_given_up_is_looked_at_by_a_person(notified: Notified, status: str) -> None:
    assert await notified.calls_back("dcs", status) == 204
    await notified.is_asked()

    async with notified.post.pool.acquire() as connection:
        found = await things_to_do(connection, notified.post.walk.now)
    assert [words_of(one.thing) for one in found if "not tried any more" in words_of(one.thing)]
    assert f"({status})" in await notified.post.page()


async def test_what_is_told_twice_or_both_ways_is_recorded_once(notified: Notified) -> None:
    for _ in range(2):
        assert await notified.calls_back("dcs", "permanent-failure") == 204
        await notified.is_asked()

    assert len(await notified.post.listed()) == 1


async def test_what_is_under_way_is_nothing_new_and_asked_again(notified: Notified) -> None:
    assert await notified.is_asked() == 0
    assert await notified.calls_back("dcs", "pending") == 204
    assert await notified.post.listed() == []
    notified.notify.becomes(notified.address("dcs"), "delivered")
    assert await notified.is_asked() == 1
    asked = notified.notify.looked_up.copy()
    await notified.is_asked()
    (tag,) = [one["reference"] for one in notified.notify.had if one["status"] == "delivered"]
    assert notified.notify.looked_up[tag] == asked[tag], "its last word is not asked for again"


async def test_whoever_has_not_the_token_tells_nothing(notified: Notified) -> None:
    for token in ("", "another", TOKEN[:-1], f"{TOKEN}x"):
        assert await notified.calls_back("dcs", "permanent-failure", token) == 403, token
        assert await notified.post.listed() == [], token


NO_CALLBACKS = (
    b"",
    b"{}",
    b"[1]",
    b"\x00" * 100,
    b'{"id": 1, "reference": "x", "status": "delivered"}',
    told("permanent-failure"),
    told("returned-letter"),
)


async def test_what_is_no_callback_or_of_no_letter_is_answered_alike(notified: Notified) -> None:
    head = {"authorization": f"Bearer {TOKEN}"}
    for body in NO_CALLBACKS:
        answer = await notified.callbacks.post("/status", content=body, headers=head)
        assert answer.status_code == 204, body
        assert await notified.post.listed() == [], body


async def test_a_body_without_end_is_not_read(notified: Notified) -> None:
    answer = await notified.callbacks.post(
        "/status", content=b"0" * 20_000, headers={"authorization": f"Bearer {TOKEN}"}
    )
    assert answer.status_code == 413
