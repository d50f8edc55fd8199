"""Whether letters have links, and with which key, as the environment says."""

import base64
from pathlib import Path

import pytest

from worker.environment import SettingsError
from worker.link_settings import link_maker, made_if_missing, require_key

AT = {"VISITS_PAGES_ADDRESS": "https://visits.example.org/"}


def test_without_an_address_letters_have_no_links(tmp_path: Path) -> None:
    assert link_maker({"VISITS_LINKS_KEY_FILE": str(tmp_path / "links.key")}) is None
    require_key(None)


def test_a_stack_draws_its_key_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = made_if_missing(tmp_path)
    first = path.read_bytes()
    made_if_missing(tmp_path)

    maker = link_maker({**AT, "VISITS_LINKS_KEY_FILE": str(path)})

    assert maker is not None
    assert maker.pages == "https://visits.example.org"
    assert path.read_bytes() == first
    assert path.stat().st_mode & 0o777 == 0o600
    assert str(maker.key) not in repr(maker)


def test_who_only_looks_needs_no_key_and_who_sends_does() -> None:
    maker = link_maker(AT)
    with pytest.raises(SettingsError, match="VISITS_LINKS_KEY_FILE is not"):
        require_key(maker)


@pytest.mark.parametrize("content", ["", "short", base64.b64encode(b"k" * 31).decode(), "é"])
def test_what_is_no_key_is_refused_and_not_repeated(tmp_path: Path, content: str) -> None:
    path = tmp_path / "key"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match="32 bytes in base64") as refused:
        link_maker({**AT, "VISITS_LINKS_KEY_FILE": str(path)})
    assert not content or content not in str(refused.value)


@pytest.mark.parametrize(
    "address", ["visits.example.org", "https://", "ftp://x.org", "https://x?a"]
)
def test_what_is_no_address_of_pages_is_refused(address: str) -> None:
    with pytest.raises(SettingsError, match="must be the address"):
        link_maker({"VISITS_PAGES_ADDRESS": address})
