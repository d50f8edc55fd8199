"""Writes the generated files of the contract: part of `make contract`."""

import sys

from tests.contract.files import PAGES, ROOT, generated


def main() -> int:
    """Write what has changed, and take away the pages of types that there never were."""
    files = generated()
    PAGES.mkdir(parents=True, exist_ok=True)
    for stale in set(PAGES.glob("*.md")) - files.keys():
        stale.unlink()
    for path, text in files.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            sys.stdout.write(f"{path.relative_to(ROOT)}: written\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
