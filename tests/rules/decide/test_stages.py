"""Which decision belongs to which stages."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from rules import decide as decide_package
from rules.decide.stages import NOT_WHILE_PAUSED, OUTCOME_WORDS, STAGE_WORDS, STAGES
from rules.refusals import RefusalCode, Refused
from schemas import messages as m
from schemas.values import Outcome, Stage, TaskKind
from tests.support import visits
from tests.support.samples import SAMPLES
from tests.support.visits import Visit, refused

BY_STAGE = {stage().state.stage: stage for stage in visits.STAGES}

ENDS_A_TASK: dict[TaskKind, tuple[type[m.Decision], ...]] = {
    TaskKind.CONTACTS_MISSING: (m.RecordContacts,),
    TaskKind.REPLY_OVERDUE: (m.Respond, m.ExtendReply, m.RecordNoReply),
    TaskKind.LETTER_NOT_DELIVERED: (m.RecordDelivery,),
    TaskKind.OFFICER_OVERDUE: (m.NominateOfficer,),
    TaskKind.ARRANGEMENTS_OVERDUE: (m.ConfirmTeam,),
    TaskKind.TIMETABLE_OVERDUE: (m.FixTimetable,),
    TaskKind.VISIT_RECORD_OVERDUE: (m.HoldFeedback, m.RecordMeetings),
    TaskKind.DRAFT_OVERDUE: (m.IssueDraft,),
    TaskKind.AGREEMENT_OVERDUE: (m.AgreeNote,),
    TaskKind.SHARING_OVERDUE: (m.ShareNote,),
    TaskKind.ACKNOWLEDGEMENT_OVERDUE: (m.AcknowledgeNote,),
    TaskKind.SURVEY_DISCLOSURE: (m.SeeDisclosure,),
    TaskKind.PAUSE_TOO_LONG: (m.EndIncomplete,),
    TaskKind.DEFERRAL_OVERDUE: (m.GrantDeferral, m.RefuseDeferral),
}


AFTER_THE_END: set[type[m.Decision]] = {
    m.RecordDelivery,
    m.WithdrawConsent,
    m.RaiseSchoolConcern,
    m.ReportDisclosure,
    m.SeeDisclosure,
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


def decisions() -> set[type[m.Decision]]:
    return set(m.Decision.__subclasses__())


def test_every_decision_has_its_stages_its_words_and_its_rule() -> None:
    assert set(STAGES) == decisions()
    assert set(decide_package.stages._WHAT) == decisions()  # noqa: SLF001 - the table itself
    assert decisions() < set(decide_package._RULES)  # noqa: SLF001 - the table itself
    assert [type(sample) for sample in SAMPLES] == list(STAGES)


def test_every_occurrence_has_its_rule() -> None:
    assert set(m.Occurrence.__subclasses__()) < set(decide_package._RULES)  # noqa: SLF001


def test_every_stage_but_the_end_has_decisions_of_its_own() -> None:
    for stage in Stage:
        able = {kind for kind, stages in STAGES.items() if stage in stages}
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
        if stage not in STAGES[type(sample)]
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


@pytest.mark.parametrize("kind", NOT_WHILE_PAUSED, ids=lambda kind: kind.__name__)
def test_a_paused_visit_refuses_what_makes_no_sense_while_it_stands_still(
    kind: type[m.Decision],
) -> None:
    sample = next(sample for sample in SAMPLES if type(sample) is kind)

    assert refused(visits.paused(), sample).code is RefusalCode.PAUSED


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
            assert any(late.state.stage in STAGES[kind] for kind in ENDS_A_TASK[task.kind])


def test_every_task_has_a_decision_that_ends_it() -> None:
    assert set(ENDS_A_TASK) == set(TaskKind)
