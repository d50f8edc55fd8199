"""Which mentions are refused, which are asked about, and which pass."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from rules.anonymity.mentions import Mention
from rules.anonymity.tokens import Token
from schemas.anonymity import Judgement, NameKind

_LONG = 10  # letters that ordinary words do not make by chance


def judged(
    tokens: Sequence[Token], mentions: Iterable[Mention], may_be_named: Collection[str]
) -> Iterator[tuple[Mention, Judgement]]:
    """The mentions that do not pass, the longest of those that overlap, in their order."""
    taken: set[int] = set()
    kept: list[tuple[Mention, Judgement]] = []
    by_length = sorted(mentions, key=lambda one: _rank(one, tokens))
    spans: dict[tuple[int, int], list[Mention]] = {}
    for one in by_length:
        spans.setdefault((one.first, one.last), []).append(one)
    for (first, last), alike in spans.items():
        if taken.issuperset(range(first, last + 1)):
            continue
        results = [(one, _judgement(one, tokens)) for one in alike]
        counted = [(one, result) for one, result in results if result]
        if not counted:
            continue
        taken.update(range(first, last + 1))
        if _passes([one for one, _ in counted], may_be_named):
            continue
        refused = [(one, result) for one, result in counted if one.pattern.name]
        worst = [pair for pair in refused if pair[1] is Judgement.NAMED] or refused
        kept.append(worst[0])
    yield from sorted(kept, key=lambda pair: pair[0].first)


def _rank(mention: Mention, tokens: Sequence[Token]) -> tuple[int, bool]:
    letters = sum(len(one.letters) for one in tokens[mention.first : mention.last + 1])
    return -letters, mention.why != "exact"


def _passes(alike: Sequence[Mention], may_be_named: Collection[str]) -> bool:
    """Whether what some words stand for is a region, or an area that agreed, and nobody else."""
    names = [one.pattern.name for one in alike]
    if None in names:
        return True
    others = [name for name in names if name and name.kind is not NameKind.AREA]
    return not others and any(name.area in may_be_named for name in names if name)


def _judgement(mention: Mention, tokens: Sequence[Token]) -> Judgement | None:
    """What becomes of a mention by itself; `None` if it is none."""
    if not mention.ordinary:
        return Judgement.NAMED
    here = tokens[mention.first : mention.last + 1]
    as_written = tuple(one.letters for one in here) == mention.pattern.words
    if as_written and not mention.pattern.needs_capitals:
        return Judgement.NAMED
    if not as_written and len(mention.pattern.letters) >= _LONG:
        return Judgement.NAMED
    if not all(one.capital for one in here):
        return None
    return Judgement.ASK if here[0].begins and len(here) == 1 else Judgement.NAMED
