"""What was found, as figures: one table for each step, and one of where it bends."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from bench.figures import Figure, Results, percentile
from bench.whole.consumers import LIVE, PULL, PUSH
from bench.whole.parts import Took
from bench.whole.play import Asked, Played, Step

BENT: Final = 1.0
"""Seconds within which all but one answer in a hundred should come."""
_AGAIN: Final = "pull, from the beginning"
_DECIDING: Final = frozenset({"decision", "API: a decision"})
_COUNTED: Final = ("told “not yet”", "told that nothing answers", "refused")
_MAKING: Final = "told that a note is still being made"
_MB: Final = 1_000_000


def results_of(asked: Asked, played: Played) -> Sequence[Results]:
    """A table for each step, and the one that reads them together."""
    each = [_of_step(asked, played, step) for step in played.steps]
    return [*each, _together(asked, played)]


def bends_at(played: Played) -> Step | None:
    """The first step in which answers were late or never came; `None` if none was so."""
    return next((step for step in played.steps if _late(step) or step.played["failed"]), None)


def _of_step(asked: Asked, played: Played, step: Step) -> Results:
    title = (
        f"{asked.visits} visits, {asked.people} people, {asked.consumers} consumers: "
        f"an hour in {asked.minutes / step.factor:g} minutes{_doubled(asked, step.pages)}"
    )
    figures = [
        *_rates(step),
        *_answers(step),
        *_latencies(step, played),
        *_parts(step.took),
    ]
    by = f"-{step.pages}" if asked.doubled.pages > 1 else ""
    return Results(f"{_name(asked)}-{step.factor:g}{by}", title, figures)


def _together(asked: Asked, played: Played) -> Results:
    figures: list[Figure] = []
    for step in played.steps:
        rate = f"{len(step.played['taken']) / step.took.seconds:.1f} clicks/s"
        if asked.doubled.pages > 1:
            rate = f"{rate} by {step.pages} processes of the pages"
        figures += [
            Figure(f"{rate}: an answer p99", "s", [_p99(step)], target=BENT),
            *_decided(step),
            Figure("  answers that never came", "", [len(step.played["failed"])]),
            Figure(f"  the busiest: {step.took.busiest}", "cores", [max(step.took.cores.values())]),
            Figure("  processors kept busy by others", "cores", [step.took.others]),
        ]
    figures += _copies(played)
    bent = bends_at(played)
    where = "It did not bend." if bent is None else f"It bends at {bent.factor:g} times the pace."
    notes = [
        where,
        f"Opening {asked.visits} visits took {played.opened_in:.0f} s.",
        *(f"WRONG: {words}" for words in played.wrong[:20]),
        *(f"failed: {words}" for step in played.steps for words in step.played["failed"][:5]),
    ]
    title = f"Where {asked.visits} visits bend{_doubled(asked)}"
    return Results(_name(asked), title, figures, notes)


def _name(asked: Asked) -> str:
    doubled = asked.doubled
    more = f"{doubled.workers}{doubled.pages}{doubled.feeds}"
    return "whole" if more == "111" else f"whole-{more}"


def _doubled(asked: Asked, pages: int = 1) -> str:
    named = {"workers": asked.doubled.workers, "pages": pages, "feeds": asked.doubled.feeds}
    told = [f"{number} {name}" for name, number in named.items() if number > 1]
    return f", {' and '.join(told)}" if told else ""


# --- People -----------------------------------------------------------------------------------


def _rates(step: Step) -> Iterator[Figure]:
    seconds = step.took.seconds
    yield Figure("clicks a second", "", [len(step.played["taken"]) / seconds])
    yield Figure("  decisions recorded a second", "", [_decisions(step) / seconds])


def _decisions(step: Step) -> int:
    return len(step.played["decided"]) + len(step.played["batches"])


def _answers(step: Step) -> Iterator[Figure]:
    kinds: dict[str, list[float]] = defaultdict(list)
    for kind, _, seconds in step.played["taken"]:
        kinds[kind].append(seconds)
    kinds["any click"] = [seconds for _, _, seconds in step.played["taken"]]
    if decisions := _of_decisions(step):
        kinds["any decision"] = decisions
    for kind, times in sorted(kinds.items(), key=lambda one: (not one[0].startswith("any"), one)):
        name = f"{kind}, {len(times):,}"
        yield Figure(f"{name}: p50", "ms", [percentile(times, 50) * 1000])
        yield Figure("  p99", "ms", [percentile(times, 99) * 1000])
    counts: Mapping[str, int] = step.played["counts"]
    for what in _COUNTED:
        yield Figure(f"decisions {what}", "", [counts.get(what, 0)])
    yield Figure(f"departments {_MAKING}", "", [counts.get(_MAKING, 0)])
    yield Figure("answers that never came", "", [len(step.played["failed"])])


def _of_decisions(step: Step) -> list[float]:
    return [seconds for kind, _, seconds in step.played["taken"] if kind in _DECIDING]


def _decided(step: Step) -> Iterator[Figure]:
    if decisions := _of_decisions(step):
        yield Figure("  a decision p99", "s", [percentile(decisions, 99)])


def _p99(step: Step) -> float:
    return percentile([seconds for _, _, seconds in step.played["taken"]], 99)


def _late(step: Step) -> bool:
    return _p99(step) > BENT


# --- Consumers --------------------------------------------------------------------------------


def _latencies(step: Step, played: Played) -> Iterator[Figure]:
    found: dict[str, list[float]] = {kind: [] for kind in (PULL, LIVE, PUSH, _AGAIN)}
    for one in played.consumers["consumers"]:
        for number, (begun, came) in enumerate(one["copies"]):
            kind = _AGAIN if number else one["kind"]
            for position, at in came:
                committed = played.commits[position]
                if step.began <= committed <= step.ended and begun <= committed:
                    found[kind].append(at - committed)
    for kind, seconds in found.items():
        if seconds:
            yield Figure(
                f"from commit to consumer by {kind}, {len(seconds):,}: p50",
                "ms",
                [percentile(seconds, 50) * 1000],
            )
            yield Figure("  p99", "ms", [percentile(seconds, 99) * 1000])


def _copies(played: Played) -> Iterator[Figure]:
    consumers = played.consumers["consumers"]
    yield Figure("events in the log", "", [len(played.commits)])
    whole = sum(not one["wrong"] for one in consumers)
    yield Figure(f"copies proved whole, of {len(consumers)}", "", [whole])
    yield Figure("  events that came again", "", [sum(one["duplicates"] for one in consumers)])
    yield Figure("  events behind at the end, at most", "", [max(o["behind"] for o in consumers)])
    yield Figure("  until all had everything", "s", [played.consumers["caught_up"]])


# --- Processes --------------------------------------------------------------------------------


def _parts(took: Took) -> Iterator[Figure]:
    for part, cores in sorted(took.cores.items(), key=lambda one: -one[1]):
        yield Figure(f"{part}: of a processor", "cores", [cores])
        yield Figure("  memory", "MB", [took.memory.get(part, 0) / _MB])
    yield Figure("others on this machine", "cores", [took.others])
