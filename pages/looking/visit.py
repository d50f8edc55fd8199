"""What every page of one visit has: its name, where it stands, and the way to its other pages."""

from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from desk.screens import area_of
from desk.wording import stage_title
from pages.rendering import page
from rules.next_action import awaited
from schemas.state import VisitState

TABS = {
    "": "Overview",
    "timeline": "Timeline",
    "letters": "Letters",
    "documents": "Documents",
    "people": "People",
    "days": "The two days",
    "cases": "Case studies and surveys",
    "note": "Summary note",
    "beside": "Referrals and complaints",
    "reasons": "Reasons",
    "events": "Events",
    "ahead": "What lies ahead",
}
"""The pages of a visit by the end of their address, in the order of the navigation."""


def visit_page(
    request: Request,
    template: str,
    state: VisitState,
    tab: str,
    **given: Any,  # noqa: ANN401 - what the template asks for
) -> HTMLResponse:
    """A page of a visit.

    Args:
        request: That asks for it.
        template: Of the page.
        state: The visit.
        tab: A key of `TABS`.
        given: What the template tells besides.
    """
    root = f"/visits/{state.visit_id}"
    area = area_of(state)
    return page(
        request,
        template,
        title=f"{area}: {TABS[tab].lower()}" if tab else area,
        state=state,
        area=area,
        stage=stage_title(state),
        coming=awaited(state),
        root=root,
        tab=TABS[tab],
        tabs=[
            {"href": f"{root}/{end}" if end else root, "text": words, "active": end == tab}
            for end, words in TABS.items()
        ],
        **given,
    )
