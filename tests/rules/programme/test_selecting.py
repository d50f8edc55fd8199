import pytest

from rules.refusals import RefusalCode, Refused
from schemas.programme import ProgrammeStage, Standing
from schemas.programme import messages as m
from schemas.values import ContentKind
from tests.rules.programme.programmes import AREAS, RESERVES, Told, became, drawn, invited, ref


def seed() -> m.DrawSample:
    return m.DrawSample(actor="anna", seed=ref(ContentKind.SEED))


def found() -> m.PortfolioFound:
    return m.PortfolioFound(
        portfolio=ref(ContentKind.PORTFOLIO), sha256="c" * 64, samples=3, tickets=1000
    )


def test_the_frame_is_fixed_with_the_opening_and_the_portfolio_is_worked_out_next() -> None:
    told = Told()

    assert [event.type.value for event in told.events] == [
        "programme.opened.v1",
        "programme.frame_fixed.v1",
    ]
    assert told.owed == "FixOwed"


def test_a_seed_that_is_given_before_the_portfolio_is_fixed_is_refused() -> None:
    told = Told()

    with pytest.raises(Refused, match="whoever knows the seed before could try it"):
        told.tell(seed())
    assert told.tell(found()) == ["programme.portfolio_fixed.v1"]
    assert told.tell(seed()) == ["programme.seed_given.v1"]
    assert told.owed == "DrawOwed"


def test_nobody_gives_a_second_seed_or_finds_a_second_portfolio() -> None:
    told = drawn()

    with pytest.raises(Refused) as refused:
        told.tell(seed())
    assert refused.value.code is RefusalCode.ALREADY_DONE
    assert told.tell(found()) == []
    assert told.tell(m.SampleFound(selected=RESERVES, reserves=())) == []
    assert tuple(one.area for one in told.state.areas) == AREAS


@pytest.mark.parametrize("standing", [Standing.LOST])
def test_the_place_of_an_area_that_declined_goes_to_a_reserve_once(standing: Standing) -> None:
    told = invited(AREAS[0])
    became(told, AREAS[0], standing)
    assert told.owed == "PromotionOwed"
    promotion = m.PromotionFound(lost=AREAS[0], area=RESERVES[0])

    assert told.tell(promotion) == ["programme.reserve_promoted.v1"]
    assert told.tell(promotion) == []
    assert told.state.reserves == RESERVES[1:]
    assert told.standing(RESERVES[0]) is Standing.SELECTED


@pytest.mark.parametrize("standing", [Standing.ENDED, Standing.VISITED, Standing.ACCEPTED])
def test_no_reserve_takes_the_place_of_an_area_that_did_not_decline(standing: Standing) -> None:
    told = invited(AREAS[0])
    became(told, AREAS[0], standing)

    assert told.owed != "PromotionOwed"
    assert told.tell(m.PromotionFound(lost=AREAS[0], area=RESERVES[0])) == []


def test_without_a_reserve_the_place_stays_free() -> None:
    told = invited(AREAS[0])
    became(told, AREAS[0], Standing.LOST)

    assert told.tell(m.PromotionFound(lost=AREAS[0], area=None)) == [
        "programme.reserves_exhausted.v1"
    ]
    assert told.owed == ""


def test_a_decline_that_was_a_mistake_after_its_place_was_given_is_not_forgotten() -> None:
    told = invited(AREAS[0])
    became(told, AREAS[0], Standing.LOST)
    told.tell(m.PromotionFound(lost=AREAS[0], area=RESERVES[0]))

    became(told, AREAS[0], Standing.ACCEPTED)

    assert told.standing(AREAS[0]) is Standing.ACCEPTED
    assert told.standing(RESERVES[0]) is Standing.SELECTED
    assert told.state.stage is ProgrammeStage.INVITING
