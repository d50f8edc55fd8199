"""What a report says again of an earlier one: in the same words, or of the same in others.

Whoever holds both editions takes one from the other. Where a statement rests on one area more than
before, or counts two people more, the difference is of them alone. In other words it is the same
difference, and a program cannot be sure of it: it asks, and names both.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from rules.report.figures import figures_in, without_figures
from schemas.anonymity import Failure, Ruling
from schemas.report.content import ReportContent
from schemas.report.state import ReportState
from schemas.report.values import FindingAt, ReportPolicy, Statement, StatementRef
from schemas.values import FindingKind

FEW_MORE = "few-more"

_ALIKE = 0.75  # of all telling words of two sentences, those that both have
_SHARED = 0.5  # of all findings on which two rest
_STEM = 4  # letters: calls, called and calling are one
_LONGEST = 200  # characters of what is answered with
_WORD: Final = re.compile(r"[^\W\d_]+|#")
_OF_EVERY_SENTENCE = (
    "the and for that this with from were was had has have been being are not but who whom which"
    " when where while their they them there then than each every all some many most more much also"
    " any its his her our your said say says told tell how what into onto about over under after"
    " before during because such very both other others these those would could should will can"
)
_TELLS_NOTHING: Final = frozenset(_OF_EVERY_SENTENCE.split())


class Said(NamedTuple):
    """A statement of an earlier report.

    Attributes:
        title: Of the report.
        sentence: What it says.
        kind: Of its findings.
        areas: On how many areas it rests.
        findings: On which findings; none where nobody knows any more.
    """

    title: str
    sentence: str
    kind: FindingKind
    areas: int
    findings: frozenset[FindingAt] = frozenset()


def said_in(content: ReportContent, state: ReportState | None) -> list[Said]:
    """What a published report says.

    Args:
        content: What was published.
        state: What the register knows of the report, for the findings behind each statement.
    """
    told = [one for theme in content.themes for one in theme.statements]
    resting: list[frozenset[FindingAt]] = []
    if state is not None:  # in the order in which a report puts them (`composing`)
        resting = [
            frozenset(one.findings)
            for theme in state.themes
            for one in state.statements
            if one.theme == theme
        ]
    if len(resting) != len(told):
        resting = [frozenset()] * len(told)
    return [
        Said(content.title, one.sentence, one.kind, one.areas, findings)
        for one, findings in zip(told, resting, strict=True)
    ]


def said_again(
    statements: Iterable[Statement],
    words: Mapping[StatementRef, str],
    earlier: Iterable[Said],
    *,
    policy: ReportPolicy,
    ordinary: Collection[tuple[str | None, str]] = (),
) -> Iterator[Failure]:
    """What stands against statements because of what was said before.

    What is there again word for word is compared with itself alone: readers see that it has stayed.

    Args:
        statements: Of the report.
        words: What each says.
        earlier: What reports say that share visits with this one.
        policy: The limits.
        ordinary: Sentences of this report, each with one of an earlier report that, as a person
            said, is about something else.
    """
    known = list(earlier)
    mine = [(one, words[one.statement]) for one in statements]
    stayed = {_plain(one.sentence) for one in known} & {_plain(sentence) for _, sentence in mine}
    apart = {(_line(one), _line(other)) for one, other in ordinary if one is not None}
    for statement, sentence in mine:
        for before in known:
            here, there = _plain(sentence), _plain(before.sentence)
            if here == there:
                yield from _the_same(statement, before, policy.areas_at_least)
            elif not {here, there} & stayed and (_line(sentence), _answer(before)) not in apart:
                yield from _reworded(statement, sentence, before, policy)


def _is_about_the_same(statement: Statement, sentence: str, before: Said) -> bool:
    if statement.kind != before.kind:
        return False
    findings = frozenset(statement.findings)
    shared = findings & before.findings
    if shared and (
        shared in {findings, before.findings}
        or len(shared) >= _SHARED * len(findings | before.findings)
    ):
        return True
    mine, other = _telling(sentence), _telling(before.sentence)
    return bool(mine | other) and len(mine & other) >= _ALIKE * len(mine | other)


def _near(mine: frozenset[int], other: frozenset[int], threshold: int) -> tuple[int, int] | None:
    """A count of each that differ by few, of those that only one of them has."""
    return next(
        (
            (one, another)
            for one in sorted(mine - other)
            for another in sorted(other - mine)
            if abs(one - another) < threshold
        ),
        None,
    )


def _the_same(statement: Statement, before: Said, least: int) -> Iterator[Failure]:
    areas = _areas(statement)
    if not 0 < abs(areas - before.areas) < least:
        return
    yield Failure(
        place=statement.statement,
        rule=FEW_MORE,
        sentence=(
            f"“{before.title}” says the same of {before.areas} areas, and this report of {areas}: "
            f"what differs tells few areas apart. Say it of as many, or of {least} more or fewer "
            "at least, or leave it out."
        ),
    )


def _reworded(
    statement: Statement, sentence: str, before: Said, policy: ReportPolicy
) -> Iterator[Failure]:
    areas = _areas(statement)
    near = _near(figures_in(sentence), figures_in(before.sentence), policy.threshold)
    fewer = 0 < abs(areas - before.areas) < policy.areas_at_least
    if not (near or fewer) or not _is_about_the_same(statement, sentence, before):
        return
    if near:
        how = f"has {near[0]:,} where that has {near[1]:,}"
        mend = "leave the number out"
    else:
        how = f"rests on {areas} areas where that rests on {before.areas}"
        mend = "say it of as many areas as before, or leave it out"
    yield Failure(
        place=statement.statement,
        rule=Ruling.ASK,
        sentence=(
            f"“{_line(sentence)}” may say the same as “{_line(before.sentence)}” in "
            f"“{before.title}”, and {how}: what differs would tell of few. If it is about "
            "something else, say so for this sentence, with this as the word: "
            f"“{_answer(before)}” Otherwise {mend}."
        ),
    )


def _areas(statement: Statement) -> int:
    return len({one.visit for one in statement.findings})


def _answer(before: Said) -> str:
    """What a person answers with: the earlier sentence, as much of it as an answer may have."""
    line = _line(before.sentence)
    return line if len(line) <= _LONGEST else line[:_LONGEST].rsplit(" ", 1)[0]


def _telling(sentence: str) -> frozenset[str]:
    """What is said, but for endings and the words of every sentence."""
    words = _WORD.findall(without_figures(sentence).casefold())
    return frozenset(
        word[:_STEM] for word in words if len(word) >= _STEM - 1 and word not in _TELLS_NOTHING
    )


def _line(text: str) -> str:
    return " ".join(text.split())


def _plain(text: str) -> str:
    return _line(text).casefold()
