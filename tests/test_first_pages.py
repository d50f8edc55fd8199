"""README and the list of documents leave nothing out that a newcomer would look for there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")


def test_every_scenario_is_in_the_table() -> None:
    table = README.partition("| what happens | scenarios |")[2].partition("\n\n")[0]
    files = {path.stem for path in (ROOT / "scenarios").glob("*.yaml")}

    assert set(re.findall(r"`([a-z-]+)`", table)) == files - {"smooth"}


def test_every_document_is_listed() -> None:
    files = {path.name for path in (ROOT / "docs").glob("*.md")} - {"README.md"}

    assert set(re.findall(r"\]\(([a-z-]+\.md)\)", DOCUMENTS)) == files
