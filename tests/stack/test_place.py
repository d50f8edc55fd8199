"""A folder that was copied does not act as the one that it is a copy of."""

import json
import shutil
from pathlib import Path

import pytest

from stack import StackUnavailable
from stack.place import PLACE_NAME, Told, at_home

A_COPY = (
    r"is a copy, or was moved or restored elsewhere: it was at home in '.*/var'.*--moved.*--trial"
)


@pytest.fixture
def var(tmp_path: Path) -> Path:
    """A stack's folder that was started once."""
    folder = tmp_path / "var"
    at_home(folder)
    return folder


@pytest.fixture
def copy(var: Path) -> Path:
    """The same copied beside it, while it is there."""
    return shutil.copytree(var, var.with_name("copy"))


def test_a_folder_is_at_home_where_it_was_made(var: Path) -> None:
    assert not at_home(var).trial
    assert (var / PLACE_NAME).stat().st_mode & 0o777 == 0o600


def test_a_folder_of_an_earlier_release_is_at_home_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()

    assert at_home(tmp_path) == at_home(tmp_path)


def test_a_copy_is_asked_what_it_is_and_the_original_is_not(var: Path, copy: Path) -> None:
    with pytest.raises(StackUnavailable, match=A_COPY):
        at_home(copy)
    with pytest.raises(StackUnavailable, match=A_COPY):
        at_home(copy)
    at_home(var)


def test_what_was_restored_in_its_place_is_at_home(var: Path, copy: Path) -> None:
    shutil.rmtree(var)

    assert not at_home(copy.rename(var)).trial


def test_the_same_place_on_another_machine_is_another(var: Path, copy: Path) -> None:
    _change(copy, machine="another")
    shutil.rmtree(var)

    with pytest.raises(StackUnavailable, match=A_COPY):
        at_home(copy.rename(var))


def test_a_folder_that_was_moved_on_its_disk_is_still_itself(var: Path) -> None:
    at_home(var.rename(var.with_name("elsewhere")))


def test_a_disk_may_have_another_number_after_a_start_of_the_machine(var: Path) -> None:
    _change(var, device=0)

    at_home(var)


def test_a_snapshot_of_a_disk_is_a_copy(var: Path) -> None:
    _change(var, device=0, path="/where/the/original/is")

    with pytest.raises(StackUnavailable, match="at home in '/where/the/original/is'"):
        at_home(var)


def test_what_was_restored_elsewhere_is_at_home_once_somebody_has_said_so(copy: Path) -> None:
    assert not at_home(copy, Told.MOVED).trial
    assert not at_home(copy).trial


def test_a_trial_stays_one(var: Path, copy: Path) -> None:
    assert at_home(copy, Told.TRIAL).trial
    assert at_home(copy).trial
    assert at_home(copy, Told.MOVED).trial
    assert at_home(shutil.copytree(copy, var.with_name("third")), Told.MOVED).trial


def test_the_folder_itself_is_no_trial(var: Path) -> None:
    with pytest.raises(StackUnavailable, match=r"is no copy.*would never be sent"):
        at_home(var, Told.TRIAL)
    assert not at_home(var).trial


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"inode": 1}', "\x00"])
def test_what_cannot_be_read_is_asked_about(var: Path, text: str) -> None:
    (var / PLACE_NAME).write_text(text)

    with pytest.raises(StackUnavailable, match="it was at home elsewhere"):
        at_home(var)
    at_home(var, Told.MOVED)


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StackUnavailable, match=r"file/var' cannot be used \(Not a directory\)"):
        at_home(tmp_path / "file" / "var")


def _change(var: Path, **changes: object) -> None:
    path = var / PLACE_NAME
    kept = json.loads(path.read_text(encoding="utf-8"))
    with path.open("r+", encoding="utf-8") as file:  # it stays the same file
        file.truncate()
        json.dump({**kept, **changes}, file)
