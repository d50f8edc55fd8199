"""The record of a programme's selection: what is published, and what opens its commitments."""

from datetime import datetime
from typing import NamedTuple

from register import content, log, programmes
from register.canonical import keyed_digest
from register.connection import Connection
from rules.selection.publication import Fixed, make_record, seal, with_achieved
from rules.zones import london_date
from schemas.ids import AreaCode, ProgrammeId
from schemas.programme import ProgrammeState
from schemas.programme.content import FixedPortfolio, FrameFile, Seed
from schemas.programme.events import PortfolioFixed, SeedGiven
from schemas.programme.values import GONE, Standing
from schemas.selection import Cause, Frame, Replacement
from schemas.selection_record import Sealed, SelectionRecord
from schemas.sentences import Sentence
from schemas.values import Outcome

_REASONS = {
    Outcome.DECLINED: Cause.DECLINED,
    Outcome.NO_REPLY: Cause.NO_REPLY,
    Outcome.WITHDRAWN: Cause.WITHDRAWN,
}


class NotDrawn(Sentence):
    """There is nothing to record yet."""


class Recorded(NamedTuple):
    """A record, and what goes with it.

    Attributes:
        record: To be published.
        frame: What was drawn from.
        body: Its file, byte for byte.
        sealed: What opens the commitments; it says who declined. `None` while nothing has come of
            the draw.
    """

    record: SelectionRecord
    frame: Frame
    body: bytes
    sealed: Sealed | None


async def selection_record(connection: Connection, programme: ProgrammeId) -> Recorded:
    """The record of a programme's selection as it stands.

    Raises:
        UnknownProgramme: There is no such programme.
        NotDrawn: Its sample is not drawn yet.
    """
    state = await programmes.require(connection, programme)
    if state.frame is None or state.portfolio is None or state.seed is None or not state.areas:
        raise NotDrawn(
            f"Programme {programme} has no sample yet; `visits programme select` draws it."
        )
    file = await content.fetch(connection, programme, state.frame, FrameFile)
    fixed = await content.fetch(connection, programme, state.portfolio, FixedPortfolio)
    seed = await content.fetch(connection, programme, state.seed, Seed)
    moments = await _moments(connection, programme)
    record = make_record(
        Fixed(file.frame, file.asked, fixed.portfolio),
        seed.text,
        drawn_on=london_date(moments[SeedGiven]),
        title=f"Selection of local areas for the programme {programme}",
        reserves=file.reserves,
    ).model_copy(update={"fixed_at": moments[PortfolioFixed], "seed_known_at": moments[SeedGiven]})
    sealed = None
    if any(one.standing is not Standing.SELECTED for one in state.areas):
        known = set(file.frame.codes)
        sample = [one.area for one in state.areas if one.standing not in GONE if one.area in known]
        replacements = await _replacements(connection, state)
        key = await content.key_of(connection, programme, state.frame)
        salts = [
            keyed_digest(key, f"salt {number}".encode()) for number in range(len(replacements) + 1)
        ]
        sealed = seal(sample, replacements, salts)
        record = with_achieved(record, file.frame, sealed)
    return Recorded(record, file.frame, file.text.encode(), sealed)


async def _moments(connection: Connection, programme: ProgrammeId) -> dict[type[object], datetime]:
    """When what was fixed became known."""
    logged = await log.of_stream(connection, programme)
    return {type(entry.event.fact): entry.event.at for entry in logged}


async def _replacements(connection: Connection, state: ProgrammeState) -> list[Replacement]:
    """Who left for whom, in order."""
    codes = [one.area for one in state.areas if one.replaced]
    outcomes = await programmes.outcomes_of(connection, state.programme, codes)
    instead: dict[AreaCode, AreaCode] = {
        one.replaces: one.area for one in state.areas if one.replaces is not None
    }
    return [
        Replacement(
            gone=code,
            cause=_REASONS.get(outcomes.get(code, Outcome.WITHDRAWN), Cause.TAKEN_OUT),
            promoted=instead.get(code),
        )
        for code in codes
    ]
