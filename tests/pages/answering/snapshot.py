"""All that is kept anywhere of what a test did, so that a change of any of it is seen."""

from tests.support.answering_pages import Answering


async def everything_of(answering: Answering, *, words: bool = False) -> dict[str, object]:
    """Every row of the register, and the history of the visit's run in Temporal.

    Args:
        answering: Whose.
        words: Give the rows themselves, with what is in their bytes.
    """
    async with answering.pool.acquire() as connection:
        tables = await connection.fetch(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
        )
        found: dict[str, object] = {}
        for (table,) in tables:
            rows = await connection.fetch(f"SELECT * FROM {table}")  # noqa: S608 - a table's name
            told = sorted(str([*row.values()]) for row in rows)
            found[table] = told if words else hash(tuple(told))
    history = await answering.walk.handle.fetch_history()
    found["history"] = history.to_json() if words else len(history.events)
    return found
