"""Words that no font sets: refused when they are taken, one letter's trouble when they are not."""

from uuid import uuid4

import pytest

from desk.desk import Desk
from register import letters
from rules.refusals import RefusalCode, Refused
from schemas.events.invitation import LetterFailed
from schemas.forms.team import OfficerForm
from schemas.values import LetterStatus
from tests.engine import UNHURRIED, Engine

TIBETAN = "\N{TIBETAN LETTER GA}"

FROM_BEFORE = f"""
    CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF new.ref = 'hmi-education-7' THEN new.name := '{TIBETAN}'; END IF;
        RETURN new;
    END $$;
    CREATE TRIGGER spoil BEFORE INSERT OR UPDATE ON people FOR EACH ROW EXECUTE FUNCTION spoil();
"""
"""An inspector's name that was kept before fonts were asked."""


async def test_a_document_that_cannot_be_set_stops_its_own_letters_and_no_other(
    engine: Engine,
) -> None:
    async with engine.pool.acquire() as connection:
        await connection.execute(FROM_BEFORE)

    await engine.play()

    visit = engine.visit(engine.scenario())
    async with engine.pool.acquire() as connection:
        rows = await letters.of_visit(connection, visit)
    naming_the_team = {"timetable", "forum_timetable", "summary_note"}
    spoilt = {
        row.order.key
        for row in rows
        if naming_the_team & {d.kind.value for d in row.order.documents}
    }
    assert spoilt
    assert {row.order.key for row in rows if row.status is LetterStatus.REFUSED} == spoilt
    assert {row.failure for row in rows if row.order.key in spoilt} == {"document-not-set"}
    assert {row.status for row in rows if row.order.key not in spoilt} == {LetterStatus.DELIVERED}
    told = {
        entry.event.fact.outcome.key
        for entry in await engine.events(visit)
        if isinstance(entry.event.fact, LetterFailed)
    }
    assert told == spoilt


async def test_words_that_no_font_sets_are_refused_and_nothing_is_kept(engine: Engine) -> None:
    scenario = engine.scenario("declined")
    await engine.play(scenario)
    visit = engine.visit(scenario)
    desk = Desk(
        await engine.client(),
        engine.pool,
        task_queue=engine.settings.task_queue,
        patience=UNHURRIED,
    )
    form = OfficerForm(
        name=f"Morwenna {TIBETAN}", email="m@kent.example.gov.uk", organisation="Kent"
    )

    with pytest.raises(Refused, match="In name, character 10 cannot be printed") as refused:
        await desk.submit(visit, form, actor="coordinator", update_id=uuid4().hex, repeated=False)

    assert refused.value.code is RefusalCode.WORDS
    async with engine.pool.acquire() as connection:
        kept = await connection.fetchval("SELECT count(*) FROM people WHERE name LIKE 'Morwenna%'")
    assert kept == 0
