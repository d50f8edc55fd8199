"""`visits post`: mail that came in is read, listed and looked at."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from register import letter_tags
from register.connection import Pool
from schemas.ids import letter_key
from schemas.staff import StaffRole
from stack import StackAddresses
from tests.register.recording import record
from tests.support.mail_in import BOUNCES, report
from tests.support.signed_in import sign_in
from tests.support.visits import VISIT, invited

KEY = letter_key(VISIT, "invitation", 1, "dcs")

pytestmark = pytest.mark.usefixtures("mailbox")


@pytest.fixture
async def mailbox(
    pool: Pool, addresses: StackAddresses, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Path:
    """A Maildir in which there are a letter's delay and something that nobody understands."""
    monkeypatch.setenv("DATABASE_URL", addresses.database_url)
    monkeypatch.setenv("TEMPORAL_ADDRESS", addresses.temporal)
    monkeypatch.setenv("VISITS_MAILBOX", "maildir")
    monkeypatch.setenv("VISITS_MAILBOX_MAILDIR", str(tmp_path / "in"))
    monkeypatch.setenv("VISITS_BOUNCES_ADDRESS", BOUNCES)
    await sign_in(addresses.database_url, monkeypatch)
    await record(pool, invited().events)
    async with pool.acquire() as connection:
        tag = await letter_tags.tag_of(connection, KEY)
    new = tmp_path / "in" / "new"
    new.mkdir(parents=True)
    (new / "1.a").write_bytes(report(tag, action="delayed", status="4.4.1"))
    (new / "2.b").write_bytes(b"From: x@example.org\nSubject: Win!\n\nBuy this.\n")
    return tmp_path / "in"


def flat(result: Result) -> str:
    return " ".join(result.output.split())


def test_mail_is_read_and_told_at_its_visit(visits: Callable[..., Result], mailbox: Path) -> None:
    read = visits("post", "read", "--once")
    assert read.exit_code == 0, read.output
    assert list((mailbox / "new").iterdir()) == []

    letters = visits("letters", VISIT)
    assert "delayed, and still being tried (4.4.1)" in flat(letters)
    assert "Mail 1 came in" in flat(visits("show", VISIT))
    (about,) = json.loads(visits("post", "list", VISIT, "--json").stdout)
    assert (about["kind"], about["letter"], about["status"]) == ("delayed", KEY, "4.4.1")


def test_what_nobody_understands_is_listed_shown_and_seen_to(visits: Callable[..., Result]) -> None:
    visits("post", "read", "--once")
    (unknown,) = json.loads(visits("post", "list", "--json").stdout)
    number = str(unknown["number"])
    assert "visits post list" in flat(visits("tasks"))

    shown = visits("post", "show", number)
    assert "Win!" in shown.output
    assert "Buy this." in shown.output
    seen = visits("post", "seen", number)

    assert seen.exit_code == 0, seen.output
    assert "visits post list" not in flat(visits("tasks"))
    assert "by owner" in flat(visits("post", "show", number))


def test_what_is_about_no_visit_is_put_to_one(visits: Callable[..., Result]) -> None:
    visits("post", "read", "--once")
    (unknown,) = json.loads(visits("post", "list", "--json").stdout)
    number = str(unknown["number"])

    assert "visits post match" in flat(visits("post", "show", number))
    wrong = visits("post", "match", number, VISIT, "--letter", "other-e10000016/invitation/1/dcs")
    put = visits("post", "match", number, VISIT)

    assert wrong.exit_code != 0
    assert put.exit_code == 0, put.output
    assert f"Message {number} is about visit {VISIT} now." in flat(put)
    assert json.loads(visits("post", "list", "--json").stdout) == []
    assert "Put there by" in visits("post", "show", number).output


def test_what_is_no_message_is_told_as_that(visits: Callable[..., Result]) -> None:
    for command in ("show", "seen"):
        result = visits("post", command, "999")
        assert result.exit_code == 1
        assert "There is no message 999" in flat(result)


async def test_whoever_may_not_sees_to_none(
    visits: Callable[..., Result], addresses: StackAddresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asyncio.to_thread(visits, "post", "read", "--once")
    await sign_in(addresses.database_url, monkeypatch, "analyst-1", StaffRole.ANALYST)

    for words in (["seen", "1"], ["list"]):
        result = await asyncio.to_thread(visits, "post", *words)

        assert result.exit_code == 1, words
        assert "“See to mail” is for a coordinator" in flat(result), words


def test_a_mailbox_that_nobody_named_is_said_at_once(
    visits: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VISITS_MAILBOX")
    result = visits("post", "read")
    assert result.exit_code == 1
    assert "VISITS_MAILBOX is not set" in result.output
