"""What is wrong with one value, in plain words: never the type that a program wanted."""

from collections.abc import Mapping, Sequence

from pydantic_core import ErrorDetails

from schemas.visible import echoed, visible

MEANINGS: Mapping[str, str] = {
    "case": "is not a case by its number, such as case-3",
    "cases": "is not a case by its number, such as case-3",
    "letter": "is not a letter's key, as `visits letters` shows it",
    "digest": "is not a digest, as `visits show` shows it",
    "school": "is not a school's number (URN), which has six digits",
    "area": "is not the code of an area, such as E10000016",
    "areas": "is not the code of an area, such as E10000016",
    "visits": "is not a visit's id, as `visits list --all` shows it",
    "tables": "is no table's name: areas, case_studies, or as `visits report check` names it",
}
"""What a value that does not fit its pattern is not, by the name of its field in a form."""

_SLUG = "may have only lower-case letters, digits and single hyphens"
_FITS_NO_PATTERN = "string_pattern_mismatch"


def complaint(details: Sequence[ErrorDetails], meaning: str | None) -> str:
    """What is wrong with a value, to follow the name of its field.

    Args:
        details: What the model has to say about it; several where several types were tried.
        meaning: What a value that does not fit the field's pattern is not.
    """
    enums = [detail for detail in details if detail["type"] == "enum"]
    if enums:
        return _none_of(enums, or_reference=len(enums) < len(details))
    return _alone(details[0], meaning)


def _none_of(details: Sequence[ErrorDetails], *, or_reference: bool) -> str:
    """It is none of the words that may stand there."""
    expected = [str(detail.get("ctx", {}).get("expected", "")) for detail in details]
    words = [w for e in expected for w in e.replace("'", "").replace(" or ", ", ").split(", ")]
    words = list(dict.fromkeys([*words, *(["a reference"] if or_reference else [])]))
    listed = f"{', '.join(words[:-1])} or {words[-1]}" if words[1:] else "".join(words)
    return f"must be {listed}, not “{echoed(details[0]['input'])}”"


def _alone(detail: ErrorDetails, meaning: str | None) -> str:  # noqa: C901, PLR0912 - a list of cases
    given = echoed(detail["input"])
    context = detail.get("ctx", {})
    if detail["input"] is None and detail["type"].endswith(("_type", "_parsing")):
        return "is empty"
    match detail["type"]:
        case "missing":
            return "is missing"
        case "too_short" | "string_too_short":
            return "is empty"
        case "too_long":
            return f"has more than {context.get('max_length')} entries"
        case "string_too_long":
            return f"is longer than {context.get('max_length')} characters"
        case kind if kind == _FITS_NO_PATTERN:
            return f"(“{given}”) {meaning or _SLUG}"
        case "string_type":
            return "must be words, not a list and not fields"
        case "tuple_type" | "list_type" | "set_type":
            return "must be a list, each entry on a line after a hyphen"
        case "dict_type" | "model_type" | "model_attributes_type" | "mapping_type":
            return "must be fields, as in `name: value`"
        case "bool_type" | "bool_parsing":
            return f"must be yes or no, not “{given}”"
        case kind if kind.startswith(("int_", "float_", "decimal_")):
            return f"must be a whole number, not “{given}”"
        case "greater_than_equal" | "greater_than":
            return f"must be at least {context.get('ge', context.get('gt'))}, not {given}"
        case "less_than_equal" | "less_than":
            return f"must be at most {context.get('le', context.get('lt'))}, not {given}"
        case "local_time" | "link" | "link_unusable" | "email_address":
            return f"(“{given}”) {_own(detail['msg'])}"
        case kind if kind.startswith("time_") and kind != "time_delta_parsing":
            return f"(“{given}”) is not a time, such as 10:30"
        case kind if kind.startswith("date_"):
            return f"(“{given}”) is not a date, such as 2020-10-05"
        case "value_error" if "error" in context:
            return _own(str(context["error"]))
        case kind if kind in _PYDANTICS_OWN:
            return f"(“{given}”) will not do"
        case _:
            return _own(detail["msg"])


_PYDANTICS_OWN = frozenset({"assertion_error", "frozen_field", "is_instance_of", "literal_error"})
"""Kinds whose message speaks of Python; no form has them today."""


def _own(message: str) -> str:
    """A message of our own, without what makes it a sentence by itself."""
    return visible(" ".join(message.split())).removesuffix(".")
