"""What a programme's scenario cannot have is said before anything is played."""

import pytest
from pydantic import ValidationError

from register.areas import AreaNotThen, UnknownArea
from release.rehearsal.programme.rehearsal import frame_of
from schemas.programme.scenario import ProgrammeScenario
from tests.e2e.programmes import SMALL


@pytest.mark.parametrize(("area", "why"), [("E99999999", UnknownArea), ("E06000061", AreaNotThen)])
def test_an_area_that_there_is_not_is_not_left_out_in_silence(
    area: str, why: type[Exception]
) -> None:
    frame = {"day": "2020-10-05", "areas": ["E10000016", "E10000024", area]}
    scenario = ProgrammeScenario.model_validate({**SMALL, "frame": frame})

    with pytest.raises(why):
        frame_of(scenario)


def test_nothing_is_drawn_by_an_empty_seed() -> None:
    select = {"number": 2, "seed": "", "at": "2020-09-01 10:00"}

    with pytest.raises(ValidationError, match="seed"):
        ProgrammeScenario.model_validate({**SMALL, "select": select})
