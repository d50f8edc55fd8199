"""The description of the API, with the schema of every form: `GET /openapi.json`."""

import asyncio
import copy
import json
from functools import lru_cache
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from pydantic.json_schema import models_json_schema

from desk.decisions import all_decisions
from schemas.forms.form import Form
from schemas.opening_forms import OPENING_FORMS
from schemas.programme.staff import ProposalForm
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
    decided = dict.fromkeys(kind.form for kind in all_decisions())
    kinds: list[type[Form]] = [*decided, *OPENING_FORMS.values(), ProposalForm]
    _, forms = models_json_schema([(kind, "validation") for kind in kinds], ref_template=_REF)
    problem = ProblemDocument.model_json_schema(ref_template=_REF)
    given = {**forms.get("$defs", {}), **problem.pop("$defs", {}), PROBLEM: problem}
    for name, schema in given.items():
        schemas.setdefault(name, schema)
    for kind in kinds:
        schemas[kind.__name__]["additionalProperties"] = False
    made["components"]["schemas"] = dict(sorted(schemas.items()))
    _share(made)
    return made


def _share(made: dict[str, Any]) -> None:
    """Say once what many requests are answered or asked with: it is nine tenths of the text."""
    responses: dict[str, Any] = {}
    parameters: dict[str, Any] = {}
    for methods in made["paths"].values():
        for operation in methods.values():
            answers = operation["responses"]
            operation["responses"] = {
                status: _shared(responses, "responses", f"Answer{status}", answer)
                for status, answer in answers.items()
            }
            asked = operation.get("parameters", [])
            operation["parameters"] = [
                _shared(parameters, "parameters", one["name"].replace("-", ""), one)
                for one in asked
            ]
    made["components"] |= {"responses": responses, "parameters": parameters}


def _shared(known: dict[str, Any], part: str, name: str, one: dict[str, Any]) -> dict[str, str]:
    """A reference to a part, which is kept under a name of its own."""
    called = next((called for called, other in known.items() if other == one), None)
    if called is None:
        like = sum(1 for other in known if other.partition("_")[0] == name)
        called = f"{name}_{like + 1}" if like else name
        known[called] = one
    return {"$ref": f"#/components/{part}/{called}"}
