"""HiGHS without its greeting."""

import highspy


class Quiet(highspy.Highs):
    """HiGHS that writes nothing: it greets when its callbacks are set up, and none is needed."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # it has no types there

    def enableCallbacks(self) -> None:  # noqa: N802 - HiGHS calls it so
        """Leave them out."""
        self.silent()
