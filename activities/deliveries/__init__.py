"""Events pushed to consumers, after Standard Webhooks 1.0.0: signed, guarded, posted, recorded.

Which event is due, and when it is tried again, is decided elsewhere: `register` and `rules`.
"""

from activities.deliveries.delivery_run import Deliveries
from activities.deliveries.guard import UnusableAddress, require_usable
from activities.deliveries.posting import Posting, open_posting
from activities.deliveries.signing import new_secret, shown

__all__ = [
    "Deliveries",
    "Posting",
    "UnusableAddress",
    "new_secret",
    "open_posting",
    "require_usable",
    "shown",
]
