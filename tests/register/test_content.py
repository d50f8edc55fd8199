"""Content behind references: what coordinators write and Temporal never sees."""

import asyncio

import pytest

from register import content
from register.canonical import digest
from register.connection import Pool
from register.content import ContentMissing
from schemas.content import ContentRef
from schemas.personal import NoteSection, Person, Reason, SummaryNote, SurveyLinks
from schemas.values import ContactRole, ContentKind, SurveyAudience
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
        assert first == ContentRef(
            kind=NOTE, version=1, digest=digest(note("Calls kept families informed."))
        )

    async def test_other_words_are_the_next_version(self, pool: Pool) -> None:
        first, second = await keep(pool, "Calls."), await keep(pool, "Calls and letters.")

        assert (first.version, second.version) == (1, 2)
        assert first.digest != second.digest

    async def test_earlier_words_come_back_as_a_version_of_their_own(self, pool: Pool) -> None:
        first, _, third = [await keep(pool, words) for words in ("One.", "Two.", "One.")]

        assert third.version == 3
        assert third.digest == first.digest

    async def test_each_visit_and_kind_counts_for_itself(self, pool: Pool) -> None:
        await keep(pool, "One.")
        elsewhere = await keep(pool, "One.", OTHER)
        async with pool.acquire() as connection, connection.transaction():
            reason = await content.keep(
                connection, VISIT, ContentKind.REASON, Reason(text="Illness")
            )

        assert (elsewhere.version, reason.version) == (1, 1)

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
        assert [digest(words) for words in read] == [ref.digest for ref in refs]

    async def test_of_what_is_not_there_is_loud(self, pool: Pool) -> None:
        missing = ContentRef(kind=NOTE, version=3, digest="0" * 64)

        async with pool.acquire() as connection:
            with pytest.raises(ContentMissing, match=f"{VISIT} has no summary_note version 3"):
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


class TestPeople:
    async def test_are_known_by_reference_with_their_latest_particulars(self, pool: Pool) -> None:
        moved = AMARA.model_copy(update={"email": "amara@kent.example.gov.uk"})
        async with pool.acquire() as connection:
            assert await content.keep_people(connection, VISIT, [AMARA]) == []
            assert await content.keep_people(connection, VISIT, [AMARA]) == []
            assert await content.keep_people(connection, VISIT, [moved]) == [moved]

            assert await content.people_of(connection, VISIT) == {"dcs": AMARA}
            assert await content.people_of(connection, OTHER) == {}
