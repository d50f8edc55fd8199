"""All files of a report: listed with their digests, and the same wherever they are made."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

from activities.report_files import CONTENT, MANIFEST, report_files
from rules.report.digest import content_digest
from tests.support.reports import content, report

ROOT = Path(__file__).parents[2]
_ELSEWHERE = """
import sys
from activities.report_files import MANIFEST, report_files
from schemas.report.content import Report
sys.stdout.buffer.write(report_files(Report.model_validate_json(sys.stdin.read()))[MANIFEST])
"""


def test_the_manifest_has_every_file_with_its_digest() -> None:
    files = report_files(report())
    manifest = json.loads(files.pop(MANIFEST))
    assert manifest["published_on"] == "2021-06-16"
    assert {one["name"]: one["sha256"] for one in manifest["files"]} == {
        name: hashlib.sha256(body).hexdigest() for name, body in files.items()
    }
    assert all(one["bytes"] == len(files[one["name"]]) for one in manifest["files"])
    assert {*files} == {
        "report.html",
        "report.pdf",
        "tables.ods",
        CONTENT,
        *(f"{table.id}.csv" for table in content().tables),
        *(f"{table.id}.meta.csv" for table in content().tables),
    }


def test_whoever_has_the_content_can_check_what_was_signed() -> None:
    files = report_files(report())
    digest = hashlib.sha256(files[CONTENT]).hexdigest()
    assert digest == content_digest(content())
    assert json.loads(files[MANIFEST])["content_sha256"] == digest
    for name in ("report.html",):
        assert digest.encode() in files[name]


def test_another_process_makes_the_same_bytes() -> None:
    made = subprocess.run(
        [sys.executable, "-c", _ELSEWHERE],
        input=report().model_dump_json().encode(),
        capture_output=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C"},
    )
    assert made.stdout == report_files(report())[MANIFEST]


def test_a_report_without_tables_has_no_spreadsheet() -> None:
    files = report_files(report(context=(), surveys=(), charts=()))
    assert {*files} == {"report.html", "report.pdf", CONTENT, MANIFEST}
