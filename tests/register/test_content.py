"""Content behind references: what coordinators write and Temporal never sees."""

import asyncio

import pytest

from register import content
from register.canonical import canonical_json, digest, keyed_digest_of_json
from register.connection import Pool
from register.content import ContentMissing
from register.digests import StandsFor, stands_for
from schemas.content import ContentRef
from schemas.personal import NoteSection, People, Person, Reason, SummaryNote, SurveyLinks
from schemas.values import ContactRole, ContentKind, SurveyAudience
from tests.support.guessing import confirmed, guesses_of
from tests.support.visits import VISIT

OTHER = "interim-e10000017"
NOTE = ContentKind.SUMMARY_NOTE
AMARA = Person(
    ref="dcs",
    role=ContactRole.DIRECTOR_OF_CHILDRENS_SERVICES,
    name="Amara Okafor",
    email="dcs@kent.example.gov.uk",
    organisation="Kent County Council",
)


def note(words: str) -> SummaryNote:
    return SummaryNote(sections=(NoteSection(heading="What worked", paragraphs=(words,)),))


async def keep(pool: Pool, words: str, visit: str = VISIT) -> ContentRef:
    async with pool.acquire() as connection, connection.transaction():
        return await content.keep(connection, visit, NOTE, note(words))


class TestVersions:
    async def test_the_same_words_are_the_same_version(self, pool: Pool) -> None:
        first = await keep(pool, "Calls kept families informed.")

        assert await keep(pool, "Calls kept families informed.") == first
        assert first == ContentRef(kind=NOTE, version=1, digest=first.digest)

    async def test_other_words_are_the_next_version(self, pool: Pool) -> None:
        first, second = await keep(pool, "Calls."), await keep(pool, "Calls and letters.")

        assert (first.version, second.version) == (1, 2)
        assert first.digest != second.digest

    async def test_earlier_words_come_back_as_a_version_of_their_own(self, pool: Pool) -> None:
        first, _, third = [await keep(pool, words) for words in ("One.", "Two.", "One.")]

        assert third.version == 3
        assert third.digest != first.digest, "whoever compares them would know the words are back"

    async def test_each_visit_and_kind_counts_for_itself(self, pool: Pool) -> None:
        await keep(pool, "One.")
        elsewhere = await keep(pool, "One.", OTHER)
        async with pool.acquire() as connection, connection.transaction():
            reason = await content.keep(
                connection, VISIT, ContentKind.REASON, Reason(text="Illness")
            )

        assert (elsewhere.version, reason.version) == (1, 1)
        assert elsewhere.digest != (await keep(pool, "One.")).digest

    async def test_by_many_at_once_are_counted_without_a_gap(self, pool: Pool) -> None:
        refs = await asyncio.gather(*(keep(pool, f"Draft {n}.") for n in range(12)))

        assert sorted(ref.version for ref in refs) == list(range(1, 13))

    async def test_the_same_words_by_many_at_once_are_one_version(self, pool: Pool) -> None:
        refs = await asyncio.gather(*(keep(pool, "One.") for _ in range(12)))

        assert {ref.version for ref in refs} == {1}


class TestReadingBack:
    async def test_gives_each_version_its_own_words(self, pool: Pool) -> None:
        refs = [await keep(pool, words) for words in ("One.", "Two, “quoted”, zoë.")]

        async with pool.acquire() as connection:
            read = [await content.fetch(connection, VISIT, ref, SummaryNote) for ref in refs]
            every = await content.fetch_all(connection, VISIT, NOTE, SummaryNote)

        assert read == every == [note("One."), note("Two, “quoted”, zoë.")]

    async def test_of_what_is_not_there_is_loud(self, pool: Pool) -> None:
        missing = ContentRef(kind=NOTE, version=3, digest="0" * 64)

        async with pool.acquire() as connection:
            with pytest.raises(
                ContentMissing, match=f"The summary note, version 3, of {VISIT} is gone"
            ):
                await content.fetch(connection, VISIT, missing, SummaryNote)

    async def test_links_stand_by_their_audience(self, pool: Pool) -> None:
        links = SurveyLinks(
            links={
                SurveyAudience.YOUNG_PEOPLE: "https://surveys.example/young",
                SurveyAudience.PARENTS_AND_CARERS: "https://surveys.example/parents",
            }
        )
        async with pool.acquire() as connection, connection.transaction():
            ref = await content.keep(connection, VISIT, ContentKind.SURVEY_LINKS, links)
            assert await content.fetch(connection, VISIT, ref, SurveyLinks) == links


class TestDigests:
    async def test_a_guess_of_the_words_is_confirmed_by_a_digest_of_before_only(
        self, pool: Pool
    ) -> None:
        ref = await keep(pool, "Illness.")
        body = canonical_json(note("Illness."))
        guesses = list(guesses_of(NOTE.value, body))

        assert confirmed({ref.digest}, guesses, [VISIT, NOTE.value]) == []
        assert confirmed({digest(note("Illness."))}, guesses) == [body.encode()]

    async def test_whoever_has_the_register_can_tell_what_one_stands_for(self, pool: Pool) -> None:
        first, second = [await keep(pool, words) for words in ("Two, “quoted”, zoë.", "Other.")]

        async with pool.acquire() as connection:
            told = await stands_for(connection, VISIT, first.digest)
            right = await stands_for(
                connection, VISIT, first.digest, words=note("Two, “quoted”, zoë.")
            )
            wrong = await stands_for(connection, VISIT, second.digest, words=note("Another."))
            elsewhere = await stands_for(connection, OTHER, first.digest)

        assert told == right == StandsFor(NOTE, 1, holds=True)
        assert wrong == StandsFor(NOTE, 2, holds=False)
        assert elsewhere is None

    async def test_words_that_were_changed_behind_our_back_are_found(self, pool: Pool) -> None:
        ref = await keep(pool, "One.")
        await pool.execute("UPDATE content SET body = $1", canonical_json(note("Two.")))

        async with pool.acquire() as connection:
            assert await stands_for(connection, VISIT, ref.digest) == StandsFor(
                NOTE, 1, holds=False
            )

    async def test_what_an_earlier_release_kept_stays_as_it_is(self, pool: Pool) -> None:
        await keep(pool, "One.")
        plain = digest(note("One."))
        await pool.execute("UPDATE content SET key = NULL, digest = $1", plain)

        again = await keep(pool, "One.")
        async with pool.acquire() as connection:
            told = await stands_for(connection, VISIT, plain)

        assert again == ContentRef(kind=NOTE, version=1, digest=plain)
        assert told == StandsFor(NOTE, 1, holds=True)
        assert (await keep(pool, "Two.")).digest != digest(note("Two."))

    async def test_so_do_inspectors_whom_an_earlier_release_kept(self, pool: Pool) -> None:
        people = People(people=(AMARA,))
        async with pool.acquire() as connection, connection.transaction():
            await content.keep(connection, VISIT, ContentKind.INSPECTORS, people)
            await connection.execute("UPDATE content SET key = NULL, digest = $1", digest(people))
            told = await stands_for(connection, VISIT, digest(people))

        assert told == StandsFor(ContentKind.INSPECTORS, 1, holds=True)

    async def test_a_successor_holds_what_it_was_opened_with(self, pool: Pool) -> None:
        people = People(people=(AMARA,))
        async with pool.acquire() as connection, connection.transaction():
            ref = await content.keep(connection, VISIT, ContentKind.CONTACTS, people)
            await content.take_over(connection, VISIT, f"{VISIT}-2")
            again = await content.keep(connection, f"{VISIT}-2", ContentKind.CONTACTS, people)

        assert again == ref

    async def test_the_key_goes_with_the_words_that_are_destroyed(self, pool: Pool) -> None:
        ref = await keep(pool, "One.")
        key = await pool.fetchval("DELETE FROM content RETURNING key")
        tables = [
            row["tablename"]
            for row in await pool.fetch(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            )
        ]

        left = [repr(await pool.fetch(f"SELECT t::text FROM {table} t")) for table in tables]  # noqa: S608 - names of our own tables

        assert keyed_digest_of_json(key, canonical_json(note("One."))) == ref.digest
        assert not [table for table in left if key.hex() in table or ref.digest in table]
        async with pool.acquire() as connection:
            assert await stands_for(connection, VISIT, ref.digest, words=note("One.")) is None
        assert (await keep(pool, "One.")).digest != ref.digest, "nothing tells them alike any more"


class TestPeople:
    async def test_are_known_by_reference_with_their_latest_particulars(self, pool: Pool) -> None:
        moved = AMARA.model_copy(update={"email": "amara@kent.example.gov.uk"})
        async with pool.acquire() as connection:
            assert await content.keep_people(connection, VISIT, [AMARA]) == []
            assert await content.keep_people(connection, VISIT, [AMARA]) == []
            assert await content.keep_people(connection, VISIT, [moved]) == [moved]

            assert await content.people_of(connection, VISIT) == {"dcs": AMARA}
            assert await content.people_of(connection, OTHER) == {}
