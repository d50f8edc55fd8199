"""A refusal says what to do next: what is missing, and the command."""

import re

import pytest
import typer

from console.main import app
from rules.decide import decide
from rules.next_step import next_step
from rules.refusals import Refused
from schemas import messages as m
from schemas.state import VisitState
from schemas.values import Stage
from tests.support import samples
from tests.support import visits as v

_IN_A_MOMENT = "try again in a moment"
NOTHING_TO_DO = (
    "Nothing to record",
    "nothing to override",
    "that is how it is recorded already",
    "nothing to take back",
    "that is how the visit is held already",
    "is chosen, and that is settled",
    "are chosen, and that is settled",
    "it is not held by anybody",
    "both departments already have the note",
    "looks after it already",
)
"""Refusals after which nothing is left to be done: it is as it was to be, or never was."""


def refusals() -> list[tuple[VisitState, m.Decision, str]]:
    """What is refused of one message of every kind, in every stage."""
    found = []
    for life in v.STAGES:
        visit = life()
        for message in samples.SAMPLES:
            try:
                decide(visit.state, message, visit.now)
            except Refused as refused:
                found.append((visit.state, message, refused.sentence))
    return found


def test_every_refusal_of_a_visit_under_way_names_a_command_or_an_option() -> None:
    known = set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
    silent = []
    for state, message, sentence in refusals():
        v.require_readable(sentence)
        commands = re.findall(r"`visits ([a-z-]+)", sentence)
        assert set(commands) <= known, sentence
        helps = commands or "--" in sentence or _IN_A_MOMENT in sentence or "by itself" in sentence
        nothing = any(words in sentence for words in NOTHING_TO_DO)
        if state.stage is not Stage.ENDED and not helps and not nothing:
            silent.append((state.stage, type(message).__name__, sentence))
    assert silent == []


@pytest.mark.parametrize("life", v.STAGES, ids=lambda life: life.__name__)
def test_what_comes_next_is_a_sentence_until_the_end(life: object) -> None:
    visit: v.Visit = life()  # type: ignore[operator]
    step = next_step(visit.state)

    if visit.state.stage is Stage.ENDED:
        assert step is None
    else:
        assert step is not None
        assert step.startswith("Next: ")
        v.require_readable(step)


def test_what_is_too_early_is_told_what_comes_first() -> None:
    assert v.refused(v.delivered(), v.set_dates()).sentence == (
        f"Visit {v.VISIT} is invited and awaiting a reply; the days can be set only while it is "
        "opened and not yet invited or being prepared. Next: reply to the invitation, with "
        f"`visits respond {v.VISIT} --accept` or `visits respond {v.VISIT} --decline`."
    )
    assert v.refused(v.opened(), v.respond()).sentence.endswith(
        "Next: send the invitation, which happens by itself on Mon 7 Sep 2020 09:00."
    )


def test_whose_signature_is_missing_is_told() -> None:
    signed = v.agreeing().told(v.agree_note().model_copy(update={"leaders": ("health-1",)}))
    again = v.agree_note().model_copy(update={"leaders": ("health-1",)})
    command = f"`visits agree {v.VISIT} --leader dcs --leader health-2`"

    assert v.refused(signed, again).sentence == (
        "Agreement was not recorded: health-1 agreed to version 1 already; missing are dcs and "
        f"health-2, whose agreement {command} records."
    )
    assert v.refused(signed, v.share_note()).sentence.endswith(
        f"Next: agree the summary note; missing are dcs and health-2, with {command}."
    )
    assert v.refused(v.agreeing(), v.share_note()).sentence.endswith(
        "Next: agree the summary note; missing are dcs, health-1 and health-2, with "
        f"`visits agree {v.VISIT}`."
    )


def test_which_meetings_are_left_is_told() -> None:
    left = "study-4 study-7 priorities"

    for slot in ("lunch", "leaders", "study-4"):
        assert v.refused(v.visiting(), v.record_meetings(slot)).sentence.endswith(
            f"`visits held {v.VISIT} {left}` names all that are left."
        )
    day_two = v.visiting().at("2020-10-06 14:30")
    assert v.refused(day_two, v.hold_feedback()).sentence == (
        "The feedback meeting was not recorded: study-4, study-7 and priorities are not recorded "
        f"as held; `visits held {v.VISIT} {left}` records that."
    )


def test_which_arrangements_and_cases_are_missing_is_told() -> None:
    named = v.accepted().told(v.nominate(), v.declare(), v.confirm_team())
    assert v.refused(named, v.fix_timetable()).sentence == (
        "The timetable was not fixed: the two days (`visits dates`) and how they are held "
        "(`visits mode`) are not confirmed."
    )
    some = (v.case(1), v.case(3, None), v.case(4, None), v.case(7))
    chosen = v.arranged().told(v.choose_cases(some))
    assert v.refused(chosen, v.fix_timetable()).sentence == (
        "The timetable was not fixed: nobody has agreed to case-3 and case-4 yet; "
        f"`visits cases agree {v.VISIT} 3=WHO 4=WHO` records who does."
    )
