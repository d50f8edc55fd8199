"""Makes a page of a template; the one place that knows with which environment."""

from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, FileSystemLoader, PackageLoader

from rules.wording import moment

_TEMPLATES = Path(__file__).parents[1] / "templates"


@cache
def environment() -> Environment:
    """The templates, with those of GOV.UK Frontend."""
    made = Environment(
        loader=ChoiceLoader([FileSystemLoader(_TEMPLATES), PackageLoader("govuk_frontend_jinja")]),
        autoescape=True,
        undefined=ChainableUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["moment"] = moment
    return made


def page(request: Request, template: str, *, status: int = 200, **given: Any) -> HTMLResponse:  # noqa: ANN401 - what templates are given
    """A page.

    Args:
        request: That it answers.
        template: By its name below `deciding/`.
        status: Of the answer.
        given: To the template.
    """
    found = environment().get_template(f"deciding/{template}.html")
    token = getattr(request.state, "csrf_token", "")
    text = found.render(request=request, csrf=token, **given)
    return HTMLResponse(text, status, headers={"Cache-Control": "no-store"})
