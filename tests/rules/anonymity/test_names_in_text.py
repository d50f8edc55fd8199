"""Names are found however they are written; ordinary words pass or are asked about."""

import pytest

from schemas.anonymity import Ruling
from tests.support.names import found_in


@pytest.mark.parametrize(
    ("text", "whose"),
    [
        ("Northumberland’s leaders listened.", "Northumberland"),
        ("We met the Kent team.", "Kent"),
        ("It worked well in Barking.", "Barking and Dagenham"),
        ("It worked well in Windsor.", "Windsor and Maidenhead"),
        ("Ms Carter led the work.", "Priya Carter"),
    ],
)
def test_a_name_is_refused(text: str, whose: str) -> None:
    assert [(one.name.text, one.ruling) for one in found_in(text)] == [(whose, Ruling.NAMED)]
