"""A console on which words are only ever shown; see `console.terminal.output`."""

from collections.abc import Iterable
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from console.terminal.output import writing
from schemas.visible import visible


class Screen(Console):
    """A console on which words are only ever shown, and that tells when nobody takes them."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """As the console does, with each character visible that a terminal would obey."""
        for segment in super().render(renderable, options):
            if segment.control:
                yield segment
            else:
                yield Segment(visible(segment.text), segment.style)

    def print(self, *objects: Any, **options: Any) -> None:  # noqa: ANN401 - as the console has it
        """As the console does.

        Raises:
            OutputLost: Standard output takes no more.
        """
        with writing(errors=self.stderr):
            super().print(*objects, **options)
