"""Whatever a scenario prints: no glyph is missing, and nothing leaves its place on the page."""

import pytest

from schemas.letters import PDF, format_of
from tests.activities.print_check import faults_of, text_of_pdf
from tests.performances import NAMES, Performances

_KNOWN: dict[tuple[str, str], list[str]] = {}
"""What was found, by the kind of a document and its words without the visit's id: ids are of one
length, so that documents with the same words are laid out alike, and most scenarios share most."""


@pytest.mark.parametrize("name", NAMES)
def test_each_document_is_printed_whole(performances: Performances, name: str) -> None:
    performance = performances[name]
    faults = {}
    printed = [one for one in performance.documents if format_of(one.kind) is PDF]
    for document in printed:
        words = text_of_pdf(document.body).replace(performance.state.visit_id, "VISIT")
        alike = (document.kind, words)
        if alike not in _KNOWN:
            _KNOWN[alike] = faults_of(document.body)
        if _KNOWN[alike]:
            faults[f"{document.kind} {document.version}"] = _KNOWN[alike]
    assert faults == {}
