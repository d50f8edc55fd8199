"""Letters are looked at: of a visit, one as it was sent, and what was sent across visits."""

import json
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import partial
from pathlib import Path

import pytest
from typer.testing import Result

from desk.archive import letter_files
from register import content, letters
from register.connection import Pool
from register.roles import Role
from schemas.ids import LetterKey
from schemas.personal import Person
from schemas.values import ContactRole, LetterStatus
from stack import StackAddresses
from tests.performances import Performance, Performances
from tests.register.recording import record
from tests.support import visits as v


@pytest.fixture
def disputed(performances: Performances, monkeypatch: pytest.MonkeyPatch) -> Performance:
    """The register that a disputed visit to Kent left."""
    performance = performances["disputed"]
    monkeypatch.setenv("DATABASE_URL", performance.addresses.database_url_of(Role.DESK))
    return performance


def said(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return " ".join(result.stdout.split())


def test_a_visits_letters_name_who_what_when_and_what_became_of_them(
    disputed: Performance, visits: Callable[..., Result]
) -> None:
    result = visits("letters", disputed.state.visit_id)

    shown = said(result)
    assert len(disputed.letters) > 10
    for row in disputed.letters:
        reader = disputed.people[row.order.recipient]
        what = row.order.kind.value.replace("_", " ")
        assert f"{what} to {reader.name} ({reader.ref}), " in shown
        assert f" delivered {row.order.key}" in shown
    assert "21 Sep 2020 09:05 invitation to Amara Okafor (dcs), director of children's" in shown
    assert max(len(line.rstrip()) for line in result.stdout.splitlines()) <= 100


def test_every_letter_is_shown_as_it_was_sent(
    disputed: Performance, visits: Callable[..., Result]
) -> None:
    """Byte for byte, in every kind: with the words that its reader has, and what went with it."""
    kinds = {row.order.kind: row for row in disputed.letters}
    assert len(kinds) > 8
    for row in kinds.values():
        shown = json.loads(visits("letter", row.order.key, "--out", "one.eml", "--json").stdout)

        sent = Path("one.eml").read_bytes()
        assert sent == row.message
        parsed = message_from_bytes(sent, _class=EmailMessage, policy=default)
        assert shown["headers"]["To"] == parsed["To"]
        assert shown["headers"]["Subject"] == parsed["Subject"]
        body = parsed.get_body(("plain",))
        assert body is not None
        assert shown["text"] == body.get_content().strip()
        assert len(shown["attachments"]) == len(row.order.documents) + (
            row.order.calendar_sequence is not None
        )


def test_one_letter_reads_as_its_reader_has_it(
    disputed: Performance, visits: Callable[..., Result]
) -> None:
    key = f"{disputed.state.visit_id}/draft_note/1/dcs"
    shown = said(visits("letter", key.upper()))

    assert "To Amara Okafor <dcs@kent.example.gov.uk>" in shown
    assert "Subject Summary note of the area SEND visit to Kent, version 1" in shown
    assert "summary-note-of-the-area-send-visit-kent-v1.pdf" in shown
    assert "delivered" in shown


def test_what_was_sent_is_asked_for_by_area_day_and_reader(
    disputed: Performance, visits: Callable[..., Result]
) -> None:
    def keys(*options: str) -> list[LetterKey]:
        return [x["key"] for x in json.loads(visits("sent", *options, "--json").stdout)]

    everything = {row.order.key for row in disputed.letters}
    assert set(keys()) == set(keys("--area", "kent county council")) == everything
    assert keys("--area", "Essex") == []
    notes = keys("--since", "2020-11-01")
    assert {key.split("/")[1] for key in notes} >= {"shared_note"}
    assert set(notes) < everything
    assert not [key for key in notes if "/invitation/" in key]
    assert {key.split("/")[3] for key in keys("--to", "accountable-officer")} == {
        "health-1",
        "health-2",
    }
    shown = said(visits("sent", "--area", "Kent"))
    assert "21 Sep 2020 09:05 Kent: invitation to Amara Okafor (dcs)" in shown
    assert "Nothing was sent" in said(visits("sent", "--area", "Essex"))


def test_wrong_usage_says_what_is_right(
    disputed: Performance, visits: Callable[..., Result]
) -> None:
    assert "visits letters VISIT" in visits("letter", "invitation").stderr
    assert "accountable-officer" in visits("sent", "--to", "everybody").stderr
    assert "Did you mean Kent" in visits("sent", "--area", "Knt").stderr
    missing = visits("letter", f"{disputed.state.visit_id}/invitation/9/dcs")
    assert missing.exit_code == 1
    assert f"`visits letters {disputed.state.visit_id}` shows" in missing.stderr


def test_each_copy_of_a_letter_is_written_to_a_file_of_its_own(disputed: Performance) -> None:
    first = disputed.letters[0]
    again = first.order.model_copy(update={"copy_number": 2})

    written = [*letter_files([first, first._replace(order=again, message=b"Again")])]

    assert [name for name, _ in written] == ["invitation-1-dcs.eml", "invitation-1-dcs.2.eml"]
    assert [body for _, body in written] == [first.message, b"Again"]


@pytest.fixture
async def told_of(pool: Pool, addresses: StackAddresses, monkeypatch: pytest.MonkeyPatch) -> None:
    """Invitations by SMTP: one sent, and said to have arrived; one put off; one refused.

    Who has the first one had another name afterwards.
    """
    await record(pool, v.delivered().events)
    left, told = v.at("2020-09-07 09:01"), v.at("2020-09-09 12:00")
    dcs = Person(
        ref="dcs",
        role=ContactRole.DIRECTOR_OF_CHILDRENS_SERVICES,
        name="Amara Okafor",
        email="dcs@kent.example.gov.uk",
        organisation="Kent County Council",
    )
    somebody = dcs.model_copy(update={"name": "Somebody Else"})
    words = b"Subject: An invitation\n\n"
    async with pool.acquire() as connection:
        for number, person in enumerate((dcs, somebody), start=1):
            await content.correct_person(connection, v.VISIT, person, number=number)
        mark = partial(letters.mark, connection, at=left, channel="smtp")
        await mark(v.invitation_to("dcs"), LetterStatus.SENT, message=words)
        await mark(
            v.invitation_to("health-1"),
            LetterStatus.FILED,
            failure="mailbox-full",
            next_attempt_at=told,
        )
        await mark(v.invitation_to("health-2"), LetterStatus.REFUSED, failure="no-such-mailbox")
        key = v.invitation_to("dcs")
        await letters.take_a_word(connection, key, LetterStatus.DELIVERED, told)
    monkeypatch.setenv("DATABASE_URL", addresses.database_url)


@pytest.mark.usefixtures("told_of")
def test_what_became_of_a_letter_is_told_and_when_it_left_and_to_whom_stays(
    visits: Callable[..., Result],
) -> None:
    shown = said(visits("letters", v.VISIT))

    assert (
        "7 Sep 2020 09:01 invitation to Amara Okafor (dcs), director of children's services: "
        f"delivered Wed 9 Sep 2020 12:00 {v.invitation_to('dcs')}" in shown
    )
    assert "not gone yet (mailbox-full), next try Wed 9 Sep 2020 12:00" in shown
    assert "invitation to health-2: refused (no-such-mailbox)" in shown
    sent = json.loads(visits("sent", "--json").stdout)
    assert [letter["key"] for letter in sent] == [v.invitation_to("dcs")]
    waiting = visits("letter", v.invitation_to("health-1"), "--out", "x.eml")
    assert "has no words yet" in waiting.stderr
    assert not Path("x.eml").exists()
