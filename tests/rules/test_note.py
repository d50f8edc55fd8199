"""The summary note in dispute: comments, signatures, decisions, recipients, acknowledgements."""

import pytest

from rules.correspondence import letters_after
from rules.decide.note import department_of
from rules.next_action import next_action
from rules.refusals import RefusalCode, Refused
from schemas import messages as m
from schemas.events.note import AcknowledgementReminded, NoteAgreed, NoteCommented, NoteSigned
from schemas.parts import SectionComments
from schemas.values import (
    Action,
    ContentKind,
    Department,
    LetterKind,
    Outcome,
    Owner,
    Stage,
    TaskKind,
)
from tests.support import visits
from tests.support.visits import Visit, content, digest_of, refused, require_readable

REASON = content(ContentKind.REASON)


def comment(version: int, *sections: int, words: int | None = None) -> m.CommentOnNote:
    return m.CommentOnNote(
        actor="coordinator",
        version=version,
        comments=tuple(SectionComments(section=section, count=1) for section in sections or (1,)),
        content=content(ContentKind.NOTE_COMMENTS, words or version),
    )


def draft(version: int) -> m.IssueDraft:
    return visits.issue_draft(version).model_copy(update={"sections": 4})


def sign(*leaders: str, version: int = 1) -> m.AgreeNote:
    return m.AgreeNote(
        actor="coordinator", version=version, digest=digest_of(version), leaders=leaders
    )


def decide_facts(version: int, *, actor: str = "hmi-1", reason: bool = True) -> m.DecideFacts:
    return m.DecideFacts(
        actor=actor,
        reason=REASON if reason else None,
        version=version,
        digest=digest_of(version),
    )


def decide_sharing(
    version: int, *, share: bool = True, actor: str = "manager-1", reason: bool = True
) -> m.DecideSharing:
    return m.DecideSharing(
        actor=actor,
        reason=REASON if reason else None,
        version=version,
        digest=digest_of(version),
        share=share,
    )


def agreeing() -> Visit:
    return visits.drafting().at("2020-10-12 12:00").told(draft(1))


def disputed() -> Visit:
    """Both rounds of comments are used, and a third version is with the leaders."""
    return agreeing().told(comment(1), draft(2), comment(2), draft(3))


class TestComments:
    def test_are_kept_by_section_without_their_words(self) -> None:
        fact = agreeing().told(comment(1, 2, 4)).fact(NoteCommented)
        assert [each.section for each in fact.comments] == [2, 4]
        assert fact.round == 1

    def test_on_one_version_are_one_round(self) -> None:
        visit = agreeing().told(comment(1), comment(1, 2, words=2))
        assert visit.fact(NoteCommented).round == 1
        assert visit.told(draft(2), comment(2, words=3)).fact(NoteCommented).round == 2

    def test_make_it_the_leads_turn(self) -> None:
        coming = next_action(agreeing().told(comment(1)).state)
        assert (coming.action, coming.owner) == (Action.ANSWER_COMMENTS, Owner.LEAD_INSPECTOR)
        last = next_action(agreeing().told(comment(1), draft(2), comment(2)).state)
        assert (last.action, last.owner) == (Action.DECIDE_FACTS, Owner.LEAD_INSPECTOR)

    @pytest.mark.parametrize(
        ("visit", "message", "code"),
        [
            (agreeing(), comment(2), RefusalCode.NOTE_VERSION),
            (agreeing(), comment(1, 5), RefusalCode.NOTE_VERSION),
            (agreeing(), comment(1, 2, 2), RefusalCode.NOTE_VERSION),
            (agreeing().told(comment(1)), comment(1), RefusalCode.ALREADY_DONE),
            (disputed(), comment(3), RefusalCode.ALREADY_DONE),
            (visits.sharing(), comment(1), RefusalCode.WRONG_STAGE),
        ],
        ids=["version", "section", "twice", "again", "third round", "after agreement"],
    )
    def test_are_refused(self, visit: Visit, message: m.Decision, code: RefusalCode) -> None:
        assert refused(visit, message).code is code


class TestSignatures:
    def test_the_note_is_agreed_with_the_last_one(self) -> None:
        visit = agreeing().told(sign("dcs"), sign("health-2"))
        assert visit.state.stage is Stage.AGREEING
        assert visit.fact(NoteSigned).leaders == ("health-2",)
        agreed = visit.told(sign("health-1"))
        assert agreed.state.stage is Stage.SHARING
        assert agreed.fact(NoteAgreed).leaders == ("dcs", "health-1", "health-2")

    def test_all_in_one_message_are_one_fact(self) -> None:
        visit = agreeing()
        facts = visit.told(sign("dcs", "health-1", "health-2")).since(visit)
        assert [type(fact) for fact in facts] == [NoteAgreed]

    def test_a_new_version_voids_every_one(self) -> None:
        visit = agreeing().told(sign("dcs", "health-1"), draft(2))
        assert visit.state.signed == ()
        assert refused(visit, sign("health-2")).code is RefusalCode.NOTE_VERSION
        assert visit.told(sign("health-2", version=2)).state.stage is Stage.AGREEING

    def test_an_edit_after_the_last_one_voids_the_agreement(self) -> None:
        visit = visits.sharing().told(visits.issue_draft(2))
        assert (visit.state.stage, visit.state.agreement) == (Stage.AGREEING, None)
        assert refused(visit, visits.share_note()).code is RefusalCode.WRONG_STAGE

    def test_what_departments_have_is_not_edited(self) -> None:
        assert refused(visits.shared(), visits.issue_draft(2)).code is RefusalCode.ALREADY_DONE

    @pytest.mark.parametrize("other", ["forum", "dfe", "officer-1", "hmi-1"])
    def test_only_the_areas_leaders_sign(self, other: str) -> None:
        assert refused(agreeing(), sign(other)).code is RefusalCode.RECIPIENT

    def test_nobody_signs_twice_or_other_words(self) -> None:
        visit = agreeing().told(sign("dcs"))
        assert refused(visit, sign("dcs")).code is RefusalCode.ALREADY_DONE
        other = sign("health-1").model_copy(update={"digest": digest_of(2)})
        assert refused(visit, other).code is RefusalCode.NOTE_VERSION


class TestDecisions:
    def test_a_senior_manager_lets_the_version_be_shared(self) -> None:
        visit = disputed().told(sign("dcs", version=3), decide_facts(3))
        coming = next_action(visit.state)
        assert (coming.action, coming.owner) == (Action.DECIDE_SHARING, Owner.SENIOR_MANAGER)
        decided = visit.told(decide_sharing(3))
        assert decided.state.stage is Stage.SHARING
        assert decided.state.agreement is not None
        assert decided.state.agreement.by_manager
        assert decided.state.agreement.leaders == ("dcs",)
        assert refused(decided, visits.share_note(version=2)).code is RefusalCode.NOTE_VERSION
        assert decided.told(visits.share_note(version=3)).state.sharings

    def test_or_ends_the_visit_without_sharing(self) -> None:
        ended = disputed().told(decide_facts(3), decide_sharing(3, share=False))
        assert ended.state.outcome is Outcome.CLOSED
        assert ended.state.sharings == ()
        told = letters_after(ended.state, ended.events[-2])
        assert {o.kind for o in told} == {LetterKind.SHARING_DECIDED}
        assert {o.recipient for o in told} == {"dcs", "health-1", "health-2", "officer-1"}

    def test_leaders_may_still_agree_after_the_facts_are_decided(self) -> None:
        agreed = disputed().told(decide_facts(3), sign("dcs", "health-1", "health-2", version=3))
        assert agreed.state.agreement is not None
        assert not agreed.state.agreement.by_manager

    def test_an_edit_asks_for_both_decisions_again(self) -> None:
        edited = disputed().told(decide_facts(3), draft(4))
        assert refused(edited, decide_sharing(4)).code is RefusalCode.NOT_YET

    @pytest.mark.parametrize(
        ("visit", "message", "code"),
        [
            (agreeing().told(comment(1), draft(2)), decide_facts(2), RefusalCode.NOT_YET),
            (disputed(), decide_facts(2), RefusalCode.NOTE_VERSION),
            (disputed(), decide_facts(3, actor="coordinator"), RefusalCode.WRONG_PERSON),
            (disputed(), decide_facts(3, actor="hmi-2"), RefusalCode.WRONG_PERSON),
            (disputed(), decide_facts(3, reason=False), RefusalCode.REASON_MISSING),
            (disputed().told(decide_facts(3)), decide_facts(3), RefusalCode.ALREADY_DONE),
            (disputed(), decide_sharing(3), RefusalCode.NOT_YET),
            (
                disputed().told(decide_facts(3)),
                decide_sharing(3, actor="cqc-1"),
                RefusalCode.WRONG_PERSON,
            ),
            (
                disputed().told(decide_facts(3)),
                decide_sharing(3, reason=False),
                RefusalCode.REASON_MISSING,
            ),
        ],
    )
    def test_are_refused(self, visit: Visit, message: m.Decision, code: RefusalCode) -> None:
        assert refused(visit, message).code is code


class TestRecipients:
    @pytest.mark.parametrize(
        ("recipient", "department"),
        [
            (Department.DFE, Department.DFE),
            ("nhs-england", Department.NHS_ENGLAND),
            ("nhs_england", Department.NHS_ENGLAND),
        ],
    )
    def test_are_the_two_departments(self, recipient: str, department: Department) -> None:
        assert department_of(visits.sharing().state, recipient) is department

    @pytest.mark.parametrize("recipient", ["forum", "dcs", "hmi-1", "press-office"])
    def test_and_nobody_else(self, recipient: str) -> None:
        with pytest.raises(Refused) as caught:
            department_of(visits.sharing().state, recipient)
        assert caught.value.code is RefusalCode.RECIPIENT
        require_readable(caught.value.sentence)


class TestAcknowledgements:
    def test_are_chased_once_by_letter_and_then_by_a_person(self) -> None:
        shared = visits.shared().told(visits.acknowledge(Department.DFE))
        chased = shared.at("2020-10-23 09:00")
        assert chased.fact(AcknowledgementReminded).departments == (Department.NHS_ENGLAND,)
        orders = letters_after(chased.state, chased.events[-1])
        assert [(o.kind, o.recipient) for o in orders] == [
            (LetterKind.RECEIPT_REMINDER, "nhs-england")
        ]
        late = chased.at("2020-10-27 17:00")
        assert [task.kind for task in late.state.tasks] == [TaskKind.ACKNOWLEDGEMENT_OVERDUE]
        assert sum(isinstance(fact, AcknowledgementReminded) for fact in late.facts) == 1
        ended = late.told(visits.acknowledge(Department.NHS_ENGLAND))
        assert ended.state.outcome is Outcome.CLOSED
