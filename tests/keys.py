"""The key that seals the secrets of subscriptions in every test, and in processes they start."""

from register.keyring import KeyRing

KEYS = KeyRing([bytes(range(32))])
