"""Ordinary English words, read from `register/reference`: what is spelled so need be no name."""

from functools import cache
from importlib.resources import files
from typing import Final

_OF_OUR_FIELD: Final = frozenset(
    [
        "carer",
        "carers",
        "ofsted",
        "senco",
        "sencos",
        "sendiass",
        "ehcp",
        "ehcps",
        "camhs",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "christmas",
        "easter",
        "english",
        "british",
        "britain",
        "european",
        "autistic",
        "neurodiversity",
        "neurodivergent",
        "neurodevelopmental",
        "dyscalculia",
        "dyspraxia",
        "pathological",
        "makaton",
        "braille",
        "safeguarding",
        "online",
        "website",
        "websites",
        "webpage",
        "email",
        "emails",
        "timeframe",
        "timeframes",
        "workstream",
        "workstreams",
        "multidisciplinary",
        "multi",
        "inclusivity",
        "signposting",
        "signposted",
        "coproduction",
        "coproduced",
        "wellbeing",
        "healthcare",
        "keyworker",
        "keyworkers",
        "outreach",
    ]
)
"""What reports on visits say and dictionaries of the time did not have."""


@cache
def english_words() -> frozenset[str]:
    """Every word in small letters, of three letters or more."""
    source = files("register") / "reference" / "english_words.txt"
    return frozenset(source.read_text(encoding="utf-8").split()) | _OF_OUR_FIELD
