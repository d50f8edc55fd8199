"""Each kind of problem says what it means, and every door which problems it has."""

from http import HTTPStatus
from urllib.parse import quote

from tests.feed.asking import told
from tests.feed.conftest import Door
from web.problems import KINDS, ProblemCode, responses_of


def test_every_kind_of_problem_says_what_it_means_and_what_to_do() -> None:
    assert set(KINDS) == set(ProblemCode)
    for kind in KINDS.values():
        assert kind.status >= HTTPStatus.BAD_REQUEST
        assert kind.meaning.endswith(".")
        assert kind.remedy.endswith(".")


async def test_the_type_of_a_problem_leads_to_what_it_means(door: Door) -> None:
    async with door.session.get(f"{door.address}/problems") as answer:
        listed = await answer.json()
    assert [kind["type"] for kind in listed] == [f"/problems/{code}" for code in ProblemCode]
    for kind in listed:
        async with door.session.get(f"{door.address}{kind['type']}") as answer:
            assert answer.status == 200
            assert await answer.json() == kind
    async with door.session.get(f"{door.address}/problems/{quote('no such')}") as answer:
        await told(answer, 422, ProblemCode.BAD_REQUEST)


async def test_every_door_describes_its_problems(door: Door) -> None:
    async with door.get("/openapi.json") as answer:
        paths = (await answer.json())["paths"]
    for path, methods in paths.items():
        for method, operation in methods.items():
            needed = {"422", "500", "503"} | ({"401", "403"} if "security" in operation else set())
            assert needed <= operation["responses"].keys(), f"{method} {path}"
            for status, response in operation["responses"].items():
                if int(status) >= HTTPStatus.BAD_REQUEST:
                    assert set(response["content"]) == {"application/problem+json"}, path


def test_a_door_names_its_own_problems_and_gets_those_of_all() -> None:
    described = responses_of(ProblemCode.NO_TOKEN, ProblemCode.BEYOND_THE_END)
    assert list(described) == [401, 408, 409, 422, 429, 500, 503]
    assert "`no-token`" in described[401]["description"]
    assert "`token-refused`" in described[401]["description"]
