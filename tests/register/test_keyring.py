"""Secrets sealed with a key that the database does not have."""

import pytest

from register import subscriptions
from register.connection import Pool, open_pool
from register.keyring import KeyMissing, KeyRing, KeyUnusable, SealBroken, Sealed, new_key
from register.migrate import migrate
from register.prepared import scripts
from schemas.subscriptions import SecretKind
from stack import StackAddresses

SECRET = "whsec_c2VjcmV0IHdvcmRz"  # noqa: S105 - of a test
NEW = KeyRing.read(new_key())
BEFORE = [name for name, _ in scripts()].index("0009_sealed_secrets.sql")


def both(first: str, second: str) -> KeyRing:
    return KeyRing.read(f"{first}\n{second}\n")


def test_what_is_sealed_opens_for_its_place_and_key_only() -> None:
    key, later = new_key(), new_key()
    ring = KeyRing.read(key)
    sealed = ring.seal(SECRET, place="warehouse/v1")

    assert SECRET.encode() not in sealed.content
    assert ring.seal(SECRET, place="warehouse/v1").content != sealed.content
    assert both(later, key).open(sealed, place="warehouse/v1") == SECRET
    with pytest.raises(SealBroken):
        ring.open(sealed, place="another/v1")
    with pytest.raises(SealBroken):
        ring.open(Sealed(sealed.key_id, sealed.content[:-1] + b"x"), place="warehouse/v1")
    with pytest.raises(KeyMissing, match=rf"\({sealed.key_id}\).* after the current one"):
        KeyRing.read(later).open(sealed, place="warehouse/v1")


def test_without_a_key_the_sentence_says_how_to_have_one() -> None:
    with pytest.raises(KeyMissing, match="Make one with `visits keys make`"):
        KeyRing().seal(SECRET, place="warehouse/v1")


def test_what_is_no_key_is_refused_without_being_repeated() -> None:
    for text in ("c2hvcnQ=", "not base64 at all", new_key()[:-4], f"{new_key()}x"):
        with pytest.raises(KeyUnusable) as refused:
            KeyRing.read(text)
        assert text not in str(refused.value)


async def subscribed(pool: Pool) -> None:
    await pool.execute(
        "INSERT INTO subscriptions (id, consumer, url, position)"
        " VALUES ('warehouse', 'warehouse', 'https://example.org', 0)"
    )


async def test_what_an_older_release_kept_in_clear_is_sealed(addresses: StackAddresses) -> None:
    known = scripts()
    async with open_pool(addresses.database_url) as pool:
        await migrate(pool, scripts=known[:BEFORE])
        await subscribed(pool)
        await pool.execute(
            "INSERT INTO subscription_secrets VALUES ('warehouse', 'v1', 1, $1)", SECRET
        )

        with pytest.raises(KeyMissing):
            await migrate(pool)
        assert await pool.fetchval("SELECT secret FROM subscription_secrets") == SECRET

        assert "0009_sealed_secrets.sql" in await migrate(pool, keys=NEW)
        async with pool.acquire() as connection:
            (opened,) = await subscriptions.secrets_of(connection, NEW, "warehouse")
        assert opened.secret == SECRET
        everything = await pool.fetchval(
            "SELECT string_agg(s::text, '') FROM subscription_secrets s"
        )
        assert SECRET not in everything
        assert SECRET.encode().hex() not in everything


async def test_a_key_is_replaced_without_a_consumer_noticing(pool: Pool) -> None:
    old, new = new_key(), new_key()
    await subscribed(pool)
    async with pool.acquire() as connection, connection.transaction():
        await subscriptions.rotate(
            connection, KeyRing.read(old), "warehouse", SecretKind.V1, SECRET
        )

        assert await subscriptions.reseal(connection, both(new, old)) == 1
        assert await subscriptions.reseal(connection, both(new, old)) == 0

        (opened,) = await subscriptions.secrets_of(connection, KeyRing.read(new), "warehouse")
        assert opened.secret == SECRET
        with pytest.raises(KeyMissing):
            await subscriptions.require_keys(connection, KeyRing.read(old))
