"""Sentences that name nobody are not refused, and a person can say that a word is ordinary."""

from pathlib import Path

from schemas.anonymity import Ruling
from tests.support.names import found_in

SENTENCES = Path(__file__).with_name("innocent_sentences.txt").read_text(encoding="utf-8")


def test_innocent_sentences_are_asked_about_at_their_start_only() -> None:
    found = [one for text in SENTENCES.splitlines() for one in found_in(text)]
    stopped = [
        (one.spelled, one.sentence)
        for one in found
        if one.ruling is not Ruling.ASK or one.start > 1
    ]
    assert stopped == []
    assert found


def test_an_answer_holds_for_its_sentence_alone() -> None:
    said = [("Reading is taught well.", "Reading")]
    assert found_in("Reading is taught well.", ordinary=said) == []
    assert found_in("Reading is taught badly.", ordinary=said)
    assert found_in(
        "Leaders of Reading agree.", ordinary=[("Leaders of Reading agree.", "Reading")]
    )


def test_an_area_that_agreed_may_be_named() -> None:
    assert found_in("We went to Kent.", may_be_named={"E10000016"}) == []


def test_hostile_text_is_read_to_its_end() -> None:
    for text in ("a" * 100_000, "\u0301" * 100_000, "\u202etnek\u202c" * 9_000, "a-" * 20_000):
        found_in(text)
