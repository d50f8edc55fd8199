"""Decisions about case studies: choose, agree, go on with fewer, withdraw."""

from datetime import date
from typing import Annotated

import typer

from console.decide.submit import PANEL, decision
from console.terminal import options
from console.terminal.forms import from_options
from schemas.forms.cases import AgreedCasesForm, CasesForm, FewerCasesForm, WithdrawnCaseForm
from schemas.values import AgeBand, Consenter, Need
from schemas.visible import echoed

_agreement = options.one_of(Consenter)
_need = options.one_of(Need)


def _listed(kind: type[AgeBand | Need]) -> str:
    """As they are typed, with room to break a line between them."""
    return options.choices(kind).replace("|", ", ")


app = typer.Typer(no_args_is_help=True, help="Choose case studies and record who agreed to them.")


def add(above: typer.Typer) -> None:
    """Add the commands."""
    decision(app, "choose")(choose)
    decision(app, "agree")(agree)
    decision(app, "proceed")(proceed)
    decision(app, "withdraw")(withdraw)
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
    context: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CASE=AGE,NEED",
            help=f"For reports, either or both, such as 3=11-to-15,cognition-and-learning. AGE is "
            f"{_listed(AgeBand)}; NEED is {_listed(Need)}.",
        ),
    ] = None,
) -> CasesForm:
    """Choose four to six case studies from the area's anonymous list.

    What is told of their context takes the place of what was told with an earlier choice.
    """
    del visit
    told = dict(_context(text) for text in context or ())
    cases = [_case(text) for text in case]
    for each in told.keys() - {case["case"] for case in cases}:
        raise typer.BadParameter(f"--context tells of {each}, which is not among the chosen.")
    given = {
        "offered": offered,
        "cases": [{**each, **told.get(each["case"], {})} for each in cases],
    }
    return from_options(CasesForm, given)


def agree(
    visit: options.VisitArgument,
    case: Annotated[
        list[str],
        typer.Argument(
            metavar="CASE=WHO", help=f"Such as 3=parent; WHO is {options.choices(Consenter)}."
        ),
    ],
    *,
    born: Annotated[
        date | None,
        typer.Option(
            parser=options.a_date,
            metavar="DATE",
            help="Of birth, for one case: tells who has to agree, and is not kept.",
        ),
    ] = None,
    lacks_capacity: Annotated[
        bool,
        typer.Option(
            "--lacks-capacity", help="The young person cannot decide this; --reason says why."
        ),
    ] = False,
) -> AgreedCasesForm:
    """Record who agreed to chosen cases: a parent, or the young person past school age."""
    del visit
    if (born or lacks_capacity) and len(case) > 1:
        raise typer.BadParameter("--born and --lacks-capacity go with one case.")
    about = {"born": born, "lacks_capacity": lacks_capacity}
    return from_options(AgreedCasesForm, {"cases": [{**_case(text), **about} for text in case]})


def proceed(visit: options.VisitArgument) -> FewerCasesForm:
    """Go on with fewer case studies than planned; --reason is needed."""
    del visit
    return FewerCasesForm()


def withdraw(
    visit: options.VisitArgument,
    case: Annotated[str, typer.Argument(metavar="CASE", help="Its number on the area's list.")],
) -> WithdrawnCaseForm:
    """Record that agreement to a case is taken back; what was written with it is void."""
    del visit
    return from_options(WithdrawnCaseForm, _case(case))


def _context(text: str) -> tuple[str, dict[str, str]]:
    """A case, and its age band and need as far as they are told."""
    number, equals, told = text.partition("=")
    if not equals or not told.strip():
        raise typer.BadParameter(f"“{echoed(text)}” is not CASE=AGE,NEED.")
    found: dict[str, str] = {}
    for each in told.split(","):
        value = each.strip().lower().replace("-", "_")
        name = "age_band" if value in set(AgeBand) else "need"
        if name in found:
            raise typer.BadParameter(f"“{echoed(text)}” tells two of one kind: an age and a need.")
        found[name] = value if name == "age_band" else _need(each)
    return _case(number)["case"], found


def _case(text: str) -> dict[str, str]:
    number, _, who = text.strip().lower().partition("=")
    case = {"case": f"case-{number.removeprefix('case-')}"}
    return case | {"agreed_by": _agreement(who)} if who else case
