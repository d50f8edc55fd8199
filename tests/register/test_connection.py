"""Opening the register: a person who cannot is told what to do."""

import pytest

from register.connection import RegisterUnavailable, open_pool
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

    with pytest.raises(RegisterUnavailable, match="PostgreSQL cannot be reached"):
        async with open_pool(url):
            raise AssertionError("it opened")


async def test_an_open_register_answers(addresses: StackAddresses) -> None:
    async with open_pool(addresses.database_url, size=2) as pool:
        assert await pool.fetchval("SELECT 1") == 1
