"""Opening the register: a person who cannot is told what to do."""

import re

import asyncpg
import pytest

from register.connection import RegisterUnavailable, open_pool
from register.unreachable import why_not
from stack import StackAddresses

NOWHERE = "postgresql://visits:secret-word@127.0.0.1:1/visits"


@pytest.mark.parametrize(
    "url",
    [
        NOWHERE,
        "postgresql://visits@no-such-host.invalid:5432/visits",
        "nonsense",
        "mysql://127.0.0.1/visits",
    ],
    ids=["nobody listens", "no such host", "no address", "another database"],
)
async def test_nowhere_is_a_sentence(url: str) -> None:
    with pytest.raises(RegisterUnavailable) as unavailable:
        async with open_pool(url):
            raise AssertionError("it opened")

    sentence = str(unavailable.value)
    assert sentence.endswith("Check DATABASE_URL, or start the stack with `visits up`.")
    assert "secret-word" not in sentence
    assert unavailable.value.__cause__ is None


async def test_a_database_that_is_not_there_is_a_sentence(addresses: StackAddresses) -> None:
    url = f"{addresses.database_url.rsplit('/', 1)[0]}/never_made"

    with pytest.raises(RegisterUnavailable, match="has no such database"):
        async with open_pool(url):
            raise AssertionError("it opened")


@pytest.mark.parametrize(
    ("url", "why"),
    [
        (NOWHERE, "nobody listens at 127.0.0.1:1"),
        (
            "postgresql://visits:secret-word@127.0.0.1:1,no-such-host.invalid:2/visits",
            "nobody listens at 127.0.0.1:1; there is no host no-such-host.invalid:2",
        ),
        ("not a url", "DATABASE_URL is no address such as postgresql://"),
        ("postgresql://visits:12345#@127.0.0.1:1/visits", "The register does not"),
    ],
)
async def test_what_is_wrong_is_said_of_each_host_without_a_password(url: str, why: str) -> None:
    with pytest.raises(RegisterUnavailable) as unavailable:
        async with open_pool(url):
            raise AssertionError("it opened")

    assert why in str(unavailable.value)
    assert not {"secret-word", "12345"} & set(re.findall(r"[\w-]+", str(unavailable.value)))


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (asyncpg.InvalidPasswordError(), "one:5432 does not take the password"),
        (TimeoutError(), "one:5432 gives no answer in time"),
        (ConnectionResetError(), "one:5432 fails with ConnectionResetError"),
    ],
)
def test_each_cause_has_its_words(error: Exception, why: str) -> None:
    assert why_not({"postgresql://a:b@one/d": error}, error) == why


async def test_an_open_register_answers(addresses: StackAddresses) -> None:
    async with open_pool(addresses.database_url, size=2) as pool:
        assert await pool.fetchval("SELECT 1") == 1
