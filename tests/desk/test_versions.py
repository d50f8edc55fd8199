"""Which version of the note a form means where it names none: the latest, or the next."""

import pytest

from desk.departments import EXAMPLES
from desk.intake import to_message
from register.connection import Pool
from rules.refusals import RefusalCode, Refused
from schemas import messages as m
from schemas.base import Model
from schemas.forms.form import Form
from schemas.forms.note import (
    AgreementForm,
    CommentForm,
    CommentsForm,
    DraftForm,
    FactsForm,
    SharingDecisionForm,
    SharingForm,
)
from schemas.personal import NoteSection
from tests.register.recording import record
from tests.rules.test_team_put_right import ready
from tests.support import visits as v
from tests.support.visits import refused

SECTIONS = (NoteSection(heading="What worked", paragraphs=("Weekly calls.",)),)
COMMENTS = (CommentForm(section=1, text="Two people called."),)


async def taken(pool: Pool, form: Form) -> Model:
    """The message that a form becomes; nothing of it is kept."""
    async with pool.acquire() as connection:
        return await to_message(connection, v.VISIT, form, "coordinator", lambda: EXAMPLES)


async def drafted(pool: Pool) -> m.IssueDraft:
    """The message that the same words become."""
    draft = await taken(pool, DraftForm(sections=SECTIONS))
    assert isinstance(draft, m.IssueDraft)
    return draft


async def test_where_no_version_is_named_the_latest_is_meant_and_a_draft_is_the_next(
    pool: Pool,
) -> None:
    await record(pool, v.agreeing().told(v.issue_draft(2)).events)
    words = {"version": 2, "digest": v.digest_of(2)}

    for form in (AgreementForm(), FactsForm(), SharingDecisionForm(share=True)):
        told = await taken(pool, form)
        assert {name: getattr(told, name) for name in words} == words
    assert (await taken(pool, SharingForm(departments=("dfe",)))).version == 2  # type: ignore[attr-defined]
    comment = await taken(pool, CommentsForm(comments=COMMENTS))
    assert isinstance(comment, m.CommentOnNote)
    assert comment.version == 2
    assert (await drafted(pool)).version == 3


async def test_a_version_that_is_named_is_the_one_or_is_refused(pool: Pool) -> None:
    await record(pool, v.agreeing().told(v.issue_draft(2)).events)

    with pytest.raises(Refused) as refused:
        await taken(pool, AgreementForm(version=1))

    assert refused.value.sentence == (
        f"Version 1 of the note of {v.VISIT} does not stand: version 2 is the latest. "
        "Without --version the latest is meant."
    )


async def test_where_there_is_no_note_yet_what_comes_next_is_said(pool: Pool) -> None:
    await record(pool, v.drafting().events)

    with pytest.raises(Refused) as refused:
        await taken(pool, AgreementForm())

    assert refused.value.code is RefusalCode.NOT_YET
    assert refused.value.sentence == (
        f"Visit {v.VISIT} has no summary note yet. Next: draft the summary note, with "
        f"`visits draft {v.VISIT} --file NOTE.yaml`."
    )


async def test_the_words_of_the_latest_version_are_refused_as_such(pool: Pool) -> None:
    """Whoever leaves the form as it was filled in for them has given no version."""
    drafting = v.drafting()
    await record(pool, drafting.events)
    first = await drafted(pool)
    agreeing = drafting.told(first)
    await record(pool, agreeing.events[len(drafting.events) :])

    again = await drafted(pool)

    assert again == first, "brought twice it is one decision"
    assert "its words are those of version 1" in refused(agreeing, again).sentence


async def test_words_that_may_be_issued_anew_are_the_next_version(pool: Pool) -> None:
    drafting = v.drafting()
    await record(pool, drafting.events)
    agreeing = drafting.told(await drafted(pool))
    corrected = ready(agreeing).told(v.correct_team())
    await record(pool, corrected.events[len(drafting.events) :])

    anew = await drafted(pool)

    assert anew.version == 2
    note = corrected.told(anew).state.note
    assert note is not None
    assert note.version == 2
