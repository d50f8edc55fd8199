"""Under which spans the latest events were recorded here, for whoever hands them on soon after.

It is in memory and short: what another worker recorded, or this one long ago, is not known.
"""

from collections import OrderedDict
from typing import Final

from activities.spans import Origin

_MOST: Final = 2_000

_kept: Final[OrderedDict[str, Origin]] = OrderedDict()


def keep(event_id: str, origin: Origin | None) -> None:
    """Keep it; nothing where nobody traces."""
    if origin is None:
        return
    _kept[event_id] = origin
    if len(_kept) > _MOST:
        _kept.popitem(last=False)


def of(event_id: str) -> Origin | None:
    """The span of an event; `None` where it is not known."""
    return _kept.get(event_id)
