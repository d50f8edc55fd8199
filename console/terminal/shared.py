"""Options that several commands have alike: declared once, and read alike by each."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

# `Any`: annotations and defaults, as Typer reads them.
Options: TypeAlias = Mapping[str, tuple[Any, Any]]
"""Each option by the name of its parameter: its annotation and its default."""


def share(
    command: Callable[..., None],
    own: Callable[..., Any],
    shared: Options,
    *,
    first: bool = False,
    without: frozenset[str] = frozenset(),
) -> None:
    """Let Typer read a function's own options and the shared ones as those of a command.

    Args:
        command: Takes them all, by name.
        own: The function whose options and whose help the command has.
        shared: The options that it shares with others.
        first: Whether these come before its own.
        without: Parameters that nobody gives on a command line.
    """
    signature = inspect.signature(own)
    mine = [
        parameter
        for name, parameter in signature.parameters.items()
        if name not in shared and name not in without
    ]
    others = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
        for name, (kind, default) in shared.items()
    ]
    parameters = [*others, *mine] if first else [*mine, *others]
    command.__doc__ = own.__doc__
    command.__annotations__ = {p.name: p.annotation for p in parameters}
    # `inspect.signature` reads it; the type checker does not know functions may have it.
    vars(command)["__signature__"] = signature.replace(
        parameters=parameters, return_annotation=None
    )
