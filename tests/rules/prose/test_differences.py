"""What leaders changed in a section, in sentences."""

import time

import pytest

from rules.prose import Block, blocks_in
from rules.prose.differences import LAYOUT, differences

HAD = (
    "Some children waited too long for health advice on their plans, and were told so late.",
    "- weekly calls\n- letters",
    "Young people asked for a plan.",
)

ADVICE = "“Some children waited 20 weeks for health advice on …”"


def changed(*texts: str) -> list[str]:
    return differences(blocks_in(HAD), blocks_in(texts))


def with_(number: int, text: str) -> tuple[str, ...]:
    return (*HAD[:number], text, *HAD[number + 1 :])


def test_of_the_same_words_nothing_is_told() -> None:
    assert changed(*HAD) == []


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        (
            with_(0, HAD[0].replace("too long", "20 weeks")),
            ["“Some children waited too long for health advice on …” became " + ADVICE],
        ),
        (with_(1, "- weekly calls"), ["An item of a list was taken out: “letters”"]),
        (
            with_(1, f"{HAD[1]}\n- visits"),
            ["An item of a list was put in after “letters”: “visits”"],
        ),
        (HAD[1:], [f"A paragraph was taken out: “{HAD[0]}”"]),
        (("New.", *HAD), ["A paragraph was put in at the beginning: “New.”"]),
        (
            with_(2, "All of this was denied by all."),
            [
                "A paragraph was taken out: “Young people asked for a plan.”",
                "A paragraph was put in after “letters”: “All of this was denied by all.”",
            ],
        ),
        (with_(2, "Young people **asked** for a plan."), [LAYOUT]),
        (with_(1, "1. weekly calls\n2. letters"), [LAYOUT]),
        (with_(1, "- weekly calls\n  - letters"), [LAYOUT]),
    ],
)
def test_each_change_is_a_sentence_with_its_place(texts: tuple[str, ...], told: list[str]) -> None:
    assert changed(*texts) == told


def test_two_changes_far_apart_in_a_paragraph_are_two() -> None:
    words = [f"word{number}" for number in range(60)]
    other = [*words]
    other[5], other[50] = "five", "fifty"
    told = differences(blocks_in([" ".join(words)]), blocks_in([" ".join(other)]))
    assert len(told) == 2
    assert "five" in told[0]
    assert "fifty" in told[1]


def test_a_copy_of_thousands_of_paragraphs_is_compared_in_seconds() -> None:
    def note(count: int, word: str) -> tuple[Block, ...]:
        return blocks_in(
            [f"{word} {number % 7} and the same words again" for number in range(count)]
        )

    began = time.thread_time()
    assert differences(note(300, "one"), note(3000, "two"))
    assert time.thread_time() - began < 20
