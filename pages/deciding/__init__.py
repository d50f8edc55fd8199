"""The pages of every decision, made by one machine from the declared forms.

A form becomes fields (`fields`), what was typed becomes its values and back (`typed`), and what is
shown of it goes into templates (`shown`); the pages themselves ask the desk.
"""

from collections.abc import Sequence

from fastapi import APIRouter


def routers() -> Sequence[APIRouter]:
    """The pages, by topic."""
    from pages.deciding import batch_progress, forms, listing, mailed_copies, many  # noqa: PLC0415 - they stand on what is beside

    return (listing.router, batch_progress.router, many.router, mailed_copies.router, forms.router)
