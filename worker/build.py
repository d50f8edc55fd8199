"""Which code this is."""

import hashlib
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path


@cache
def build_id() -> str:
    """Which code this is. Given, because the SDK would hash every loaded module for it."""
    code = hashlib.sha256()
    for floor in ("schemas", "rules", "workflows"):
        for source in sorted(Path(str(files(floor))).rglob("*.py")):
            code.update(source.read_bytes())
    return f"{version('area-visits')}-{code.hexdigest()[:12]}"
