"""Emphasis within a line: `*stressed*`, `**strong**`, and a backslash before what is neither."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rules.prose.blocks import Run, Runs, tidy

_TOKEN = re.compile(r"\\([\\*•.-])|(\*{1,3})(?!\*)|([^\\*]+|\\|\*+)")


@dataclass(frozen=True)
class _Mark:
    """Asterisks that may begin or end something.

    Attributes:
        count: How many: 1 for emphasis, 2 for strong, 3 for both.
        opens: Whether words follow at once, so that something may begin.
        closes: Whether words are just before, so that something may end.
    """

    count: int
    opens: bool
    closes: bool


def runs_in(line: str) -> Runs:
    """The runs of a line. Asterisks without a partner are asterisks."""
    tokens = list(_tokens(line))
    last = _last_ends(tokens)
    open_now = {"strong": False, "emphasis": False}
    runs: list[Run] = []
    for number, token in enumerate(tokens):
        if isinstance(token, str):
            runs.append(Run(token, **open_now))
            continue
        for name, width in _parts(token):
            if open_now[name] and token.closes:
                open_now[name] = False
            elif not open_now[name] and token.opens and last[name] > number:
                open_now[name] = True
            else:
                runs.append(Run("*" * width, **open_now))
    return tidy(runs)


def _tokens(line: str) -> Iterator[str | _Mark]:
    for found in _TOKEN.finditer(line):
        escaped, marks, text = found.groups()
        if marks:
            before, after = line[: found.start()][-1:], line[found.end() :][:1]
            # A run of four and more is a rule somebody drew, and begins nothing.
            if before != "*" or line[: found.start()][-2:-1] == "\\":
                opens = bool(after.strip())
                yield _Mark(len(marks), opens=opens, closes=bool(before.strip()))
                continue
        yield escaped or marks or text


def _parts(mark: _Mark) -> list[tuple[str, int]]:
    return [
        *([("strong", 2)] if mark.count > 1 else []),
        *([("emphasis", 1)] if mark.count % 2 else []),
    ]


def _last_ends(tokens: list[str | _Mark]) -> dict[str, int]:
    """Where each may end last: what begins there or later has no partner."""
    last = {"strong": -1, "emphasis": -1}
    for number, token in enumerate(tokens):
        if isinstance(token, _Mark) and token.closes:
            last.update({name: number for name, _ in _parts(token)})
    return last


def written(runs: Runs) -> str:
    """The line that is read as these runs."""
    parts: list[str] = []
    strong = emphasis = False
    for run in (*runs, Run("")):
        marks = ("**" if run.strong != strong else "") + ("*" if run.emphasis != emphasis else "")
        strong, emphasis = run.strong, run.emphasis
        parts += [marks, _escaped(run.text)]
    return "".join(parts)


def _escaped(text: str) -> str:
    return re.sub(r"[\\*]", r"\\\g<0>", text)
