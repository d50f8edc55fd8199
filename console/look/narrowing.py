"""Options by which lists are narrowed to what somebody asks for."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from console.terminal import clock, options
from console.terminal.shared import Options, share
from desk.overview import Narrowing
from register.area_names import codes_named
from rules.zones import end_of, london_date
from schemas.ids import ActorRef
from schemas.values import Owner

Mine = Annotated[bool, typer.Option("--mine", help="Of visits that you look after.")]
OwnedBy = Annotated[
    Owner | None,
    typer.Option(
        "--owner",
        metavar=options.choices(Owner),
        parser=options.one_of(Owner),
        help="What they hold.",
    ),
]
OfProgramme = Annotated[
    str | None,
    typer.Option("--programme", metavar="NAME", parser=options.a_reference, help="Of this one."),
]
Due = Annotated[
    date | None,
    typer.Option(
        "--due", metavar="DATE", parser=options.a_date, help="Due on this day or before it."
    ),
]
Today = Annotated[bool, typer.Option("--today", help="Due today, or overdue.")]
Overdue = Annotated[bool, typer.Option("--overdue", help="Overdue.")]


_SHARED: Options = {
    "mine": (Mine, False),
    "owner": (OwnedBy, None),
    "area": (options.OfArea, None),
    "programme": (OfProgramme, None),
    "due": (Due, None),
    "today": (Today, False),
    "overdue": (Overdue, False),
}


def narrowed(do: Callable[..., None]) -> Callable[..., None]:
    """Make a command of a function that takes `asked`, a `Narrowing`, and options of its own."""

    def command(**given: Any) -> None:  # noqa: ANN401 - what Typer read for each option
        asked = Asked(**{name: given.pop(name) for name in _SHARED}).narrowing(given["folder"])
        do(asked=asked, **given)

    share(command, do, _SHARED, first=True, without=frozenset({"asked"}))
    return command


class Asked(NamedTuple):
    """The options as they were given."""

    mine: bool
    owner: Owner | None
    area: str | None
    programme: str | None
    due: date | None
    today: bool
    overdue: bool

    def narrowing(self, folder: Path) -> Narrowing:
        """What they ask for.

        Args:
            folder: Of the stack.

        Raises:
            NotSignedIn: What somebody looks after is asked for, and nobody acts.
            UnknownArea: It is nobody's code or name.
            AreaNotPlain: It may be the name of several.
        """
        if sum((self.due is not None, self.today, self.overdue)) > 1:
            raise typer.BadParameter("give one of --due, --today and --overdue.")
        return Narrowing(
            coordinator=_whoever_acts(folder) if self.mine else None,
            owner=self.owner,
            areas=codes_named(self.area) if self.area is not None else None,
            programme=self.programme,
            due_before=self._due_before(),
        )

    def _due_before(self) -> datetime | None:
        now = clock.now()
        if self.overdue:
            return now
        day = london_date(now) if self.today else self.due
        return end_of(day) if day else None


def _whoever_acts(folder: Path) -> ActorRef:
    from console.terminal.acting import who_acts_in
    from console.terminal.connection import ask_register

    return ask_register(folder, lambda connection: who_acts_in(connection, folder))
