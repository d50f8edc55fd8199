"""The description of the API, with the schema of every form: `GET /openapi.json`."""

import asyncio
import copy
import json
from functools import lru_cache
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from pydantic.json_schema import models_json_schema

from desk.decisions import all_decisions
from web.problems import PROBLEM, ProblemDocument, responses_of

router = APIRouter(tags=["contract"])

_REF = "#/components/schemas/{model}"


@router.get(
    "/openapi.json",
    operation_id="readOpenapi",
    summary="Every request that there is",
    response_class=Response,
    responses={
        200: {
            "description": "An OpenAPI 3.1 document.",
            "content": {"application/json": {"schema": {"type": "object"}}},
        },
        **responses_of(),
    },
)
async def read_openapi(request: Request) -> Response:
    """With the schema of each form and of each answer. No token is needed."""
    text = await asyncio.to_thread(_text, request.app)
    return Response(text, media_type="application/json")


@lru_cache(maxsize=1)
def _text(app: FastAPI) -> str:
    return json.dumps(document(app), ensure_ascii=False)


def document(app: FastAPI) -> dict[str, Any]:
    """The description.

    Args:
        app: The API.
    """
    made: dict[str, Any] = copy.deepcopy(app.openapi())
    schemas = made["components"]["schemas"]
    kinds = list(dict.fromkeys(kind.form for kind in all_decisions()))
    _, forms = models_json_schema([(kind, "validation") for kind in kinds], ref_template=_REF)
    problem = ProblemDocument.model_json_schema(ref_template=_REF)
    given = {**forms.get("$defs", {}), **problem.pop("$defs", {}), PROBLEM: problem}
    for name, schema in given.items():
        schemas.setdefault(name, schema)
    for kind in kinds:
        schemas[kind.__name__]["additionalProperties"] = False
    made["components"]["schemas"] = dict(sorted(schemas.items()))
    return made
