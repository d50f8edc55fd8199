"""What counts as the same, what as a difference, and how each is told."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import JsonValue

from release.replay import Command, CommandKind, Difference, DifferenceKind, find_differences
from release.replay.comparison import find_changes
from release.replay.wording import duration_words
from schemas.state import NextAction, Receipt
from schemas.values import Action, Owner, Stage

TOLD_LATER = {"accepted", "feedback_held"}
"""What may be recorded later: such a fact is written down with when it happened, or null."""


def event(sequence: int, kind: str, **fact: Any) -> dict[str, JsonValue]:  # noqa: ANN401 - any field
    if kind in TOLD_LATER:
        fact = {"happened_at": None, **fact}
    return {
        "visit_id": "interim-e10000016",
        "sequence": sequence,
        "at": "2020-10-05T10:00:00Z",
        "actor": "coordinator",
        "reason": None,
        "fact": {"type": f"visit.{kind}.v1", **fact},
    }


def record(*events: dict[str, JsonValue], key: str = "1", event_id: int | None = 10) -> Command:
    return Command(
        CommandKind.ACTIVITY,
        key,
        "record_events",
        body={
            "visit_id": "interim-e10000016",
            "events": list(events),
            "now": "2020-10-05T10:00:00Z",
        },
        event_id=event_id,
    )


def timer(summary: str, duration: timedelta) -> Command:
    return Command(CommandKind.TIMER, "1", summary=summary, duration=duration, event_id=12)


def differences(before: Command, now: Command) -> list[Difference]:
    return find_differences([before], [now], "Visit")


def sentences(before: Command, now: Command) -> list[str]:
    return [difference.sentence for difference in differences(before, now)]


# --- Records ---------------------------------------------------------------------------------


def test_the_same_records_are_no_difference() -> None:
    assert differences(record(event(1, "accepted")), record(event(1, "accepted"))) == []


def test_a_changed_field_is_named_with_its_record_before_and_now() -> None:
    before = record(event(9, "survey_opened", closes="2020-10-14T17:00:00+01:00"))
    now = record(event(9, "survey_opened", closes="2020-10-15T17:00:00+01:00"))

    (found,) = differences(before, now)

    assert (found.kind, found.field, found.event_id) == (DifferenceKind.RECORD, "closes", 10)
    assert found.sentence == (
        "Record 9 (surveys opened), closes: "
        "before Wed 14 Oct 2020 17:00, now Thu 15 Oct 2020 17:00."
    )


def test_one_record_more_does_not_make_a_difference_of_all_that_follow() -> None:
    before = [record(event(1, "accepted"), event(2, "feedback_held"), event(3, "started"))]
    now = [
        record(
            event(1, "accepted"),
            event(2, "survey_closed"),
            event(3, "feedback_held"),
            event(4, "started"),
        )
    ]

    (found,) = find_differences(before, now, "Visit")

    assert found.sentence == (
        "Record 2 (surveys closed) is new: the visit did not record it, and this code does."
    )


def test_one_record_less_is_told() -> None:
    assert sentences(
        record(event(1, "accepted"), event(2, "started")), record(event(1, "accepted"))
    ) == [
        "Record 2 (visit began) is gone: the visit recorded it, and this code does not.",
    ]


def test_records_that_are_written_down_in_other_batches_are_told() -> None:
    before = [record(event(1, "accepted")), record(event(2, "started"), key="2", event_id=20)]
    now = [
        record(event(1, "accepted"), event(2, "started")),
        record(key="2"),
    ]

    found = find_differences(before, now, "Visit")

    assert [difference.sentence for difference in found] == [
        "Written down together: before records 1, now 1, 2.",
        "Written down together: before records 2, now absent.",
    ]


def test_a_field_that_is_known_now_with_its_default_is_no_difference() -> None:
    older = event(3, "task_raised", task="reply_overdue")  # before tasks had letters
    newer = event(3, "task_raised", task="reply_overdue", letter=None)

    assert differences(record(older), record(newer)) == []


def test_a_field_that_is_known_now_with_another_value_is_a_difference() -> None:
    key = "interim-e10000016/invitation/1/dcs"
    older = event(3, "task_raised", task="reply_overdue")
    newer = event(3, "task_raised", task="reply_overdue", letter=key)

    assert sentences(record(older), record(newer)) == [
        f"Record 3 (a person is asked to help), letter: before nothing, now “{key}”."
    ]


def test_a_field_that_is_gone_is_a_difference() -> None:
    older = event(3, "invited", round=1, by="post")

    assert sentences(record(older), record(event(3, "invited", round=1))) == [
        "Record 3 (area invited), by: before “post”, now absent."
    ]


def test_a_record_that_cannot_be_read_any_more_is_told() -> None:
    older = event(3, "invited")  # without its round

    found = differences(record(older), record(event(3, "invited", round=1)))

    assert found[0].kind is DifferenceKind.UNREADABLE
    assert "Record 3 (area invited) cannot be read by this code" in found[0].sentence
    assert "round: Field required" in found[0].sentence


# --- Deadlines and all else ------------------------------------------------------------------


def test_a_deadline_is_told_in_days_and_hours() -> None:
    before = timer("Until Mon 5 Oct 2020 17:00: the surveys close", timedelta(days=20))
    now = timer("Until Fri 18 Sep 2020 17:00: the surveys close", timedelta(days=3, hours=1))

    (found,) = differences(before, now)

    assert found.kind is DifferenceKind.DEADLINE
    assert found.sentence == (
        "Deadline “Until Mon 5 Oct 2020 17:00: the surveys close”: before 20 days, "
        "now 3 days 1 hour (“Until Fri 18 Sep 2020 17:00: the surveys close”)."
    )


def test_other_words_for_the_same_deadline_are_no_difference() -> None:
    same = timedelta(days=20)

    assert differences(timer("Until Monday", same), timer("Until Monday, 17:00", same)) == []


def test_a_search_attribute_may_be_added_and_not_changed() -> None:
    before = Command(CommandKind.SEARCH_ATTRIBUTES, "1", body={"VisitStage": "invited"})
    more = Command(
        CommandKind.SEARCH_ATTRIBUTES, "1", body={"VisitStage": "invited", "VisitSize": 4}
    )
    other = Command(CommandKind.SEARCH_ATTRIBUTES, "1", body={"VisitStage": "asked"})

    assert differences(before, more) == []
    assert sentences(before, other) == [
        "Search attribute VisitStage: before “invited”, now “asked”."
    ]


def test_an_answer_to_a_decision_is_compared() -> None:
    def answer(stage: Stage) -> Command:
        coming = NextAction(action=Action.NONE, owner=Owner.NOBODY)
        receipt = Receipt(sequence=7, stage=stage, next_action=coming)
        body: JsonValue = receipt.model_dump(mode="json")
        return Command(CommandKind.DECISION_ANSWERED, "step-1", "respond", body=body, event_id=3)

    assert sentences(answer(Stage.PREPARING), answer(Stage.ENDED)) == [
        "The answer to the decision respond, stage: before “preparing”, now “ended”."
    ]


@pytest.mark.parametrize(
    ("before", "now", "fields"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": {"b": [1, 2]}}, {"a": {"b": [1, 3]}}, ["a.b.1"]),
        ({"a": [1]}, {"a": [1, 2]}, ["a"]),
        ({"a": None}, {}, ["a"]),
        ({}, {"a": None}, ["a"]),
        (1, True, [""]),
    ],
)
def test_changes_are_found_where_they_are(
    before: JsonValue, now: JsonValue, fields: list[str]
) -> None:
    assert [change.field for change in find_changes(before, now)] == fields


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "no time"),
        (1, "1 second"),
        (86_400 * 20, "20 days"),
        (90_061, "1 day 1 hour 1 minute 1 second"),
    ],
)
def test_durations_are_told_to_the_second(seconds: int, words: str) -> None:
    assert duration_words(timedelta(seconds=seconds)) == words
