"""Who somebody is, asked of an identity provider (OpenID Connect) and found in the register.

No page and no terminal is known here: both ask.
"""

from desk.identity.claims import NotIdentified
from desk.identity.finding import NobodyHere, sign_in
from desk.identity.provider import IdentityUnavailable, Provider

__all__ = ["IdentityUnavailable", "NobodyHere", "NotIdentified", "Provider", "sign_in"]
