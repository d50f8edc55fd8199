"""`--preview` on the screen: what a decision would do, at 80 columns."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

from console.terminal.connection import run_waiting
from console.terminal.output import say, write_json
from desk.preview import DateShown, LetterShown, Preview, preview_as_json
from desk.receipt_words import what_is_next
from desk.wording import NONE
from rules.wording import STAGE_TITLES, moment
from schemas.ids import ActorRef
from schemas.state import Receipt

if TYPE_CHECKING:
    from desk.previews import Previews

_WIDTH = 80
_NAME = "\N{HORIZONTAL ELLIPSIS}"  # stands for whoever a letter is to


def look(
    folder: Path, ask: Callable[["Previews", ActorRef], Awaitable[Preview]], *, as_json: bool
) -> None:
    """Show what a decision would do; nothing of it is recorded, and Temporal need not run.

    Args:
        folder: Of the stack.
        ask: Asks for the preview, by whoever acts.
        as_json: Whether a program reads it.
    """

    async def previewed() -> Preview:
        from console.decide.looking_first import the_previews

        async with the_previews(folder) as (previews, actor):
            return await ask(previews, actor)

    show_preview(run_waiting(previewed(), "the preview"), as_json=as_json)


def show_preview(preview: Preview, *, as_json: bool) -> None:
    """Show what a decision would do."""
    if as_json:
        write_json(preview_as_json(preview))
        return
    for line in _lines(preview):
        say(line)


def _lines(preview: Preview) -> Iterator[str]:
    yield f"Nothing is recorded. If this is decided now, in {preview.subject}:"
    yield ""
    for event in preview.events:
        yield from _item(event.words + (" (follows by itself)" if event.by_itself else ""))
    for sentence in preview.sentences:
        yield from _item(sentence)
    yield from _letters(preview)
    yield from _examples(preview)
    yield from _section("Documents that would be made", preview.documents)
    yield from _section("Dates", [_date(each) for each in preview.dates])
    yield from _section("To see to", preview.asked)
    yield from _section("Not to see to any more", preview.settled)
    yield ""
    if isinstance(preview.receipt, Receipt):
        yield f"Stage: {STAGE_TITLES[preview.receipt.stage]}."
    yield from wrap(f"Next: {what_is_next(preview.receipt)}.", _WIDTH)


def _letters(preview: Preview) -> Iterator[str]:
    yield ""
    if not preview.letters:
        yield "No letter would be written."
    read: dict[str, int] = {}
    for number, letter in enumerate(preview.letters, start=1):
        if number > 1:
            yield ""
        yield from _item(
            f"{letter.what[0].upper()}{letter.what[1:]}, to {letter.reader.name} "
            f"<{letter.reader.email}>, {letter.role}",
            f"{number}. ",
        )
        yield from _around(letter)
        same = read.setdefault(_without_names(letter), number)
        if letter.message is None:
            continue
        if same != number:
            yield f"   Reads as letter {same}, to this reader."
            continue
        yield from _item(f"Subject: {letter.subject}", "   ")
        yield ""
        for line in letter.text.splitlines():
            yield f"   | {line}".rstrip()
    yield from _section("Would not go after all, though they wait to", preview.kept_back)


def _examples(preview: Preview) -> Iterator[str]:
    """Letters as they would read from now on."""
    for example in preview.examples:
        yield ""
        yield from _item(f"From now on, with made-up particulars: {example.words}", "")
        yield from _item(f"Subject: {example.subject}", "   ")
        yield ""
        for line in example.text.splitlines():
            yield f"   | {line}".rstrip()


def _around(letter: LetterShown) -> Iterator[str]:
    """What is to be known of a letter besides its words."""
    if letter.trouble is not None:
        yield f"   It could not be sent so ({letter.trouble}); a person would be asked."
    when = f"not before {moment(letter.not_before)}" if letter.not_before else "at once"
    yield f"   Goes {when}."
    for key in letter.replaces:
        yield f"   In place of {key}, which waits to be sent."
    for name in letter.attachments:
        yield f"   With it: {name}"


def _without_names(letter: LetterShown) -> str:
    text = letter.subject + letter.text
    for name in (letter.reader.name, letter.reader.organisation):
        text = text.replace(name, _NAME)
    return " ".join([text, *letter.attachments]).replace("\n", " ")


def _date(changed: DateShown) -> str:
    if changed.after is None:
        return f"{changed.words}: {moment(changed.before)}, no more"
    was = f", now {moment(changed.before)}" if changed.before else ""
    return f"{changed.words}: {moment(changed.after)}{was}"


def _section(title: str, entries: Sequence[str]) -> Iterator[str]:
    if entries:
        yield ""
        yield f"{title}:"
        for entry in entries:
            yield from _item(entry)


def _item(text: str, mark: str = "- ") -> Iterator[str]:
    """An entry of a list; what people copy, such as keys, is not broken."""
    yield from wrap(
        text,
        _WIDTH,
        initial_indent=mark,
        subsequent_indent=" " * len(mark),
        break_long_words=False,
        break_on_hyphens=False,
    ) or [mark.rstrip() or NONE]
