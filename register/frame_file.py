"""The local areas of a day as a file to draw from."""

from collections.abc import Iterable

from register.csv_files import as_csv
from schemas.areas import LocalArea


def frame_csv(areas: Iterable[LocalArea]) -> str:
    """Areas as CSV with a heading: code, name, region, council type."""
    rows = [
        (area.gss_code, area.name, area.region.value, area.council_type.value) for area in areas
    ]
    return as_csv([("code", "name", "region", "council_type"), *rows])
