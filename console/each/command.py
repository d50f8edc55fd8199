"""`visits each`: one decision for many visits, looked at first, stopped and gone on with."""

import inspect
from collections.abc import Callable
from importlib import import_module
from typing import Annotated, Any, NamedTuple

import typer

from console.decide.submit import COMMON, FILLED_IN_BY, PANEL
from console.each.doing import Wanted, do_each, go_on, list_unfinished
from console.look import narrowing as by
from console.terminal import options
from schemas.forms.form import FOR_MANY, FORMS, Form
from schemas.values import Stage

_DECIDING = ("concerns", "corrections", "deferral", "invitation", "note", "preparation")
"""The modules of `console.decide` with a decision that makes sense for many visits."""

_OF_ONE = ("update_id",)
"""What goes with a decision on one visit only."""

Coordinator = Annotated[
    str | None,
    typer.Option(
        "--coordinator",
        metavar="ACTOR",
        parser=options.a_reference,
        help="Which they look after.",
    ),
]
InStage = Annotated[
    Stage | None,
    typer.Option(
        "--stage",
        metavar=options.choices(Stage),
        parser=options.one_of(Stage),
        help="In this stage.",
    ),
]
Ended = Annotated[bool, typer.Option("--ended", help="Only visits that have ended.")]
Resume = Annotated[
    str | None,
    typer.Option(
        "--resume",
        metavar="ID",
        parser=options.an_update_id,
        help="Go on with what was stopped, by the id it was given.",
    ),
]


class _Asked(NamedTuple):
    """Which visits were asked for, and how to answer."""

    which: by.Asked
    coordinator: str | None
    stage: Stage | None
    ended: bool
    yes: bool
    as_json: bool
    folder: Any


def add(above: typer.Typer) -> None:
    """Add the command, with a command below it for each decision that makes sense for many."""
    app = typer.Typer(
        invoke_without_command=True,
        subcommand_metavar="DECISION [OPTIONS]",
        help="Bring one decision to many visits: see first what it would do to each.",
    )
    app.callback()(each)
    for name, fill_in in sorted(_decisions().items()):
        _add_decision(app, name, fill_in)
    above.add_typer(app, name="each", rich_help_panel=PANEL)


def _decisions() -> dict[str, Callable[..., Form]]:
    """How each form that makes sense for many visits is filled in by its own command."""
    beside = typer.Typer()
    for module in _DECIDING:
        import_module(f"console.decide.{module}").add(beside)
    return {
        name.replace("_", "-"): FILLED_IN_BY[kind]
        for name, kind in FORMS.items()
        if kind in FOR_MANY
    }


def each(  # noqa: PLR0913 - a command's options
    context: typer.Context,
    *,
    programme: by.OfProgramme = None,
    stage: InStage = None,
    coordinator: Coordinator = None,
    mine: by.Mine = False,
    area: options.OfArea = None,
    owner: by.OwnedBy = None,
    due: by.Due = None,
    today: by.Today = False,
    overdue: by.Overdue = False,
    ended: Ended = False,
    resume: Resume = None,
    yes: options.Yes = False,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Bring one decision to many visits: see first what it would do to each.

    The options before the decision say which visits; it is then shown what would happen in each,
    and which refuse. It is asked once, and done one visit after the other; what was stopped goes on
    with --resume, and nothing is done twice. Alone it lists what is not finished.
    """
    if resume is not None and context.invoked_subcommand is not None:
        raise typer.BadParameter("give --resume, or a decision, and not both.")
    if resume is not None:
        go_on(folder, resume, as_json=as_json)
    elif context.invoked_subcommand is None:
        list_unfinished(folder, as_json=as_json)
    which = by.Asked(mine, owner, area, programme, due, today, overdue)
    context.obj = _Asked(which, coordinator, stage, ended, yes, as_json, folder)


def _add_decision(app: typer.Typer, name: str, fill_in: Callable[..., Form]) -> None:
    """A command that fills in the form once, and has it brought to every visit asked for."""

    def command(context: typer.Context, **given: Any) -> None:  # noqa: ANN401 - what Typer read
        common = {key: given.pop(key) for key in COMMON if key not in _OF_ONE}
        form = fill_in(visit="", **given)
        if common["reason"] is not None:
            form = form.model_copy(update={"reason": common["reason"]})
        asked: _Asked = context.obj
        folder = common["folder"] if common["folder"] != options.VAR else asked.folder
        narrowing = asked.which.narrowing(folder)
        if asked.coordinator is not None:
            narrowing = narrowing._replace(coordinator=asked.coordinator)
        do_each(
            folder,
            Wanted(form, narrowing, asked.stage, ended=asked.ended),
            look_only=common["preview"],
            yes=common["yes"] or asked.yes,
            as_json=common["as_json"] or asked.as_json,
        )

    own = inspect.signature(fill_in)
    parameters = [
        inspect.Parameter(
            "context", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context
        ),
        *(p for key, p in own.parameters.items() if key != "visit" and key not in COMMON),
        *(
            inspect.Parameter(key, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
            for key, (kind, default) in COMMON.items()
            if key not in _OF_ONE
        ),
    ]
    command.__doc__ = fill_in.__doc__
    command.__annotations__ = {p.name: p.annotation for p in parameters}
    # `inspect.signature` reads it; the type checker does not know functions may have it.
    vars(command)["__signature__"] = own.replace(parameters=parameters, return_annotation=None)
    app.command(name)(command)
