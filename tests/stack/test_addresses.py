import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from stack import (
    ADDRESSES_NAME,
    StackAddresses,
    StackUnavailable,
    read_addresses,
    write_addresses,
)
from stack.folders import hold

ADDRESSES = StackAddresses(
    temporal="127.0.0.1:7233",
    ui="http://127.0.0.1:8233",
    database_url="postgresql://visits:secret@127.0.0.1:5432/postgres",
    namespace="default",
    feed="http://127.0.0.1:8400",
)
NONE_RUNNING = r"No stack is running under '.*var'\. Start one with `visits up`"


def test_what_is_written_is_read_and_closed_to_others(tmp_path: Path) -> None:
    path = tmp_path / "var" / ADDRESSES_NAME
    with hold(path.parent):
        write_addresses(path, ADDRESSES)
        write_addresses(path, ADDRESSES)  # a second time replaces the first

        assert read_addresses(path) == ADDRESSES
        assert path.stat().st_mode & 0o777 == 0o600


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StackUnavailable, match=NONE_RUNNING):
        read_addresses(tmp_path / "var" / ADDRESSES_NAME)


def test_the_file_of_a_dead_stack_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "var" / ADDRESSES_NAME
    with hold(path.parent):
        write_addresses(path, ADDRESSES)
    with pytest.raises(StackUnavailable, match=NONE_RUNNING):
        read_addresses(path)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"temporal": "127.0.0.1:7233"}', "3"])
def test_a_broken_file_is_a_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "var" / ADDRESSES_NAME
    with hold(path.parent):
        path.write_text(text)
        with pytest.raises(StackUnavailable, match="is not what a stack of this version writes"):
            read_addresses(path)


def test_the_file_of_a_stack_from_before_there_was_a_feed_is_read(tmp_path: Path) -> None:
    path = tmp_path / "var" / ADDRESSES_NAME
    older = {name: value for name, value in asdict(ADDRESSES).items() if name != "feed"}
    with hold(path.parent):
        path.write_text(json.dumps(older))

        assert read_addresses(path) == replace(ADDRESSES, feed=None)
