"""Where a command finds its servers: one place, never two."""

from pathlib import Path

import pytest

from console.terminal.connection import TwoSources, find, find_stack
from register.roles import Role
from stack import ADDRESSES_NAME, StackAddresses, StackUnavailable, write_addresses
from stack.folders import hold

OWNER, DESK = (f"postgresql://{role}:x@127.0.0.1:5433/postgres" for role in (Role.OWNER, Role.DESK))
STACK = StackAddresses(
    temporal="127.0.0.1:7233",
    ui=None,
    database_url=OWNER,
    namespace="default",
    database_urls={Role.OWNER: OWNER, Role.DESK: DESK},
)
ELSEWHERE = "postgresql://visits_desk:s3cret@db.example.org/visits"


def test_a_stack_is_found_as_the_role_that_fits(tmp_path: Path) -> None:
    with hold(tmp_path):
        write_addresses(tmp_path / ADDRESSES_NAME, STACK)
        assert find(tmp_path).database_url == DESK
        assert find(tmp_path, Role.OWNER).database_url == OWNER
        assert find(tmp_path).temporal == STACK.temporal


def test_without_a_stack_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(StackUnavailable):
        find(tmp_path)
    monkeypatch.setenv("DATABASE_URL", ELSEWHERE)
    assert find(tmp_path).database_url == ELSEWHERE


def test_a_running_stack_never_silently_wins_over_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with hold(tmp_path):
        write_addresses(tmp_path / ADDRESSES_NAME, STACK)
        for name, value in (
            ("DATABASE_URL", ELSEWHERE),
            ("TEMPORAL_ADDRESS", "temporal.example.org:7233"),
        ):
            with monkeypatch.context() as setting:
                setting.setenv(name, value)
                for look in (find, find_stack):
                    with pytest.raises(TwoSources, match=f"and {name} names .* Unset it") as two:
                        look(tmp_path)
                    assert "s3cret" not in str(two.value)


def test_the_stacks_own_addresses_in_the_environment_are_no_second_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", OWNER)
    monkeypatch.setenv("TEMPORAL_ADDRESS", STACK.temporal)
    with hold(tmp_path):
        write_addresses(tmp_path / ADDRESSES_NAME, STACK)
        assert find(tmp_path).database_url == DESK
