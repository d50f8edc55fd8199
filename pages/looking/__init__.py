"""Pages that look: nothing is changed by opening one."""

from fastapi import APIRouter

from pages.looking import (
    ahead,
    deeds,
    find,
    incoming,
    letter_wordings,
    live,
    programmes,
    records,
    reports,
    tasks,
    today,
    visit_letters,
    visit_pages,
    visits,
)


def routers() -> list[APIRouter]:
    """Of every page that looks."""
    return [
        tasks.router,
        visits.router,
        visit_letters.router,
        records.router,
        ahead.router,
        visit_pages.router,
        programmes.router,
        letter_wordings.router,
        reports.router,
        find.router,
        incoming.router,
        deeds.router,
        today.router,
        live.router,
    ]
