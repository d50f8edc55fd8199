"""Every form that there is, and how each of its fields can be filled in wrongly."""

from schemas.forms.form import FORMS, Form
from schemas.opening_forms import OPENING_FORMS

UNSEEN = ("\N{ZERO WIDTH SPACE}", "\N{BRAILLE PATTERN BLANK}\U000e0100\N{WORD JOINER}")
"""Texts of which nothing can be seen."""

WRONG: tuple[object, ...] = (
    None,
    "",
    *UNSEEN,
    "x" * 6000,
    "x y",
    "2020-13-45",
    "20",
    "25:99",
    "nan",
    "1e400",
    -1,
    0,
    10**400,
    1.5,
    float("nan"),
    float("inf"),
    True,
    [],
    [1],
    [""],
    {},
    {"a": 1},
)
"""What no field takes all of."""


def every_form() -> list[type[Form]]:
    """The forms of decisions about visits, programmes and reports, and of openings."""
    from desk.decisions import all_decisions

    return [
        *dict.fromkeys(
            (*FORMS.values(), *(kind.form for kind in all_decisions()), *OPENING_FORMS.values())
        )
    ]
