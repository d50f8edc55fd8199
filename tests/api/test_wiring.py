"""Whatever the command decides or tells can be had over HTTP and has a page."""

import re
from typing import cast

from api.app import create_api
from api.dependencies import ApiDependencies
from api.wording import LOOKED_UP
from console.main import put_together
from desk.decisions import About, all_decisions, decision_of
from desk.desk import Desk
from pages.app import create_pages
from pages.dependencies import PagesDependencies
from register.connection import Pool
from schemas.opening_forms import OPENING_FORMS
from web.subjects import SUBJECTS

SHOWN = {
    "list": "/visits",
    "show": "/visits/{visit}",
    "timeline": "/visits/{visit}/timeline",
    "read": "/visits/{visit}/note",
    "tasks": "/",
    "beside": "/visits/{visit}/beside",
    "diary": "/today",
    "letters": "/visits/{visit}/letters",
    "letter": "/visits/{visit}/letters/{place}",
    "sent": "/find",
    "documents": "/visits/{visit}/documents",
    "inbox": "/",
    "events": "/visits/{visit}/events",
    "export": "/visits/{visit}/export.zip",
    "digest": "/visits/{visit}/events",
    "foresee": "/visits/{visit}/ahead",
    "forms": "/visits/{visit}/decide/{slug}",
    "programme list": "/programmes",
    "programme show": "/programmes/{programme}",
    "programme plan": "/programmes/{programme}/plan",
    "report list": "/reports",
    "report show": "/programmes/{programme}/reports/{report}",
}
"""What each command that looks has as a page."""


def api() -> set[str]:
    return {*create_api(cast("ApiDependencies", None)).openapi()["paths"]}


def pages() -> set[str]:
    deps = PagesDependencies(cast("Pool", None), cast("Desk", None))  # nothing is asked of them
    return {*create_pages(deps).openapi()["paths"]}


def nameless(paths: set[str]) -> set[str]:
    """Addresses, whatever their parts are called."""
    return {re.sub(r"{[^}]*}", "{}", path) for path in paths}


def commands(panel: str) -> set[str]:
    made = put_together()
    found = {one.name or "" for one in made.registered_commands if one.rich_help_panel == panel}
    return found | {
        group.name or "" for group in made.registered_groups if group.rich_help_panel == panel
    }


def test_every_decision_is_in_the_api_with_its_preview() -> None:
    there = api()
    for kind in all_decisions():
        where = f"{SUBJECTS[kind.about].path}/decisions/{kind.slug}"
        assert {where, f"{where}/preview"} <= there
    assert {f"/{what}s" for what in OPENING_FORMS} <= there


def test_every_decision_has_a_page() -> None:
    there = pages()
    for about in About:
        where = f"{SUBJECTS[about].path}/decide"
        assert {where, f"{where}/{{slug}}", f"{where}/{{slug}}/check"} <= there
    assert "/open/{what}" in there


def test_every_command_that_decides_takes_a_declared_decision() -> None:
    groups = {"cases", "defer"}
    opens = {"open", "each"}  # with forms of their own, or those of the others
    undeclared = {
        name
        for name in commands("Decide") - groups - opens
        if decision_of(About.VISIT, [name]) is None
    }
    assert undeclared == set()


def test_every_command_that_looks_is_in_the_api_and_has_a_page() -> None:
    for known in (LOOKED_UP, SHOWN):
        assert commands("Look") - {name for name in known if " " not in name} == set()
    there, shown = nameless(api()), nameless(pages())
    assert nameless({*LOOKED_UP.values()}) - there == set()
    assert nameless({*SHOWN.values()}) - shown == set()
