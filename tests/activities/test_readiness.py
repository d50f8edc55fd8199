"""A worker that is ready has loaded what its first letter would wait for."""

from activities.documents import typesetting
from activities.letters import message as composing
from activities.readiness import get_ready
from activities.reference import published_holidays
from register.areas import local_areas
from schemas.values import LetterKind


def test_fonts_templates_and_reference_data_are_loaded() -> None:
    loaded = (typesetting._compiler, composing._environment, published_holidays, local_areas)  # noqa: SLF001 - what is loaded shows nowhere else
    for load in (*loaded, get_ready):
        load.cache_clear()

    get_ready()

    assert [load.cache_info().currsize for load in loaded] == [1, 1, 1, 1]
    compiled = composing._environment().cache  # noqa: SLF001 - as above
    assert compiled is not None
    names = {name for _, name in compiled}
    assert {f"{kind.value}.txt" for kind in LetterKind} <= names
