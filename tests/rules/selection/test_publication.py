"""The published record holds, and tells nobody who declined."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import permutations, product

import pytest

from activities.solvers.selection import Impossible, fix
from activities.solvers.selection_proof import ask_solver
from rules.selection import promote, read_frame, what_is_asked
from rules.selection.disclosure import Detail, most_detail
from rules.selection.publication import Fixed, make_record, seal, with_achieved
from rules.selection.verification import verify, verify_sealed
from schemas.selection import Cause, Portfolio, Replacement
from schemas.selection_record import Sealed, SelectionRecord
from tests.support.small_frames import frame_of, small_frames

DAY = date(2027, 1, 11)
SALTS = tuple(f"{number:064x}" for number in range(20))
EACH_DETAIL = [{most_detail(salt): salt for salt in SALTS}[detail] for detail in Detail]


def all_fixed() -> Iterator[Fixed]:
    for small in small_frames(30, seed=7):
        try:
            yield Fixed(*small, fix(*small))
        except Impossible:
            continue


def larger() -> Iterator[Fixed]:
    """Frames in which areas are like each other, as most are in a real one."""
    for cells, number in (("aaaaaabbbb", 5), ("aaaabbbcc", 4), ("aaaaaaaab", 3)):
        frame = frame_of({"region": list(cells)})
        asked = what_is_asked(frame, number, ("region",))
        yield Fixed(frame, asked, fix(frame, asked))


@pytest.fixture(scope="module")
def each() -> list[Fixed]:
    return list(all_fixed())


def a_record(fixed: Fixed) -> SelectionRecord:
    return make_record(fixed, "spring", drawn_on=DAY, title="A selection")


def come_to(record: SelectionRecord, gone: Sequence[str], salt: str = SALTS[0]) -> Sealed | None:
    """What becomes of a draw when these leave, one after the other; `None`: they cannot."""
    standing, reserves = list(record.drawn.selected), list(record.drawn.reserves)
    replaced = []
    for code in gone:
        if code not in standing:
            return None
        standing.remove(code)
        found = promote(record.portfolio, record.codes, standing, reserves)
        if found:
            standing.append(found.code)
            reserves.remove(found.code)
        promoted = found.code if found else None
        replaced.append(Replacement(gone=code, cause=Cause.DECLINED, promoted=promoted))
    return seal(standing, replaced, [salt, *SALTS[: len(replaced)]])


def told(record: SelectionRecord, fixed: Fixed, sealed: Sealed) -> str:
    """What anybody reads, without the digests: salts keep those from telling anything."""
    achieved = with_achieved(record, fixed.frame, sealed).achieved
    assert achieved is not None
    return achieved.model_dump_json(exclude={"sample", "replacements"}) + str(
        len(achieved.replacements)
    )


def test_whoever_works_out_every_story_still_does_not_know_who_left(each: list[Fixed]) -> None:
    numbers_told = withheld = 0
    for fixed in [*each, *larger()]:
        record = a_record(fixed)
        invited = (*record.drawn.selected, *record.drawn.reserves)
        stories: dict[str, list[frozenset[str]]] = {}
        for many in (0, 1, 2):
            for gone, salt in product(permutations(invited, many), EACH_DETAIL):
                sealed = come_to(record, gone, salt)
                if sealed is not None:
                    stories.setdefault(told(record, fixed, sealed), []).append(frozenset(gone))
        for words, gone_each in stories.items():
            # Nobody left in each of the stories that read so.
            assert not frozenset.intersection(*gone_each), (fixed, words)
            numbers_told += '"representation":{' in words and any(gone_each)
            withheld += '"replaced":null' in words
    assert numbers_told
    assert withheld


def test_a_record_holds_and_its_seal_opens(each: list[Fixed]) -> None:
    for fixed in each[:8]:
        record = a_record(fixed)
        sealed = come_to(record, record.drawn.selected[:1])
        assert sealed is not None
        published = SelectionRecord.model_validate_json(
            with_achieved(record, fixed.frame, sealed).model_dump_json()
        )
        found = ask_solver(published.portfolio)
        checks = verify(published, fixed.frame, found.dearest, never=found.never)
        checks += verify_sealed(published, fixed.frame, sealed)
        assert [check for check in checks if not check.holds] == []


def failing(record: SelectionRecord, fixed: Fixed) -> set[str]:
    found = ask_solver(record.portfolio)
    checks = verify(record, fixed.frame, found.dearest, never=found.never)
    return {check.check for check in checks if not check.holds}


def test_whatever_is_changed_in_a_record_is_found(each: list[Fixed]) -> None:
    fixed = max(each, key=lambda one: len(one.portfolio.samples))
    record = a_record(fixed)
    portfolio = record.portfolio
    assert len(portfolio.samples) > 1
    swapped = record.drawn.model_copy(update={"selected": record.drawn.selected[::-1]})
    assert failing(record.model_copy(update={"drawn": swapped}), fixed) == {"draw"}
    assert "draw" in failing(record.model_copy(update={"seed": "autumn"}), fixed)
    one, *others = portfolio.samples
    favoured = portfolio.model_copy(
        update={"samples": (one.model_copy(update={"tickets": 3 * one.tickets}), *others)}
    )
    assert {"chances", "fairness"} <= failing(
        record.model_copy(update={"portfolio": favoured}), fixed
    )
    honest = make_record(fixed._replace(portfolio=favoured), "spring", drawn_on=DAY, title="x")
    assert failing(honest, fixed) == {"fairness"}
    fewer = record.asked.model_copy(update={"quotas": record.asked.quotas[1:]})
    assert "quotas" in failing(record.model_copy(update={"asked": fewer}), fixed)
    other = read_frame(b"code\nE00000001\n")
    assert "frame" in {
        check.check
        for check in verify(
            record, other, [level.dearest for level in portfolio.levels], never=True
        )
        if not check.holds
    }


def test_another_story_does_not_open_the_seal(each: list[Fixed]) -> None:
    fixed = max(each, key=lambda one: one.asked.number)
    record = a_record(fixed)
    first, second = (come_to(record, [code]) for code in record.drawn.selected[:2])
    assert first is not None
    assert second is not None
    published = with_achieved(record, fixed.frame, first)
    told_so = {c.check: c.holds for c in verify_sealed(published, fixed.frame, second)}
    assert told_so == {"commitments": False, "told": False}


def as_numbered_before(portfolio: Portfolio) -> Portfolio:
    """With types numbered as earlier releases did: in the order of the frame's rows."""
    order = [*dict.fromkeys(portfolio.type_of)]

    def turned(numbers: Sequence[int]) -> tuple[int, ...]:
        return tuple(numbers[kind] for kind in order)

    def named(kinds: Sequence[int]) -> tuple[int, ...]:
        return tuple(sorted(order.index(kind) for kind in kinds))

    return portfolio.model_copy(
        update={
            "type_of": tuple(order.index(kind) for kind in portfolio.type_of),
            "bounds": tuple(
                one.model_copy(update={"types": named(one.types)}) for one in portfolio.bounds
            ),
            "samples": tuple(
                one.model_copy(update={"counts": turned(one.counts)}) for one in portfolio.samples
            ),
            "levels": tuple(
                one.model_copy(update={"prices": turned(one.prices), "fixed": named(one.fixed)})
                for one in portfolio.levels
            ),
        }
    )


def test_what_an_earlier_release_published_still_holds(each: list[Fixed]) -> None:
    others = 0
    for fixed in each:
        before = fixed._replace(portfolio=as_numbered_before(fixed.portfolio))
        others += before.portfolio != fixed.portfolio
        assert failing(a_record(before), before) == set()
    assert others > 3
