"""A coordinator adds words of their own to a letter that is still held, and it leaves with them."""

from collections.abc import AsyncIterator
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from register import letters
from schemas.forms.letters import LetterNoteForm, LetterNoteRemovalForm
from schemas.values import LetterKind, LetterStatus
from tests.e2e.refusing import refusal_of
from tests.e2e.walking import Walk
from tests.engine import Engine

_MINUTES = timedelta(minutes=3)
WORDS = "Thank you, Persephone.\n\nPlease use the entrance in Mill Lane."


@pytest.fixture
async def working(engine: Engine) -> AsyncIterator[Engine]:
    async with engine.working():
        yield engine


async def to_the_director(engine: Engine, walk: Walk) -> EmailMessage | None:
    """The confirmation as it left, if it has."""
    async with engine.pool.acquire() as connection:
        rows = await letters.of_visit(
            connection, walk.visit, statuses=[LetterStatus.DELIVERED], words=True
        )
    sent = [
        message_from_bytes(row.message, _class=EmailMessage, policy=default)
        for row in rows
        if row.order.kind is LetterKind.CONFIRMATION
        and row.order.recipient == "dcs"
        and row.message
    ]
    return sent[0] if sent else None


async def test_a_note_is_previewed_leaves_with_a_held_letter_and_then_stays(
    working: Engine,
) -> None:
    engine = working
    scenario = engine.scenario()
    policy = scenario.policy.model_copy(update={"letters_held_minutes": 5})
    scenario = scenario.model_copy(update={"programme": "letter-notes", "policy": policy})
    walk = Walk(scenario, await engine.client(), engine.pool, engine.settings.task_queue)
    await walk.open()
    await walk.steps_through("dates")
    note = LetterNoteForm(kind=LetterKind.CONFIRMATION, text=WORDS)

    looked = await walk.desk.preview(walk.visit, note, actor="coordinator")
    assert looked.letters
    assert all("A note from the coordinator" in letter.text for letter in looked.letters)
    wrong = LetterNoteForm(kind=LetterKind.CONFIRMATION, recipient="dcs", text="Wrong words.")
    await walk.submit(wrong, "wrong")
    await walk.submit(LetterNoteRemovalForm(number=1), "out")
    await walk.submit(note, "right")
    assert await to_the_director(engine, walk) is None
    await walk.let_pass(2 * _MINUTES)

    sent = await to_the_director(engine, walk)
    assert sent is not None
    for form in ("plain", "html"):
        body = sent.get_body((form,))
        assert body is not None
        text = str(body.get_content())
        assert "A note from the coordinator of this visit:" in text
        assert "Mill Lane" in text
        assert "Wrong words" not in text
    late = await refusal_of(walk.submit(LetterNoteRemovalForm(number=2), "late"))
    assert "a letter with it has left" in late.sentence
    history = str(await walk.handle.fetch_history())
    assert "Persephone" not in history
    assert await engine.state(walk.visit) == await engine.refolded(walk.visit)
