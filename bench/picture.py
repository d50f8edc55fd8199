"""Bars of what was measured, as an SVG that says in words what it shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

_WIDTH, _LEFT, _TOP, _BAR, _GAP, _RIGHT = 860, 250, 74, 22, 12, 90  # pixels
_COLOURS = ("#12436D", "#28A197", "#801650", "#F46A25")
_WORDS = "#0B0C0C"
_FONT = {"font-family": "Noto Sans, Arial, sans-serif", "font-size": "13", "fill": _WORDS}


@dataclass(frozen=True)
class Bar:
    """One bar, of parts that add up.

    Attributes:
        name: What stands before it.
        parts: Each with its value, in the picture's unit.
    """

    name: str
    parts: Mapping[str, float]

    @property
    def total(self) -> float:
        """Of its parts."""
        return sum(self.parts.values())


def picture(title: str, unit: str, bars: Sequence[Bar]) -> str:
    """Draw them one below the other, on one scale.

    Args:
        title: What is drawn.
        unit: Of all values.
        bars: From the top; all of the same parts.
    """
    height = _TOP + len(bars) * (_BAR + _GAP) + _GAP
    box = {"viewBox": f"0 0 {_WIDTH} {height}", "role": "img"}
    svg = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", **box})
    ET.SubElement(svg, "title").text = title
    said = (f"{bar.name}: {bar.total:,.0f} {unit}" for bar in bars)
    ET.SubElement(svg, "desc").text = "; ".join(said)
    ET.SubElement(svg, "rect", {"width": str(_WIDTH), "height": str(height), "fill": "#FFFFFF"})
    _words(svg, 16, 26, title, {"font-size": "16", "font-weight": "bold"})
    parts = list(dict.fromkeys(part for bar in bars for part in bar.parts))
    colours = dict(zip(parts, _COLOURS, strict=False))
    left = 16
    for part in parts:
        square = {"x": str(left), "y": "42", "width": "14", "height": "14", "fill": colours[part]}
        ET.SubElement(svg, "rect", square)
        _words(svg, left + 20, 54, part, {})
        left += 48 + 8 * len(part)
    scale = (_WIDTH - _LEFT - _RIGHT) / max(bar.total for bar in bars)
    for number, bar in enumerate(bars):
        _draw(svg, bar, _TOP + number * (_BAR + _GAP), scale, colours, unit)
    ET.indent(svg)
    return ET.tostring(svg, encoding="unicode") + "\n"


def _draw(  # noqa: PLR0913, PLR0917 - a bar and its place
    svg: ET.Element, bar: Bar, top: int, scale: float, colours: Mapping[str, str], unit: str
) -> None:
    _words(svg, _LEFT - 10, top + 16, bar.name, {"text-anchor": "end"})
    left = float(_LEFT)
    for part, value in bar.parts.items():
        box = {"x": f"{left:.1f}", "y": str(top), "width": f"{value * scale:.1f}"}
        drawn = ET.SubElement(svg, "rect", {**box, "height": str(_BAR), "fill": colours[part]})
        ET.SubElement(drawn, "title").text = f"{bar.name}, {part}: {value:,.0f} {unit}"
        left += value * scale
    _words(svg, left + 8, top + 16, f"{bar.total:,.0f} {unit}", {})


def _words(svg: ET.Element, left: float, top: float, text: str, more: Mapping[str, str]) -> None:
    place = {"x": f"{left:.1f}", "y": f"{top:.1f}"}
    ET.SubElement(svg, "text", {**_FONT, **place, **more}).text = text
