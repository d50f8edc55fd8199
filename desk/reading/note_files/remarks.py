"""What somebody marked in a file: changes that nobody has accepted yet, and comments."""

from dataclasses import dataclass
from enum import Enum, auto


class Mark(Enum):
    """How something is marked."""

    PUT_IN = auto()
    TAKEN_OUT = auto()
    COMMENT = auto()


@dataclass(frozen=True)
class Remark:
    """One mark. Who made it is not kept: what is said for the area is said by its leaders.

    Attributes:
        heading: Of the section in which it is; empty above the first.
        mark: How it is marked.
        words: That were put in or taken out, or what the comment says.
        about: On which words a comment is; empty where that is a mere place.
    """

    heading: str
    mark: Mark
    words: str
    about: str = ""

    @property
    def sentence(self) -> str:
        """The remark as a comment."""
        match self.mark:
            case Mark.PUT_IN:
                return f"Put in: “{self.words}”."
            case Mark.TAKEN_OUT:
                return f"Taken out: “{self.words}”."
            case Mark.COMMENT:
                return f"On “{self.about}”: {self.words}" if self.about else self.words
