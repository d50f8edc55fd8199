"""The table of permissions as people read it: a row for each decision, a column for each role."""

from collections.abc import Iterator

from rules.permissions.permission import Permission, Reach
from rules.permissions.table import SECTIONS, title_of
from schemas.staff import StaffRole

_MARKS = {
    Reach.EVERYWHERE: "yes",
    Reach.OWN_VISITS: "own team's visits",
    Reach.LED_VISITS: "visits they lead",
    Reach.ONESELF: "about themselves",
}


def permissions_page() -> str:
    """The page, as Markdown."""
    return "\n".join([*_lines(), ""])


def _lines() -> Iterator[str]:
    yield "# Who may decide what"
    yield ""
    yield (
        "Made from [rules/permissions/table.py](../rules/permissions/table.py) by `make contract`; "
        "a test keeps it true. An empty place is no. The owner of an embedded stack has every role."
    )
    for title, section in SECTIONS.items():
        yield ""
        yield f"## {title}"
        yield ""
        yield f"| decision | {' | '.join(role.value.replace('-', ' ') for role in StaffRole)} |"
        yield f"|---|{'---|' * len(StaffRole)}"
        for decidable, permission in section.items():
            second = " (not by whoever decided first)" if permission.after else ""
            cells = " | ".join(_cell(permission, role) for role in StaffRole)
            yield f"| {title_of(decidable)}{second} | {cells} |"


def _cell(permission: Permission, role: StaffRole) -> str:
    reach = permission.roles.get(role)
    return "" if reach is None else _MARKS[reach]
