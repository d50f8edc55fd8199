"""The local areas of a day as a file to draw from."""

import csv
import io
from collections.abc import Iterable

from schemas.areas import LocalArea


def frame_csv(areas: Iterable[LocalArea]) -> str:
    """Areas as CSV with a heading: code, name, region, council type."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("code", "name", "region", "council_type"))
    writer.writerows(
        (area.gss_code, area.name, area.region.value, area.council_type.value) for area in areas
    )
    return text.getvalue()
