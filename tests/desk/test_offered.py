"""What can be decided now is what the rules let be decided, however it is filled in."""

from desk.offered import offered_about_programme, offered_about_report
from schemas.programme import messages as m
from schemas.programme.state import ProgrammeState
from schemas.programme.values import ProgrammeStage, Steering
from schemas.values import ContentKind
from tests.rules.programme.programmes import Told, drawn, ref
from tests.rules.report.reports import Told as Report


def possible(state: ProgrammeState) -> set[str]:
    return {one.kind.slug for one in offered_about_programme(state) if not one.refused}


def test_a_seed_is_asked_for_once_and_not_before_its_time() -> None:
    told = Told()
    fixed = told.state.model_copy(update={"stage": ProgrammeStage.FIXED})

    assert "select" not in possible(told.state)
    assert "select" in possible(fixed)
    assert "select" not in possible(drawn().state)


def test_of_a_pause_and_its_end_one_is_offered() -> None:
    told = drawn()
    assert {"pause", "resume"} & possible(told.state) == {"pause"}

    told.tell(m.PauseProgramme(actor="anna", reason=ref(ContentKind.REASON)))
    told.tell(m.VisitsSteered(steering=Steering.PAUSE))

    assert {"pause", "resume"} & possible(told.state) == {"resume"}


def test_a_report_offers_what_its_stage_lets_be_decided() -> None:
    offered = {one.kind.slug: one.refused for one in offered_about_report(Report().state)}

    assert not offered["withdraw"]
    assert "only while it" in offered["publish"]
