"""Draws a programme's window: a line for each visit, its days, its area's terms, holidays.

Accessible SVG that says in words what it shows; as PNG it is set by Typst. Nothing is told by
colour alone: the mode of a visit stands on it as a letter, and bank holidays reach up to the weeks.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import typst

from activities.fonts import FAMILIES, FOLDERS
from register.private_files import write_file
from rules.planning.plan_days import is_working, week_of
from schemas.plan import PlanRequest, Span
from schemas.plan_answer import PlanAnswer
from schemas.values import InspectorRole, Mode
from schemas.visible import visible

_DAY = timedelta(days=1)
_ACROSS, _DOWN, _TOP, _FOOT = 14, 18, 76, 58  # pixels: a day, a visit, the head, the legend
_SIZE = 11  # pixels of letters
_WIDE = 0.56  # of its size, how wide a letter is on average
_WORDS, _LINE, _FREE, _HOLIDAY, _TERM = "#0B0C0C", "#B1B4B6", "#F3F2F1", "#F46A25", "#28A197"
_MODES = {
    Mode.ON_SITE: ("#12436D", "#FFFFFF", "S", "on site"),
    Mode.MIXED: ("#801650", "#FFFFFF", "M", "mixed"),
    Mode.VIRTUAL: ("#28A197", "#0B0C0C", "V", "virtual"),
}


@dataclass(frozen=True)
class Line:
    """One visit of a picture.

    Attributes:
        name: Of its area.
        terms: When it may be visited.
        days: Its two days, once they are known.
        mode: How it is held.
        note: What stands behind it: its team, its stage.
    """

    name: str
    terms: Sequence[Span]
    days: tuple[date, date] | None
    mode: Mode
    note: str


@dataclass(frozen=True)
class Picture:
    """A window with its visits.

    Attributes:
        title: What it is a picture of.
        window: Its first and last day.
        bank_holidays: Weekdays on which nobody works.
        lines: From top to bottom.
    """

    title: str
    window: Span
    bank_holidays: Collection[date]
    lines: Sequence[Line]


def picture_of_plan(request: PlanRequest, answer: PlanAnswer) -> Picture:
    """The picture of a proposed plan, in the order in which the visits begin."""
    modes = {visit.area: visit.mode for visit in request.visits}
    lines = [
        Line(
            name=request.areas[one.area].name,
            terms=request.areas[one.area].terms,
            days=one.days,
            mode=modes[one.area],
            note=", ".join(one.team[role] for role in InspectorRole),
        )
        for one in answer.assignments
    ]
    return Picture("Visits, proposed", request.window, request.bank_holidays, lines)


def write_picture(file: Path, picture: Picture) -> None:
    """Write a picture as SVG or, where the file's name ends in `.png`, as PNG.

    Raises:
        OSError: It cannot be written.
    """
    drawn = as_svg(picture)
    write_file(file, as_png(drawn) if file.suffix.lower() == ".png" else drawn)


def as_svg(picture: Picture) -> bytes:
    """A picture as SVG: the same bytes for the same picture."""
    drawn: bytes = ET.tostring(_Drawing(picture).root, encoding="utf-8", xml_declaration=True)
    return drawn


def as_png(svg: bytes) -> bytes:
    """An SVG as PNG, two dots to a pixel, on white."""
    root = ET.fromstring(svg)  # noqa: S314 - our own
    source = (
        f"#set page(width: {root.get('width')}pt, height: {root.get('height')}pt, margin: 0pt, "
        "fill: white)\n"
        '#image(bytes(sys.inputs.svg), format: "svg", width: 100%, alt: "A window of visits")'
    )
    drawn = _compiler().compile(
        source.encode(), format="png", ppi=144.0, sys_inputs={"svg": svg.decode()}
    )
    if not isinstance(drawn, bytes):
        raise TypeError("Typst set a picture on several pages")
    return drawn


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(folder) for folder in FOLDERS],
    )
    return typst.Compiler(font_paths=fonts, ignore_system_fonts=True)


class _Drawing:
    """Puts a picture together, element by element."""

    def __init__(self, picture: Picture) -> None:
        self._picture = picture
        self._left = 20 + round(_SIZE * _WIDE * max([len(o.name) for o in picture.lines] or [0]))
        self._first = week_of(picture.window.first)
        self._last = week_of(picture.window.last) + 6 * _DAY
        self._right = self._across(self._last + _DAY)
        self._bottom = _TOP + _DOWN * len(picture.lines)
        notes = round(_SIZE * _WIDE * max([len(one.note) for one in picture.lines] or [0]))
        width, height = max(self._right + 20 + notes, 480), self._bottom + _FOOT
        self.root = ET.Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "width": f"{width}",
                "height": f"{height}",
                "viewBox": f"0 0 {width} {height}",
                "role": "img",
                "aria-labelledby": "title description",
                "font-family": ", ".join(f"'{family}'" for family in FAMILIES[:1]) + ", sans-serif",
                "font-size": f"{_SIZE}",
                "fill": _WORDS,
            },
        )
        self._say("title", "title", picture.title)
        self._say("desc", "description", _in_words(picture))
        self._box(0, 0, width, height, "#FFFFFF")
        self._text(10, 20, picture.title, weight="bold", size=15)
        self._days()
        for number, line in enumerate(picture.lines):
            self._line(_TOP + number * _DOWN, line)
        self._legend()

    def _across(self, day: date) -> int:
        return self._left + _ACROSS * (day - self._first).days

    def _days(self) -> None:
        """Weeks, and what of them nobody works on."""
        tall = self._bottom - _TOP
        for number in range((self._last - self._first).days + 1):
            day = self._first + number * _DAY
            left = self._across(day)
            outside = not self._picture.window.has(day)
            if outside or not is_working(day, ()):
                self._box(left, _TOP, _ACROSS, tall, _FREE)
            if day in self._picture.bank_holidays and not outside:
                self._box(left, _TOP - 8, _ACROSS, tall + 8, _HOLIDAY, opacity="0.35")
            if day.weekday() == 0:
                self._rule(left, _TOP - 22, self._bottom)
                count = sum(_begins_in(line, day) for line in self._picture.lines)
                self._text(left + 3, _TOP - 26, f"{day:%-d %b}")
                self._text(left + 3, _TOP - 12, f"{count} begin" if count else "none")
        self._rule(self._right, _TOP - 22, self._bottom)

    def _line(self, top: int, line: Line) -> None:
        self._text(self._left - 8, top + 13, line.name, anchor="end")
        for term in line.terms:
            first, last = max(term.first, self._first), min(term.last, self._last)
            if first <= last:
                wide = self._across(last + _DAY) - self._across(first)
                self._box(self._across(first), top + 15, wide, 2, _TERM)
        if line.days is not None:
            colour, ink, letter, _ = _MODES[line.mode]
            for day in line.days:
                self._box(self._across(day) + 1, top + 1, _ACROSS - 2, 13, colour)
                middle = self._across(day) + _ACROSS // 2
                self._text(middle, top + 11, letter, anchor="middle", fill=ink)
        self._text(self._right + 8, top + 13, line.note)

    def _legend(self) -> None:
        left, top = self._left, self._bottom + 16
        for colour, ink, letter, words in _MODES.values():
            self._box(left, top, _ACROSS - 2, 13, colour)
            self._text(left + 6, top + 10, letter, anchor="middle", fill=ink)
            left = self._labelled(left, top, words)
        self._box(left, top + 6, _ACROSS, 2, _TERM)
        left = self._labelled(left, top, "in term")
        left, top = self._left, top + 20
        self._box(left, top, _ACROSS, 13, _HOLIDAY, opacity="0.35")
        left = self._labelled(left, top, "bank holiday")
        self._box(left, top, _ACROSS, 13, _FREE)
        self._labelled(left, top, "weekend, or outside the window")

    def _labelled(self, left: int, top: int, words: str) -> int:
        self._text(left + _ACROSS + 4, top + 10, words)
        return left + _ACROSS + 20 + round(len(words) * _SIZE * _WIDE)

    def _say(self, name: str, identity: str, words: str) -> None:
        ET.SubElement(self.root, name, {"id": identity}).text = visible(words)

    def _box(self, x: int, y: int, wide: int, tall: int, fill: str, **more: str) -> None:
        given = {"x": x, "y": y, "width": wide, "height": tall, "fill": fill, **more}
        ET.SubElement(self.root, "rect", {name: f"{value}" for name, value in given.items()})

    def _rule(self, x: int, top: int, bottom: int) -> None:
        given = {"x1": x, "x2": x, "y1": top, "y2": bottom, "stroke": _LINE}
        ET.SubElement(self.root, "line", {name: f"{value}" for name, value in given.items()})

    def _text(self, x: int, y: int, words: str, **more: str | int) -> None:
        names = {"weight": "font-weight", "size": "font-size", "anchor": "text-anchor"}
        given = {"x": x, "y": y, **{names.get(name, name): value for name, value in more.items()}}
        made = ET.SubElement(self.root, "text", {name: f"{value}" for name, value in given.items()})
        made.text = visible(words)


def _begins_in(line: Line, monday: date) -> bool:
    return line.days is not None and week_of(line.days[0]) == monday


def _in_words(picture: Picture) -> str:
    """The same as the picture shows, for whoever does not see it."""
    window = picture.window
    holidays = ", ".join(f"{day:%-d %B %Y}" for day in sorted(picture.bank_holidays))
    between = f"{window.first:%-d %B %Y} and {window.last:%-d %B %Y}"
    visits = len(picture.lines)
    told = [f"{visits} visits between {between}; bank holidays: {holidays or 'none'}."]
    for line in picture.lines:
        days = f"{line.days[0]:%-d} and {line.days[1]:%-d %B %Y}" if line.days else "no days yet"
        told.append(f"{line.name}: {days}, {_MODES[line.mode][-1]}, {line.note}.")
    return " ".join(told)
