"""YAML as people mean it: values as typed, each with its line; what is doubtful is refused.

To plain YAML, 10:30 is the number 630, `no` is false and the second of two equal names wins. Here
every value is the text that was typed, and the form knows better what it wants. A value may be
given a name and be used again (`&name`, `*name`), within limits that no form comes near.
"""

import re
from collections.abc import Iterator
from typing import NoReturn

import yaml
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from desk.reading.values import Fields, Items, NotYaml, Place, Typed, Value
from schemas.visible import echoed, unwritable, visible

DEEPEST = 20
"""How many fields and lists may stand in each other."""

MOST_VALUES = 20_000
"""Of one text, those counted again that are used again."""

_NOTHING = {"", "~", "null", "Null", "NULL"}
_TEXT_TAG = "tag:yaml.org,2002:str"
_NOT_YAML = re.compile(r"[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def yaml_value(text: str, source: str) -> Value:
    """What a text in YAML says.

    Args:
        text: The text.
        source: What a sentence calls it.

    Raises:
        NotYaml: It says nothing that a form could mean; as in `line 3: there is a second “name”`.
    """
    if found := _NOT_YAML.search(text):
        line = text.count("\n", 0, found.start()) + 1
        what = unwritable(found[0]) or visible(found[0])
        raise NotYaml(f"line {line}: there is a control character, {what}")
    composer = _Composer(yaml.parse(text, yaml.SafeLoader), source)
    try:
        return composer.document()
    except yaml.MarkedYAMLError as error:
        raise NotYaml(_syntax(error)) from None
    except (OverflowError, ValueError):  # the parser's, for a number beyond the last character
        raise NotYaml(f"after line {composer.line}: {_NO_SUCH_SIGN}") from None


class _Composer:
    """Puts values together from the parser's events, without building what it refuses."""

    def __init__(self, events: Iterator[Event], source: str) -> None:
        self._events = events
        self._source = source
        self.line = 1
        self._count = 0
        self._named: dict[str, tuple[Value, int]] = {}

    def document(self) -> Value:
        value: Value = None
        begun = False
        for event in self._events:
            match event:
                case StreamStartEvent() | StreamEndEvent() | DocumentEndEvent():
                    continue
                case DocumentStartEvent() if begun:
                    self._refuse(event, "a second text begins; write one to a file")
                case DocumentStartEvent():
                    begun = True
                case _:
                    value = self._value(event, 0)
        return value

    def _value(self, event: Event, depth: int) -> Value:
        if isinstance(event, AliasEvent):
            return self._used_again(event)
        before = self._count
        self._counted(event, 1)
        if depth > DEEPEST:
            self._refuse(event, f"fields and lists stand more than {DEEPEST} deep in each other")
        value: Value
        match event:
            case ScalarEvent():
                value = self._scalar(event)
            case SequenceStartEvent():
                value = self._items(event, depth)
            case MappingStartEvent():
                value = self._fields(event, depth)
            case _:  # the parser gives no other event where a value begins
                raise TypeError(type(event).__name__)
        if event.anchor:
            self._named[event.anchor] = value, self._count - before
        return value

    def _scalar(self, event: ScalarEvent) -> Typed | None:
        self._require_no_type(event)
        if event.style is None and event.value in _NOTHING:
            return None
        return self._typed(event)

    def _typed(self, event: ScalarEvent) -> Typed:
        typed = Typed(event.value)
        typed.place = self._place(event)
        return typed

    def _items(self, begin: SequenceStartEvent, depth: int) -> Items:
        self._require_no_type(begin)
        items = Items()
        items.place = self._place(begin)
        for event in self._events:
            if isinstance(event, SequenceEndEvent):
                break
            items.append(self._value(event, depth + 1))
        return items

    def _fields(self, begin: MappingStartEvent, depth: int) -> Fields:
        self._require_no_type(begin)
        fields = Fields()
        fields.place = self._place(begin)
        lines: dict[str, int] = {}
        for event in self._events:
            if isinstance(event, MappingEndEvent):
                break
            if not isinstance(event, ScalarEvent) or not event.value:
                self._refuse(event, "a name is expected, as in `name: value`")
            name = self._typed(event)
            if name in lines:
                self._refuse(event, f"“{echoed(name)}” is there already, in line {lines[name]}")
            lines[name] = name.place.line
            fields[name] = self._value(next(self._events), depth + 1)
        return fields

    def _used_again(self, event: AliasEvent) -> Value:
        name = event.anchor or ""
        if name not in self._named:
            self._refuse(
                event,
                f"nothing above is called “{echoed(name)}”; put a value that begins with * in "
                "quotes",
            )
        value, count = self._named[name]
        self._counted(event, count)
        return value

    def _counted(self, event: Event, count: int) -> None:
        self.line = _line(event)
        self._count += count
        if self._count > MOST_VALUES:
            self._refuse(event, f"there are more than {MOST_VALUES:,} values")

    def _require_no_type(self, event: ScalarEvent | SequenceStartEvent | MappingStartEvent) -> None:
        if event.tag is not None and event.tag != _TEXT_TAG:
            self._refuse(event, "put a value that begins with ! in quotes")

    def _place(self, event: Event) -> Place:
        return Place(self._source, _line(event))

    def _refuse(self, event: Event, why: str) -> NoReturn:
        raise NotYaml(f"line {_line(event)}: {why}")


def _line(event: Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


# --- What the parser says, for whoever writes forms ------------------------------------------

_NO_SUCH_SIGN = "after a backslash there is no such sign; use single quotes"
_SYNTAX = (
    (
        "mapping values are not allowed",
        "a colon stands where none may; a value with one in it goes in quotes",
    ),
    ("found character '\\t'", "there is a tab where only spaces may be"),
    ("that cannot start any token", "a value that begins with a sign such as @ goes in quotes"),
    ("could not find expected ':'", "this is neither `name: value` nor `- entry`"),
    ("expected <block end>", "this does not stand under the lines that it belongs to"),
    ("expected ',' or", "a bracket is not closed, or a comma is missing"),
    ("unexpected end of stream", "a quotation mark is not closed"),
    ("unknown escape character", _NO_SUCH_SIGN),
    ("expected escape sequence", _NO_SUCH_SIGN),
    ("expected the node content", "a value is missing"),
)
"""What is wrong, by a part of what the parser says of it."""


def _syntax(error: yaml.MarkedYAMLError) -> str:
    problem = error.problem or ""
    mark = error.problem_mark or error.context_mark
    where = f"line {mark.line + 1}: " if mark else ""
    why = next((words for part, words in _SYNTAX if part in problem), "there is a mistake")
    return f"{where}{why}"
