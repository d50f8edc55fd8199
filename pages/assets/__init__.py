"""What pages are drawn with: style sheets, scripts and pictures, under names made of their content.

They are built by `make assets` and are in no repository. Pages that were given none say so, and
work.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from starlette.responses import FileResponse, Response
from starlette.types import Receive, Scope, Send

BUILT: Final = Path(__file__).with_name("built")
"""Where `make assets` puts them."""

OWN: Final = Path(__file__).with_name("own")
"""Those that are written here."""

MANIFEST: Final = "names.json"
"""The name that each file is served under, by its own."""

PREFIX: Final = "/assets"
_KEPT: Final = {"Cache-Control": "public, max-age=31536000, immutable"}


@dataclass(frozen=True)
class Assets:
    """What was built.

    Attributes:
        folder: Where the files are.
        names: Under which name each is served, by its own, such as `govuk-frontend.min.css`.
    """

    folder: Path
    names: Mapping[str, str]

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.names)

    def address(self, name: str) -> str:
        """Where a file is served.

        Raises:
            KeyError: There is none of that name, though others are there.
        """
        return f"{PREFIX}/{self.names[name]}" if self.names else ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one of them; whoever is signed in or not."""
        wanted = scope["path"].rpartition(f"{PREFIX}/")[2]
        known = wanted in self.names.values()
        response: Response = Response(status_code=404)
        if known and scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}:
            response = FileResponse(self.folder / wanted, headers=_KEPT)
        await response(scope, receive, send)


def find_assets(folder: Path = BUILT) -> Assets:
    """What was built into a folder; nothing if it was not, or before this release."""
    manifest = folder / MANIFEST
    names = json.loads(manifest.read_text()) if manifest.is_file() else {}
    ours = {path.name for path in OWN.iterdir()}
    return Assets(folder, names if ours <= names.keys() else {})
