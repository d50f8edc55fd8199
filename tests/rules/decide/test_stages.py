"""Which decision belongs to which stages."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest

from rules.decide import DECISIONS
from rules.decide.rule import RULES, occurrence, rule
from rules.refusals import RefusalCode, Refused
from rules.registry import DeclaredTwiceError
from rules.wording import OUTCOME_WORDS, STAGE_WORDS
from schemas import messages as m
from schemas.values import Outcome, Stage, TaskKind
from tests.support import visits
from tests.support.ending_tasks import ENDS_A_TASK
from tests.support.samples import SAMPLES
from tests.support.visits import Visit, refused

BY_STAGE = {stage().state.stage: stage for stage in visits.STAGES}

AFTER_THE_END: set[type[m.Decision]] = {
    m.CorrectPerson,
    m.ResendLetter,
    m.AddLetterNote,
    m.RemoveLetterNote,
    m.RecordDelivery,
    m.WithdrawConsent,
    m.RaiseSchoolConcern,
    m.ReportDisclosure,
    m.SeeDisclosure,
    m.CorrectReply,
    m.ReinstateVisit,
    m.RecallNote,
    m.TakeBack,
    m.RecordSurveyResults,
}
"""What may still come to light, or be taken back, once a visit is over."""

ENDED: dict[Outcome, Callable[[], Visit]] = {
    Outcome.CLOSED: visits.closed,
    Outcome.DECLINED: visits.declined,
    Outcome.NO_REPLY: visits.no_reply,
    Outcome.WITHDRAWN: visits.withdrawn,
    Outcome.CANCELLED: visits.cancelled,
    Outcome.INCOMPLETE: visits.incomplete,
    Outcome.DEFERRED: visits.deferred,
}


def messages(kind: type[m.Message]) -> list[type[m.Message]]:
    """Every message of a kind that `schemas.messages` has, in its order."""
    return [each for each in vars(m).values() if isinstance(each, type) and each.__base__ is kind]


def test_every_message_has_exactly_one_rule() -> None:
    assert list(DECISIONS) == messages(m.Decision)
    assert set(RULES) == {*messages(m.Decision), *messages(m.Occurrence)}
    with pytest.raises(DeclaredTwiceError, match="ExtendReply"):
        rule(m.ExtendReply, stages=(Stage.INVITED,), words="this")(lambda *_: [])
    with pytest.raises(DeclaredTwiceError, match="CalendarFetched"):
        occurrence(m.CalendarFetched)(lambda *_: [])


def test_every_decision_belongs_somewhere_and_is_told_apart_in_words() -> None:
    words = [RULES[kind].words for kind in DECISIONS]

    assert [kind for kind in DECISIONS if not RULES[kind].stages] == []
    assert [said for said in words if not re.fullmatch(r"[a-z][a-z ']+", said)] == []
    assert len(set(words)) == len(words)


def test_what_happens_without_a_person_may_happen_at_any_time() -> None:
    assert [k for k in messages(m.Occurrence) if RULES[k].stages != tuple(Stage)] == []


def test_there_is_a_sample_of_every_decision() -> None:
    assert Counter(type(sample) for sample in SAMPLES) == dict.fromkeys(DECISIONS, 1)


def test_every_stage_but_the_end_has_decisions_of_its_own() -> None:
    for stage in Stage:
        able = {kind for kind in DECISIONS if stage in RULES[kind].stages}
        if stage is Stage.ENDED:
            assert able == AFTER_THE_END
        else:
            assert able - {m.CancelVisit, m.RecordDelivery}


@pytest.mark.parametrize(
    ("sample", "stage"),
    [
        pytest.param(sample, stage, id=f"{type(sample).__name__} when {stage}")
        for sample in SAMPLES
        for stage in Stage
        if stage not in RULES[type(sample)].stages
    ],
)
def test_a_decision_out_of_its_stage_is_refused_with_where_the_visit_is(
    sample: m.Decision, stage: Stage
) -> None:
    refusal = refused(BY_STAGE[stage](), sample)

    assert refusal.code is RefusalCode.WRONG_STAGE
    assert refusal.sentence.startswith(f"Visit {visits.VISIT} is ")
    assert STAGE_WORDS[stage] in refusal.sentence


def test_every_end_is_among_the_visits_that_are_over() -> None:
    assert set(ENDED) == set(Outcome)
    for outcome, ended in ENDED.items():
        assert ended().state.outcome is outcome


@pytest.mark.parametrize(
    "sample",
    [sample for sample in SAMPLES if type(sample) not in AFTER_THE_END],
    ids=lambda sample: type(sample).__name__,
)
@pytest.mark.parametrize("outcome", Outcome)
def test_after_any_end_a_decision_is_refused_in_a_sentence_that_tells_the_end(
    sample: m.Decision, outcome: Outcome
) -> None:
    refusal = refused(ENDED[outcome](), sample)

    assert refusal.code is RefusalCode.WRONG_STAGE
    assert OUTCOME_WORDS[outcome] in refusal.sentence


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: type(sample).__name__)
def test_a_decision_is_taken_or_refused_in_a_sentence_at_every_point_of_a_life(
    sample: m.Decision,
) -> None:
    stages: list[Callable[[], Visit]] = [*visits.STAGES, *ENDED.values()]
    for stage in stages:
        visit = stage()
        try:
            visit.told(sample)
        except Refused as refusal:
            visits.require_readable(refusal.sentence)


@pytest.mark.parametrize("kind", [m.RecordMeetings, m.HoldFeedback], ids=lambda kind: kind.__name__)
def test_a_paused_visit_refuses_what_makes_no_sense_while_it_stands_still(
    kind: type[m.Decision],
) -> None:
    sample = next(sample for sample in SAMPLES if type(sample) is kind)

    assert refused(visits.paused(), sample).code is RefusalCode.PAUSED


def test_only_those_make_no_sense_while_it_stands_still() -> None:
    """Findings, for one, may be written down meanwhile."""
    stopped = set()
    for sample in SAMPLES:
        try:
            visits.paused().told(sample)
        except Refused as refusal:
            if "only once it goes on" in refusal.sentence:
                stopped.add(type(sample))

    assert stopped == {m.RecordMeetings, m.HoldFeedback}


def test_after_the_end_the_sentence_tells_how_it_ended() -> None:
    assert refused(visits.declined(), visits.nominate()).sentence == (
        "Visit interim-e10000016 is over: the area declined; "
        "a nominated officer can be recorded only while it is open."
    )


@pytest.mark.parametrize("stage", visits.STAGES, ids=lambda stage: stage.__name__)
def test_whatever_a_person_is_asked_to_see_to_can_still_be_done(
    stage: Callable[[], Visit],
) -> None:
    visit = stage()
    for days in (0, 5, 20, 60):
        late = visit.at(visit.now + timedelta(days=days))
        for task in late.state.tasks:
            assert any(late.state.stage in RULES[kind].stages for kind in ENDS_A_TASK[task.kind])


def test_every_task_has_a_decision_that_ends_it() -> None:
    assert set(ENDS_A_TASK) == set(TaskKind)
