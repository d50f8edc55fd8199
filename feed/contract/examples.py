"""One published event of each type, recorded from rehearsed visits; all of it is made up."""

import json
from functools import cache
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).parent / "examples.json"


@cache
def examples() -> dict[str, dict[str, Any]]:
    """By the name of the type."""
    read: dict[str, dict[str, Any]] = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    return read
