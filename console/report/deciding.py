"""Decisions about a report: themes, statements, names, signature, publication, withdrawal."""

from pathlib import Path
from typing import Annotated

import typer

from console.decide.submit import decision
from console.report.group import Report, app
from console.terminal import options
from console.terminal.forms import from_file, from_options, from_values
from schemas.report import forms as f
from schemas.report.values import FindingAt
from schemas.values import FindingKind


@decision(app, "themes")
def themes(
    visit: Report,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE.yaml", help="themes: what each is called; findings: which has which."
        ),
    ],
) -> f.ThemesForm:
    """Set the programme's list of themes, and which finding is about which of them."""
    del visit
    return from_file(f.ThemesForm, file)


def _finding(text: str) -> FindingAt:
    visit, slash, finding = text.partition("/")
    if not slash:
        raise typer.BadParameter("a finding is called VISIT/FINDING.")
    return from_values(_One, {"at": {"visit": visit, "finding": finding}}, text).at


class _One(f.ReportForm):
    """One finding."""

    at: FindingAt


@decision(app, "statement")
def statement(  # noqa: PLR0913 - a command's options
    visit: Report,
    name: Annotated[
        str, typer.Argument(metavar="STATEMENT", help="Its name: statement-1, statement-2 …")
    ],
    *,
    theme: Annotated[str, typer.Option("--theme", metavar="THEME", help="One of the themes.")],
    kind: Annotated[
        str, typer.Option("--kind", metavar="KIND", help=f"One of {', '.join(FindingKind)}.")
    ],
    findings: Annotated[
        list[FindingAt],
        typer.Option(
            "--finding",
            metavar="VISIT/FINDING",
            parser=_finding,
            help="On which it rests; given as often as there are.",
        ),
    ],
    text: Annotated[str, typer.Option("--text", metavar="SENTENCE", help="What is said.")],
) -> f.StatementForm:
    """Write a statement, or write it anew."""
    del visit
    return from_options(
        f.StatementForm,
        {
            "statement": name,
            "theme": theme,
            "kind": kind,
            "findings": [one.model_dump() for one in findings],
            "text": text,
        },
    )


@decision(app, "without")
def without(
    visit: Report,
    name: Annotated[str, typer.Argument(metavar="STATEMENT", help="Its name: statement-1 …")],
) -> f.WithoutForm:
    """Take a statement out."""
    del visit
    return from_options(f.WithoutForm, {"statement": name})


@decision(app, "ordinary")
def ordinary(
    visit: Report,
    *,
    word: Annotated[str, typer.Option("--word", metavar="WORD", help="As it stands there.")],
    sentence: Annotated[
        str | None,
        typer.Option(
            "--sentence",
            metavar="SENTENCE",
            help="The whole of it, as it stands; without one, wherever WORD is in small letters.",
        ),
    ] = None,
) -> f.OrdinaryForm:
    """Say that a word is the ordinary one and nobody's name: in a sentence, or in small letters."""
    del visit
    return from_options(f.OrdinaryForm, {"word": word, "sentence": sentence})


@decision(app, "may-be-named")
def may_be_named(
    visit: Report,
    area: Annotated[str, typer.Argument(metavar="AREA", help="Its code, such as E10000016.")],
) -> f.MayBeNamedForm:
    """Record that an area agreed in writing to be named; --reason says where that is kept."""
    del visit
    return from_options(f.MayBeNamedForm, {"area": area})


@decision(app, "names")
def names(
    visit: Report,
    file: Annotated[
        Path, typer.Argument(metavar="FILE.yaml", help="people, schools, trusts, places: lists.")
    ],
) -> f.NamesForm:
    """List names that the report must not have, besides areas and people of its visits."""
    from desk.reading.files import fields_in

    del visit
    return from_values(f.NamesForm, {"names": fields_in(file, "a list of names")}, str(file.name))


@decision(app, "tables")
def tables(
    visit: Report,
    leave_out: Annotated[
        list[str] | None,
        typer.Argument(metavar="[TABLE]...", help="Those that stay out; without any, all are in."),
    ] = None,
) -> f.TablesForm:
    """Leave tables out that cannot be published."""
    del visit
    return from_options(f.TablesForm, {"tables": tuple(leave_out or ())})


@decision(app, "sign")
def sign(
    visit: Report,
    *,
    digest: Annotated[
        str,
        typer.Option(
            "--digest",
            metavar="SHA-256",
            parser=options.a_digest,
            help="Of what was read, as `visits report show` tells it.",
        ),
    ],
    post: Annotated[str, typer.Option("--post", metavar="POST", help="Your title.")],
) -> f.SignForm:
    """Sign what passed the gate, as the senior manager who has signed in."""
    del visit
    return from_options(f.SignForm, {"digest": digest, "signatory": {"post": post}})


@decision(app, "publish")
def publish(visit: Report) -> f.PublishForm:
    """Publish what was signed; `visits report export` writes its files."""
    del visit
    return f.PublishForm()


@decision(app, "withdraw")
def withdraw(visit: Report) -> f.WithdrawForm:
    """Give a report up, or take it back after its publication; needs a --reason."""
    del visit
    return f.WithdrawForm()
