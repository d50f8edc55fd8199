"""Fills in forms from a YAML file or a command's options; each mistake becomes a sentence."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from schemas.forms import Form
from schemas.sentences import Sentence

F = TypeVar("F", bound=Form)

_TOLD_AT_ONCE = 4  # mistakes; more would hide the first

_MEANINGS: dict[str, str] = {
    "email": "is not an e-mail address",
    "links": "is not an address that starts with https://",
    "case": "is not a case by its number, such as case-3",
    "cases": "is not a case by its number, such as case-3",
    "letter": "is not a letter's key, as `visits letters` shows it",
    "digest": "is not a digest, as `visits show` shows it",
}
"""What a value that does not fit its pattern is not, by the name of the field."""

_OPTIONS = "The options"


class BrokenForm(Sentence):
    """A form that is not filled in as it should be; the sentence names the fields."""


class _Loader(yaml.SafeLoader):
    """YAML that leaves values as they were typed.

    To plain YAML, 10:30 is the number 630 and `no` is false; the form knows better what it wants.
    """

    yaml_implicit_resolvers = {  # noqa: RUF012 - as PyYAML has it
        first: [(tag, pattern) for tag, pattern in resolvers if tag.endswith((":null", ":merge"))]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def from_file(kind: type[F], file: Path, *, reason: str | None = None) -> F:
    """A form from a YAML file; `-` is standard input.

    Args:
        kind: The form.
        file: Where it is.
        reason: Stands instead of the one in the file, when given.

    Raises:
        BrokenForm: It cannot be read, or is not filled in as it should be.
    """
    values = _read(file)
    if not isinstance(values, dict):
        raise BrokenForm(f"{file} is not a form: it should be lines of `name: value`.")
    if reason is not None:
        values["reason"] = reason
    return _checked(kind, values, str(file))


def from_options(kind: type[F], values: Mapping[str, object]) -> F:
    """A form from a command's options; those not given are left out.

    Raises:
        BrokenForm: One of them will not do.
    """
    given = {name: value for name, value in values.items() if value is not None}
    return _checked(kind, given, _OPTIONS)


def _read(file: Path) -> object:
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    except OSError as error:
        raise BrokenForm(f"{file} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise BrokenForm(f"{file} cannot be read: it is not text.") from None
    try:
        return yaml.load(text, _Loader)  # noqa: S506 - a `SafeLoader`
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None)
        why = f" ({problem})" if problem else ""
        raise BrokenForm(f"{file} is not YAML: there is a mistake{where}{why}.") from None


def _checked(kind: type[F], values: object, source: str) -> F:
    try:
        # A misspelt name must not count as a value left out: `conflict:` is not "no conflicts".
        return kind.model_validate(values, extra="forbid")
    except ValidationError as error:
        mistakes = [_mistake(detail) for detail in _first_causes(error)]
        told = "; ".join(mistakes[:_TOLD_AT_ONCE])
        left = len(mistakes) - _TOLD_AT_ONCE
        more = f"; and {left} more" if left > 0 else ""
        raise BrokenForm(f"{source} cannot be used: {told}{more}.") from None


def _first_causes(error: ValidationError) -> list[ErrorDetails]:
    """Mistakes without their echoes: to Pydantic, a list of broken entries is also too short."""
    details = error.errors(include_url=False)
    places = [detail["loc"] for detail in details]
    return [
        detail
        for detail in details
        if detail["type"] != "too_short"
        or not any(
            place != detail["loc"] and place[: len(detail["loc"])] == detail["loc"]
            for place in places
        )
    ]


def _mistake(detail: ErrorDetails) -> str:
    place = detail["loc"]
    field = _field(place)
    names = [str(part) for part in place if isinstance(part, str) and part != "[key]"]
    given = detail["input"]
    match detail["type"]:
        case "missing":
            return f"{field} is missing"
        case "extra_forbidden":
            return f"{field} is not a field of this form"
        case "enum":
            expected = str(detail.get("ctx", {}).get("expected", "")).replace("'", "")
            return f"{field} must be {expected}, not “{given}”"
        case "string_pattern_mismatch":
            meant = next((_MEANINGS[name] for name in reversed(names) if name in _MEANINGS), None)
            known = meant or "may have only lower-case letters, digits and single hyphens"
            return f"{field} (“{given}”) {known}"
        case "string_too_short" | "too_short":
            return f"{field} is empty"
        case "local_time" | "link" | "link_unusable":
            return f"{field} (“{given}”) {detail['msg']}"
        case "link_too_long" | "place_too_long":
            return f"{field} {detail['msg']}"
        case "date_from_datetime_parsing" | "date_parsing" | "date_type":
            return f"{field} (“{given}”) is not a date, such as 2020-10-05"
        case _:
            message = detail["msg"]
            return f"{field}: {message[:1].lower()}{message[1:]}"


def _field(place: tuple[int | str, ...]) -> str:
    """A place in a form as people count: `inspectors 2, email`."""
    words: list[str] = []
    for part in place:
        if isinstance(part, int) and words:
            words[-1] += f" {part + 1}"
        elif part != "[key]":
            words.append(str(part))
    return ", ".join(words) or "the form as a whole"
