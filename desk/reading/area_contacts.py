"""Reads whom to write to in areas from a CSV file, a line for each person."""

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError

from register.area_names import AreaNotPlain
from register.areas import UnknownArea
from rules.selection.csv_text import NotUsable, read_csv
from schemas.ids import AreaCode
from schemas.personal import Person
from schemas.values import ContactRole
from schemas.visible import echoed

_COLUMNS = ("area", "role", "ref", "name", "email", "organisation")


def read_area_contacts(
    file: Path, code_of: Callable[[str], AreaCode]
) -> dict[AreaCode, tuple[Person, ...]]:
    """People by area, in the order of the file.

    Raises:
        NotUsable: It is not such a file; the sentence names the line.
        OSError: It cannot be read.
    """
    return area_contacts_in(file.read_bytes(), file.name, code_of)


def are_area_contacts(text: str) -> bool:
    """Whether a text begins as such a file does, and not as a form in YAML."""
    heading = text.lstrip().partition("\n")[0]
    return "," in heading and "area" in (cell.strip(' "\r') for cell in heading.split(","))


def area_contacts_in(
    content: bytes, name: str, code_of: Callable[[str], AreaCode]
) -> dict[AreaCode, tuple[Person, ...]]:
    """People by area, in the order of the file.

    Args:
        content: CSV with the columns `area`, `role`, `ref`, `name`, `email`, `organisation`.
        name: What sentences call it.
        code_of: The code of the area that a cell names.

    Raises:
        NotUsable: It is not such a file; the sentence names the line.
    """
    table = read_csv(content, name)
    missing = [column for column in _COLUMNS if column not in table.columns]
    if missing:
        raise NotUsable(f"{name} has no column {', '.join(missing)}.")
    places = {column: table.columns.index(column) for column in _COLUMNS}
    found: dict[AreaCode, list[Person]] = defaultdict(list)
    for line, cells in table.rows:
        values = {column: cells[place] for column, place in places.items()}
        try:
            area = code_of(values.pop("area"))
        except (UnknownArea, AreaNotPlain) as unclear:
            raise NotUsable(f"{name} cannot be used, line {line}: {unclear}") from None
        try:
            person = Person.model_validate(values)
        except ValidationError as error:
            wrong = str(error.errors()[0]["loc"][0])
            there_are = f"; there are {', '.join(ContactRole)}" if wrong == "role" else ""
            raise NotUsable(
                f"{name} has “{echoed(values[wrong])}” in line {line}, which is no {wrong} "
                f"that can be used{there_are}."
            ) from None
        if person.ref in {one.ref for one in found[area]}:
            raise NotUsable(
                f"{name} has {person.ref} of {echoed(area)} twice, again in line {line}."
            )
        found[area].append(person)
    if not found:
        raise NotUsable(f"{name} has no lines but its heading.")
    return {area: tuple(people) for area, people in found.items()}
