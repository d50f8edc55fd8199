"""What is wrong with one value, in plain words: never those of the library that checked it.

Whatever is checked by a model is told by this: forms, files, requests, and values of commands.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final, get_args

from pydantic_core import ErrorDetails, core_schema

from schemas.visible import echoed, visible

_SLUG = "may have only lower-case letters, digits and single hyphens"
_HYPHENS = "may have only lower-case letters, digits and hyphens"
_POSITION = "is not a position, which is a whole number"
_WHOLE_ADDRESS = "is not the secret of an address, which is given out whole"
_DIGEST = "is not a digest, which has 64 digits and letters from a to f"
_AREA = "is not the code of an area, such as E10000016"
_VISIT = "is not a visit's id, such as interim-e10000016"
_TABLE = "may have only lower-case letters, digits and single underscores, and begins with a letter"

PATTERNS: Final[Mapping[str, str]] = {
    r"^[a-z0-9]+(?:-[a-z0-9]+)*$": _SLUG,
    r"^[a-z]+(-[a-z]+)*$": "may have only lower-case letters and single hyphens",
    r"^[a-z0-9-]+$": _HYPHENS,
    r"^[a-z0-9-]{1,60}$": _HYPHENS,
    r"^[A-Za-z0-9-]{1,64}$": "may have only letters, digits and hyphens, 64 at most",
    r"^[0-9]{0,15}$": _POSITION,
    r"^[0-9a-f]{64}$": _DIGEST,
    r"^[A-Za-z0-9_-]{43}$": _WHOLE_ADDRESS,
    r"^[a-z0-9_.-]+$": "is not the name of a file, such as report.pdf",
    r"^E[0-9]{8}$": _AREA,
    r"^[0-9]{6}$": "is not a school's number (URN), which has six digits",
    r"^case-[1-9][0-9]?$": "is not a case by its number, such as case-3",
    r"^finding-[1-9][0-9]{0,5}$": "is not a finding by its number, such as finding-12",
    r"^statement-[1-9][0-9]{0,3}$": "is not a statement by its number, such as statement-4",
    r"^[a-z0-9]+(?:-[a-z0-9]+)*-e[0-9]{8}(?:-[0-9]+)?$": _VISIT,
    r"^[a-z0-9]+(?:-[a-z0-9]+)*/[a-z_]+/[1-9][0-9]{0,2}/[a-z0-9]+(?:-[a-z0-9]+)*"
    r"(?:\.[1-9][0-9]{0,2})?$": "is not a letter's key, such as interim-e10000016/invitation/1/dcs",
    r"^[a-z0-9]+(?:-[a-z0-9]+)*/report/[a-z0-9]+(?:-[a-z0-9]+)*$": (
        "is not a report by its whole name, such as spring-2027/report/annual"
    ),
    r"^(?:areas|areas_by_size|case_studies|survey_[a-z]{5,13}_[0-9a-f]{8})$": (
        "is no table's name: areas, case_studies, or as the report's check names it"
    ),
    r"^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$": _TABLE,
    r"^[a-z][a-z0-9_]{0,49}$": _TABLE,
}
"""What a value that does not fit a pattern is not, by the pattern; a test looks for any other."""

_ELSE: Final = "is not written as it may be"


def complaint(
    details: Sequence[ErrorDetails], meaning: str | None = None, *, quoted: bool = True
) -> str:
    """What is wrong with a value, to follow the name of its field.

    Args:
        details: What the model has to say about it; several where several types were tried.
        meaning: What a value that does not fit the field's pattern is not.
        quoted: Whether the value is told back, as far as it can be.
    """
    enums = [detail for detail in details if detail["type"] in _LISTED]
    if enums:
        return _none_of(enums, or_reference=len(enums) < len(details), quoted=quoted)
    return _alone(details[0], meaning, quoted=quoted)


_LISTED: Final = frozenset({"enum", "literal_error"})
_MEMBER: Final = re.compile(r"<[A-Za-z_.]+: ('[^']*')>")
"""How a member of an enumeration is told where only some of them may stand."""


def _none_of(details: Sequence[ErrorDetails], *, or_reference: bool, quoted: bool) -> str:
    """It is none of the words that may stand there."""
    expected = [
        _MEMBER.sub(r"\1", str(detail.get("ctx", {}).get("expected", ""))) for detail in details
    ]
    words = [w for e in expected for w in e.replace("'", "").replace(" or ", ", ").split(", ")]
    words = list(dict.fromkeys([*words, *(["a reference"] if or_reference else [])]))
    listed = f"{', '.join(words[:-1])} or {words[-1]}" if words[1:] else "".join(words)
    return f"must be {listed}{_instead(details[0], quoted=quoted)}"


def _instead(detail: ErrorDetails, *, quoted: bool) -> str:
    return f", not “{echoed(detail.get('input'))}”" if quoted else ""


def _alone(  # noqa: C901, PLR0912 - a list of cases
    detail: ErrorDetails, meaning: str | None, *, quoted: bool
) -> str:
    given = f"(“{echoed(detail.get('input'))}”) " if quoted else ""
    instead = _instead(detail, quoted=quoted)
    plainly = instead.replace("“", "").replace("”", "")  # a number needs no quotation marks
    context = detail.get("ctx", {})
    if detail.get("input", "") is None and detail["type"].endswith(("_type", "_parsing")):
        return "is empty"
    match detail["type"]:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            return "is known to no such request"
        case "json_invalid" | "json_type":
            return "is no JSON"
        case "too_short" if (least := context.get("min_length", 1)) > 1:
            return f"has fewer than {least} entries"
        case "string_too_short" if (least := context.get("min_length", 1)) > 1:
            return f"is shorter than {least} characters"
        case "too_short" | "string_too_short":
            return "is empty"
        case "too_long":
            return f"has more than {context.get('max_length')} entries"
        case "string_too_long":
            return f"is longer than {context.get('max_length')} characters"
        case "string_pattern_mismatch":
            known = PATTERNS.get(str(context.get("pattern")), _ELSE)
            return f"{given}{meaning or known}"
        case "string_type":
            return "must be words, not a list and not fields"
        case "tuple_type" | "list_type" | "set_type":
            return "must be a list, each entry on a line after a hyphen"
        case "dict_type" | "model_type" | "model_attributes_type" | "mapping_type":
            return "must be fields, as in `name: value`"
        case "bool_type" | "bool_parsing":
            return f"must be yes or no{instead}"
        case kind if kind.startswith("int_"):
            return f"must be a whole number{instead}"
        case kind if kind.startswith(("float_", "decimal_", "finite_")):
            return f"must be a number{instead}"
        case "greater_than_equal":
            return f"must be at least {_number(context.get('ge'))}{plainly}"
        case "greater_than":
            return f"must be more than {_number(context.get('gt'))}{plainly}"
        case "less_than_equal":
            return f"must be at most {_number(context.get('le'))}{plainly}"
        case "less_than":
            return f"must be less than {_number(context.get('lt'))}{plainly}"
        case "local_time" | "link" | "link_unusable" | "email_address":
            return f"{given}{_own(detail['msg'])}"
        case kind if kind.startswith("datetime_"):
            return f"{given}is not a day and a time, such as 2020-10-05T10:30:00Z"
        case kind if kind.startswith("timezone_"):
            return f"{given}has no time zone, as in 2020-10-05T10:30:00Z"
        case kind if kind.startswith("time_") and not kind.startswith("time_delta_"):
            return f"{given}is not a time, such as 10:30"
        case kind if kind.startswith("date_"):
            return f"{given}is not a date, such as 2020-10-05"
        case kind if kind.startswith("url_"):
            return f"{given}is not an address, such as https://example.org/"
        case "value_error" if "error" in context:
            return _own(str(context["error"]))
        case kind if kind in _OF_THE_LIBRARY:
            return f"{given}will not do"
        case _:
            return _own(detail["msg"])


_OF_THE_LIBRARY: Final[frozenset[str]] = frozenset(get_args(core_schema.ErrorType))
"""Kinds whose message is the library's; all others are our own, and a sentence already."""


def _number(bound: object) -> object:
    """A bound as people write it: 60 and not 60.0."""
    return int(bound) if isinstance(bound, float) and bound.is_integer() else bound


def _own(message: str) -> str:
    """A message of our own, without what makes it a sentence by itself."""
    return visible(" ".join(message.split())).removesuffix(".")
