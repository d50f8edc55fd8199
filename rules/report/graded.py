"""Words by which a report would grade or rank what was visited: these visits did neither.

A report says what worked and what was difficult. What reads like a grade of an inspection, or like
a place in a list, would be taken for one, and whoever reads it looks for whom it is of.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from rules.anonymity.as_read import as_read
from rules.anonymity.tokens import sentence_around, tokens_of
from schemas.anonymity import Failure, Ruling
from schemas.visible import as_answered, echoed

_SCALE = (
    r"outstanding|good|excellent|satisfactory|inadequate|poor|requir(?:es?|ed|ing)\s+improvement"
)
_JUDGED = r"(?:re-?)?(?:rat(?:ed|ing|es?)|grad(?:ed|ing|es?)|judg(?:ed|e|es|ing)|deemed|classed)"
_HOW = r"(?:\w+\s+){0,3}?"
_VISITED = (
    r"(?:local\s+)?(?:areas?|authorit(?:y|ies)|councils?|boroughs?|count(?:y|ies)|partnerships?"
    r"|effectiveness)"
)
_WORK = r"(?:leaders(?:hip)?|services?|provision|support|schools?|arrangements?)"
_IS = r"(?:was|were|is|are|remain(?:s|ed)?|had\s+been|has\s+been|have\s+been)"
_GRADE: Final = re.compile(
    rf"\b{_JUDGED}\s+(?:as\s+|to\s+be\s+)?{_HOW}(?:{_SCALE})\b"
    rf"|\b{_VISITED}\s+{_IS}\s+(?:\w+ly\s+)?(?:{_SCALE})\b(?!\s+(?:at|with|in|for|to|practice))"
    rf"|\b{_WORK}\s+{_IS}\s+(?:\w+ly\s+)?(?:outstanding|inadequate)\b(?!\s+(?:at|in|for|to)\b)"
    rf"|\b(?:[Ff]our|[Tt]wo|[Tt]hree|[Ff]ive|[Ss]ix|[Ss]even|\d+)\s+{_IS}\s+(?:{_SCALE})\b"
    rf"|\b(?:an?\s+)?(?:{_SCALE})\s+(?:grades?|ratings?|judge?ments?|outcomes?)\b"
    r"|\brequir(?:es?|ed|ing)\s+improvement\b(?!\s+(?:in|of|to)\b)"
    r"|\b(?:grades?|ratings?|scores?|marks?)\s+(?:of\s+|was\s+|were\s+|is\s+|are\s+|:\s*)?"
    r"(?:[1-9][0-9]?|[A-E]\b(?!\s+\w)|one|two|three|four|five)\b"
    r"|\b(?:scor|rat|mark|g[eio]v|g[eo]t)\w*\s+(?:\w+\s+){0,3}?[0-9]+(?:\.[0-9])?\s*(?:out\s+of|/)"
    r"\s*(?:5|10|100)\b|(?<![\w-])[1-5][\s-]stars?\b|\b[A-E]\+|\b[B-E][\s-]grades?\b"
    rf"|\bjudge?ments?\s*(?:(?:was|were|is|are|of)\b|:)?\s*(?:{_SCALE})\b"
    rf"|\b{_VISITED}\s+{_IS}\s+(?:\w+\s+){{0,3}}?(?:outstanding|inadequate|satisfactory)\b"
    r"|\btop\s+marks\b|\bleague\s+tables?\b|\bspecial\s+measures\b|\bserious\s+weakness(?:es)?\b"
    r"|\boverall\s+effectiveness\b"
    r"|\b(?:pass(?:ed|es)?|fail(?:ed|s)?)\s+(?:the|their|its|this|our|an)\s+(?:inspection|visit)s?\b"
    rf"|\b(?:best|worst|weakest|strongest|top|bottom)(?:[\s-]+performing)?\s+(?:of\s+(?:all\s+)?"
    rf"(?:the\s+)?)?{_VISITED}\b(?!\s+(?:of|for)\b)",
    re.IGNORECASE,
)
_BY_PEOPLE: Final = re.compile(
    r"\b(?:parents?|carers?|families|children|young\s+people|pupils|students|practitioners|staff"
    r"|respondents|replies)\b[^.;:!?]*\brat(?:ed|e|es|ing)\b",
    re.IGNORECASE,
)
"""What people answered in surveys is no grade of ours."""
_BARE: Final = re.compile(
    r"\b(?:(?:graded|ranked|ranking|rankings)|(?:we|inspectors|inspectorates)\s+(?:grade|rank)"
    r"|(?:an?|its|the|each|any)\s+(?:overall\s+)?grade)\b",
    re.IGNORECASE,
)
_DENIED: Final = re.compile(
    r"\b(?:no|not|nor|neither|nobody|nothing|none|never|without|cannot|\w+n\Wt)\b", re.IGNORECASE
)
"""“No area was graded” is what a report ought to say."""


def grading(
    texts: Mapping[str, str], ordinary: Collection[tuple[str | None, str]] = ()
) -> list[Failure]:
    """What in some texts reads like a grade or a rank; each is asked about.

    Args:
        texts: By where each stands, e.g. `statement-3`.
        ordinary: Sentences, each with words of it that, as a person said, grade nothing.
    """
    answered = {(_line(text), word.casefold()) for text, word in ordinary if text is not None}
    return [
        _asked(place, spelled, sentence)
        for place, text in texts.items()
        for spelled, sentence in _found_in(text)
        if not answered
        & {(one, word) for one in (sentence, _line(text)) for word in as_answered(spelled)}
    ]


def _found_in(text: str) -> Iterator[tuple[str, str]]:
    """Each grade, as it is spelt, with its sentence."""
    read = as_read(text)
    by_people = [(one.start(), one.end()) for one in _BY_PEOPLE.finditer(read.text)]
    found = [
        (one.start(), one.end())
        for one in _GRADE.finditer(read.text)
        if not any(start < one.start() < end for start, end in by_people)
    ]
    for bare in _BARE.finditer(read.text):
        if all(bare.end() <= start or end <= bare.start() for start, end in found):
            start, end = read.span(bare.start(), bare.end())
            if not _DENIED.search(_sentence(text, start, end)):
                found.append((bare.start(), bare.end()))
    for start, end in sorted(found):
        begin, behind = read.span(start, end)
        yield _line(text[begin:behind]), _sentence(text, begin, behind)


def _sentence(text: str, start: int, end: int) -> str:
    tokens = tokens_of(text)
    here = [at for at, one in enumerate(tokens) if one.start < end and start < one.end]
    return sentence_around(tokens, here[0], here[-1], text) if here else _line(text)


def _asked(place: str, spelled: str, sentence: str) -> Failure:
    return Failure(
        place=place,
        rule=Ruling.ASK,
        sentence=(
            f"“{echoed(spelled)}” reads like a grade or a rank, and these visits gave none. If it "
            f"is about something else, say so for this sentence: “{sentence}” Otherwise say what "
            "worked or was difficult."
        ),
    )


def _line(text: str) -> str:
    return " ".join(text.split())
