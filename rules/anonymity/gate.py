"""The gate for words: no text names an area, a person, a school, a trust or a place."""

from collections.abc import Collection, Mapping, Sequence

from rules.anonymity.index import Index
from rules.anonymity.mentions import mentions_in
from rules.anonymity.patterns import patterns_of
from rules.anonymity.ruling import ruled
from rules.anonymity.tokens import sentence_around, tokens_of
from rules.anonymity.variants import with_signs_as_letters
from schemas.anonymity import Failure, Name, NameFound, NameKind, Ruling
from schemas.visible import echoed


def names_in(
    texts: Mapping[str, str],
    names: Sequence[Name],
    *,
    ordinary: Collection[tuple[str, str]] = (),
    may_be_named: Collection[str] = (),
    words: Collection[str] = frozenset(),
) -> list[Failure]:
    """What in some texts names somebody, and what would mend it.

    Args:
        texts: By the place where each stands, e.g. `statement-3`.
        names: That must not be read out of them.
        ordinary: Sentences, each with a word of it that a person said is the ordinary word.
            Another sentence is asked about anew.
        may_be_named: The codes of areas that agreed in writing to be named.
        words: The dictionary's words in small letters (`register.english_words`). Without them
            every word that is nearly a name counts as one.
    """
    found = find_names(texts, names, ordinary=ordinary, may_be_named=may_be_named, words=words)
    return [_failure(one) for one in found]


def find_names(
    texts: Mapping[str, str],
    names: Sequence[Name],
    *,
    ordinary: Collection[tuple[str, str]] = (),
    may_be_named: Collection[str] = (),
    words: Collection[str] = frozenset(),
) -> list[NameFound]:
    """The mentions that `names_in` refuses or asks about, in the order of the texts."""
    index = Index(patterns_of(names), words)
    answered = {(" ".join(sentence.split()), word.casefold()) for sentence, word in ordinary}
    found: list[NameFound] = []
    for place, text in texts.items():
        here = _mentioned(place, text, text, index, may_be_named)
        if (signs := with_signs_as_letters(text)) != text:
            more = _mentioned(place, text, signs, index, may_be_named)
            here += [one for one in more if not any(_overlap(one, other) for other in here)]
        found += [one for one in here if not _is_answered(one, text, answered)]
    return found


def _mentioned(
    place: str, text: str, read: str, index: Index, may_be_named: Collection[str]
) -> list[NameFound]:
    """What a text names, read in one way."""
    tokens = tokens_of(read)
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


def _is_answered(one: NameFound, text: str, answered: set[tuple[str, str]]) -> bool:
    if one.ruling is not Ruling.ASK:
        return False
    word = one.spelled.casefold()
    return (one.sentence, word) in answered or (" ".join(text.split()), word) in answered


def _failure(found: NameFound) -> Failure:
    whose = f"the {found.name.kind} “{echoed(found.name.text)}”"
    spelled = echoed(found.spelled)
    if found.ruling is Ruling.ASK:
        said = (
            f"“{spelled}” may be {whose}, or the ordinary word. If it is the ordinary word, say "
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
