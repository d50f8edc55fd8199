"""The words in which a replay's findings are told."""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from pydantic import JsonValue

from release.replay.commands import Command, CommandKind
from rules.event_words import EVENT_WORDS
from rules.wording import moment
from schemas.event_types import EventType

_LONG = 80  # characters of a value inside a sentence

ABSENT = "absent"
"""What is said of a value that is not there."""


def duration_words(duration: timedelta) -> str:
    """A duration as people say it, to the second: `3 days 5 hours`."""
    seconds = round(duration.total_seconds())
    parts = []
    for name, length in (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)):
        count, seconds = divmod(seconds, length)
        if count:
            parts.append(f"{count} {name}{'s' if count > 1 else ''}")
    return " ".join(parts) or "no time"


def event_words(kind: str) -> str:
    """A record in words; its type where this code does not know it."""
    try:
        return EVENT_WORDS[EventType(kind)]
    except ValueError:
        return kind


def values_in_words(before: JsonValue, now: JsonValue) -> tuple[str, str]:
    """Two values that differ, in words that differ."""
    told = _in_words(before), _in_words(now)
    return told if told[0] != told[1] else (_plain(before), _plain(now))


def _in_words(value: JsonValue) -> str:
    if isinstance(value, str):
        try:
            if "T" in value:
                return moment(datetime.fromisoformat(value))
            return f"{date.fromisoformat(value):%a %-d %b %Y}"
        except ValueError:
            return f"“{value}”"
    return "nothing" if value is None else _plain(value)


def _plain(value: JsonValue) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONG else f"{text[: _LONG - 1]}…"


_ASKED: Final[Mapping[CommandKind, str]] = {
    CommandKind.ACTIVITY: "asked for {name}{called}",
    CommandKind.ACTIVITY_STOPPED: "stopped an activity",
    CommandKind.TIMER: "waited for a deadline{called}",
    CommandKind.TIMER_STOPPED: "stopped waiting for a deadline{called}",
    CommandKind.SEARCH_ATTRIBUTES: "changed what it can be found by",
    CommandKind.MEMO: "changed its memo",
    CommandKind.DECISION_TAKEN: "took the decision {name}",
    CommandKind.DECISION_ANSWERED: "answered the decision {name}",
    CommandKind.PATCH: "passed the patch {name}",
    CommandKind.CHILD: "started a {name}",
    CommandKind.SIGNAL: "told another workflow {name}",
    CommandKind.CANCELLATION: "cancelled another workflow",
    CommandKind.COMPLETED: "came to its end",
    CommandKind.CONTINUED: "went on as a new run",
    CommandKind.FAILED: "failed",
    CommandKind.CANCELLED: "was cancelled",
}

_SUBJECTS: Final[Mapping[CommandKind, str]] = {
    CommandKind.ACTIVITY: "What {name}{called} is asked",
    CommandKind.DECISION_ANSWERED: "The answer to the decision {name}",
    CommandKind.COMPLETED: "The visit's result",
    CommandKind.CONTINUED: "What the next run starts with",
    CommandKind.CHILD: "What {name} is started with",
    CommandKind.SIGNAL: "What {name} tells",
}


def asked_for(command: Command) -> str:
    """What a command asks for, as it follows "the visit"."""
    return _told(_ASKED[command.kind], command)


def subject_of(command: Command) -> str:
    """Whose body a difference is in, at the start of a sentence."""
    return _told(_SUBJECTS.get(command.kind, f"What comes with “{command.kind}”"), command)


def _told(words: str, command: Command) -> str:
    called = f" (“{command.summary}”)" if command.summary else ""
    return words.format(name=command.name, called=called)
