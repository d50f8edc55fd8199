"""What gives an area or a person away without a name: the only county, one boy, a quote.

What they say may be harmless, and a program cannot tell: each is asked about, and the answer
belongs to the sentence, as for names (decision 0077).
"""

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import product
from typing import Final, NamedTuple

from rules.anonymity.as_read import as_read
from rules.anonymity.shares import shares_in
from rules.anonymity.tokens import sentence_around, tokens_of
from rules.anonymity.word_lists import BEFORE_HOUSES, HOUSES_ALIKE
from schemas.anonymity import Failure, Ruling
from schemas.visible import as_answered, echoed

Answer = tuple[str | None, str]
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_QUOTED = 5  # words that are no longer a term, but what somebody said
_QUOTES: Final = re.compile(
    r"“[^“”]+”|\"[^\"]+\"|(?<!\w)‘[^‘]+?’(?!\w)|(?<!\w)'[^']+'(?!\w)"
    r"|«[^«»]+»|‹[^‹›]+›|[„‟][^„“”‟]+[“”‟]|‚[^‚‘’]+[‘’]"
)

_PLACES = (
    r"area|authority|council|borough|county|city|town|district|village|island|region|locality"
    r"|partnership|LA|CCG|ICB|clinical\s+commissioning\s+group|integrated\s+care\s+board"
)
_MANY = (
    r"areas|authorities|councils|boroughs|counties|cities|towns|districts|villages|islands|regions"
    r"|localities|partnerships|LAs|CCGs|ICBs|clinical\s+commissioning\s+groups"
    r"|integrated\s+care\s+boards"
)
_HOW = (
    "local|small|smaller|large|larger|rural|urban|coastal|seaside|northern|southern|eastern"
    "|western|inner|outer|neighbouring|unitary|metropolitan|county|city|london|borough|district"
    "|other|further|visited|single|particular|island"
)
_ADJECTIVES = rf"(?:(?:{_HOW})\s+){{0,3}}"
_SUBJECT = (
    r"of|for|where|in\s+which|to\s+improve|officers?|staff|teams?|tax|services?|websites?"
    r"|boards?|meetings?|working|agreements?"
)
_NO_PLACE = rf"(?!\s+(?:{_SUBJECT})\b)"
"""What “area” is followed by where it is a subject: one area of need, one area for improvement."""
_HOW_MANY = r"(?:[0-9]+|four|five|six|seven|eight|nine|ten|eleven|twelve)\s+"
_OF_THEM = (
    rf"(?:(?:out\s+)?of\s+(?:(?:the|these|those|our|all)\s+(?:{_HOW_MANY})?(?:\w+\s+)?"
    rf"|{_HOW_MANY}))?"
)
_ONLY: Final = re.compile(
    rf"\bthe\s+only\s+(?:special\s+)?{_ADJECTIVES}"
    rf"(?:{_PLACES}|school|hospital|trust|college|nursery|hospice|headteacher){_NO_PLACE}"
    r"|\bthe\s+only\s+(?:[\w-]+\s+)?(?:child|pupil|boy|girl|student|young\s+person|family|parent)\b"
    r"(?!\s+support)",
    re.IGNORECASE,
)
_MOST: Final = re.compile(
    r"\b(?:largest|smallest|biggest|richest|wealthiest|poorest|newest|oldest|\w+ernmost"
    rf"|(?:most|least)\s+\w+)\s+{_ADJECTIVES}(?:{_PLACES})\b{_NO_PLACE}",
    re.IGNORECASE,
)
_ISLAND: Final = re.compile(r"\bislands?\b", re.IGNORECASE)
_PEOPLE = (
    "child|children|pupil|pupils|student|students|boy|boys|girl|girls|baby|babies|toddler|twins"
    r"|siblings|brothers|sisters|young\s+person|young\s+people|family|families|headteacher"
    "|headteachers"
)
_WHAT_PEOPLE = (
    r"(?:(?:disabled|autistic|deaf|blind|young|younger|older|foster|adopted|other)\s+){0,2}"
)
_NOT_OF_THEM = (
    r"(?!\s+(?:in\s+(?:every\b|\d|\w+\s+(?:had|has|was|were|is|are|waited)\b)|at\s+a\s+time|carer"
    r"|support|forum|and\s+the\s+same)\b)"
)
_OF_ITS_OWN: Final = re.compile(
    r"\bthe\s+(?:city|town|county|borough|island)\s+(?:with|on|that|which)\b"
    rf"|\b(?:{_PLACES}|{_MANY})\s+(?:(?:that|which)\s+)?(?:was\s+|were\s+|had\s+)?"
    r"(?:visited\s+(?:first|last)|declined|withdrew)\b",
    re.IGNORECASE,
)
_NTH: Final = re.compile(
    r"\b(?:(?:first|second|last)\s+of\s+the|first|second|third|fourth|fifth|sixth|last"
    r"|[0-9]+(?:st|nd|rd|th))\s+"
    rf"{_ADJECTIVES}(?:(?:authority|council|borough|county|city|authorities|councils|boroughs"
    rf"|counties|cities)\b{_NO_PLACE}|areas?\s+(?:(?:that|which)\s+)?(?:(?:we|inspectors)\s+)?"
    rf"(?:(?:was|were|had|to\s+be)\s+)?visited\b)",
    re.IGNORECASE,
)
_YEARS_OLD = (
    "[0-9]{1,2}|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    "|sixteen|seventeen|eighteen|nineteen|twenty(?:-(?:one|two|three|four|five))?"
)
_AGED: Final = re.compile(
    rf"\b(?:an?|one|the|this|that|her|his)\s+(?:\w+\s+)?(?:{_YEARS_OLD})[-\s]years?[-\s]old\b"
    r"|\b(?:child|pupil|boy|girl|student|person|teenager)\s+"
    rf"(?:(?:who\s+(?:is|was)\s+)?aged|of)\s+(?:{_YEARS_OLD})\b|\b(?:twins|triplets)\b",
    re.IGNORECASE,
)
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
_BORN: Final = re.compile(
    rf"\bborn\s+(?:on|in)\s+(?:the\s+)?(?:\d|{_MONTH}\b)"
    r"|\bd\.?\s?o\.?\s?b\b\.?|\bdates?\s+of\s+birth\W+(?:\w+\W+){0,2}?[0-9]"
    r"|\b(?:her|his)\s+(?:[\w-]+\s+)?birthday\b"
    r"|\b(?:child|pupil|boy|girl|student|person|teenager)\s+who\s+(?:had\s+)?(?:just\s+)?turned\s+"
    rf"(?:{_YEARS_OLD})\b"
    r"|\b(?:an?|one|the|this|that)\s+(?:\w+\s+)?(?:Year|Y)\s?[0-9]{1,2}\s+"
    r"(?:child|pupil|boy|girl|student)\b",
    re.IGNORECASE,
)
_LETTERED: Final = re.compile(
    r"\b(?:[Cc]hild|[Pp]upil|[Ss]tudent|[Pp]erson|[Ff]amily|[Cc]ase(?:\s+study)?|[Aa]rea|[Cc]ouncil"
    r"|[Aa]uthority)[\s-]+(?:[A-Z]|[0-9]{1,2})\b(?![\w’'%]|\s+(?:of|in|per|out)\b)"
)
"""Child A, case 3, Area B: what else is said of it is put together by whoever reads on."""
_POSTCODES = (
    "AL BA BB BD BH BL BN BR BS CA CB CH CM CO CR CT CV CW DA DE DH DL DN DT DY EC EN EX FY GL GU"
    " HA HD HG HP HR HU HX IG IP KT LA LE LN LS LU ME MK NE NG NN NR NW OL OX PE PL PO PR RG RH RM"
    " SE SG SK SL SM SN SO SP SR SS ST SW TA TF TN TQ TR TS TW UB WA WC WD WF WN WR WS WV YO"
)
_POSTCODE: Final = re.compile(rf"\b(?!CO2\b)(?:{_POSTCODES.replace(' ', '|')})[0-9]{{1,2}}[A-Z]?\b")
"""The first half of a postcode; of those with a single letter, other things are called so too."""
_CONDITION: Final = re.compile(r"\b(?!Down\b|Down[’']s?\b)[A-Z][\w’'-]+\s+(?:syndrome|disease)\b")
_TITLED: Final = re.compile(
    r"\b(?:Mrs?|Ms|Mx|Miss|Dr|Prof|Professor|Sir|Dame|Lord|Lady|Cllr|Councillor|Rev|Reverend)"
    r"\.?\s+(?!Teams\b)[A-Z][\w’'-]*(?:\s+[A-Z][\w’'-]+)?"
)
_HOUSE: Final = re.compile(
    r"(?:\b[A-Z][\w’'&-]*\.?\s+){1,5}"
    r"(?:School|Academy|College|Nursery|Infants|Juniors|Hospital|Trust|Hospice|Surgery|Clinic"
    r"|Centre|University)\b"
)


class _Found(NamedTuple):
    start: int
    end: int
    whom: str


def recognisable_in(  # noqa: PLR0913 - what is known of those who could be recognised
    texts: Mapping[str, str],
    *,
    ordinary: Collection[Answer] = (),
    areas: int = 3,
    people: int = 5,
    few: Collection[str] = (),
    visited: int | None = None,
) -> list[Failure]:
    """What in some texts may tell of an area or a person without a name; each is asked about.

    Args:
        texts: By the place where each stands, e.g. `statement-3`.
        ordinary: Sentences, each with words of it by which, as a person said, nobody is recognised.
        areas: How many areas are enough, as the policy says.
        people: How many people are.
        few: What regions and types of council are called of which too few areas were visited; each
            a regular expression.
        visited: How many areas the report is about: a share of them is a number.
    """
    answered = {
        (" ".join(sentence.split()), word.casefold()) for sentence, word in ordinary if sentence
    }
    failures = []
    for place, text in texts.items():
        for found in _found_in(text, areas, people, few, visited):
            spelled = " ".join(text[found.start : found.end].split())
            sentence = _sentence_of(text, found)
            whole = " ".join(text.split())
            if answered & {*product((sentence, whole), as_answered(spelled))}:
                continue
            failures.append(_asked(place, spelled, sentence, found.whom))
    return failures


def _asked(place: str, spelled: str, sentence: str, whom: str) -> Failure:
    return Failure(
        place=place,
        rule=Ruling.ASK,
        sentence=(
            f"“{echoed(spelled)}” may tell of {whom}, whom readers recognise without a name. If "
            f"nobody can be, say so for this sentence: “{sentence}” Otherwise say it of more, or "
            "leave it out."
        ),
    )


def _found_in(
    text: str, areas: int, people: int, few: Collection[str], visited: int | None
) -> list[_Found]:
    """Whatever tells of somebody, where it stands in the text as it was written."""
    read = as_read(text)
    shares = shares_in(read.text, rf"{_ADJECTIVES}(?:{_PLACES}|{_MANY})\b{_NO_PLACE}")
    found = [
        *_described(read.text, areas, people, few),
        *(
            _Found(share.start, share.end, "single areas")
            for share in shares
            if share.is_of_few(visited, areas)
        ),
    ]
    return [_Found(*read.span(one.start, one.end), one.whom) for one in _apart(iter(found))]


def _described(text: str, areas: int, people: int, few: Collection[str]) -> Iterator[_Found]:
    few_areas = _few(
        areas,
        rf"{_OF_THEM}{_ADJECTIVES}(?:{_PLACES}|{_MANY})\b{_NO_PLACE}",
        r"an?\s+(?:couple|pair)\s+of" if areas > len(("one", "two")) else "",
    )
    in_one = re.compile(
        rf"\b(?:in|at|from|by)\s+(?:{_below(areas)})\s+{_ADJECTIVES}(?:{_PLACES}|{_MANY})\b"
        r"(?!\s+(?:of|for)\b)",
        re.IGNORECASE,
    )
    but_few = re.compile(
        rf"\b(?:all|every|each)\s+(?:[\w-]+\s+){{0,3}}(?:but|except|apart\s+from|bar|save|barring"
        rf"|other\s+than)\s+(?:for\s+)?(?:{_below(areas)})\b"
        rf"|\bwith\s+(?:only\s+)?(?:{_below(areas)})\s+exceptions?\b",
        re.IGNORECASE,
    )
    few_people = _few(
        people,
        rf"{_WHAT_PEOPLE}(?:{_PEOPLE})\b{_NOT_OF_THEM}",
        r"(?:an?\s+|only\s+an?\s+)?(?:handful|couple|pair)\s+of|(?:only|just)\s+a\s+few",
    )
    for pattern, whom in (
        (in_one, "single areas"),
        (few_areas, "single areas"),
        (but_few, "the few that are left out"),
        (_NTH, "one area"),
        (_ONLY, "the only one"),
        (_MOST, "one area"),
        (_ISLAND, "one area"),
        (_OF_ITS_OWN, "one area"),
        (few_people, "single people"),
        (_AGED, "one person"),
        (_BORN, "one person"),
        (_LETTERED, "one of them"),
        (_POSTCODE, "one area"),
        (_CONDITION, "one person"),
        (_TITLED, "a person"),
    ):
        for found in pattern.finditer(text):
            yield _Found(found.start(), found.end(), whom)
    if few:
        words = "|".join(few).replace(" ", r"[\s-]*")
        for found in re.finditer(rf"\b(?:{words})\b", text, re.IGNORECASE):
            yield _Found(found.start(), found.end(), "the few areas of which that is true")
    for found in _HOUSE.finditer(text):
        if _is_one_house(text, found):
            yield _Found(found.start(), found.end(), "a school, trust or hospital")
    for found in _QUOTES.finditer(text):
        if len(found.group().split()) >= _QUOTED:
            yield _Found(found.start(), found.end(), "whoever said so")


def _below(least: int) -> str:
    """Numbers of too few, in words and digits."""
    numbers = [*_NUMBERS[: least - 1], *(str(one) for one in range(1, least))]
    two = ["both", "neither"] if least > len(("one", "two")) else []
    return "|".join(
        [*numbers, *two, r"(?:an?|the)\s+(?:single|sole|lone|solitary)", r"only\s+one", "another"]
    )


def _few(least: int, what: str, besides: str) -> re.Pattern[str]:
    """Fewer than enough of something: a number of them, a limit to it, or a word for few."""
    limit = [*_NUMBERS[:least], *(str(one) for one in range(1, least + 1))]
    few = [
        rf"(?:fewer|less)\s+than\s+(?:{'|'.join(limit)})",
        rf"(?<!at\sleast\s)(?<!(?<!no\s)(?<!not\s)more\sthan\s)\b(?:{_below(least)})",
        *([besides] if besides else []),
    ]
    return re.compile(rf"\b(?:{'|'.join(few)})\s+{what}", re.IGNORECASE)


def _is_one_house(text: str, found: re.Match[str]) -> bool:
    """Whether something in what a school or hospital is called tells it from others."""
    before = [one for one in tokens_of(text) if found.start() <= one.start < found.end()][:-1]
    return any(
        one.letters not in HOUSES_ALIKE and not (one.begins and one.letters in BEFORE_HOUSES)
        for one in before
    )


def _apart(found: Iterator[_Found]) -> list[_Found]:
    """In their order, the longest of those that overlap."""
    kept: list[_Found] = []
    for one in sorted(found, key=lambda one: (one.start - one.end, one.start)):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept)


def _sentence_of(text: str, found: _Found) -> str:
    tokens = tokens_of(text)
    here = [at for at, one in enumerate(tokens) if one.start < found.end and found.start < one.end]
    return sentence_around(tokens, here[0], here[-1], text) if here else " ".join(text.split())
