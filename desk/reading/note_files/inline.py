"""The words of a paragraph, as runs, of Pandoc's tree."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, Final, TypeAlias

from rules.prose import Run, Runs, tidy, words_of
from schemas.words import cleaned

Problem: TypeAlias = Callable[[str], None]
"""Takes what is wrong, and what to do."""

Node: TypeAlias = dict[str, Any]

_RAISED: Final = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_LOWERED: Final = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_ORDINALS: Final = frozenset({"st", "nd", "rd", "th"})
_SPACE: Final = re.compile(r"(\s+)")
_SPACES: Final = frozenset({"Space", "SoftBreak", "LineBreak"})
_THROUGH: Final = frozenset({"Underline", "SmallCaps", "Emph", "Strong"})


def runs_of(inlines: Iterable[Node], problem: Problem) -> Runs:
    """The runs of some words; whatever no note may have is told."""
    return tidy(_runs(inlines, Run(""), problem))


def plain_of(inlines: Iterable[Node]) -> str:
    """The words alone, whatever they are set in."""
    return words_of(runs_of(inlines, lambda _why: None))


def _runs(inlines: Iterable[Node], like: Run, problem: Problem) -> Iterator[Run]:
    for inline in inlines:
        yield from _of(inline, like, problem)


def _of(inline: Node, like: Run, problem: Problem) -> Iterator[Run]:
    kind, content = inline["t"], inline.get("c")
    if kind in _SPACES or kind == "Str":
        yield replace(like, text=" " if kind in _SPACES else _visible(str(content)))
    elif kind in _THROUGH:
        strong, emphasis = like.strong or kind == "Strong", like.emphasis or kind == "Emph"
        yield from _runs(_nodes(content), Run("", strong, emphasis), problem)
    elif kind in _OWN:
        yield from _OWN[kind](_nodes(content), like, problem)
    elif kind in {"Superscript", "Subscript"}:
        yield replace(like, text=_moved(kind, plain_of(_nodes(content)), problem))
    elif kind != "RawInline":  # a mark for a program, and no words
        problem(
            _REFUSED.get(kind, "there are words set in a way that no note has; write them anew")
        )


def _visible(text: str) -> str:
    """The words without what nobody sees, as a form that is typed has them; spaces stay."""
    return "".join(part if part.isspace() else cleaned(part) for part in _SPACE.split(text))


def _nodes(content: Any) -> list[Any]:  # noqa: ANN401 - as Pandoc gives it
    return list(content or ())


def _span(content: list[Any], like: Run, problem: Problem) -> Iterator[Run]:
    (_, classes, _), inlines = content
    if "comment-start" not in classes:  # within it is what the comment says
        yield from _runs(inlines, like, problem)


def _moved(kind: str, words: str, problem: Problem) -> str:
    """Raised and lowered signs that Unicode has; the rest would read as something else."""
    if kind == "Superscript" and words in _ORDINALS:
        return words
    moved = words.translate(_RAISED if kind == "Superscript" else _LOWERED)
    if any(a == b and not a.isspace() for a, b in zip(words, moved, strict=True)):
        problem(f"“{words}” is raised or lowered; write it on the line")
    return moved


def _link(content: list[Any], like: Run, problem: Problem) -> Iterator[Run]:
    _, inlines, (target, _) = content
    words = plain_of(inlines)
    spelt = {target, target.rstrip("/"), target.removeprefix("mailto:")}
    spelt |= {each.partition("://")[2] for each in spelt}
    if not target.startswith("#") and words.rstrip("/") not in spelt:
        problem(f"the words “{words}” are a link; write its address out, or remove the link")
    yield from _runs(inlines, like, problem)


def _cited(content: list[Any], like: Run, problem: Problem) -> Iterator[Run]:
    yield from _runs(content[1], like, problem)


def _code(content: list[Any], like: Run, _problem: Problem) -> Iterator[Run]:
    yield replace(like, text=str(content[1]))


_OWN: Final = {"Span": _span, "Link": _link, "Cite": _cited, "Code": _code}

_REFUSED: Final = {
    "Strikeout": "some words are struck through; delete them, or let them stand",
    "Math": "there is a formula; say it in words",
    "Image": "there is a picture; say in words what it shows",
    "Note": "there is a footnote; put what it says into the text",
}
