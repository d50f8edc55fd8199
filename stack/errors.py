"""The one error of the embedded stack."""

from pathlib import Path


class StackUnavailable(Exception):
    """The embedded stack cannot start, go on, or be found.

    Its text is a sentence or two for the person at the terminal: what was refused, why, and
    what to do. Mistakes of a caller are other exceptions.
    """


def ended_early(what: str, *, said: str, log: Path | None, setting: str) -> StackUnavailable:
    """The sentence for a program that failed before it was ready.

    Args:
        what: The program and what it did, as a clause.
        said: What it wrote.
        log: File where that can be read, if the file is kept.
        setting: The setting by which a server elsewhere is used instead.
    """
    lines = said.strip().splitlines() or ["nothing"]
    # Its last line is often a farewell.
    telling = [line for line in lines if "FATAL" in line or "error" in line.lower()] or lines
    look = f"Look at '{log}', or set" if log else "Set"
    return StackUnavailable(
        f"{what}; it said: {telling[-1].strip()} "
        f"{look} {setting} to use a server that runs elsewhere."
    )
