"""`visits people`, `visits login` and `visits logout`, as whoever types them sees them."""

import json
from pathlib import Path

import pytest

from console.terminal import kept_tokens
from console.terminal.acting import TOKEN
from register import one_time
from register.connection import Pool, open_pool
from schemas.ids import VisitId
from schemas.staff import OWNER, StaffRole
from stack import StackAddresses
from tests.console.conftest import Visits
from tests.register.recording import elsewhere as elsewhere_of
from tests.register.recording import record
from tests.support import visits as v
from tests.support.free_ports import nobody_listens
from tests.support.signed_in import token_of

ADA = ("people", "add", "Ada Sample", "--email", "ada@example.org")


@pytest.fixture(autouse=True)
def elsewhere(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, addresses: StackAddresses, pool: Pool
) -> None:
    monkeypatch.setenv("DATABASE_URL", addresses.database_url)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
async def owner(addresses: StackAddresses) -> str:
    return await token_of(addresses.database_url)


@pytest.fixture
async def analyst(addresses: StackAddresses) -> str:
    return await token_of(addresses.database_url, "p-analyst", StaffRole.ANALYST)


def test_whoever_has_not_signed_in_is_told_how(visits: Visits, owner: str) -> None:
    refused = visits("people", "list")
    assert refused.exit_code == 1
    assert "You have not signed in on this machine. `visits login` does that" in refused.stderr


def test_a_register_on_two_hosts_is_named_by_its_first(
    visits: Visits, owner: str, addresses: StackAddresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TOKEN, owner)
    login, _, far = addresses.database_url.rpartition("@")
    with nobody_listens() as port:
        monkeypatch.setenv("DATABASE_URL", f"{login}@127.0.0.1:{port},{far}")
        assert visits("people", "list").exit_code == 0
        monkeypatch.delenv(TOKEN)
        assert "You have not signed in" in visits("people", "list").stderr


def test_the_first_is_added_by_whoever_sets_it_up_and_the_next_by_them(visits: Visits) -> None:
    refused = visits(*ADA, "--role", "analyst")
    assert (refused.exit_code, "the first must be an operator" in refused.stderr) == (1, True)
    first = json.loads(visits(*ADA, "--role", "operator", "--json").stdout)
    assert first["roles"] == ["operator"]
    second = visits("people", "add", "Grace", "--email", "g@example.org", "--role", "operator")
    assert "You have not signed in" in second.stderr


def test_somebody_is_added_shown_changed_and_ended(
    visits: Visits, owner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TOKEN, owner)
    added = visits(*ADA, "--role", "coordinator", "--role", "senior-manager")
    ref = added.stdout.strip()
    assert "ada" not in ref
    assert "coordinator, senior-manager" in added.stderr
    assert "Ada Sample" in visits("people", "list").stdout
    taken = visits("people", "add", "Eva", "--email", "ADA@example.org", "--role", "analyst")
    assert "somebody has that address already" in taken.stderr

    visits("people", "roles", ref, "--role", "analyst")
    ended = visits("people", "end", ref)
    assert ended.exit_code == 0
    shown = json.loads(visits("people", "show", ref, "--json").stdout)
    assert shown["roles"] == ["analyst"]
    assert [each["change"] for each in shown["changes"]] == [
        "added",
        "roles_changed",
        "ended",
        "signed_out",
    ]
    assert all(each["actor"] == OWNER for each in shown["changes"])


@pytest.fixture
async def of_theirs(pool: Pool) -> VisitId:
    """A visit that p-seven looks after, beside one that is over."""
    over = elsewhere_of(v.cancelled(), "E08000025", coordinator="p-seven")
    await record(pool, over)
    events = elsewhere_of(v.arranged(), "E10000016", coordinator="p-seven")
    return (await record(pool, events)).visit_id


def test_visits_of_somebody_who_leaves_are_put_into_other_hands(
    visits: Visits, owner: str, of_theirs: VisitId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TOKEN, owner)
    visits(*ADA, "--ref", "p-seven", "--role", "coordinator")
    command = f"visits hand-over {of_theirs} --to REF"
    assert command not in visits("tasks", "--json").stdout

    told = visits("people", "end", "p-seven").stderr
    again = json.loads(visits("people", "end", "p-seven", "--json").stdout)
    every = json.loads(visits("tasks", "--json").stdout)
    asked = [task for task in every if task["command"] == command]

    assert f"Still looks after {of_theirs}." in told
    assert again["looks_after"] == [of_theirs]
    assert [(task["owner"], task["words"]) for task in asked] == [
        ("coordinator", "put it into other hands: p-seven, who looks after it, has left")
    ]
    handed = [t for t in every if t["command"].startswith("visits hand-over ")]
    assert [task["visit_id"] for task in handed] == again["looks_after"]


def test_whoever_may_not_is_told_who_may(
    visits: Visits, analyst: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TOKEN, analyst)
    refused = visits("people", "list")
    assert "“Manage people” is for an operator, and p-analyst is an analyst" in refused.stderr


def test_a_token_that_is_set_and_empty_is_nobodys(
    visits: Visits, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever should have written it has failed: its user is not the owner of the stack."""
    monkeypatch.setenv(TOKEN, " ")
    refused = visits("people", "list")
    assert refused.exit_code == 1
    assert "VISITS_TOKEN is set and empty" in refused.stderr


def test_a_token_that_has_ended_opens_nothing(
    visits: Visits, owner: str, analyst: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TOKEN, owner)
    visits("people", "sign-out", "p-analyst")
    monkeypatch.setenv(TOKEN, analyst)
    refused = visits("list", "--mine")
    assert "the token in VISITS_TOKEN has ended" in refused.stderr


@pytest.fixture
async def code(addresses: StackAddresses, analyst: str) -> str:
    async with open_pool(addresses.database_url, size=1) as opened, opened.acquire() as connection:
        return await one_time.make(connection, "p-analyst", OWNER)


def test_a_terminal_signs_in_by_a_code_and_out_again(
    visits: Visits, code: str, addresses: StackAddresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    from console.people import login
    from console.terminal.connection import Place

    here = Place(addresses.database_url, stack=Path("var"))
    monkeypatch.setattr(login, "find", lambda _: here)
    signed_in = visits("login", stdin=f"{code}\n")
    assert "You act as p-analyst from now on" in signed_in.stdout
    assert code not in signed_in.output
    file = kept_tokens.path()
    assert file.stat().st_mode & 0o777 == 0o600
    (kept,) = json.loads(file.read_text()).values()
    assert kept not in signed_in.output

    assert "works once" in visits("login", stdin=f"{code}\n").stderr
    assert "nothing was given" in visits("login", stdin="").stderr
    assert visits("logout").stdout == "You are signed out.\n"
    assert json.loads(file.read_text()) == {}
    assert visits("logout").stdout == "Nobody had signed in here.\n"


def test_a_file_that_others_can_read_is_not_used(visits: Visits, owner: str) -> None:
    file = kept_tokens.path()
    file.parent.mkdir(parents=True)
    file.write_text("{}")
    file.chmod(0o644)
    assert "can be read by others" in visits("people", "list").stderr


def test_without_a_service_nobody_signs_in(visits: Visits) -> None:
    assert "VISITS_OIDC_ISSUER names no sign-in service" in visits("login").stderr


async def test_a_stack_tells_how_another_address_is_made_for_it(
    owner: str, addresses: StackAddresses, capsys: pytest.CaptureFixture[str]
) -> None:
    from console.run import up

    await up.invite(addresses.database_url, "http://127.0.0.1:1", Path("elsewhere"))

    told = " ".join(capsys.readouterr().out.split())
    assert "`visits people sign-in owner --dir elsewhere` makes another address." in told
