"""Where a consumer keeps how far it has come."""

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


class Position(Protocol):
    """Where a consumer keeps how far it has come."""

    async def load(self) -> int:
        """The last position that was dealt with; 0 at first."""

    async def save(self, position: int) -> None:
        """Everything up to this position has been dealt with."""


@dataclass(frozen=True)
class FilePosition:
    """A position in a small file of its own, replaced whole.

    Attributes:
        path: The file; it is made at the first event.
    """

    path: Path

    async def load(self) -> int:
        """The position in the file; 0 where there is none."""
        try:
            return int(await asyncio.to_thread(self.path.read_text))
        except FileNotFoundError:
            return 0

    async def save(self, position: int) -> None:
        """Replace the file."""
        await asyncio.to_thread(self._replace, position)

    def _replace(self, position: int) -> None:
        fresh = self.path.with_name(f".{self.path.name}.new")
        with fresh.open("w") as file:
            file.write(f"{position}\n")
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.path)
