"""The sample: portfolio, seed, draw, and the reserve that takes a free place."""

from collections.abc import Sequence
from datetime import datetime

from rules.folds import Changes
from rules.programme.rule import fact, rule
from rules.refusals import RefusalCode, Refused
from schemas.programme.events import (
    FrameFixed,
    PortfolioFixed,
    ProgrammeEvent,
    ProgrammeFactModel,
    ReservePromoted,
    ReservesExhausted,
    SampleDrawn,
    SeedGiven,
)
from schemas.programme.messages import DrawSample, PortfolioFound, PromotionFound, SampleFound
from schemas.programme.state import ProgrammeArea, ProgrammeState
from schemas.programme.values import ProgrammeStage, Source, Standing


@fact(FrameFixed, "frame fixed")
def frame_fixed(_state: ProgrammeState, _event: ProgrammeEvent, fixed: FrameFixed) -> Changes:
    """The frame does not change any more."""
    return {"frame": fixed.frame, "frame_sha256": fixed.sha256}


@rule(PortfolioFound)
def fix_portfolio(
    state: ProgrammeState, message: PortfolioFound, _now: datetime
) -> Sequence[ProgrammeFactModel]:
    """Fix it once."""
    if state.portfolio is not None:
        return []
    return [
        PortfolioFixed(
            portfolio=message.portfolio,
            sha256=message.sha256,
            samples=message.samples,
            tickets=message.tickets,
        )
    ]


@fact(PortfolioFixed, "portfolio of samples fixed")
def portfolio_fixed(
    _state: ProgrammeState, _event: ProgrammeEvent, fixed: PortfolioFixed
) -> Changes:
    """From here on the seed may be known."""
    return {
        "portfolio": fixed.portfolio,
        "portfolio_sha256": fixed.sha256,
        "stage": ProgrammeStage.FIXED,
    }


def _open_to_a_seed(state: ProgrammeState) -> None:
    """Not before the portfolio is fixed, and once."""
    if state.stage is ProgrammeStage.OPENED:
        raise Refused(
            RefusalCode.NOT_YET,
            "The seed was not taken: the portfolio of samples is not fixed yet, and whoever knows "
            f"the seed before could try it until it suits. `visits programme show "
            f"{state.programme}` tells when it is.",
        )
    if state.seed is not None:
        raise Refused(
            RefusalCode.ALREADY_DONE,
            "The seed was not taken: the sample is drawn once, and was drawn by another seed.",
        )


@rule(DrawSample, "a seed can be given", open_to=_open_to_a_seed)
def draw(
    _state: ProgrammeState, message: DrawSample, _now: datetime
) -> Sequence[ProgrammeFactModel]:
    """Take the seed."""
    return [SeedGiven(seed=message.seed)]


@fact(SeedGiven, "seed given")
def seed_given(_state: ProgrammeState, _event: ProgrammeEvent, given: SeedGiven) -> Changes:
    """The lottery is decided."""
    return {"seed": given.seed, "stage": ProgrammeStage.DRAWING}


@rule(SampleFound)
def keep_sample(
    state: ProgrammeState, message: SampleFound, _now: datetime
) -> Sequence[ProgrammeFactModel]:
    """Keep it once."""
    if state.stage is not ProgrammeStage.DRAWING:
        return []
    return [SampleDrawn(selected=message.selected, reserves=message.reserves)]


@fact(SampleDrawn, "sample drawn")
def sample_drawn(_state: ProgrammeState, _event: ProgrammeEvent, drawn: SampleDrawn) -> Changes:
    """The areas are known."""
    return {
        "areas": tuple(ProgrammeArea(area=code) for code in drawn.selected),
        "reserves": drawn.reserves,
        "stage": ProgrammeStage.DRAWN,
    }


@rule(PromotionFound)
def promote(
    state: ProgrammeState, message: PromotionFound, _now: datetime
) -> Sequence[ProgrammeFactModel]:
    """Give a free place to a reserve, once; without one a person is asked."""
    lost = state.area(message.lost)
    if lost is None or lost.standing is not Standing.LOST or lost.replaced:
        return []
    if message.area is None:
        return [ReservesExhausted(lost=message.lost)]
    if message.area not in state.reserves:
        return []
    return [ReservePromoted(area=message.area, lost=message.lost, misses=message.misses)]


@fact(ReservePromoted, "reserve promoted")
def reserve_promoted(
    state: ProgrammeState, _event: ProgrammeEvent, promoted: ReservePromoted
) -> Changes:
    """It takes the place."""
    joined = ProgrammeArea(area=promoted.area, source=Source.PROMOTED, replaces=promoted.lost)
    return {
        "areas": (*_seen_to(state, promoted.lost), joined),
        "reserves": tuple(code for code in state.reserves if code != promoted.area),
    }


@fact(ReservesExhausted, "no reserve left")
def reserves_exhausted(
    state: ProgrammeState, _event: ProgrammeEvent, exhausted: ReservesExhausted
) -> Changes:
    """The place stays free."""
    return {"areas": _seen_to(state, exhausted.lost)}


def _seen_to(state: ProgrammeState, code: str) -> tuple[ProgrammeArea, ...]:
    return tuple(
        one.model_copy(update={"replaced": True})
        if one.area == code and one.standing is Standing.LOST
        else one
        for one in state.areas
    )
