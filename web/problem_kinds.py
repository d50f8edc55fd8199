"""`GET /problems/{code}`: where the `type` of a problem leads."""

from fastapi import APIRouter, Request
from pydantic import BaseModel

from web.problems import KINDS, ProblemCode, responses_of, title_of

router = APIRouter(tags=["problems"], responses=responses_of())


class ProblemKind(BaseModel):
    """One kind of problem.

    Attributes:
        type: As in a problem document.
        title: Likewise.
        status: The HTTP status it comes with.
        meaning: What went wrong.
        remedy: What to do about it.
    """

    type: str
    title: str
    status: int
    meaning: str
    remedy: str


@router.get("/problems", operation_id="listProblems", summary="List every kind of problem")
async def list_problems(request: Request) -> list[ProblemKind]:
    """What each means, and what to do about it. No token is needed."""
    return [_kind(code, request) for code in ProblemCode]


@router.get(
    "/problems/{code}", operation_id="readProblem", summary="Read about one kind of problem"
)
async def read_problem(code: ProblemCode, request: Request) -> ProblemKind:
    """What it means, and what to do about it. No token is needed."""
    return _kind(code, request)


def _kind(code: ProblemCode, request: Request) -> ProblemKind:
    kind = KINDS[code]
    return ProblemKind(
        type=f"{request.scope.get('root_path', '')}/problems/{code}",
        title=title_of(code),
        status=kind.status.value,
        meaning=kind.meaning,
        remedy=kind.remedy,
    )
