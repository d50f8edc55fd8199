"""A consumer on the client that openapi-python-client made: `consumer.py FOLDER ADDRESS TOKEN`.

Prints what it has seen as JSON, for the test that runs it.
"""

import asyncio
import importlib
import json
import sys
from typing import Any


def main(folder: str, address: str, token: str) -> None:
    """Read every event, typed; a page by keyword, a problem, and a digest."""
    sys.path.insert(0, folder)
    package = importlib.import_module("generated")
    models = importlib.import_module("generated.models")
    read_events = importlib.import_module("generated.api.events.read_events")
    read_head = importlib.import_module("generated.api.proof.read_head")

    def as_ourselves() -> Any:  # noqa: ANN401 - what was generated has no types here
        return package.AuthenticatedClient(base_url=address, token=token)

    async def beyond_the_end() -> Any:  # noqa: ANN401 - likewise
        async with as_ourselves() as client:
            return await read_events.asyncio(client=client, after=10**6)

    with as_ourselves() as client:
        events = read_events.sync(client=client, after=0, limit=1000)
        (opened,) = read_events.sync(client=client, type_=[models.EventType.VISIT_OPENED_V1])
        head = read_head.sync(client=client)
    assert isinstance(opened, models.VisitOpenedV1)
    assert opened.to_dict()["data"] == opened.data.to_dict()
    problem = asyncio.run(beyond_the_end())
    assert isinstance(problem, models.Problem)
    seen = [[type(event).__name__, type(event.data).__name__, event.position] for event in events]
    json.dump({"events": seen, "problem": problem.type_, "head": head.position}, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
