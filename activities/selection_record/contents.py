"""What the record of a selection says to people, in order: paragraphs and tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from activities.wording import day_words
from rules.selection.numbers import HOW_NUMBERS_ARE_DRAWN, HOW_RESERVES_ARE_CHOSEN
from rules.zones import london
from schemas.selection import Cause, Frame, Share
from schemas.selection_record import Achieved, SelectionRecord

_WITHHELD = "[c]"
_REASONS = {
    Cause.DECLINED: "declined",
    Cause.NO_REPLY: "did not reply",
    Cause.WITHDRAWN: "withdrew after accepting",
    Cause.TAKEN_OUT: "taken out by a coordinator",
}
_METHOD = (
    "A sample has to keep the quotas below. Among the lotteries over such samples, one was chosen "
    "in which the least chance of any area is as large as the quotas allow, then the next, and so "
    "on (leximin; Flanigan and others, Nature 596, 2021). Areas that no quota tells apart have "
    "exactly the same chance."
)
_SEED_ALONE = (
    "The seed alone decided which ticket was drawn, which areas of each kind, and the order of the "
    "reserves."
)
_RESERVES = (
    "Where a place comes free, the first reserve takes it that keeps the quotas; if none does, the "
    "one that comes nearest to them."
)
_COMMITTED = (
    "So that what is not told cannot be changed either, its digests are given here, each made with "
    "a secret salt. Whoever is shown the salts can check that the rule was followed."
)
_BY_LOT = (
    "That is done wherever it would tell who left, and at times by lot, so that nothing follows "
    "from it."
)
_COMMAND = (
    "With the frame and the record as JSON, one command works out everything again: visits select "
    "frame.csv --verify record.json"
)
_CHECKED = (
    "It checks the frame's digest, that each sample keeps the quotas, the chances, that no lottery "
    "is fairer, and the draw."
)
_BEFORE = "They were recorded before the seed was known. "
_NAME = "name"


@dataclass(frozen=True)
class RecordTable:
    """A table; the first cell of a row says what the row is about."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Section:
    """A heading, paragraphs and perhaps a table."""

    heading: str
    paragraphs: tuple[str, ...]
    table: RecordTable | None = None


@dataclass(frozen=True)
class RecordContents:
    """All that a record says."""

    title: str
    on: date
    particulars: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]


def record_contents(record: SelectionRecord, frame: Frame) -> RecordContents:
    """Put a record into words.

    Args:
        record: As published.
        frame: What was drawn from; gives the areas' names, where it has a column of them.
    """
    return RecordContents(
        title=record.title,
        on=record.drawn_on,
        particulars=tuple(_particulars(record)),
        sections=tuple(_sections(record, frame)),
    )


def _particulars(record: SelectionRecord) -> Iterator[tuple[str, str]]:
    drawn, portfolio = record.drawn, record.portfolio
    yield "Drawn on", day_words(record.drawn_on)
    yield "Areas drawn", f"{len(drawn.selected)} of {len(record.codes)}"
    yield "Seed", record.seed
    if record.seed_source:
        yield "Source of the seed", record.seed_source
    if record.fixed_at:
        fixed = london(record.fixed_at)
        yield "Portfolio fixed", f"{day_words(fixed.date())}, {fixed:%H:%M}"
    if record.seed_known_at:
        known = london(record.seed_known_at)
        yield "Seed known", f"{day_words(known.date())}, {known:%H:%M}"
    yield "Ticket drawn", f"{drawn.ticket:,} of {portfolio.tickets:,}, counted from 0"
    yield "Frame (SHA-256)", portfolio.frame_sha256
    yield "Solver", portfolio.solver


def _sections(record: SelectionRecord, frame: Frame) -> Iterator[Section]:
    tickets, kinds = record.portfolio.tickets, len(record.portfolio.samples)
    lottery = f"The lottery has {tickets:,} tickets for {kinds} kinds of samples."
    known = _BEFORE if record.fixed_at else ""
    yield Section(
        "How the areas were drawn",
        (
            _METHOD,
            f"{lottery} {known}{_SEED_ALONE}",
            HOW_NUMBERS_ARE_DRAWN,
        ),
    )
    yield from _quotas(record)
    names = _names(frame)
    named = ("Code", "Area") if names else ("Code",)

    def area(code: str) -> tuple[str, ...]:
        return (code, names.get(code, "")) if names else (code,)

    yield Section(
        "The areas drawn first",
        ("Each area was free to decline. Which did is not told here.",),
        RecordTable(
            "Areas drawn, in the order of the frame",
            (*named, "Chance"),
            tuple((*area(code), _chance(record, code)) for code in record.drawn.selected),
        ),
    )
    if record.drawn.reserves:
        yield Section(
            "The reserves",
            (_RESERVES, HOW_RESERVES_ARE_CHOSEN),
            RecordTable(
                "Reserves, in the order in which they are asked",
                ("Place", *named, "Chance"),
                tuple(
                    (f"{place}", *area(code), _chance(record, code))
                    for place, code in enumerate(record.drawn.reserves, start=1)
                ),
            ),
        )
    if record.achieved is not None:
        yield from _achieved(record.achieved)
    yield Section(
        "The chance of each area",
        (_never(record),),
        RecordTable(
            "Chance of being drawn, for each area of the frame",
            (*named, "Chance", "Exactly"),
            tuple(
                (*area(code), _chance(record, code), record.chances[code]) for code in record.codes
            ),
        ),
    )
    yield Section(
        "Check it yourself",
        (
            _COMMAND,
            _CHECKED,
        ),
    )


def _quotas(record: SelectionRecord) -> Iterator[Section]:
    shares = record.representation.shares
    if not shares:
        return
    achieved = record.achieved.representation if record.achieved else None
    later = {(share.column, share.value): share for share in achieved.shares} if achieved else {}
    with_later = record.achieved is not None

    def row(share: Share) -> tuple[str, ...]:
        after = later.get((share.column, share.value))
        now = (_WITHHELD if after is None or after.got is None else f"{after.got}",)
        return (
            f"{share.column}: {share.value or '(blank)'}",
            f"{share.in_frame}",
            _span(share.wanted),
            f"{share.got}",
            *(now if with_later else ()),
        )

    apart = record.representation.dissimilarity
    paragraphs = [
        "To have exactly the shares of the frame, "
        + ", ".join(f"{100 * value:.1f}% ({column})" for column, value in apart.items())
        + " of the first sample would have to be other areas."
    ]
    if achieved:
        paragraphs.append(
            "Of the areas that are visited, it is "
            + ", ".join(f"{100 * value:.1f}% ({c})" for c, value in achieved.dissimilarity.items())
            + "."
        )
    elif with_later:
        paragraphs.append(f"{_WITHHELD}: the number is withheld. {_BY_LOT}")
    yield Section(
        "Quotas, and how representative the sample is",
        tuple(paragraphs),
        RecordTable(
            "Areas with each value: in the frame, wanted, drawn"
            + (", visited" if with_later else ""),
            ("Value", "In the frame", "Wanted", "Drawn", *(("Visited",) if with_later else ())),
            tuple(row(share) for share in shares),
        ),
    )


def _achieved(achieved: Achieved) -> Iterator[Section]:
    if achieved.filled is None or achieved.replaced is None:
        paragraphs = ["How many areas left is withheld, because it would tell which."]
    else:
        paragraphs = [
            (
                f"{achieved.filled} {'place is' if achieved.filled == 1 else 'places are'} filled, "
                f"and {achieved.replaced} {'area' if achieved.replaced == 1 else 'areas'} left "
                f"{'its place' if achieved.replaced == 1 else 'their places'}, reserves included. "
                "Which left is not told, nor who came instead."
            )
        ]
    if achieved.quotas_kept is None:
        paragraphs.append(f"Whether the quotas are kept is withheld. {_BY_LOT}")
    elif all(achieved.quotas_kept):
        paragraphs.append("The areas that are visited keep every quota.")
    else:
        missed = achieved.quotas_kept.count(False)
        paragraphs.append(
            f"The areas that are visited miss {missed} of {len(achieved.quotas_kept)} quotas."
        )
    paragraphs += [
        _COMMITTED,
        f"Digest of the areas that are visited: {achieved.sample}",
        *(f"Digest of replacement {n}: {d}" for n, d in enumerate(achieved.replacements, 1)),
    ]
    rows = tuple((_REASONS[reason], f"{count}") for reason, count in achieved.causes.items())
    table = RecordTable("Areas that left, by reason", ("Cause", "Areas"), rows) if rows else None
    yield Section("What became of the sample", tuple(paragraphs), table)


def _names(frame: Frame) -> dict[str, str]:
    if _NAME not in frame.columns:
        return {}
    return dict(zip(frame.codes, frame.column(_NAME), strict=True))


def _chance(record: SelectionRecord, code: str) -> str:
    return f"{float(Fraction(record.chances[code])):.6f}"


def _never(record: SelectionRecord) -> str:
    never = [code for code in record.codes if not Fraction(record.chances[code])]
    if not never:
        return "Every area had a chance."
    return f"In no sample that keeps the quotas, and so without a chance: {', '.join(never)}."


def _span(wanted: tuple[int, int] | None) -> str:
    if wanted is None:
        return "any"
    least, most = wanted
    return f"{least}" if least == most else f"{least} to {most}"
