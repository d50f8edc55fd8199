"""Makes pages of templates: GOV.UK Frontend's macros, ours, and what was found.

Whatever is told comes as text and is escaped. A name in one of our templates that nobody gave is a
mistake of ours, and fails; in the macros of others it is an option that was left out.
"""

from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from typing import Any, Final

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import (
    ChainableUndefined,
    Environment,
    PackageLoader,
    PrefixLoader,
    UndefinedError,
    select_autoescape,
)
from jinja2 import meta as jinja_meta
from jinja2.utils import missing
from markupsafe import Markup

from pages.dependencies import PagesDependencies
from pages.offers import Offers
from pages.words import FILTERS

_THEIRS: Final = "govuk_frontend_jinja"


class _Given(ChainableUndefined):
    """What no template was given; only the macros of others may do without."""

    optional: frozenset[str] = frozenset()

    def _require_optional(self) -> None:
        ours = self._undefined_obj is missing and self._undefined_name not in self.optional
        if ours:
            raise UndefinedError(f"no template was given {self._undefined_name!r}")

    def __str__(self) -> str:
        self._require_optional()
        return super().__str__()

    def __bool__(self) -> bool:
        self._require_optional()
        return super().__bool__()

    def __iter__(self) -> Any:  # noqa: ANN401 - as of its base
        self._require_optional()
        return super().__iter__()


@cache
def environment() -> Environment:
    """Every template there is, ours and GOV.UK Frontend's."""
    made = Environment(
        loader=PrefixLoader(
            {"ours": PackageLoader("pages"), _THEIRS: PackageLoader(_THEIRS)}, delimiter="/"
        ),
        autoescape=select_autoescape(default=True),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters.update(FILTERS)
    made.undefined = type("Given", (_Given,), {"optional": _optional(made)})
    return made


def _optional(made: Environment) -> frozenset[str]:
    """The names that templates of others ask for."""
    assert made.loader is not None  # noqa: S101 - just given
    found: set[str] = set()
    for name in made.list_templates():
        if name.startswith(_THEIRS):
            source, _, _ = made.loader.get_source(made, name)
            found |= jinja_meta.find_undeclared_variables(made.parse(source))
    # `caller`: a macro asks whether it was called with a block, which no source declares.
    return frozenset(found - {"request", "page"} | {"caller"})


def page(
    request: Request,
    template: str,
    *,
    status: int = HTTPStatus.OK,
    **given: Any,  # noqa: ANN401 - what the template asks for
) -> HTMLResponse:
    """Make a page.

    Args:
        request: That asks for it.
        template: The file of ours, below `pages/templates`.
        status: Of the answer.
        given: What it tells.
    """
    deps: PagesDependencies = request.app.state.deps
    acting = getattr(request.state, "acting", None)
    made = environment().get_template(f"ours/{template}")
    return HTMLResponse(
        made.render(
            request=request,
            acting=acting,
            may=Offers(acting),
            signed_in_as=getattr(request.state, "name", None) or (acting.ref if acting else ""),
            asset=deps.assets.address,
            built=bool(deps.assets),
            on_gov_uk=deps.on_gov_uk,
            notices=[
                (words, address)
                for words, address in (
                    ("Privacy", deps.privacy_notice),
                    ("Accessibility statement", deps.accessibility),
                )
                if address
            ],
            live=deps.tail is not None and acting is not None,
            csrf_field=lambda: csrf_field(request),
            **given,
        ),
        status_code=status,
    )


def csrf_field(request: Request) -> Markup:
    """The hidden field that every form which is posted has."""
    token: Callable[[Request], str] | None = getattr(request.app.state, "csrf_token", None)
    if token is None:
        return Markup()
    field = Markup('<input type="hidden" name="csrf" value="{}">')
    return field.format(token(request))


def download(body: bytes, kind: str, name: str) -> Response:
    """A file to be kept by whoever asked, and never shown within the pages."""
    plain_name = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "-" for c in name)
    return Response(
        body,
        media_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{plain_name}"'},
    )
