"""What forms about a report can refer to, and what is known of it as they would say it."""

from typing import Any

from desk.choosable import Choosable, Known
from register import content
from register.area_names import visited_area
from register.connection import Connection
from schemas.report.forms import NamesForm, TablesForm, ThemesForm
from schemas.report.state import ReportState
from schemas.report.words import FurtherNames, ThemeTitles


def choosable_in_report(state: ReportState) -> Choosable:
    """What the references in forms about a report can be; where there is nothing, nothing is told.

    Args:
        state: The report.
    """
    visits = tuple(
        Known(one.visit, f"{visited_area(one.visit)} ({one.visit})") for one in state.visits
    )
    found = {
        "FindingAt.visit": visits,
        "ThemedFinding.visit": visits,
        "StatementForm.theme": tuple(Known(theme, theme) for theme in state.themes),
        "WithoutForm.statement": tuple(
            Known(one.statement, one.statement) for one in state.statements
        ),
    }
    return {place: known for place, known in found.items() if known}


async def known_of_report(
    connection: Connection, state: ReportState, form: type[object]
) -> dict[str, Any]:
    """What a form that takes the place of what was said before begins with: that.

    Args:
        connection: Any.
        state: The report.
        form: The form.
    """
    if form is ThemesForm and state.titles is not None:
        titles = await content.fetch(connection, state.programme, state.titles, ThemeTitles)
        findings = [one.model_dump(mode="json") for one in state.findings]
        return {"themes": dict(titles.titles), "findings": findings}
    if form is NamesForm and state.names is not None:
        names = await content.fetch(connection, state.programme, state.names, FurtherNames)
        return {"names": names.model_dump(mode="json")}
    if form is TablesForm:
        return {"tables": list(state.left_out)}
    return {}
