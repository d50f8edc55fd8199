"""A decision out of its stage is refused in a sentence, and nothing of it is left anywhere."""

from datetime import timedelta

import pytest

from rules.decide import DECISIONS
from rules.decide.rule import RULES
from rules.refusals import RefusalCode
from schemas import messages
from schemas.forms.cases import AgreedCaseForm, AgreedCasesForm
from schemas.forms.course import CancellationForm
from schemas.forms.form import VisitForm
from schemas.forms.letters import DeliveryForm
from schemas.forms.note import AgreementForm, SharingForm
from schemas.forms.preparation import ModeForm
from schemas.values import Consenter, Delivery, Mode, Stage
from tests.e2e.refusing import ANY_DIGEST, Visits, refusal_of, refused, traces
from tests.e2e.walking import Walk

DECISION_OF: dict[str, type[messages.Decision]] = {
    "contacts": messages.RecordContacts,
    "delivery": messages.RecordDelivery,
    "respond": messages.Respond,
    "nominate": messages.NominateOfficer,
    "declare": messages.DeclareConflicts,
    "team": messages.ConfirmTeam,
    "dates": messages.SetDates,
    "mode": messages.SetMode,
    "survey": messages.HandOverSurvey,
    "cases": messages.ChooseCases,
    "agree_cases": messages.AgreeCases,
    "timetable": messages.FixTimetable,
    "held": messages.RecordMeetings,
    "finding": messages.RecordFindings,
    "feedback": messages.HoldFeedback,
    "draft": messages.IssueDraft,
    "agree": messages.AgreeNote,
    "share": messages.ShareNote,
    "acknowledge": messages.AcknowledgeNote,
    "cancel": messages.CancelVisit,
}
"""By the name of its form in a scenario."""


def form_of(walk: Walk, do: str) -> VisitForm:
    """A form that would be taken in its stage."""
    match do:
        case "contacts":
            assert walk.scenario.contacts is not None
            return walk.scenario.contacts
        case "delivery":
            letter = f"{walk.visit}/invitation/1/dcs"
            return DeliveryForm(letter=letter, status=Delivery.DELIVERED)
        case "mode":
            return ModeForm(mode=Mode.VIRTUAL)
        case "agree_cases":
            case = AgreedCaseForm(case="case-1", agreed_by=Consenter.PARENT)
            return AgreedCasesForm(cases=(case,))
        case "agree":
            return AgreementForm(version=1, digest=ANY_DIGEST)
        case "share":
            return SharingForm(version=1, digest=ANY_DIGEST)
        case "cancel":
            return CancellationForm(reason="The programme is paused.")
        case _:
            return walk.form_of(do)


def test_what_is_tried_are_decisions() -> None:
    """A sample, past the desk and the server; `tests/rules` tries each one in each stage."""
    assert set(DECISION_OF.values()) <= set(DECISIONS)


def wrong_stages(decision: type[messages.Decision]) -> list[Stage]:
    """A few of the stages that a decision does not belong to, the end aside."""
    wrong = [stage for stage in Stage if stage not in (*RULES[decision].stages, Stage.ENDED)]
    return wrong[:: max(1, len(wrong) // 3)]


WRONG = [
    pytest.param(stage, do, id=f"{do} while {stage}")
    for stage in Stage  # in this order one visit goes through all of them
    for do, decision in DECISION_OF.items()
    if stage in wrong_stages(decision)
]


@pytest.mark.parametrize(("stage", "do"), WRONG)
async def test_a_decision_in_the_wrong_stage_is_refused(
    visits: Visits, stage: Stage, do: str
) -> None:
    walk = await visits.at(stage)

    told = await refused(visits, stage, form_of(walk, do))

    assert told.code is RefusalCode.WRONG_STAGE
    assert told.sentence.startswith(f"Visit {walk.visit} is ")
    assert " only while it is " in told.sentence


@pytest.mark.parametrize("do", [do for do in DECISION_OF if do != "delivery"])
async def test_after_the_end_every_decision_is_refused_while_the_visit_is_kept(
    visits: Visits, do: str
) -> None:
    told = await refused(visits, "ended", form_of(await visits.at("ended"), do))

    assert told.code is RefusalCode.WRONG_STAGE
    assert "is over: it was closed" in told.sentence


async def test_after_the_end_everything_is_refused_when_the_run_is_closed(visits: Visits) -> None:
    walk = await visits.at("ended")
    running = True
    for _ in range(3):
        running = running and await walk.let_pass(timedelta(days=31))
    before = await traces(visits.engine, walk)

    told = [
        await refusal_of(walk.submit(form_of(walk, do), f"late-{do}", repeated=False))
        for do in DECISION_OF
    ] + [
        await refusal_of(walk.desk.open(walk.opening, contacts, "open-again"))
        for contacts in (walk.scenario.contacts, None)
    ]

    assert not running
    assert all(f"Visit {walk.visit} is over" in refusal.sentence for refusal in told)
    assert await traces(visits.engine, walk) == before
