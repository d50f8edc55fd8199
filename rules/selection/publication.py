"""The record of a selection that is published, and the sealed part that is not."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from rules.chain import canonical
from rules.selection.chances import area_chances
from rules.selection.disclosure import (
    Detail,
    Facts,
    Stories,
    most_detail,
    numbers_tell,
    quotas_kept,
)
from rules.selection.lottery import draw
from rules.selection.numbers import read_seed
from rules.selection.representation import represent
from schemas.ids import Digest
from schemas.selection import Asked, Frame, Portfolio, Replacement
from schemas.selection_record import Achieved, Salt, Sealed, SelectionRecord


class Fixed(NamedTuple):
    """What was settled before the seed was known.

    Attributes:
        frame: All areas.
        asked: What the sample had to be.
        portfolio: What the seed decides among.
    """

    frame: Frame
    asked: Asked
    portfolio: Portfolio


def make_record(
    fixed: Fixed, seed: str, *, drawn_on: date, title: str, reserves: int | None = None
) -> SelectionRecord:
    """The record of a draw, of which nothing has come yet.

    Args:
        fixed: Before the seed.
        seed: What decided.
        drawn_on: The day.
        title: What the record is called; it names no area.
        reserves: How many were wanted.
    """
    frame, asked, portfolio = fixed
    drawn = draw(portfolio, frame.codes, seed, reserves)
    chances = zip(frame.codes, area_chances(portfolio), strict=True)
    return SelectionRecord(
        title=title,
        drawn_on=drawn_on,
        seed=read_seed(seed),
        asked=asked,
        codes=frame.codes,
        portfolio=portfolio,
        chances={code: str(chance) for code, chance in chances},
        reserves_wanted=asked.number if reserves is None else reserves,
        drawn=drawn,
        representation=represent(frame, asked, drawn.selected),
    )


def with_achieved(record: SelectionRecord, frame: Frame, sealed: Sealed) -> SelectionRecord:
    """The record once it is known who is visited: with what may be told of it.

    Args:
        record: Of the draw.
        frame: What was drawn from.
        sealed: Who is visited, and who left for whom: as they happened.
    """
    sample, portfolio, codes = sealed.sample, record.portfolio, record.codes
    gone = [replacement.gone for replacement in sealed.replacements]
    facts: dict[Detail, Facts] = {
        Detail.NUMBERS: lambda some: represent(frame, record.asked, some),
        Detail.QUOTAS: lambda some: (len(some), quotas_kept(portfolio, codes, some)),
    }

    def told(detail: Detail) -> bool:
        stories = Stories(portfolio, codes, record.drawn)
        return detail <= at_most and stories.hidden(gone, sample, facts[detail])

    withheld = numbers_tell(record.drawn, len(sample))  # even if nobody left: it would tell that
    at_most = Detail.NOTHING if withheld else most_detail(sealed.salts[0])
    numbers = told(Detail.NUMBERS)
    commitments = commitments_of(sealed)
    causes = Counter(replacement.cause for replacement in sealed.replacements)
    achieved = Achieved(
        filled=None if withheld else len(sample),
        replaced=None if withheld else len(gone),
        causes={} if withheld else dict(sorted(causes.items())),
        quotas_kept=(
            quotas_kept(portfolio, codes, sample) if numbers or told(Detail.QUOTAS) else None
        ),
        representation=represent(frame, record.asked, sample) if numbers else None,
        sample=commitments[0],
        replacements=() if withheld else commitments[1:],
    )
    return record.model_copy(update={"achieved": achieved})


def seal(
    sample: Sequence[str], replacements: Sequence[Replacement], salts: Sequence[Salt]
) -> Sealed:
    """Who is visited and who left for whom, with the salts of their commitments.

    Args:
        sample: The areas that are visited.
        replacements: In order.
        salts: Drawn at random, one more than there are replacements.
    """
    return Sealed(
        sample=tuple(sorted(sample)), replacements=tuple(replacements), salts=tuple(salts)
    )


def commitments_of(sealed: Sealed) -> tuple[Digest, ...]:
    """SHA-256 of canonical JSON of each thing with its salt: the sample, then each replacement.

    Raises:
        ValueError: There is not one salt for each.
    """
    things = [
        {"sample": list(sealed.sample)},
        *(replacement.model_dump(mode="json") for replacement in sealed.replacements),
    ]
    return tuple(
        hashlib.sha256(canonical({**thing, "salt": salt}).encode()).hexdigest()
        for thing, salt in zip(things, sealed.salts, strict=True)
    )
