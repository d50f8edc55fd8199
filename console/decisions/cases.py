"""Decisions about case studies: choose, agree."""

from typing import Annotated

import typer

from console import options
from console.decisions.bringing import PANEL, decision
from console.filling_in import from_options
from schemas.forms import AgreedCasesForm, CasesForm
from schemas.values import Consenter

_agreement = options.one_of(Consenter)

app = typer.Typer(no_args_is_help=True, help="Choose case studies and record who agreed to them.")


def add(above: typer.Typer) -> None:
    """Add the commands."""
    decision(app, "choose")(choose)
    decision(app, "agree")(agree)
    above.add_typer(app, name="cases", rich_help_panel=PANEL)


def choose(
    visit: options.VisitArgument,
    case: Annotated[
        list[str],
        typer.Argument(
            metavar="CASE", help="Numbers on the list: 3, or 3=parent where somebody agreed."
        ),
    ],
    *,
    offered: Annotated[int, typer.Option(min=0, help="How many cases the area's list offers.")],
) -> CasesForm:
    """Choose four to six case studies from the area's anonymous list."""
    del visit
    return from_options(CasesForm, {"offered": offered, "cases": [_case(text) for text in case]})


def agree(
    visit: options.VisitArgument,
    case: Annotated[
        list[str],
        typer.Argument(
            metavar="CASE=WHO", help=f"Such as 3=parent; WHO is {options.choices(Consenter)}."
        ),
    ],
) -> AgreedCasesForm:
    """Record who agreed to chosen cases: a parent, or the young person."""
    del visit
    return from_options(AgreedCasesForm, {"cases": [_case(text) for text in case]})


def _case(text: str) -> dict[str, str]:
    number, _, who = text.strip().lower().partition("=")
    case = {"case": f"case-{number.removeprefix('case-')}"}
    return case | {"agreed_by": _agreement(who)} if who else case
