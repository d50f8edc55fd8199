"""A client for systems that follow the feed, or have its events posted to them.

    position = FilePosition(Path("position"))
    async for event in follow("https://visits.example", token, position=position):
        store(event.id, event.data)      # by id: what comes again is the same event

It reads pages with a long poll, so it is current within milliseconds. Whatever breaks (the
network, the server, a proxy) it comes back to where it was. A position is saved only when the
body of the loop is done with its event, so after a crash an event may come again, and none is
missed; a gap in the log is an error and never passed over.

Needs nothing of the server's: the standard library and aiohttp. It is a distribution of its own,
`area-visits-client`, made from this folder, where it is imported as `area_visits_client`.
"""

from .asking import FeedRefused, GapInLog, NotTrusted, NotWhole
from .event import FeedEvent
from .follow import follow
from .position import FilePosition, Position
from .proof import RunningDigest
from .webhooks import NotGenuine, Signatures, receiver

__all__ = [
    "FeedEvent",
    "FeedRefused",
    "FilePosition",
    "GapInLog",
    "NotGenuine",
    "NotTrusted",
    "NotWhole",
    "Position",
    "RunningDigest",
    "Signatures",
    "follow",
    "receiver",
]
