"""The summary note: drafted, agreed, shared, acknowledged."""

from collections.abc import Callable

import pytest

from rules.refusals import RefusalCode
from schemas.events.note import NoteAcknowledged, NoteAgreed, NoteDrafted, NoteShared
from schemas.events.visit import Closed
from schemas.values import Department, Outcome, Stage
from tests.support import visits
from tests.support.visits import (
    ADDRESSEES,
    acknowledge,
    agree_note,
    agreeing,
    at,
    closed,
    digest_of,
    drafting,
    issue_draft,
    refused,
    share_note,
    shared,
    sharing,
    visited,
)

DFE, NHS_ENGLAND = Department


class TestDraft:
    def test_goes_to_the_leaders(self) -> None:
        fact = agreeing().facts[-1]

        assert fact == NoteDrafted(version=1, content=issue_draft().content)
        assert agreeing().state.stage is Stage.AGREEING

    def test_may_follow_another_while_it_is_not_agreed(self) -> None:
        told = agreeing().told(issue_draft(2), issue_draft(3))

        assert told.state.note is not None
        assert told.state.note.version == 3

    @pytest.mark.parametrize(
        ("version", "why"),
        [
            (1, "version 2 is next, not version 1"),
            (3, "version 2 is next, not version 3"),
        ],
    )
    def test_of_a_version_out_of_turn_is_refused(self, version: int, why: str) -> None:
        refusal = refused(agreeing(), issue_draft(version, words=5))

        assert refusal.code is RefusalCode.NOTE_VERSION
        assert refusal.sentence.startswith(f"The draft was not issued: {why}; ")

    def test_with_the_words_of_the_last_one_is_refused(self) -> None:
        refusal = refused(agreeing(), issue_draft(2, words=1))

        assert "its words are those of version 1" in refusal.sentence

    @pytest.mark.parametrize("stage", [visited, closed])
    def test_belongs_after_the_feedback_and_before_the_end(
        self, stage: Callable[[], visits.Visit]
    ) -> None:
        assert refused(stage(), issue_draft(2)).code is RefusalCode.WRONG_STAGE

    def test_after_the_agreement_needs_an_agreement_of_its_own(self) -> None:
        """What the leaders agreed to is not what may be shared once the words have changed."""
        edited = sharing().told(issue_draft(2))

        assert edited.state.stage is Stage.AGREEING
        assert edited.state.agreement is None
        for version in (1, 2):
            refusal = refused(edited, share_note(version=version, digest=digest_of(version)))
            assert refusal.code is RefusalCode.WRONG_STAGE
        assert refused(edited, agree_note(1)).code is RefusalCode.NOTE_VERSION
        assert edited.told(agree_note(2)).state.stage is Stage.SHARING

    @pytest.mark.parametrize("departments", [(DFE,), (DFE, NHS_ENGLAND)])
    def test_of_what_a_department_has_is_refused(self, departments: tuple[Department, ...]) -> None:
        refusal = refused(sharing().told(share_note(*departments)), issue_draft(2))

        assert refusal.code is RefusalCode.ALREADY_DONE
        assert refusal.sentence.startswith(
            "The draft was not issued: version 1 is already shared, and stays as it is"
        )


class TestAgreement:
    def test_is_to_exactly_the_latest_version(self) -> None:
        assert sharing().facts[-1] == NoteAgreed(version=1, digest=digest_of(1), leaders=ADDRESSEES)
        agreement = sharing().state.agreement
        assert agreement is not None
        assert (agreement.version, agreement.digest) == (1, digest_of(1))
        assert agreement.leaders == ADDRESSEES
        assert agreement.agreed_at == at("2020-10-19 12:00")

    def test_to_an_earlier_version_is_refused(self) -> None:
        refusal = refused(agreeing().told(issue_draft(2)), agree_note(1))

        assert refusal.code is RefusalCode.NOTE_VERSION
        assert "version 2 is the latest, not version 1" in refusal.sentence

    def test_to_other_words_is_refused(self) -> None:
        refusal = refused(agreeing(), agree_note(1, digest=digest_of(2)))

        assert refusal.code is RefusalCode.NOTE_VERSION
        assert "the digest given is not that of this version's words" in refusal.sentence

    def test_before_there_is_a_draft_is_refused(self) -> None:
        assert refused(drafting(), agree_note()).code is RefusalCode.WRONG_STAGE


class TestSharing:
    def test_goes_to_both_departments_or_one_after_the_other(self) -> None:
        assert shared().facts[-1] == NoteShared(
            version=1, digest=digest_of(1), departments=(DFE, NHS_ENGLAND)
        )
        told = sharing().told(share_note(DFE), share_note(NHS_ENGLAND))
        assert [s.department for s in told.state.sharings] == [DFE, NHS_ENGLAND]

    def test_without_agreement_is_refused(self) -> None:
        refusal = refused(agreeing(), share_note())

        assert refusal.code is RefusalCode.WRONG_STAGE
        assert "awaiting agreement to its summary note" in refusal.sentence

    def test_of_another_version_is_refused(self) -> None:
        visit = agreeing().told(issue_draft(2), agree_note(2))

        refusal = refused(visit, share_note(version=1))

        assert refusal.code is RefusalCode.NOTE_VERSION
        assert "version 2 is the agreed one, not version 1" in refusal.sentence

    def test_of_other_words_is_refused(self) -> None:
        refusal = refused(sharing(), share_note(digest=digest_of(2)))

        assert refusal.code is RefusalCode.NOTE_VERSION

    @pytest.mark.parametrize("departments", [(DFE,), (NHS_ENGLAND, DFE)])
    def test_with_who_has_it_is_refused(self, departments: tuple[Department, ...]) -> None:
        refusal = refused(sharing().told(share_note(DFE)), share_note(*departments))

        assert refusal.code is RefusalCode.ALREADY_DONE
        assert refusal.sentence.startswith("The note was not shared: DfE already has it; ")

    def test_with_one_department_twice_is_refused(self) -> None:
        assert "already has it" in refused(sharing(), share_note(DFE, DFE)).sentence


class TestAcknowledgement:
    def test_of_both_closes_the_visit(self) -> None:
        one = shared().told(acknowledge(NHS_ENGLAND))
        assert one.since(shared()) == (NoteAcknowledged(department=NHS_ENGLAND),)
        assert one.state.stage is Stage.SHARING

        both = one.told(acknowledge(DFE))

        assert both.since(one) == (NoteAcknowledged(department=DFE), Closed())
        assert both.state.outcome is Outcome.CLOSED

    def test_of_one_while_the_other_has_not_the_note_leaves_it_open(self) -> None:
        told = sharing().told(share_note(DFE), acknowledge(DFE))

        assert told.state.stage is Stage.SHARING
        assert told.told(share_note(NHS_ENGLAND), acknowledge(NHS_ENGLAND)).state.outcome

    def test_by_who_does_not_have_the_note_is_refused(self) -> None:
        refusal = refused(sharing().told(share_note(DFE)), acknowledge(NHS_ENGLAND))

        assert refusal.code is RefusalCode.RECIPIENT
        assert "has not been shared with NHS England" in refusal.sentence

    def test_a_second_time_is_refused(self) -> None:
        refusal = refused(shared().told(acknowledge(DFE)), acknowledge(DFE))

        assert refusal.code is RefusalCode.ALREADY_DONE
        assert refusal.sentence.startswith("DfE has already acknowledged the note; ")
