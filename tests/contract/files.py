"""The generated files of the contract, and what each must hold."""

import json
from functools import cache
from pathlib import Path
from typing import cast

from api import contract as api_contract
from api.app import create_api
from api.dependencies import ApiDependencies
from feed.app import create_app
from feed.contract import openapi
from feed.contract.asyncapi import document
from feed.contract.catalogue import CATALOGUE
from feed.contract.examples import examples
from feed.contract.pages import index, page
from feed.dependencies import Dependencies
from rules.permissions.shown import permissions_page

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs" / "events"
ADDRESS = "https://visits.example"
"""Where the feed of the committed documents is published: nowhere."""


def as_json(value: object) -> str:
    """JSON as it is committed: one change, one line."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


@cache
def generated() -> dict[Path, str]:
    """Each file with its text."""
    feed = create_app(cast("Dependencies", None))  # nothing is asked of it
    api = create_api(cast("ApiDependencies", None))  # likewise
    return {
        PAGES / "README.md": index(),
        **{PAGES / f"{name}.md": page(kind, examples()[name]) for name, kind in CATALOGUE.items()},
        ROOT / "docs" / "asyncapi.json": as_json(document(ADDRESS, examples())),
        ROOT / "docs" / "permissions.md": permissions_page(),
        ROOT / "docs" / "openapi.json": as_json(openapi.document(feed, ADDRESS)),
        ROOT / "docs" / "api.json": as_json(api_contract.document(api)),
    }
