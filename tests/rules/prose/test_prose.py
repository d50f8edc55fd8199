"""The small Markdown of notes: what it means, and that writing it down loses nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.prose import (
    Block,
    Item,
    Listing,
    Paragraph,
    Run,
    Runs,
    as_typed,
    blocks_in,
    blocks_of,
    note_of,
    texts_of,
    tidy,
)
from schemas.personal import NoteSection

_TEXTS = st.text("ab é*\\-.1“•–", min_size=1, max_size=6)
_RUNS = (
    st.lists(st.builds(Run, _TEXTS, st.booleans(), st.booleans()), min_size=1, max_size=5)
    .map(tidy)
    .filter(bool)
)


def _listing(inner: st.SearchStrategy[tuple[Listing, ...]]) -> st.SearchStrategy[Listing]:
    items = st.builds(Item, _RUNS, inner)
    first = st.none() | st.integers(0, 900)
    return st.builds(Listing, st.lists(items, min_size=1, max_size=4).map(tuple), first)


_LISTS = st.recursive(
    _listing(st.just(())),
    lambda deeper: _listing(st.lists(deeper, max_size=1).map(tuple)),
    max_leaves=6,
)


def _apart(blocks: list[Block]) -> list[Block]:
    """Two lists that meet may be one."""
    return [
        block
        for number, block in enumerate(blocks)
        if isinstance(block, Paragraph) or not number or isinstance(blocks[number - 1], Paragraph)
    ]


@given(st.lists(st.builds(Paragraph, _RUNS) | _LISTS, max_size=6).map(_apart))
@settings(max_examples=300)
def test_what_is_written_down_is_read_again(blocks: list[Block]) -> None:
    assert blocks_in(texts_of(blocks)) == tuple(blocks)


def runs(text: str) -> Runs:
    (block,) = blocks_in([text])
    assert isinstance(block, Paragraph)
    return block.runs


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a *b* c", (Run("a "), Run("b", emphasis=True), Run(" c"))),
        ("**a**", (Run("a", strong=True),)),
        ("***a***", (Run("a", strong=True, emphasis=True),)),
        ("un**like**ly", (Run("un"), Run("like", strong=True), Run("ly"))),
        ("5 * 3 * 2", (Run("5 * 3 * 2"),)),
        ("*a", (Run("*a"),)),
        ("a ** b", (Run("a ** b"),)),
        ("\\*a\\*", (Run("*a*"),)),
        ("snake_case and `code` and <b>", (Run("snake_case and `code` and <b>"),)),
        ("C:\\Users", (Run("C:\\Users"),)),
        ("2021. That was a year.", None),
        ("# No heading", (Run("# No heading"),)),
    ],
)
def test_emphasis_is_what_stars_touch_and_everything_else_stands(
    text: str, read: Runs | None
) -> None:
    assert runs(text) == (read or (Run(text),))


def test_lists_are_lines_that_begin_as_items_do() -> None:
    text = "We heard:\n- one\n  goes on\n* two\n    1. deep\n    2. deeper\n• three"
    deep = Listing((Item((Run("deep"),)), Item((Run("deeper"),))), 1)
    assert blocks_in([text]) == (
        Paragraph((Run("We heard:"),)),
        Listing((Item((Run("one goes on"),)), Item((Run("two"),), (deep,)), Item((Run("three"),)))),
    )


def test_a_number_where_a_line_was_wrapped_begins_no_list() -> None:
    assert blocks_in(["There were\n12. of them."]) == (
        Paragraph((Run("There were 12. of them."),)),
    )


def test_a_list_that_is_too_long_for_a_text_goes_on_in_the_next() -> None:
    items = tuple(Item((Run(f"{number} {'word ' * 200}end"),)) for number in range(12))
    for first in (None, 3):
        texts = texts_of([Listing(items, first)])
        assert len(texts) > 1
        assert all(len(text) <= 5000 for text in texts)
        assert blocks_in(texts) == (Listing(items, first),)


def test_a_list_that_begins_anew_is_another() -> None:
    assert len(blocks_in(["1. a\n2. b", "3. c"])) == 1
    assert len(blocks_in(["1. a\n2. b", "1. c"])) == 2
    assert len(blocks_in(["- a", "1. c"])) == 2


def section(*paragraphs: str) -> NoteSection:
    return NoteSection(heading="Waiting", paragraphs=paragraphs)


def test_a_note_of_plain_words_says_nothing_about_itself() -> None:
    plain = note_of((section("Waited 5 * 3 weeks.\nWrapped.", "Another.\n\nAnd one."),), ())
    assert plain.model_dump() == {
        "sections": (plain.sections[0].model_dump(),),
        "cases": (),
    }
    assert note_of((section("- a list"),), ()).marked
    assert note_of((section("*stressed*"),), ()).marked


def test_an_older_note_is_read_and_given_back_as_every_character_stands() -> None:
    typed = section("- 5 *per cent*\n\n1. of all", "Plain.")
    older = note_of((typed,), ()).model_copy(update={"marked": False})

    assert blocks_of(older, typed) == (
        Paragraph((Run("- 5 *per cent*"),)),
        Paragraph((Run("1. of all"),)),
        Paragraph((Run("Plain."),)),
    )
    again = note_of(as_typed(older), ())
    assert blocks_of(again, again.sections[0]) == blocks_of(older, typed)
