"""The pages on which a programme's days and teams are proposed, before anybody decides them."""

from collections.abc import Sequence

from fastapi import APIRouter


def routers() -> Sequence[APIRouter]:
    """The pages."""
    from pages.planning import proposals  # noqa: PLC0415 - they stand on what is beside

    return (proposals.router,)
