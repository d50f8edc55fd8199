"""The `visits` command: its parts put together, and a true exit code.

A person waits for every import, and one command needs few: only the part that has the command is
loaded. The help, a mistyped name and a shell's completion ask for all of them.
"""

import gc
import os
import sys

# Pydantic looks through every installed package for plugins of its own, which takes a tenth of the
# time that most commands need; there are none here. To be said before a first model is built.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, NoReturn

from console.loading import ending_at_once

with ending_at_once():  # half a second, in which it is known already that it was the wrong command
    import typer

    from console.collecting import collect_seldom
    from console.terminal.errors import Commands
    from console.terminal.logs import no_logs
    from console.terminal.output import say
    from console.terminal.streams import flush_streams, prepare_streams

if TYPE_CHECKING:
    app: typer.Typer

_INTERRUPTED = 130
"""As Typer ends a command that was interrupted, and shells tell of a process that was."""


class Part(NamedTuple):
    """A module that adds commands.

    Attributes:
        module: Its name.
        commands: What it adds, as one types it; of a group, the group's own name.
        add: The function that does.
    """

    module: str
    commands: tuple[str, ...]
    add: str = "add"


PARTS = (
    Part("console.run.rehearse", ("demo", "rehearse")),
    Part("console.run.up", ("up",)),
    Part(
        "console.decide.invitation",
        (
            *("open", "contacts", "delivery", "correct", "resend"),
            *("respond", "extend", "no-reply", "withdraw"),
        ),
    ),
    Part("console.decide.letter_notes", ("add-to-letter", "take-from-letter")),
    Part(
        "console.decide.preparation",
        ("nominate", "declare", "override", "team", "replace", "dates", "mode", "survey"),
    ),
    Part("console.decide.survey_results", ("survey-results",)),
    Part("console.decide.cases", ("cases",)),
    Part("console.decide.preparation", ("timetable",), "add_timetable"),
    Part("console.decide.days", ("held", "finding", "feedback")),
    Part("console.decide.deferral", ("pause", "resume", "incomplete", "defer")),
    Part(
        "console.decide.note",
        (
            *("draft", "comment", "agree", "decide-facts", "decide-sharing"),
            *("share", "acknowledge", "hand-over", "cancel"),
        ),
    ),
    Part("console.decide.referral", ("refer", "confirm-referral")),
    Part(
        "console.decide.concerns",
        ("school-concern", "disclosure", "hold-sharing", "release-sharing"),
    ),
    Part("console.decide.complaint", ("complain", "answer-complaint", "review-complaint")),
    Part(
        "console.decide.corrections",
        (
            *("correct-reply", "reinstate", "not-held", "correct-finding", "correct-team"),
            *("recall", "take-back"),
        ),
    ),
    Part("console.programme.group", ("programme",)),
    Part("console.programme.select", ("select",)),
    Part("console.programme.frame", ("frame",)),
    Part("console.programme.plan", ("plan",)),
    Part("console.report.group", ("report",)),
    Part("console.tables.group", ("tables",)),
    Part("console.each.command", ("each",)),
    Part("console.look.show", ("list", "show")),
    Part("console.look.history", ("timeline",)),
    Part("console.look.read", ("read",)),
    Part("console.look.events", ("events",)),
    Part("console.look.tasks", ("tasks",)),
    Part("console.look.related", ("beside",)),
    Part("console.look.diary", ("diary",)),
    Part("console.look.letters", ("letters", "letter", "sent")),
    Part("console.look.archive", ("documents", "export")),
    Part("console.look.forms", ("forms",)),
    Part("console.run.foresee", ("foresee",)),
    Part("console.look.digests", ("digest",)),
    Part("console.look.waiting", ("inbox",)),
    Part("console.operate.services", ("worker", "promote", "migrate")),
    Part("console.operate.feed", ("feed",)),
    Part("console.operate.pages", ("pages",)),
    Part("console.people.commands", ("people",)),
    Part("console.people.login", ("login", "logout")),
    Part("console.operate.links", ("links",)),
    Part("console.operate.post", ("post",)),
    Part("console.operate.tokens", ("tokens",)),
    Part("console.operate.subscriptions", ("subscriptions",)),
    Part("console.operate.terms", ("terms",)),
    Part("console.operate.keys", ("keys",)),
    Part("console.operate.search_attributes", ("search-attributes",)),
    Part("console.operate.changes", ("replay", "audit")),
    Part("console.operate.recover", ("recover",)),
)
"""Every part, in the order of the help; a test keeps the lists true."""


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - as Typer calls it
    if wanted:
        from importlib.metadata import version

        say(f"area-visits {version('area-visits')}")
        raise typer.Exit


def put_together(words: Sequence[str] = ()) -> typer.Typer:
    """The command with the parts that these words need: all of them, if that is not plain.

    Args:
        words: What was typed behind `visits`.
    """
    made = typer.Typer(
        name="visits",
        cls=Commands,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
        help=(
            "Carries local area SEND visits from the invitation to the shared summary note.\n\n"
            "Start with [bold]visits demo[/bold]; then [bold]visits up[/bold], and in another "
            "terminal [bold]visits open[/bold]."
        ),
        epilog="A command's own help: visits COMMAND --help",
    )

    @made.callback()
    def visits(
        *,
        _version: Annotated[
            bool,
            typer.Option(
                "--version", callback=_show_version, is_eager=True, help="Show the version."
            ),
        ] = False,
    ) -> None:
        """Nothing of its own: each command does its work."""

    for part in [part for part in PARTS if {*words[:1]} & {*part.commands}] or PARTS:
        getattr(import_module(part.module), part.add)(made)
    return made


# `Any`: of a module, whatever is asked for.
def __getattr__(name: str) -> Any:  # noqa: ANN401
    """`app`, the whole command, is put together when somebody asks for it: tests and docs do."""
    if name != "app":
        raise AttributeError(name)
    globals()["app"] = put_together()
    return globals()["app"]


def main() -> NoReturn:
    """Run the command and end the process.

    Temporal's SDK can abort while Python tears itself down (exit status 134, sdk-python #300),
    which would turn success into failure; so the process ends before that, with what was written
    flushed.
    """
    # What is written down may be personal, whichever program of ours writes it.
    os.umask(0o077)
    prepare_streams()
    no_logs()
    code = 0
    try:
        gc.disable()  # nothing is garbage until a command runs, and looking for some takes a while
        command = put_together(sys.argv[1:])
        collect_seldom()
        command()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except KeyboardInterrupt:  # before the command began, whose own is Typer's to see to
        code = _INTERRUPTED
    except BaseException:  # noqa: BLE001 - VISITS_DEBUG=1: shown as it is
        sys.excepthook(*sys.exc_info())
        code = 1
    flush_streams()
    os._exit(code)


if __name__ == "__main__":
    main()
