"""The gate for words: no text names an area, a person, a school, a trust or a place."""

from collections.abc import Collection, Mapping, Sequence
from itertools import product

from rules.anonymity.index import Index
from rules.anonymity.mentions import mentions_in
from rules.anonymity.patterns import patterns_of
from rules.anonymity.readings import Reading, readings_of
from rules.anonymity.ruling import ruled
from rules.anonymity.tokens import sentence_around
from schemas.anonymity import Failure, Name, NameFound, NameKind, Ruling
from schemas.visible import as_answered, echoed

Answer = tuple[str | None, str]
"""A sentence, and a word of it that is the ordinary one; without one, in small letters anywhere."""
_PLACES_TOLD = 8


def names_in(
    texts: Mapping[str, str],
    names: Sequence[Name],
    *,
    ordinary: Collection[Answer] = (),
    may_be_named: Collection[str] = (),
    words: Collection[str] = frozenset(),
) -> list[Failure]:
    """What in some texts names somebody, and what would mend it.

    Args:
        texts: By the place where each stands, e.g. `statement-3`.
        names: That must not be read out of them.
        ordinary: Sentences, each with a word of it that a person said is the ordinary word.
            Another sentence is asked about anew. Without a sentence, a word in small letters that
            is the ordinary one wherever it is written so.
        may_be_named: The codes of areas that agreed in writing to be named.
        words: The dictionary's words in small letters (`register.english_words`). Without them
            every word that is nearly a name counts as one.
    """
    found = find_names(texts, names, ordinary=ordinary, may_be_named=may_be_named, words=words)
    small: dict[str, list[NameFound]] = {}
    for one in found:
        if one.ruling is Ruling.ASK_ONCE:
            small.setdefault(one.spelled.casefold(), []).append(one)
    each = [_failure(one) for one in found if one.ruling is not Ruling.ASK_ONCE]
    return each + [_failure_of_all(word, some) for word, some in small.items()]


def find_names(
    texts: Mapping[str, str],
    names: Sequence[Name],
    *,
    ordinary: Collection[Answer] = (),
    may_be_named: Collection[str] = (),
    words: Collection[str] = frozenset(),
) -> list[NameFound]:
    """The mentions that `names_in` refuses or asks about, in the order of the texts."""
    index = Index(patterns_of(names), words)
    answered = {
        (" ".join(sentence.split()) if sentence else None, word.casefold())
        for sentence, word in ordinary
    }
    found: list[NameFound] = []
    for place, text in texts.items():
        here: list[NameFound] = []
        for reading in readings_of(text):
            more = _mentioned(place, text, reading, index, may_be_named)
            here += [one for one in more if not any(_overlap(one, other) for other in here)]
        found += [one for one in here if not _is_answered(one, text, answered)]
    return found


def _mentioned(
    place: str, text: str, reading: Reading, index: Index, may_be_named: Collection[str]
) -> list[NameFound]:
    """What a text names, read in one way."""
    tokens = reading.tokens()
    return [
        NameFound(
            place=place,
            start=(start := tokens[mention.first].start),
            end=(end := tokens[mention.last].end),
            spelled=text[start:end],
            sentence=sentence_around(tokens, mention.first, mention.last, text),
            name=mention.pattern.name,
            why=mention.why,
            ruling=ruling,
        )
        for mention, ruling in ruled(tokens, mentions_in(tokens, index), may_be_named)
        if mention.pattern.name
    ]


def _overlap(one: NameFound, other: NameFound) -> bool:
    return one.start < other.end and other.start < one.end


def _is_answered(one: NameFound, text: str, answered: set[Answer]) -> bool:
    if one.ruling is Ruling.NAMED:
        return False
    where: list[str | None] = [one.sentence, " ".join(text.split())]
    if one.ruling is Ruling.ASK_ONCE:
        where.append(None)
    return bool(answered & {*product(where, as_answered(one.spelled))})


def _failure(found: NameFound) -> Failure:
    whose = f"the {found.name.kind} “{echoed(found.name.text)}”"
    spelled = echoed(found.spelled)
    if found.ruling is Ruling.ASK:
        said = (
            f"“{spelled}” may be {whose}, or something else. If it is something else, say "
            f"so for this sentence: “{found.sentence}” Otherwise write it without the name."
        )
    elif found.name.kind is NameKind.AREA:
        said = (
            f"“{spelled}” names {whose}. Write it without the name, or record that the area "
            "agreed in writing to be named."
        )
    else:
        said = f"“{spelled}” names {whose}. Write it without the name."
    return Failure(place=found.place, rule=found.ruling, sentence=said)


def _failure_of_all(word: str, found: Sequence[NameFound]) -> Failure:
    """One question for a word in small letters, however often it is there."""
    first = found[0]
    places = [*dict.fromkeys(one.place for one in found)]
    others = len(places) - _PLACES_TOLD
    told = ", ".join(places[:_PLACES_TOLD]) + (f" and {others} more" if others > 0 else "")
    said = (
        f"“{echoed(word)}” stands in small letters in {told}, as in: “{first.sentence}” It may be "
        f"the {first.name.kind} “{echoed(first.name.text)}”, or the ordinary word. If it is the "
        "ordinary word wherever it is written so, say so once, without a sentence (`visits report "
        f'ordinary … --word "{echoed(word)}"`); if in some of them, for each such sentence. '
        "Otherwise write "
        "it without the name."
    )
    return Failure(place=first.place, rule=Ruling.ASK_ONCE, sentence=said)
