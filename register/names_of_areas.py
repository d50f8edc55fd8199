"""What areas are called: now, in former days, and for short."""

import csv
from functools import cache
from importlib.resources import files

from register.areas import local_areas
from rules.anonymity.patterns import FRAME, SHORT
from schemas.anonymity import Name, NameKind


@cache
def names_of_areas() -> tuple[Name, ...]:
    """Every name of every area that there is or was, with its code; short names included.

    A name that several codes have stood for is given once for each.
    """
    file = files("register") / "reference" / "area_other_names.csv"
    others = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    written = [(area.name, area, FRAME) for area in local_areas()]
    written += [
        (row["other_name"], area, SHORT)
        for row in others
        for area in local_areas()
        if area.name == row["name"]
    ]
    return tuple(
        Name(text=text, kind=NameKind.AREA, area=area.gss_code, source=source)
        for text, area, source in written
    )
