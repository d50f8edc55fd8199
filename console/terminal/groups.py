"""A group of commands of which one may be called without its name."""

from typing import Final

import typer
from typer.core import TyperGroup

DEFAULT: Final = "list"


class WithDefault(TyperGroup):
    """Takes whatever is neither one of its commands nor a cry for help to be meant for `list`."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]  # Typer types the context as its own
        """Put the name in where it was left out."""
        if not args or (args[0] not in self.commands and args[0] not in ctx.help_option_names):
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)
