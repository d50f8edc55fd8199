"""Plays the whole on servers of its own."""

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bench.figures import Results
from bench.whole.figures import results_of
from bench.whole.house import Doubled, servers
from bench.whole.play import Asked, play

SHORT: Final = Asked(
    visits=40, people=10, consumers=15, minutes=1.0, steps=(1.0,), doubled=Doubled()
)
"""What `make bench` plays."""


def measure_whole(asked: Asked) -> tuple[Sequence[Results], Sequence[str]]:
    """Play it on servers of its own; the tables, and what was wrong, in words."""
    with tempfile.TemporaryDirectory() as folder, servers(Path(folder)) as both:
        played = asyncio.run(play(both, Path(folder), asked))
    return results_of(asked, played), played.wrong
