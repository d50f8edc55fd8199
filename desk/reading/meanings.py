"""What a value that does not fit its pattern is not, in words of the commands."""

from collections.abc import Mapping

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
