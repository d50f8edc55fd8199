"""Subscriptions as their consumers and operators see and change them; delivering is beside."""

from register.subscriptions.changes import (
    MOST_AT_ONCE,
    SubscriptionEnded,
    SubscriptionTaken,
    TooManySubscriptions,
    change,
    end,
    make,
    replay,
    retry_now,
)
from register.subscriptions.notices import CHANGED
from register.subscriptions.queries import (
    COLUMNS,
    FIRST_OF_LANE,
    Overview,
    UnknownSubscription,
    dead_letters,
    ended,
    not_over,
    overview,
    require,
    standing,
    subscription_of,
    tally,
)
from register.subscriptions.secrets import KEEPS_SIGNING, Secret, rotate, secrets_of

__all__ = [
    "CHANGED",
    "COLUMNS",
    "FIRST_OF_LANE",
    "KEEPS_SIGNING",
    "MOST_AT_ONCE",
    "Overview",
    "Secret",
    "SubscriptionEnded",
    "SubscriptionTaken",
    "TooManySubscriptions",
    "UnknownSubscription",
    "change",
    "dead_letters",
    "end",
    "ended",
    "make",
    "not_over",
    "overview",
    "replay",
    "require",
    "retry_now",
    "rotate",
    "secrets_of",
    "standing",
    "subscription_of",
    "tally",
]
