"""Decisions on pages: a form, its check, the button, and whether it is there afterwards."""

import asyncio
import re
import time
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Final

from bench.whole.clicks import Failed, Window, Wrong
from schemas.forms.course import HandOverForm
from schemas.forms.form import Form
from tests.support.deciding_pages import typed_for

_TRIES: Final = 8
_LOOK_AGAIN: Final = 0.5  # seconds, where at first it is not
_RECORDED_WITHIN: Final = 60.0  # seconds
_HAPPENED: Final = "Something has happened since you looked."
_ANSWERS: Final = (HTTPStatus.OK, HTTPStatus.CONFLICT, HTTPStatus.SERVICE_UNAVAILABLE)
_DECIDE_FOR: Final = re.compile(r"Decide for (\d+) visits?")
_BECAME: Final = re.compile(r"(\S+-e\d{8}) (Recorded|Refused)")
_HAND_OVER: Final = HandOverForm.heading


async def decide(window: Window, visit: str, slug: str, form: Form) -> bool:
    """Take a decision about a visit, and look at it afterwards; whether it was not refused.

    Raises:
        Wrong: What was recorded is not there, or is there twice.
        Failed: There is no answer.
    """
    if not await look_first(window, visit, slug, form):
        return False
    taken = await press(window, visit, slug, form.heading)
    if taken:
        await look_again(window, visit, form)
    return taken


async def look_first(window: Window, visit: str, slug: str, form: Form) -> bool:
    """Fill a form in, and look at what it would bring about; whether it could be decided.

    Raises:
        Wrong: What is refused is not said in a sentence.
        Failed: There is no answer.
    """
    await window.look("form", f"/visits/{visit}/decide/{slug}")
    if window.heading != form.heading:
        raise Wrong(f"{window.path} is called {window.heading!r}")
    boxes = window.page.iter("input")
    ticked = {one.get("name", "") for one in boxes if one.get("type") == "checkbox"}
    emptied: Mapping[str, Sequence[str]] = {
        at: [""] for at in window.fields() if not at.startswith("_") and at != "csrf"
    }
    typed = {**emptied, **typed_for(form, ticked)}
    await window.click("preview", "Continue", typed, HTTPStatus.OK, HTTPStatus.UNPROCESSABLE_ENTITY)
    return not _refused(window)


async def press(window: Window, visit: str, slug: str, button: str) -> bool:
    """Press the last button until it is recorded; whether it was not refused.

    Raises:
        Wrong: What is refused is not said in a sentence, or it is never recorded.
        Failed: There is no answer.
    """
    update_id = window.fields()["_update_id"][0]
    for _ in range(_TRIES):
        await window.click("decision", button, None, *_ANSWERS)
        match window.answer.status_code:
            case HTTPStatus.OK:
                await _recorded(window)
                window.clicks.decided.append((visit, update_id, slug))
                return True
            case HTTPStatus.CONFLICT:
                surprises = [said for said in window.problems if _HAPPENED in said]
                window.clicks.counts["told that something has happened"] += len(surprises)
                if surprises != window.problems:  # for what has happened it cannot be any more
                    return not _refused(window)
            case _:
                window.clicks.counts["told that nothing answers"] += 1
    raise Failed(f"decision: {slug} of {visit} was not taken after {_TRIES} times")


async def look_again(window: Window, visit: str, form: Form) -> None:
    """See that the reason that was given stands with the visit, once.

    Raises:
        Wrong: It does not.
        Failed: There is no answer.
    """
    await window.look("looking again", f"/visits/{visit}/reasons")
    times = window.answer.text.count(f"{form.reason}<")
    if times != 1:
        raise Wrong(f"the reason of {type(form).__name__} stands {times} times with {visit}")


async def both_at_once(first: Window, second: Window, visit: str, forms: Sequence[Form]) -> None:
    """Two people hand over the same visit: they look, and press in the same moment.

    Raises:
        Wrong: Both were recorded, though neither had seen what the other did.
        Failed: There is no answer.
    """
    windows, slug = (first, second), "hand-over"
    for window, form in zip(windows, forms, strict=True):
        if not await look_first(window, visit, slug, form):
            return
    surprised = "told that something has happened"
    before = first.clicks.counts[surprised]
    pressed = (_press_now(window, visit) for window in windows)
    taken = await asyncio.gather(*pressed, return_exceptions=True)
    for one in taken:
        if isinstance(one, BaseException):
            raise one
    if all(taken) and first.clicks.counts[surprised] == before:
        raise Wrong(f"two decided about {visit} at once, and neither was told of the other")
    for window, form, was_taken in zip(windows, forms, taken, strict=True):
        if was_taken:
            await look_again(window, visit, form)
    first.clicks.counts["two at once"] += 1


async def for_many(window: Window, visits: Sequence[str], form: HandOverForm) -> None:
    """Hand many over together, and wait until each is.

    Raises:
        Wrong: What became of each is not told.
        Failed: There is no answer.
    """
    await window.look("form", "/each/hand-over", _HAND_OVER)
    await window.click("form", "Continue", {"to": form.to, "reason": form.reason or ""})
    await window.click("preview of many", "Look at each", {"visit": visits})
    found = _DECIDE_FOR.search(window.answer.text)
    if found is None:
        window.clicks.counts["refused"] += len(visits)
        return
    await window.click("decision about many", found[0])
    number, begun = int(found[1]), time.monotonic()
    while f"{number} of {number} visits done" not in window.heading:
        if time.monotonic() - begun > _RECORDED_WITHIN:
            raise Failed(f"decision about many: {window.heading} after {_RECORDED_WITHIN} s")
        await asyncio.sleep(_LOOK_AGAIN)
        await window.clicks.time("decision about many, how far", window.open(window.path))
    became = dict(_BECAME.findall(window.text))
    if len(became) != number or not set(became) <= set(visits):
        raise Wrong(f"{window.path} tells of {sorted(became)}, and {number} were asked for")
    recorded = [visit for visit, what in became.items() if what == "Recorded"]
    window.clicks.counts["refused"] += number - len(recorded)
    window.clicks.batches.extend(recorded)
    for visit in recorded[:2]:
        await look_again(window, visit, form)


async def _press_now(window: Window, visit: str) -> bool:
    """Without thinking; whether it was not refused."""
    thinks, window.think = window.think, _at_once
    try:
        return await press(window, visit, "hand-over", _HAND_OVER)
    finally:
        window.think = thinks


async def _at_once() -> None:
    return


def _refused(window: Window) -> bool:
    """Whether the page says that it cannot be: each time in a sentence."""
    said = window.problems
    if not said:
        return False
    window.clicks.counts["refused"] += 1
    for sentence in said:
        if " " not in sentence or "Traceback" in sentence:
            raise Wrong(f"{window.path} refuses with {sentence!r}")
    return True


async def _recorded(window: Window) -> None:
    """Wait until the page says so: at first it may say that it is not yet."""
    begun = time.monotonic()
    if window.heading != "Recorded":
        window.clicks.counts["told “not yet”"] += 1
    while window.heading != "Recorded":
        if "not recorded yet" not in window.heading:
            raise Wrong(f"{window.path} says {window.heading!r} after a decision")
        if time.monotonic() - begun > _RECORDED_WITHIN:
            raise Wrong(f"{window.path} was accepted, and is not recorded")
        await asyncio.sleep(_LOOK_AGAIN)
        await window.clicks.time("looking again", window.open(window.path))
