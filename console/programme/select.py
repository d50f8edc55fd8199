"""The command that draws areas fairly. It changes nothing and asks no server."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from console.programme.select_record import verify_record, write_record
from console.terminal import clock
from console.terminal.errors import ExitCode
from console.terminal.options import AsJson
from console.terminal.output import facts, note, say, show, table, write_json
from console.terminal.patience import told_while_it_lasts
from rules.selection import draw, draw_sample, read_frame, read_quotas, represent, what_is_asked
from rules.selection.bounds import types_and_bounds
from rules.selection.chances import area_chances
from rules.selection.csv_text import NotUsable, listed
from rules.selection.frame import not_local_areas
from rules.selection.numbers import read_seed, require_plain
from rules.selection.publication import Fixed, make_record
from rules.selection.reserves import fewer_reserves, without_reserve
from rules.zones import london_date
from schemas.selection import Asked, Drawn, Frame, Portfolio

if TYPE_CHECKING:
    from activities.solvers.selection import Impossible

PANEL = "Programme"
TITLE = "Selection of local areas for area SEND visits"

_NAMES = ("name", "region", "council_type")  # columns that a reader knows areas by


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command("select", rich_help_panel=PANEL)(select)


def select(  # noqa: PLR0913 - what a draw is made of, by name
    *,
    frame: Annotated[
        Path,
        typer.Argument(
            metavar="FRAME.csv",
            exists=True,
            dir_okay=False,
            help="All areas that may be drawn: CSV with a column `code` and any others; "
            "`visits frame` writes one.",
        ),
    ],
    number: Annotated[
        int | None, typer.Option("--number", metavar="N", min=1, help="How many areas to draw.")
    ] = None,
    seed: Annotated[
        str | None,
        typer.Option("--seed", metavar="TEXT", help="Any text: it alone decides the lottery."),
    ] = None,
    by: Annotated[
        str,
        typer.Option(
            "--by",
            metavar="COLUMN,…",
            help="Each value of these columns gets its exact share, rounded down or up.",
        ),
    ] = "",
    quotas: Annotated[
        Path | None,
        typer.Option(
            "--quotas",
            metavar="QUOTAS.csv",
            exists=True,
            dir_okay=False,
            help="Bounds besides: CSV with column, value, min, max.",
        ),
    ] = None,
    reserves: Annotated[
        int | None,
        typer.Option(
            "--reserves", metavar="N", min=0, help="How many; as many as are drawn by default."
        ),
    ] = None,
    draws: Annotated[
        int | None,
        typer.Option(
            "--draws", metavar="N", min=1, help="Draw N samples more, by the seeds TEXT-1, TEXT-2…"
        ),
    ] = None,
    record: Annotated[
        Path | None,
        typer.Option(
            "--record",
            metavar="FOLDER",
            file_okay=False,
            help="Write the record there, as it can be published: HTML, PDF, JSON, and the frame.",
        ),
    ] = None,
    verify: Annotated[
        Path | None,
        typer.Option(
            "--verify",
            metavar="RECORD.json",
            exists=True,
            dir_okay=False,
            help="Draw nothing: check a published record of this frame.",
        ),
    ] = None,
    sealed: Annotated[
        Path | None,
        typer.Option(
            "--sealed",
            metavar="SEALED.json",
            exists=True,
            dir_okay=False,
            help="With --verify: check who is visited too, by the salts; tells who declined.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Draw areas so that quotas are kept and chances are as equal as they allow.

    Asks no server and changes nothing. The same frame and seed draw the same areas anywhere.
    """
    if verify is not None:
        verify_record(frame, verify, sealed, as_json=as_json)
        return
    if number is None or seed is None:
        raise typer.BadParameter("say how many areas to draw, and the seed: --number N --seed TEXT")
    try:
        seed = read_seed(seed)
        require_plain(seed)
        body = frame.read_bytes()
        whole = read_frame(body, frame.name)
        bounds = read_quotas(quotas.read_bytes(), whole, quotas.name) if quotas else ()
        columns = [column.strip() for column in by.split(",") if column.strip()]
        asked = what_is_asked(whole, number, columns, bounds)
    except NotUsable as error:
        raise typer.BadParameter(f"{error}") from None
    if others := not_local_areas(whole):
        note(f"Not codes of local areas, and fit for a trial only: {listed(others)}.")
    if fewer := fewer_reserves(len(whole.codes), number, reserves):
        note(fewer)
    portfolio = _fix(whole, asked, as_json=as_json)
    drawn = draw(portfolio, whole.codes, seed, reserves)
    more = [
        draw_sample(portfolio, whole.codes, f"{seed}-{turn}") for turn in range(1, (draws or 0) + 1)
    ]
    if as_json:
        answer = _answer(whole, asked, portfolio, drawn, seed)
        write_json(answer | ({"draws": more} if draws else {}))
    else:
        _show(whole, asked, portfolio, drawn)
        if draws:
            say(f"{draws} further samples were drawn; --json writes them.")
    if record is not None:
        made = make_record(
            Fixed(whole, asked, portfolio),
            seed,
            drawn_on=london_date(clock.now()),
            title=TITLE,
            reserves=reserves,
        )
        write_record(made, whole, body, record)


def _fix(frame: Frame, asked: Asked, *, as_json: bool) -> Portfolio:
    from activities.solvers.selection import Impossible, fix
    from activities.solvers.selection_samples import Interrupted

    try:
        with told_while_it_lasts("Looking for the fairest chances", _why_long(frame, asked)):
            return fix(frame, asked)
    except Interrupted:
        raise KeyboardInterrupt from None
    except Impossible as error:
        if as_json:
            write_json(_impossible(error))
        else:
            note(f"{error}")
        raise typer.Exit(ExitCode.FAILED) from None


def _why_long(frame: Frame, asked: Asked) -> str:
    kinds = len({*types_and_bounds(frame, asked)[0]})
    columns = len({quota.column for quota in asked.quotas})
    by = "1 column" if columns == 1 else f"{columns} columns"
    return (
        f"The quotas of {by} tell {len(frame.rows)} areas apart into {kinds} kinds, and each kind "
        "has to have its fair chance. Fewer columns, or columns of fewer values, are quicker; "
        "Ctrl+C ends it, and nothing is changed."
    )


def _impossible(error: "Impossible") -> dict[str, Any]:
    return {
        "status": "impossible",
        "collides": [
            {"column": quota.column, "value": quota.value} for quota in error.collision.quotas
        ],
        "frees": list(error.collision.frees),
    }


def _answer(
    frame: Frame, asked: Asked, portfolio: Portfolio, drawn: Drawn, seed: str
) -> dict[str, Any]:
    cells = {quota.column: frame.column(quota.column) for quota in asked.quotas}
    chosen = set(drawn.selected)
    taken = [place for place, code in enumerate(frame.codes) if code in chosen]
    chances = zip(frame.codes, area_chances(portfolio), strict=True)
    return {
        "frame_sha256": frame.sha256,
        "seed": seed,
        "method": (
            "leximin: the least chance as large as the quotas allow, then the next; "
            f"{len(portfolio.samples)} kinds of samples with {portfolio.tickets} tickets, "
            f"{portfolio.solver}"
        ),
        "selected": list(drawn.selected),
        "reserves": list(drawn.reserves),
        "probability": {code: float(chance) for code, chance in chances},
        "quotas": [
            {
                "column": quota.column,
                "value": quota.value,
                "wanted": [quota.least, quota.most],
                "got": sum(cells[quota.column][place] == quota.value for place in taken),
            }
            for quota in asked.quotas
        ],
    }


def _show(frame: Frame, asked: Asked, portfolio: Portfolio, drawn: Drawn) -> None:
    columns = [name for name in frame.columns if name in {*_NAMES, *asked.by}]
    rows = {row[frame.columns.index("code")]: row for row in frame.rows}
    places = [frame.columns.index(column) for column in columns]
    chances = dict(zip(frame.codes, area_chances(portfolio), strict=True))

    def row(code: str) -> tuple[str, ...]:
        return (code, *(rows[code][place] for place in places), f"{float(chances[code]):.4f}")

    headings = ("Code", *(column.replace("_", " ").capitalize() for column in columns), "Chance")
    say(f"Selected: {len(drawn.selected)} of {len(frame.rows)} areas.")
    show(table(*headings, rows=[row(code) for code in drawn.selected], keep=[0]))
    if drawn.reserves:
        say(f"\nReserves, in the order in which they are asked: {len(drawn.reserves)}.")
        show(table(*headings, rows=[row(code) for code in drawn.reserves], keep=[0]))
    if bare := without_reserve(portfolio, frame.codes, drawn):
        say(
            "\nIf one of these declines, no reserve keeps the quotas, though an area of the frame "
            f"would; more --reserves would have one: {listed(bare)}."
        )
    if asked.quotas:
        say("\nQuotas, all kept.")
        compared = represent(frame, asked, drawn.selected)
        shares = [share for share in compared.shares if share.wanted]
        lines = [
            (share.column, share.value, _span(*(share.wanted or (0, 0))), f"{share.got}")
            for share in shares
        ]
        show(table("Column", "Value", "Wanted", "Got", rows=lines))
    never = tuple(code for code in frame.codes if not chances[code])
    if never:
        say(f"\nIn no sample that keeps the quotas, so never drawn: {listed(never)}.")
    say()
    least, most = min(chances.values()), max(chances.values())
    show(
        facts(
            [
                ("Chances", f"{float(least):.4f} to {float(most):.4f}, as equal as quotas allow"),
                ("Ticket", f"{drawn.ticket} of {portfolio.tickets}, drawn by the seed"),
                ("Frame", f"SHA-256 {frame.sha256}"),
            ]
        )
    )


def _span(least: int, most: int) -> str:
    return f"{least}" if least == most else f"{least} to {most}"
