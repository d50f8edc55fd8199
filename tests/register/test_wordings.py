"""Which wording a letter has is settled when it is ordered, and kept whatever changes later."""

import pytest

from activities.letter_writer import LetterWriter
from activities.outgoing import Outgoing
from activities.sender import EXAMPLE
from desk.letter_wordings import wording_of_kind, wording_tasks, wordings_of
from register import content, letters, programmes
from register.connection import Pool
from register.letters import LetterRow
from schemas.content import ContentRef
from schemas.messages import ResendLetter
from schemas.personal import Person
from schemas.programme.content import LetterWording
from schemas.programme.state import ProgrammeState
from schemas.programme.values import OwnWording
from schemas.values import ContentKind, LetterKind
from tests.register.recording import record
from tests.rules.programme.programmes import Told
from tests.support.visits import CONTACTS, VISIT, Visit, invited, planned

WORDS = """\
Subject: {{ area }}: will you take part?

On {{ day_one }} and {{ day_two }}? Please tell us{% if reply_by is defined %} by {{ reply_by }}
{% else %} within {{ reply_days }} days{% endif %}. {{ how_to_decline }}
"""


async def worded(pool: Pool, text: str | None) -> ProgrammeState:
    """The programme with this wording of its invitations; with the standard one if `None`."""
    state = Told().state.model_copy(update={"programme": "interim"})
    async with pool.acquire() as connection, connection.transaction():
        if text is not None:
            body = LetterWording(letter=LetterKind.INVITATION, text=text)
            kept = await content.keep(connection, "interim", ContentKind.LETTER_WORDING, body)
            own = OwnWording(letter=LetterKind.INVITATION, wording=kept)
            state = state.model_copy(update={"wordings": (own,)})
        await programmes.save(connection, state)
    return state


async def ordered(pool: Pool, visit: Visit) -> list[LetterRow]:
    """The letters of a visit once it is recorded."""
    async with pool.acquire() as connection, connection.transaction():
        people = [
            Person(
                ref=one.ref,
                role=one.role,
                name=f"Somebody {one.ref}",
                email=f"{one.ref}@kent.example",
                organisation="Kent",
            )
            for one in CONTACTS
        ]
        await content.keep_people(connection, VISIT, people)
    await record(pool, visit.events)
    async with pool.acquire() as connection:
        return await letters.of_visit(connection, VISIT)


async def written(pool: Pool, row: LetterRow) -> Outgoing:
    async with pool.acquire() as connection:
        return await LetterWriter(connection, VISIT, EXAMPLE).write(row.order)


def versions(rows: list[LetterRow]) -> set[int | None]:
    return {row.order.wording.version if row.order.wording else None for row in rows}


async def test_a_letter_keeps_the_wording_that_was_in_force_when_it_was_ordered(
    pool: Pool,
) -> None:
    await worded(pool, WORDS)
    rows = await ordered(pool, invited())
    first = await written(pool, rows[0])
    assert versions(rows) == {1}
    assert b"will you take part?" in first.content

    await worded(pool, WORDS.replace("will you take part?", "do take part"))
    assert await ordered(pool, invited()) == rows
    assert await written(pool, rows[0]) == first

    await worded(pool, None)
    assert await written(pool, rows[0]) == first


async def test_letters_of_other_kinds_and_of_programmes_that_nobody_opened_are_standard(
    pool: Pool,
) -> None:
    assert versions(await ordered(pool, invited())) == {None}
    await worded(pool, WORDS)
    later = [row for row in await ordered(pool, planned()) if row.order.sequence > 5]
    assert later
    assert versions([row for row in later if row.order.kind is not LetterKind.INVITATION]) == {None}


async def test_a_letter_that_is_sent_again_has_the_words_of_the_first(pool: Pool) -> None:
    await worded(pool, WORDS)
    visit = planned()
    (first, *_) = await ordered(pool, visit)
    await worded(pool, None)

    again = visit.told(ResendLetter(actor="coordinator", letter=first.order.key))
    rows = await ordered(pool, again)

    (copy,) = [row for row in rows if row.order.copy_number > 1]
    assert copy.order.wording == first.order.wording
    assert b"will you take part?" in (await written(pool, copy)).content


@pytest.mark.parametrize("broken", ["{{ no_longer_there }}", None], ids=["unusable", "missing"])
async def test_a_wording_that_cannot_be_used_loses_no_letter(
    pool: Pool, broken: str | None
) -> None:
    state = await worded(pool, WORDS)
    (row, *_) = await ordered(pool, invited())
    if broken is None:
        await pool.execute("DELETE FROM content WHERE kind = 'letter_wording'")
    else:  # as a release would find it that knows a placeholder no more
        await pool.execute(
            "UPDATE content SET body = replace(body::text, '{{ day_one }}', $1)::jsonb"
            " WHERE kind = 'letter_wording'",
            broken,
        )

    letter = await written(pool, row)

    assert letter.in_standard_words
    standard = row._replace(order=row.order.model_copy(update={"wording": None}))
    assert letter.content == (await written(pool, standard)).content
    async with pool.acquire() as connection:
        (task,) = await wording_tasks(connection, state)
    assert task.command == "visits programme letters interim invitation"
    assert "have the standard wording" in task.words


async def test_who_looks_is_told_whose_words_each_kind_has(pool: Pool) -> None:
    state = await worded(pool, None)
    async with pool.acquire() as connection:
        assert {one.own for one in await wordings_of(connection, "interim")} == {None}
        assert await wording_tasks(connection, state) == []
        shown = await wording_of_kind(connection, "interim", LetterKind.REMINDER)
    assert shown.text.startswith("Subject: Reminder:")
    assert isinstance(shown.own, ContentRef | None)
