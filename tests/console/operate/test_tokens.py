"""Tokens: made with a secret that is shown once, listed without it, revoked at once."""

import json
from collections.abc import Callable

import pytest
from typer.testing import Result

from register.connection import Pool
from schemas.access import Scope
from stack import StackAddresses
from tests.support.signed_in import sign_in

pytestmark = pytest.mark.usefixtures("register")


@pytest.fixture
async def register(pool: Pool, addresses: StackAddresses, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", addresses.database_url)
    await sign_in(addresses.database_url, monkeypatch)


def test_the_secret_is_all_that_is_on_standard_output_and_is_shown_once(
    visits: Callable[..., Result],
) -> None:
    made = visits("tokens", "make", "dfe-warehouse", "--scope", "feed")

    assert made.exit_code == 0, made.output
    secret = made.stdout.strip()
    assert secret.startswith("avt_")
    assert " " not in secret
    assert "dfe-warehouse, feed." in made.stderr
    listed = visits("tokens", "list")
    assert "dfe-warehouse" in listed.stdout
    assert secret.split("_")[1] in listed.stdout
    assert secret.split("_", 2)[2] not in listed.output + visits("tokens", "list", "--json").output


def test_a_token_may_have_several_scopes_a_department_and_an_end(
    visits: Callable[..., Result],
) -> None:
    made = visits(
        *("tokens", "make", "nhse", "--scope", "feed", "--scope", "content", "--json"),
        *("--department", "nhs-england", "--expires", "2098-07-01"),
    )

    told = json.loads(made.stdout)
    assert told["secret"].startswith(f"avt_{told['id']}_")
    assert set(told["scopes"]) == {Scope.FEED, Scope.CONTENT}
    assert told["department"] == "nhs_england"
    assert told["expires_at"] == "2098-06-30T23:00:00Z"  # midnight in a London summer
    listed = " ".join(visits("tokens", "list").stdout.split())
    assert "content of nhs england," in listed
    assert "good until Tue 1 Jul 2098" in listed


def test_what_tells_of_one_person_is_opened_on_purpose(visits: Callable[..., Result]) -> None:
    usual = visits("tokens", "make", "lake", "--scope", "feed")
    whole = visits("tokens", "make", "warehouse", "--scope", "feed", "--scope", "personal")

    assert "Events come without what tells of one person" in usual.stderr
    assert "--scope personal" in usual.stderr
    assert "of warehouse, feed, personal." in whole.stderr
    assert "Events come without" not in whole.stderr


def test_a_token_is_revoked_at_once_and_again_without_change(
    visits: Callable[..., Result],
) -> None:
    made = json.loads(visits("tokens", "make", "lga", "--scope", "feed", "--json").stdout)

    first = visits("tokens", "revoke", made["id"])
    revoked = json.loads(visits("tokens", "list", "--json").stdout)
    again = json.loads(visits("tokens", "revoke", made["id"], "--json").stdout)

    assert f"Token {made['id']} of lga opens nothing any more." in first.stdout
    assert revoked[0]["revoked_at"] == again["revoked_at"] is not None
    assert "revoked" in visits("tokens", "list").stdout


def test_a_token_that_is_not_there_is_a_sentence(visits: Callable[..., Result]) -> None:
    result = visits("tokens", "revoke", "00000000")
    assert result.exit_code == 1
    assert "There is no token 00000000; `visits tokens list` shows" in result.stderr


def test_without_tokens_a_sentence_says_how_to_make_one(visits: Callable[..., Result]) -> None:
    assert (
        "`visits tokens make CONSUMER --scope feed` makes one." in visits("tokens", "list").stdout
    )


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["dfe"], "--scope"),
        (["dfe", "--scope", "everything"], "feed|personal|subscriptions|content"),
        (["dfe", "--scope", "personal"], "add --scope feed"),
        (["dfe", "--scope", "content"], "--department"),
        (["dfe", "--scope", "feed", "--department", "dfe"], "goes with --scope content"),
        (["dfe", "--scope", "content", "--department", "ofsted"], "dfe|nhs-england"),
        (["dfe", "--scope", "feed", "--expires", "2020-01-01"], "would never open anything"),
        (["Anna Smith", "--scope", "feed"], "reference"),
    ],
)
def test_a_token_that_makes_no_sense_is_wrong_usage(
    visits: Callable[..., Result], words: list[str], hint: str
) -> None:
    result = visits("tokens", "make", *words)
    assert result.exit_code == 2
    assert hint in " ".join(result.stderr.replace("│", " ").split())
    assert "There is no token." in visits("tokens", "list").stdout
