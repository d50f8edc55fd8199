"""JSON that says two things under one name is found out, however deep that is."""

import pytest

from schemas.json_text import named_twice


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (b'{"a": 1, "a": 1}', "a"),
        (b'[{"b": {"c": [{"d": 1, "e": 2, "d": 3}]}}]', "d"),
        (b'{"\\u0061": 1, "a": 2}', "a"),
        (b'{"a": {"a": 1}, "b": [{"a": 1}, {"a": 2}]}', None),
        (b"{", None),
        (b"[" * 100_000, None),
        (b"\xff", None),
    ],
)
def test_a_name_that_stands_twice_is_told(text: bytes, name: str | None) -> None:
    assert named_twice(text) == name
