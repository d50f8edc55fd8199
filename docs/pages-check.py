"""Looks at two reports in a real browser, and asks axe and the Nu Html Checker about them.

One is made of whatever is hard to show, the other is that of a whole programme.

`make pages-checked` runs it. What it saw is kept as pictures under `var/pages`, to be looked at.
"""  # noqa: INP001 - a script beside what it serves, not a package

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from activities.report_files import report_files
from tests.support.national_report import national_report
from tests.support.reports import report

ROOT = Path(__file__).parents[1]
SHOWN = ROOT / "var" / "pages"
_AXE = Path("node_modules/axe-core/axe.min.js")
_NU = Path("node_modules/vnu-jar/build/dist/vnu.jar")
_WIDTHS = (320, 1280)  # pixels; WCAG 2.2, 1.4.10 asks for the first
_HEIGHT = 900
_FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
_RULES = '["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]'
_SPACING = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
  word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }"""  # WCAG 2.2, 1.4.12
_SECONDS = 300


def main(tools: Path) -> int:
    """Say what is wrong, a line each.

    Args:
        tools: Where npm installed axe and the Nu Html Checker.
    """
    shutil.rmtree(SHOWN, ignore_errors=True)
    faults: list[str] = []
    for name, shown in (("sample", report()), ("national", national_report())):
        folder = SHOWN / name
        folder.mkdir(parents=True)
        for file, body in report_files(shown).items():
            (folder / file).write_bytes(body)
        found = [*_nu(folder, tools), *_seen(folder, tools), *_opened(folder)]
        faults += [f"{name}: {fault}" for fault in found]
    for fault in faults:
        sys.stderr.write(f"{fault}\n")
    sys.stdout.write(f"{len(faults)} faults; pictures are in {SHOWN.relative_to(ROOT)}\n")
    return 1 if faults else 0


def _nu(folder: Path, tools: Path) -> Iterator[str]:
    if not shutil.which("java"):
        sys.stderr.write("The Nu Html Checker was not asked: it needs Java\n")
        return
    words = ["java", "-jar", tools / _NU, "--Werror", folder / "report.html"]
    asked = subprocess.run(  # noqa: S603 - what it runs, it names itself
        [f"{word}" for word in words],
        capture_output=True,
        check=False,
        text=True,
        timeout=_SECONDS,
    )
    if asked.returncode:
        yield from (asked.stdout + asked.stderr).splitlines() or ["The Nu Html Checker failed"]


def _seen(folder: Path, tools: Path) -> Iterator[str]:
    axe = (tools / _AXE).read_text(encoding="utf-8")
    chromium = shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=[*_FLAGS])
        for width in _WIDTHS:
            yield from _at_width(browser, folder, axe, width)
        yield from _as_it_comes(browser, folder)
        browser.close()


def _at_width(browser: Browser, folder: Path, axe: str, width: int) -> Iterator[str]:
    page = browser.new_page(viewport={"width": width, "height": _HEIGHT}, bypass_csp=True)
    page.goto((folder / "report.html").as_uri())
    page.screenshot(path=folder / f"{width}.png", full_page=True)
    yield from _too_wide(page, f"{width} pixels")
    page.evaluate(axe)
    told = page.evaluate(f"axe.run({{runOnly: {_RULES}}})")
    for kind in ("violations", "incomplete"):
        for found in told[kind]:
            if (kind, found["id"]) == ("incomplete", "color-contrast"):
                continue  # what lies behind charts and scrolled cells it cannot see; a test works
                # out the contrast of every colour there is
            places = [node["html"] for node in found["nodes"]]
            yield f"{width} pixels: axe, {found['id']}: {found['help']}: {places[:2]}"
    page.add_style_tag(content=_SPACING)
    page.screenshot(path=folder / f"{width}-spaced.png", full_page=True)
    yield from _too_wide(page, f"{width} pixels with wider spacing")
    page.close()


def _too_wide(page: Page, where: str) -> Iterator[str]:
    shown, has = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    if shown > has:
        yield f"{where}: the page is {shown} pixels wide"


def _as_it_comes(browser: Browser, folder: Path) -> Iterator[str]:
    """With its own policy in force: by keyboard, in the colours of the reader, and in print."""
    page = browser.new_page(viewport={"width": _WIDTHS[-1], "height": _HEIGHT})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto((folder / "report.html").as_uri())
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.innerText")
    if first != "Skip to main content":
        yield f"The first stop of the keyboard is “{first}”"
    page.screenshot(path=folder / "focus.png")
    page.emulate_media(forced_colors="active", color_scheme="dark")
    page.screenshot(path=folder / "forced-colours.png", full_page=True)
    page.emulate_media(forced_colors="none", color_scheme="light")
    page.pdf(path=folder / "print.pdf", format="A4")
    page.close()
    yield from (f"The browser says: {line}" for line in said)


def _opened(folder: Path) -> Iterator[str]:
    """LibreOffice opens the spreadsheet, where there is one."""
    office = shutil.which("soffice")
    if not office:
        sys.stderr.write("The spreadsheet was not opened: there is no LibreOffice\n")
        return
    words = [office, "--headless", "--convert-to", "pdf", "--outdir", folder, folder / "tables.ods"]
    done = subprocess.run(  # noqa: S603 - as above
        [f"{word}" for word in words],
        capture_output=True,
        check=False,
        text=True,
        timeout=_SECONDS,
    )
    if done.returncode or not (folder / "tables.pdf").exists():
        yield f"LibreOffice does not open the spreadsheet: {done.stderr.strip()}"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
