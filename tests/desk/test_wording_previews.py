"""A wording is seen as a letter before it is decided, and refused before anything is kept."""

from datetime import UTC, datetime, timedelta

import pytest

from activities.sender import EXAMPLE
from desk.authority import Unasked
from desk.clock import kept_by
from desk.preview import Preview, preview_as_json, preview_of_json
from desk.previews import Previews
from desk.taking_in import TakingIn
from register import programmes
from register.connection import Pool
from rules.refusals import RefusalCode, Refused
from schemas.programme.forms import StandardWordingForm, WordingForm
from schemas.programme.values import OwnWording
from schemas.values import ContentKind, LetterKind
from tests.rules.programme.programmes import Told, ref

WORDS = """\
Subject: {{ area }}: more time, until {{ reply_by }}

You have until {{ reply_by }} to tell us about {{ day_one }} and {{ day_two }}. {{ how_to_decline }}
"""


async def looked_at(pool: Pool, form: WordingForm | StandardWordingForm) -> Preview:
    """What a decision of the programme would do."""
    now = datetime(2020, 9, 1, 9, tzinfo=UTC)
    taking_in = TakingIn(
        clock=kept_by(lambda: now),
        offset=lambda: timedelta(0),
        mailboxes=tuple,
        authority=Unasked(),
    )
    return await Previews(pool, taking_in, EXAMPLE).decision("autumn", form, "anna")


async def a_programme(pool: Pool, *own: OwnWording) -> None:
    async with pool.acquire() as connection:
        state = Told().state
        await programmes.save(connection, state.model_copy(update={"wordings": own}))


async def test_the_letter_as_it_would_read_and_nothing_kept(pool: Pool) -> None:
    await a_programme(pool)

    preview = await looked_at(pool, WordingForm(letter=LetterKind.REPLY_EXTENDED, wording=WORDS))

    (event,) = preview.events
    assert event.type == "programme.wording_set.v1"
    (example,) = preview.examples
    assert example.words == "the letter that gives more time to reply"
    assert example.subject == "Testshire: more time, until 5pm on Monday 14 September 2026"
    assert "You have until 5pm on Monday 14 September 2026" in " ".join(example.text.split())
    assert "Jordan Example, Head of area SEND visits" in example.text
    assert preview_of_json(preview_as_json(preview)).examples == preview.examples
    assert await pool.fetchval("SELECT count(*) FROM content") == 0


async def test_a_copy_for_information_is_shown_besides(pool: Pool) -> None:
    own = OwnWording(letter=LetterKind.INVITATION, wording=ref(ContentKind.LETTER_WORDING))
    await a_programme(pool, own)

    preview = await looked_at(pool, StandardWordingForm(letter=LetterKind.INVITATION))

    letter, copy = preview.examples
    assert "What we ask you to do:" in letter.text
    assert "This is a copy for your information." in copy.text


async def test_every_fault_is_told_with_its_line_and_nothing_is_kept(pool: Pool) -> None:
    await a_programme(pool)
    wrong = "Subject: {{ area }}\n\n{{ reply_bye }}\n{{ area.__class__ }}"

    with pytest.raises(Refused) as refused:
        await looked_at(pool, WordingForm(letter=LetterKind.REMINDER, wording=wrong))

    assert refused.value.code is RefusalCode.WORDS
    assert refused.value.sentence.splitlines() == [
        "The wording of the reminder of the reply was not changed.",
        (
            "Line 3: there is no placeholder {{ reply_bye }} in this letter; {{ reply_by }} may "
            "be meant."
        ),
        "Line 4: between {{ and }} stands one placeholder and nothing else.",
    ]
    assert await pool.fetchval("SELECT count(*) FROM content") == 0
