"""The key that seals the secrets of subscriptions in every test, and in processes they start."""

import base64

from register.keyring import KeyRing

KEY = base64.urlsafe_b64encode(bytes(range(32))).decode()
"""As a setting has it."""

KEYS = KeyRing([bytes(range(32))])
