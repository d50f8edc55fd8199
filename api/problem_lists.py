"""What requests that decide, or look first, may be answered with besides what they ask for."""

from typing import Any, Final

from api.answers import Accepted
from web.problems import ProblemCode

DECIDING: Final = (
    ProblemCode.NO_TOKEN,
    ProblemCode.NOT_FOUND,
    ProblemCode.TOO_LARGE,
    ProblemCode.NOT_PERMITTED,
    ProblemCode.REFUSED,
    ProblemCode.NOT_CONFIRMED,
    ProblemCode.NOT_ANSWERED,
    ProblemCode.ID_OF_ANOTHER,
)
LOOKING: Final = tuple(
    code for code in DECIDING if code not in {ProblemCode.NOT_CONFIRMED, ProblemCode.NOT_ANSWERED}
)
LATER: Final[dict[int | str, dict[str, Any]]] = {
    202: {
        "model": Accepted,
        "description": "Accepted, and not yet recorded: nothing is lost.",
        "headers": {
            "Location": {
                "description": "Where to ask what became of it.",
                "schema": {"type": "string"},
            }
        },
    }
}
