"""Letters in a programme's own words, on the real server: from the decision to the mail."""

from collections.abc import AsyncIterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import NamedTuple

import pytest

from register import letters
from register.letters import LetterRow
from schemas.values import LetterKind, LetterStatus
from stack import EmbeddedStack
from tests.e2e.programmes import logged, play, recorded, small
from tests.e2e.walking import own_engine
from tests.engine import Engine

WORDS = """\
Subject: {{ area }}: will you take part{% if reply_by is defined %} by {{ reply_by }}{% endif %}?

We would like to visit {{ area }} on {{ day_one }} and {{ day_two }}.

{% if copy_only %}
We have asked the area's leaders.
{% else %}
Please tell us {% if reply_by is defined %}by {{ reply_by }}{% else %}within {{ reply_days }}
working days{% endif %}. {{ how_to_decline }}
{% endif %}
"""
STEPS = [
    {
        "at": "2020-09-01 11:00",
        "do": "wording",
        "with": {"letter": "invitation", "wording": WORDS},
    },
    {
        "at": "2020-09-01 11:05",
        "do": "wording",
        "with": {"letter": "reminder", "wording": "Subject: x\n\n{{ area.__class__ }}"},
        "refused": "words",
    },
    {"at": "2020-09-16 09:00", "do": "standard-wording", "with": {"letter": "invitation"}},
]


class Sent(NamedTuple):
    engine: Engine
    programme: str
    by_area: dict[str, list[LetterRow]]


@pytest.fixture(scope="module")
async def sent(
    stack: EmbeddedStack, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Sent]:
    """Two areas are invited in the programme's own words, and a reserve after it went back."""
    folder = tmp_path_factory.mktemp("wordings")
    async with own_engine(stack.addresses, folder) as engine, engine.working() as (client, _):
        scenario = small(engine, steps=STEPS, until="2020-11-20 12:00")
        done = await play(engine, client, scenario)
        async with engine.pool.acquire() as connection:
            by_area = {
                area: await letters.of_visit(connection, one.visit, words=True)
                for area, one in done.player.visits.items()
            }
        yield Sent(engine, scenario.programme, by_area)


def read(row: LetterRow) -> tuple[str, str]:
    assert row.message is not None
    parsed = message_from_bytes(row.message, _class=EmailMessage, policy=default)
    body = parsed.get_body(("plain",))
    assert body is not None
    return str(parsed["Subject"]), " ".join(str(body.get_content()).split())


def of_kind(sent: Sent, kind: LetterKind) -> list[LetterRow]:
    rows = [row for rows in sent.by_area.values() for row in rows]
    return [row for row in rows if row.order.kind is kind and row.status is LetterStatus.DELIVERED]


async def test_invitations_have_the_programmes_words_within_the_frame_of_every_letter(
    sent: Sent,
) -> None:
    own = [row for row in of_kind(sent, LetterKind.INVITATION) if row.order.wording is not None]

    assert len({row.order.visit_id for row in own}) > 1
    for row in own:
        subject, text = read(row)
        assert "will you take part by" in subject
        assert "We would like to visit" in text
        assert text.startswith("OFFICIAL Visit reference:")
        assert "Complaints:" in text
        assert ("We have asked the area's leaders." in text) is row.order.copy_only
        assert ("To decline, reply to this email" in text) is not row.order.copy_only
        assert row.order.wording is not None
        assert row.order.wording.version == 1


async def test_after_the_programme_went_back_the_next_area_has_the_standard_words(
    sent: Sent,
) -> None:
    standard = [row for row in of_kind(sent, LetterKind.INVITATION) if row.order.wording is None]

    assert standard
    assert all("please reply by" in read(row)[0] or row.order.copy_only for row in standard)


async def test_other_letters_keep_the_standard_words(sent: Sent) -> None:
    others = [
        row
        for rows in sent.by_area.values()
        for row in rows
        if row.order.kind is not LetterKind.INVITATION
    ]
    assert others
    assert all(row.order.wording is None for row in others)


async def test_what_would_not_do_was_refused_and_events_have_no_words(sent: Sent) -> None:
    told = [entry.event for entry in await logged(sent.engine, sent.programme)]
    worded = [event for event in told if "wording" in event.type]

    assert [event.type for event in worded] == [
        "programme.wording_set.v1",
        "programme.standard_wording_restored.v1",
    ]
    assert "would like" not in "".join(event.model_dump_json() for event in told)
    assert (await recorded(sent.engine, sent.programme)).wordings == ()
