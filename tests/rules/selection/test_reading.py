"""Frames and quotas as people and their programs write them, and what is wrong with some."""

import pytest

from rules.selection import read_frame, read_quotas, what_is_asked
from rules.selection.bounds import types_and_bounds
from rules.selection.csv_text import NotUsable
from rules.selection.numbers import read_seed, require_plain

PLAIN = b"code,region,kind\nE06000001,North,unitary\nE06000002,South,unitary\nE06000003,North,\n"


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbf" + PLAIN,
        PLAIN.replace(b"\n", b"\r\n"),
        PLAIN.replace(b"\n", b"\r"),
        PLAIN.replace(b"North", b'"North"').replace(b"E06000001", b' "E06000001" ', 0),
        PLAIN.replace(b",North", b",  North "),
        PLAIN + b"\n,,\n\n",
        PLAIN.replace(b"\n", b",\n"),
    ],
    ids=["mark of order", "two ends of line", "old ends", "quotes", "spaces", "blank", "commas"],
)
def test_the_same_table_is_read_however_it_is_written(body: bytes) -> None:
    frame = read_frame(body)
    assert frame.rows == read_frame(PLAIN).rows
    assert frame.codes == ("E06000001", "E06000002", "E06000003")
    assert frame.column("region") == ("North", "South", "North")


def test_what_a_cell_says_is_text_and_never_a_formula_or_two_lines() -> None:
    frame = read_frame(b'code,name\nE06000001,"=1+1, ""two""\nlines"\nE06000002,@cmd\n')
    assert frame.column("name") == ('=1+1, "two"\nlines', "@cmd")


def test_letters_that_look_the_same_are_the_same() -> None:
    frame = read_frame("code,name\na,Ynys Mo\u0302n\nb,Ynys M\u00f4n\n".encode())
    assert len({*frame.column("name")}) == 1


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (
            b"Code;Name\nE06000001;x\n",
            "no column “code”, which says which area a line is about; its columns are “Code;Name”",
        ),
        (b"code,region\n", "names no area"),
        (b"code,a,a\nE06000001,1,2\n", "column “a” twice"),
        (b"code,region\nE06000001,N\n,S\n", "no code in line 3"),
        (b"code,region\nE06000001,N\nE06000001,S\n", "twice, in lines 2 and 3"),
        (b"code,region\ne06000001,N\nE06000001,S\n", "twice, in lines 2 and 3"),
        (b"code,region\n=1+1,N\n", "“=1+1” for a code in line 2"),
        (b"code,region\nTower Hamlets,N\n", "“Tower Hamlets” for a code"),
        (b"code,region\nE06000001\n", "line 2 has 1 cells"),
        (b"code,region\nE06000001,N,more\n", "line 2 has 3 cells"),
        (b'code,region\nE06000001,"N\n', "not CSV that can be read"),
        (b'code,region\nE06000001,"N"x\n', "not CSV that can be read, in line 2"),
        (b"code,region\nE06000001,\x00\n", "no text, \\x00, in line 2"),
        (b"code,region\nE06000001,\x1b[2J\n", "no text, \\x1b"),
        (b"code,region\nE06000001,caf\xe9\n", "not UTF-8 (in line 2)"),
        ("code,region\nE06000001,N\n".encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04anything", "a spreadsheet"),
        (b"code,region\nE06000001," + b"x" * 200_000, "not CSV that can be read"),
        (b"code,region\n" + b"E06000001,N\n" * 1_000_000, "12 MB"),
    ],
)
def test_a_file_that_is_no_frame_gets_a_sentence(body: bytes, words: str) -> None:
    with pytest.raises(NotUsable) as refused:
        read_frame(body, "areas.csv")
    told = " ".join(str(refused.value).split())
    assert told.startswith("areas.csv ")
    assert words in told
    assert len(told) < 300
    assert "\x1b" not in told


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"column,value\nregion,North\n", "lacks “min”, “max”"),
        (b"column,value,min,max\nsize,big,1,2\n", "column “size”, which the frame does not have"),
        (b"column,value,min,max\nregion,East,1,2\n", "“East” of the column “region”, which no"),
        (b"column,value,min,max\nregion,North,2,1\n", "at least 2 and at most 1"),
        (b"column,value,min,max\nregion,North,-1,1\n", "min “-1”; a whole number"),
        (b"column,value,min,max\nregion,North,1,two\n", "max “two”; a whole number"),
        (b"column,value,min,max\nregion,North,1,1.5\n", "max “1.5”; a whole number"),
        (b"column,value,min,max\nregion,North,1,2\nregion,North,1,1\n", "a second time"),
    ],
)
def test_a_file_that_holds_no_quotas_gets_a_sentence(body: bytes, words: str) -> None:
    with pytest.raises(NotUsable) as refused:
        read_quotas(body, read_frame(PLAIN))
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("number", "by", "words"),
    [
        (0, [], "at least one area"),
        (4, [], "4 areas cannot be drawn from a frame of 3"),
        (1, ["size"], "column “size”, which the frame does not have"),
    ],
)
def test_what_no_sample_can_be_gets_a_sentence(number: int, by: list[str], words: str) -> None:
    with pytest.raises(NotUsable) as refused:
        what_is_asked(read_frame(PLAIN), number, by)
    assert words in str(refused.value)


def test_shares_are_rounded_down_and_up_and_the_tighter_bounds_hold() -> None:
    frame = read_frame(PLAIN)
    quotas = read_quotas(b"column,value,min,max\nregion,North,,\nregion,South,1,1\n", frame)
    asked = what_is_asked(frame, 2, ["region", "kind"], quotas)
    bounds = {(q.column, q.value): (q.least, q.most) for q in asked.quotas}
    assert bounds == {
        ("region", "North"): (1, 2),  # 4/3
        ("region", "South"): (1, 1),  # 2/3, and the quota
        ("kind", ""): (0, 1),
        ("kind", "unitary"): (1, 2),
    }


def test_areas_are_told_apart_by_quotas_that_can_be_missed_alone() -> None:
    frame = read_frame(PLAIN)
    quotas = read_quotas(b"column,value,min,max\nregion,North,0,2\nkind,unitary,1,1\n", frame)
    type_of, bounds = types_and_bounds(frame, what_is_asked(frame, 2, (), quotas))
    assert type_of == (0, 0, 1)
    assert [bound.types for bound in bounds] == [(), (0,)]


UNSEEN = ("\u200b", "\u2800\U000e0100\u2060", "\u00a0\u00ad")


@pytest.mark.parametrize("seed", ["", "  ", *UNSEEN, "two\nlines", "a\x00b", "x" * 501])
def test_a_seed_is_one_line(seed: str) -> None:
    with pytest.raises(NotUsable):
        read_seed(seed)


def test_what_cannot_be_seen_beside_what_can_is_part_of_a_seed() -> None:
    """Whoever works a draw out again has the record's seed, and no list of ours to clean it by."""
    assert read_seed("07 12\u200b") == "07 12\u200b"


@pytest.mark.parametrize(
    "seed",
    [
        "spring 2027\u200b",
        "\ufeffspring 2027",
        "spring\u00a02027",
        "a\tb",
        "a\ufe0f",
        "a\u2800b",
        "a  b",
    ],
)
def test_no_draw_begins_by_a_seed_that_reads_like_another(seed: str) -> None:
    """Else somebody could try one after the other while every reader sees the same."""
    with pytest.raises(NotUsable, match=r"nobody sees who reads it|side by side"):
        require_plain(read_seed(seed))


def test_any_letters_make_a_seed() -> None:
    for seed in ("07 12 23 31 40 44", "M\u00f4n, été ✓", "spring-2027/1"):
        require_plain(read_seed(f" {seed}\t"))
