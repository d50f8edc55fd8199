"""What `visits export --scenario` does: a visit told again as a scenario, without anybody in it."""

from pathlib import Path

from console.terminal.connection import ask_register
from console.terminal.output import note, say, write_json, write_line
from register.private_files import write_file
from release.retold import as_yaml, retell
from schemas.ids import VisitId


def write(visit: VisitId, out: Path | None, *, as_json: bool, folder: Path) -> None:
    """Write a visit as a scenario to a file, or to standard output.

    Args:
        visit: Its id.
        out: The file.
        as_json: Write JSON in place of what is for people.
        folder: Where the stack runs whose register knows the visit.
    """
    retold = ask_register(folder, lambda connection: retell(connection, visit))
    text = as_yaml(retold.scenario)
    if out is not None:
        write_file(out, text.encode())
    if as_json:
        scenario = retold.scenario.model_dump(mode="json", by_alias=True)
        file = str(out) if out else None
        write_json({"scenario": scenario, "file": file, "notes": list(retold.notes)})
        return
    for sentence in retold.notes:
        note(sentence)
    if out is None:
        write_line(text.rstrip("\n"))
    else:
        say(f"Wrote visit {visit} as a scenario. To play it: visits rehearse {out}")
