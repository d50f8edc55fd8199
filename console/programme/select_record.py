"""Writing the record of a selection, and checking one that somebody published."""

from pathlib import Path

import typer
from pydantic import ValidationError

from console.terminal.errors import ExitCode, Failed
from console.terminal.output import note, say, write_json
from register.private_files import make_folder, write_file
from rules.selection import read_frame
from rules.selection.csv_text import NotUsable
from rules.selection.verification import same_frame, verify, verify_sealed
from schemas.json_text import named_twice
from schemas.selection import Frame
from schemas.selection_record import Check, Sealed, SelectionRecord


def write_record(record: SelectionRecord, frame: Frame, body: bytes, folder: Path) -> None:
    """Write a record in every form, with the frame beside it.

    Args:
        record: Of a draw.
        frame: What was drawn from.
        body: Its file.
        folder: Where; it is made if it is missing.
    """
    from activities.selection_record import as_html, as_pdf, record_contents

    contents = record_contents(record, frame)
    make_folder(folder)
    write_file(folder / "record.json", record.model_dump_json(indent=1).encode())
    write_file(folder / "record.html", as_html(contents).encode())
    write_file(folder / "record.pdf", as_pdf(contents))
    write_file(folder / "frame.csv", body)
    note(f"Wrote record.html, record.pdf, record.json and frame.csv to {folder}.")


def verify_record(frame: Path, published: Path, sealed: Path | None, *, as_json: bool) -> None:
    """Check a published record from its frame, and say of each step how it came out.

    Args:
        frame: The file that was drawn from.
        published: The record as JSON.
        sealed: What opens its commitments, as JSON, for those who were given it.
        as_json: Whether a program asks.

    Raises:
        Failed: A file is not what it should be.
    """
    for file in (published, *([sealed] if sealed else [])):
        if (twice := named_twice(file.read_bytes())) is not None:
            raise Failed(f"{file.name} has “{twice}” twice in one object, so it says two things.")
    try:
        record = SelectionRecord.model_validate_json(published.read_bytes())
        whole = read_frame(frame.read_bytes(), frame.name)
        opened = Sealed.model_validate_json(sealed.read_bytes()) if sealed else None
    except ValidationError:
        raise Failed(
            f"{published.name}{' or ' + sealed.name if sealed else ''} is not the record of a "
            "selection as JSON, or it is damaged."
        ) from None
    except NotUsable as error:
        raise typer.BadParameter(f"{error}") from None
    checks = _checked(record, whole, frame.name, opened)
    if all(check.holds for check in checks):
        from activities.selection_record import beside

        others, unknown = beside(record, whole, published)
        checks += tuple(others)
        for one in unknown:
            note(one)
    holds = all(check.holds for check in checks)
    if as_json:
        write_json({"holds": holds, "checks": [check.model_dump() for check in checks]})
    else:
        for check in checks:
            say(f"{'holds' if check.holds else 'FAILS'}  {check.sentence}")
        say("The record holds." if holds else "The record does not hold.")
    if not holds:
        raise typer.Exit(ExitCode.FAILED)


def _checked(
    record: SelectionRecord, whole: Frame, name: str, opened: Sealed | None
) -> tuple[Check, ...]:
    if not same_frame(record, whole):
        # All else is about the areas of that file.
        return (
            Check(
                check="frame",
                holds=False,
                sentence=f"{name} is another file than the one that the areas were drawn from; "
                f"that one has the SHA-256 {record.portfolio.frame_sha256}. A spreadsheet that "
                "saves a file makes another of it, even if nothing was changed.",
            ),
        )
    from activities.solvers.selection_proof import ask_solver

    found = ask_solver(record.portfolio)
    checks = verify(record, whole, found.dearest, never=found.never)
    return checks + (verify_sealed(record, whole, opened) if opened else ())
