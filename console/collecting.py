"""How often a process looks for what nobody needs any more."""

import gc

_OBJECTS = 50_000
"""New objects after which some are looked for. Modules that a command loads while it runs are many
objects, and all needed; by default there would be a look every 700."""


def collect_seldom() -> None:
    """Leave alone what is there, and look at what is new only when there is much of it."""
    gc.freeze()
    gc.set_threshold(_OBJECTS, 10, 10)
    gc.enable()
