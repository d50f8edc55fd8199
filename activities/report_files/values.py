"""How values and symbols of tables read, wherever they are shown to people."""

from decimal import Decimal

from schemas.report.tables import Measure, Shorthand, Unit, Value

MEANINGS = {
    Shorthand.CONFIDENTIAL: "confidential: hidden so that nobody can be given away",
    Shorthand.NOT_APPLICABLE: "not applicable",
    Shorthand.ROUNDS_TO_ZERO: "rounds to zero, and is not zero",
    Shorthand.LOW: "low: less than half of the last digit shown, and not zero",
    Shorthand.UNAVAILABLE: "not available, for another reason than that it is confidential",
}
"""What each symbol says (Analysis Function, symbols and shorthand)."""


def in_words(value: Value) -> str:
    """A value as it stands in a cell, whose heading says the unit: "1,240", "45.2", "[c]"."""
    return f"{value:,}" if isinstance(value, Decimal) else value.value


def with_unit(value: Value, measure: Measure) -> str:
    """A value by itself: "1,240", "45.2%", "[c]"."""
    unit = measure.unit.value if isinstance(value, Decimal) else ""
    return f"{in_words(value)}{unit}"


def heading(measure: Measure) -> str:
    """The heading of a measure's column, with its unit."""
    return f"{measure.label} (%)" if measure.unit is Unit.PERCENT else measure.label
