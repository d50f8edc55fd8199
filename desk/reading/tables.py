"""Tables and hierarchies in CSV files, as those who protect or audit tables name them."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from rules.disclosure.hierarchies import read_hierarchy
from rules.disclosure.tables import read_table
from rules.selection.csv_text import NotUsable, listed
from schemas.disclosure import LongTable
from schemas.visible import echoed


def read_tables(files: Sequence[Path], *, hidden: bool) -> tuple[LongTable, ...]:
    """Tables in long form, called by their files' names.

    Args:
        files: Where they are; where two have one name, they are called by their paths.
        hidden: Whether cells may be hidden, as in what was published.

    Raises:
        NotUsable: One cannot be read, or is no such table.
    """
    names = [file.name for file in files]
    return tuple(
        read_table(
            _bytes(file),
            f"{file}" if names.count(file.name) > 1 else file.name,
            hidden=hidden,
        )
        for file in files
    )


def read_hierarchies(asked: Sequence[str]) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """The hierarchies of dimensions; two of one dimension are put together.

    Args:
        asked: `DIM=FILE.csv` for each. A name with an equals sign in it is understood where there
            is such a file behind the last one.

    Raises:
        NotUsable: It is not asked like that, a file cannot be read, or is no hierarchy.
    """
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for text in asked:
        dimension, file = _split(text)
        links = read_hierarchy(_bytes(file), file.name)
        found[dimension] = (*dict.fromkeys((*found.get(dimension, ()), *links)),)
    return found


def _split(text: str) -> tuple[str, Path]:
    places = [place for place, letter in enumerate(text) if letter == "="]
    splits = [(text[:place].strip(), Path(text[place + 1 :])) for place in places]
    splits = [(dimension, file) for dimension, file in splits if dimension and file.name]
    if not splits:
        raise NotUsable(
            f"“{echoed(text)}” names no hierarchy: write the dimension, an equals sign and the "
            "file, such as area=areas.csv."
        )
    there = [split for split in splits if split[1].is_file()]
    return (there or splits)[0]


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise NotUsable(f"{listed((str(file),))} cannot be read: {error.strerror}.") from None
