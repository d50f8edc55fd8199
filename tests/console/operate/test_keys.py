"""Keys at a terminal: made, used by subscriptions, replaced."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from register.keyring import KeyRing
from stack import StackAddresses
from worker.environment import SettingsError
from worker.secret_keys import KEY_FILE, kept_secret_keys, secret_keys

Visits = Callable[..., Result]


def test_a_key_is_made_used_and_replaced(
    addresses: StackAddresses, pool: object, visits: Visits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", addresses.database_url)
    old, new = (visits("keys", "make").stdout.strip() for _ in range(2))
    monkeypatch.setenv("VISITS_SECRETS_KEY", f"{new} {old}")

    told = json.loads(visits("keys", "reseal", "--json").stdout)

    assert told == {"resealed": 0, "key": KeyRing.read(new).current}


def test_a_key_that_is_none_is_a_sentence(
    addresses: StackAddresses, pool: object, visits: Visits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", addresses.database_url)
    monkeypatch.setenv("VISITS_SECRETS_KEY", "sesame")
    refused = visits("keys", "reseal")
    assert refused.exit_code == 1
    assert "holds something that is not a key" in refused.stderr
    assert "sesame" not in refused.stderr


def test_an_embedded_stack_draws_its_key_once_and_keeps_it_to_itself(tmp_path: Path) -> None:
    drawn = kept_secret_keys(tmp_path, {})
    assert kept_secret_keys(tmp_path, {}).ids == secret_keys(tmp_path, {}).ids == drawn.ids
    assert len(drawn.ids) == 1
    assert (tmp_path / KEY_FILE).stat().st_mode & 0o777 == 0o600


def test_a_key_from_elsewhere_is_used_and_none_is_drawn(tmp_path: Path, visits: Visits) -> None:
    key = visits("keys", "make").stdout.strip()
    file = tmp_path / "elsewhere"
    file.write_text(key)
    for env in ({"VISITS_SECRETS_KEY": key}, {"VISITS_SECRETS_KEY_FILE": str(file)}):
        assert kept_secret_keys(tmp_path, env).ids == KeyRing.read(key).ids
    assert not (tmp_path / KEY_FILE).exists()


def test_two_places_or_a_missing_file_are_sentences(tmp_path: Path) -> None:
    both = {"VISITS_SECRETS_KEY": "a", "VISITS_SECRETS_KEY_FILE": "b"}
    with pytest.raises(SettingsError, match="are both set"):
        secret_keys(env=both)
    with pytest.raises(SettingsError, match="cannot be read"):
        secret_keys(env={"VISITS_SECRETS_KEY_FILE": str(tmp_path / "none")})
    assert secret_keys(env={}).current is None
