"""Sentences that name nobody are not refused, and a person can say that a word is ordinary."""

from pathlib import Path

import pytest

from register.english_words import english_words
from rules.anonymity import names_in
from schemas.anonymity import Failure, Name, NameKind, Ruling
from tests.support.names import found_in, names

HERE = Path(__file__).parent
SENTENCES = (HERE / "innocent_sentences.txt").read_text(encoding="utf-8").splitlines()
REPORT = (HERE / "innocent_report.txt").read_text(encoding="utf-8").splitlines()


def failures(*texts: str, ordinary: tuple[tuple[str | None, str], ...] = ()) -> list[Failure]:
    placed = {f"statement-{n}": text for n, text in enumerate(texts, start=1)}
    return names_in(placed, names(), ordinary=ordinary, words=english_words())


def test_innocent_sentences_are_asked_about_at_their_start_or_in_small_letters_only() -> None:
    """They were written around the names of places; no report is like them."""
    found = [one for text in SENTENCES for one in found_in(text)]
    stopped = [
        (one.spelled, one.sentence)
        for one in found
        if one.ruling is Ruling.NAMED or (one.ruling is Ruling.ASK and one.start > 1)
    ]
    assert stopped == []
    assert found


def test_sentences_as_reports_have_them_ask_little() -> None:
    """Of sixty, two are asked about by themselves, and six words once."""
    found = failures(*REPORT)
    assert [one for one in found if one.rule == Ruling.NAMED] == []
    asked = [one.place for one in found if one.rule == Ruling.ASK]
    words = [one for one in found if one.rule == Ruling.ASK_ONCE]
    assert len(REPORT) == 60
    assert len(asked) == 2
    assert len(words) == 6


def test_an_answer_holds_for_its_sentence_alone() -> None:
    said = [("Reading is taught well.", "Reading")]
    assert found_in("Reading is taught well.", ordinary=said) == []
    assert found_in("Reading is taught badly.", ordinary=said)
    assert found_in(
        "Leaders of Reading agree.", ordinary=[("Leaders of Reading agree.", "Reading")]
    )


def test_a_word_in_small_letters_is_one_question_for_the_whole_report() -> None:
    texts = ("Pupils love reading.", "The reading age rose.", "We saw in bath that plans came.")
    reading, bath = failures(*texts)
    assert "“reading” stands in small letters in statement-1, statement-2" in reading.sentence
    assert "Pupils love reading." in reading.sentence
    assert '--word "reading"' in reading.sentence
    assert bath.place == "statement-3"

    assert failures(*texts, ordinary=((None, "reading"),)) == [bath]
    of_one = failures(*texts, ordinary=((texts[0], "reading"),))
    assert "stands in small letters in statement-2, " in of_one[0].sentence


@pytest.mark.parametrize(
    "text",
    [
        "We went to Reading.",
        "Reading is taught well.",
        "We asked reading council.",
        "We asked READING.",
        "We asked r-e-a-d-i-n-g.",
    ],
)
def test_an_answer_for_small_letters_is_for_nothing_else(text: str) -> None:
    assert found_in(text, ordinary=[(None, "reading")])


def test_an_ordinary_word_in_a_title_can_be_said_to_be_one() -> None:
    for text, word in (
        ("Schools had stopped Reading Recovery.", "Reading"),
        ("The Rugby Football Union came.", "Rugby"),
    ):
        (found,) = found_in(text)
        assert found.ruling is Ruling.ASK
        assert found_in(text, ordinary=[(text, word)]) == []
    for text in ("We met the Reading Virtual School.", "We met in North Reading."):
        (found,) = found_in(text, ordinary=[(text, "Reading")])
        assert found.ruling is Ruling.NAMED


def test_an_office_among_those_who_are_known_is_nobody() -> None:
    office = [Name(text="SEND system leadership team", kind=NameKind.PERSON)]
    text = {"contact": "The area SEND team"}
    assert names_in(text, office, words=english_words()) == []


def test_an_area_that_agreed_may_be_named() -> None:
    assert found_in("We went to Kent.", may_be_named={"E10000016"}) == []


def test_initials_pass_only_where_every_area_agreed_for_which_they_may_stand() -> None:
    hampshire = "E10000014"
    assert found_in("The team of HCC met.", may_be_named={hampshire})[0].ruling is Ruling.ASK
    assert found_in("The team of NEL met.")[0].ruling is Ruling.ASK
    assert found_in("The team of NEL met.", may_be_named={"E06000012"}) == []


def test_hostile_text_is_read_to_its_end() -> None:
    for text in (
        "a" * 100_000,
        "\u0301" * 100_000,
        "\u202etnek\u202c" * 9_000,
        "a-" * 20_000,
        "a*" * 20_000,
        "&#75;" * 9_000,
        "<b>" * 9_000,
        "<a" * 20_000,
        "$" * 50_000,
    ):
        found_in(text)


def test_names_of_towns_are_not_found_in_phrases_that_reports_are_full_of() -> None:
    assert found_in("Of those aged 18 and over, a hitch in a run of the new market.") == []
