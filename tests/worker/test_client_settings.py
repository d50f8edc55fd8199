"""Temporal's own settings: what cannot be read is told in a sentence, without what stands there."""

from pathlib import Path

import pytest

from worker.client import connect_client
from worker.environment import SettingsError

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
