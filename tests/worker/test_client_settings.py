"""Temporal's own settings: what cannot be read is told in a sentence, without what stands there."""

import re
from pathlib import Path

import pytest

from worker.client import connect_client
from worker.environment import SettingsError
from worker.temporal_settings import temporal_settings

KEY = "s3cret-of-ours"


@pytest.mark.parametrize(
    ("named", "wrong"),
    [
        ({"TEMPORAL_CONFIG_FILE": "{folder}"}, "must be a file that can be read"),
        ({"TEMPORAL_CONFIG_FILE": "{folder}/none.toml"}, "must be a file that can be read"),
        ({"TEMPORAL_CONFIG_FILE": "{folder}/spoilt.toml"}, "must be TOML"),
        (
            {"TEMPORAL_CONFIG_FILE": "{folder}/good.toml", "TEMPORAL_PROFILE": "elsewhere"},
            "have the profile that TEMPORAL_PROFILE names",
        ),
        *(
            (
                {"TEMPORAL_ADDRESS": address},
                f"TEMPORAL_ADDRESS must be .* not “{re.escape(address)}”",
            )
            for address in (
                *(" ", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:99999", "a b:7233"),
                *(" 127.0.0.1:7233", "http://127.0.0.1:7233", "::1:7233", ":7233", "x:0"),
            )
        ),
        ({"TEMPORAL_TLS": "maybe"}, "TEMPORAL_TLS must be yes or no, not “maybe”"),
        ({"TEMPORAL_TLS": " "}, "TEMPORAL_TLS must be yes or no"),
        (
            {"TEMPORAL_TLS": "true", "TEMPORAL_TLS_SERVER_CA_CERT_PATH": "{folder}/none.pem"},
            "TEMPORAL_TLS_SERVER_CA_CERT_PATH must be a file that can be read",
        ),
    ],
)
async def test_what_cannot_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: dict[str, str], wrong: str
) -> None:
    (tmp_path / "spoilt.toml").write_text(f"api_key = {KEY}\n")
    (tmp_path / "good.toml").write_text('[profile.default]\naddress = "127.0.0.1:1"\n')
    for name, value in named.items():
        monkeypatch.setenv(name, value.format(folder=tmp_path))

    with pytest.raises(SettingsError, match=wrong) as told:
        await connect_client(lazy=True)
    assert KEY not in str(told.value)


@pytest.mark.parametrize(
    ("text", "on"),
    [("", False), ("no", False), ("FALSE", False), ("0", False), ("yes", True), ("true", True)],
)
def test_tls_is_what_is_said_of_it(text: str, on: bool) -> None:  # noqa: FBT001 - a parameter
    settings = temporal_settings({"TEMPORAL_ADDRESS": "temporal:7233", "TEMPORAL_TLS": text})

    assert bool(settings.get("tls")) is on


@pytest.mark.parametrize("address", ["temporal:7233", "[::1]:7233", "a-1.b.tmprl.cloud:7233"])
def test_an_address_that_can_be_meant_is_taken(address: str) -> None:
    assert temporal_settings({"TEMPORAL_ADDRESS": address})["target_host"] == address


def test_what_is_left_empty_is_not_set() -> None:
    assert "target_host" not in temporal_settings({"TEMPORAL_ADDRESS": ""})
