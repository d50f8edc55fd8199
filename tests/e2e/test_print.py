"""Whatever a scenario prints: no glyph is missing, and nothing leaves its place on the page."""

import pytest

from tests.activities.print_check import faults_of
from tests.performances import NAMES, Performances


@pytest.mark.parametrize("name", NAMES)
def test_each_document_is_printed_whole(performances: Performances, name: str) -> None:
    faults = {
        f"{document.kind} {document.version}": found
        for document in performances[name].documents
        if (found := faults_of(document.body))
    }
    assert faults == {}
