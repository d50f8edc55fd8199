"""What is wrong with a wording."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong.

    Attributes:
        words: What, as a sentence that goes on from the line.
        line: Where, from 1; `None` where it is wrong as a whole.
    """

    words: str
    line: int | None = None

    @property
    def sentence(self) -> str:
        """With its line, e.g. `Line 3: there is no placeholder {{ rply_by }} in this letter.`."""
        if self.line is None:
            return f"{self.words[:1].upper()}{self.words[1:]}."
        return f"Line {self.line}: {self.words}."
