"""Tables as open data: a CSV file, and one that describes its columns.

After the Department for Education's open data standards (analysts' guide, "Open data standards"):
long form, when and where first, symbols without brackets, UTF-8 without a byte order mark.
Nothing is written of any place smaller than a region: it would give areas away.
"""

from collections.abc import Iterable, Sequence

from register.csv_files import as_csv
from schemas.areas import Region
from schemas.report.content import ReportContent
from schemas.report.tables import NATION, TOTAL, Dimension, Shorthand, Table, Value

_REGIONS = {
    Region.NORTH_EAST: "E12000001",
    Region.NORTH_WEST: "E12000002",
    Region.YORKSHIRE_AND_THE_HUMBER: "E12000003",
    Region.EAST_MIDLANDS: "E12000004",
    Region.WEST_MIDLANDS: "E12000005",
    Region.EAST_OF_ENGLAND: "E12000006",
    Region.LONDON: "E12000007",
    Region.SOUTH_EAST: "E12000008",
    Region.SOUTH_WEST: "E12000009",
}
"""GSS codes, which do not change."""
_COUNTRY = ("E92000001", NATION)
_WHEN_AND_WHERE = (
    "time_period",
    "time_identifier",
    "geographic_level",
    "country_code",
    "country_name",
)
_REGIONAL = ("region_code", "region_name")
_DESCRIBED = (
    "col_name",
    "col_type",
    "label",
    "indicator_grouping",
    "indicator_unit",
    "indicator_dp",
    "filter_hint",
    "filter_grouping_column",
    "filter_default",
)


def as_data(content: ReportContent, table: Table) -> bytes:
    """A table's data file.

    Args:
        content: Says when areas were visited.
        table: One of its tables.
    """
    where = next((at for at, one in enumerate(table.dimensions) if one.geography), None)
    others = [at for at in range(len(table.dimensions)) if at != where]
    period = content.period
    rows = []
    for row in table.rows:
        place = NATION if where is None else row.by[where]
        rows.append(
            [
                period.academic_year,
                period.identifier.value,
                "National" if place == NATION else "Regional",
                *_COUNTRY,
                *([] if where is None else _region(place)),
                *(row.by[at] for at in others),
                *map(_bare, row.values),
            ]
        )
    header = [
        *_WHEN_AND_WHERE,
        *([] if where is None else _REGIONAL),
        *(table.dimensions[at].name for at in others),
        *(measure.name for measure in table.measures),
    ]
    return _written([header, *rows])


def as_metadata(table: Table) -> bytes:
    """The file that describes the columns of a table's data file.

    A dimension of one level is no filter, so it is not described; its column stays.
    """
    filters = [
        [
            *(one.name, "Filter", one.label, "", "", "", "", ""),
            "" if one.default == TOTAL else one.default,
        ]
        for at, one in enumerate(table.dimensions)
        if _is_filter(one, table.levels(at))
    ]
    indicators = [
        [*(one.name, "Indicator", one.label, ""), one.unit.value, f"{one.decimals}", "", "", ""]
        for one in table.measures
    ]
    return _written([_DESCRIBED, *filters, *indicators])


def _is_filter(dimension: Dimension, levels: Sequence[str]) -> bool:
    return not dimension.geography and len(levels) > 1


def _region(place: str) -> tuple[str, str]:
    return ("", "") if place == NATION else (_REGIONS[Region(place)], place)


def _bare(value: Value) -> str:
    return value.value.strip("[]") if isinstance(value, Shorthand) else f"{value}"


def _written(rows: Iterable[Sequence[str]]) -> bytes:
    return as_csv(rows).encode()
