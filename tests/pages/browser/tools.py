"""What looks at pages in a real browser: Debian's Chromium, axe, the Nu Html Checker.

Whoever lacks one of them is told in one line what was left out and how to have it.
"""

import shutil
from pathlib import Path

ROOT = Path(__file__).parents[3]
TOOLS = ROOT / "var" / "page-tools" / "node_modules"
AXE = TOOLS / "axe-core" / "axe.min.js"
NU = TOOLS / "vnu-jar" / "build" / "dist" / "vnu.jar"

WIDTHS = (320, 768, 1280)
"""Pixels; WCAG 2.2, 1.4.10 asks for the first."""

BY_WIDTH = ["color-contrast", "scrollable-region-focusable", "target-size"]
"""Rules of axe about where things lie and what is behind them: other rules read the same HTML at
every width, and need no more than one."""

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALLOWED = (
    # GOV.UK Frontend's own HTML.
    "An element with “role=group”",
    "The “group” role is unnecessary for element “fieldset”",
    "Attribute “aria-hidden” is unnecessary for elements that have attribute “hidden”",
    "The “aria-hidden” attribute must not be specified",
    "Possible misuse of “aria-label”",
)


def browser_program() -> str | None:
    """Chromium; best the one that has no windows to draw, which takes less to do the same."""
    return shutil.which("chromium-headless-shell") or shutil.which("chromium")


def missing() -> str | None:
    """What is missing, and how to have it; `None` where everything is there."""
    from pages.assets import find_assets

    lacking = [
        name
        for name, there in (
            ("Debian's chromium", browser_program()),
            ("a Java", shutil.which("java")),
            ("`make page-tools`", AXE.is_file() and NU.is_file()),
            ("`make assets`", find_assets()),
        )
        if not there
    ]
    if not lacking:
        return None
    return (
        f"No page was looked at in a browser: that needs {', '.join(lacking)} "
        "(apt-get install chromium-headless-shell openjdk-17-jre-headless; make page-tools assets)"
    )
