"""The files of keys that decisions are signed with: made, replaced, retired, and missing."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from register.signatures import PublicKeys, trusted
from rules.proofs import NotProved
from schemas.messages import Respond
from schemas.values import Answer
from worker.decision_keys import KeyFiles, decision_keys
from worker.environment import SettingsError
from worker.trusting import trusting

VISIT = "interim-e10000016"
DECLINE = Respond(actor="coordinator", answer=Answer.DECLINE)


@pytest.fixture
def files(tmp_path: Path) -> KeyFiles:
    """Those of an embedded stack."""
    return decision_keys(tmp_path, {}).made_if_missing()


def signed(files: KeyFiles) -> str:
    return files.signer().sign(VISIT, "declined", DECLINE, datetime.now(UTC))


def test_a_first_pair_is_made_once_and_nobody_else_reads_it(files: KeyFiles) -> None:
    assert files.private is not None
    before = files.private.read_bytes()

    files.made_if_missing()

    assert files.private.read_bytes() == before
    assert files.private.stat().st_mode & 0o077 == 0
    assert PublicKeys(files.public_keys()).verified(signed(files)).actor == "coordinator"


def test_the_public_file_does_not_sign(files: KeyFiles) -> None:
    assert files.private is not None
    assert files.public is not None
    assert files.private.read_text().strip() not in files.public.read_text()


def test_what_an_older_key_signed_still_holds(files: KeyFiles) -> None:
    old = signed(files)
    files.put_in_place(files.announce())

    keys = PublicKeys(files.public_keys())

    assert len(keys.ids) == 2
    assert keys.verified(old).subject == keys.verified(signed(files)).subject == VISIT


def test_a_retired_key_checks_and_signs_nothing_new(files: KeyFiles) -> None:
    old = signed(files)
    (key,) = files.public_keys()
    files.write_public([key.model_copy(update={"retired": True})])

    keys = PublicKeys(files.public_keys())

    assert keys.verified(old).subject == VISIT
    assert not keys.may_sign(old)


def test_a_key_that_is_not_listed_checks_nothing(files: KeyFiles, tmp_path: Path) -> None:
    stranger = decision_keys(tmp_path / "elsewhere", {}).made_if_missing()

    with pytest.raises(NotProved):
        PublicKeys(files.public_keys()).verified(signed(stranger))


def test_a_worker_without_keys_is_told_which_setting_is_missing() -> None:
    with pytest.raises(SettingsError, match="VISITS_DECISIONS_PUBLIC_KEYS_FILE is not set"):
        decision_keys(None, {}).public_keys()


def test_a_command_without_the_key_is_told_so() -> None:
    with pytest.raises(SettingsError, match=r"VISITS_DECISIONS_KEY_FILE is not set: nothing can"):
        decision_keys(None, {}).signer()


@pytest.mark.parametrize("text", ["", "abc", "abc def", "0123456789ab AAAA retired"])
def test_a_file_of_no_keys_is_a_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / "keys").write_text(text)

    with pytest.raises(SettingsError, match="public key"):
        decision_keys(
            None, {"VISITS_DECISIONS_PUBLIC_KEYS_FILE": str(tmp_path / "keys")}
        ).public_keys()


async def test_a_register_is_served_without_the_keys_of_one_that_was_served_before(
    tmp_path: Path,
) -> None:
    """Two in one interpreter, one after the other; what both know, the later word of it holds."""
    one, other = (decision_keys(tmp_path / name, {}).made_if_missing() for name in ("one", "other"))
    at_first = trusted().ids
    of_one, of_other = ({key.id for key in files.public_keys()} for files in (one, other))

    async with trusting(one):
        assert trusted().ids == at_first | of_one
        proof = signed(one)
        assert trusted().may_sign(proof)
        (key,) = one.public_keys()
        one.write_public([key.model_copy(update={"retired": True})])
        async with trusting(one):
            assert not trusted().may_sign(proof)
        assert trusted().may_sign(proof)
    async with trusting(other):
        assert trusted().ids == at_first | of_other
        with pytest.raises(NotProved):
            trusted().verified(proof)

    assert trusted().ids == at_first
