"""A worker that is ready has loaded what its first letter would wait for."""

from activities.documents import typesetting
from activities.letters import frame
from activities.readiness import get_ready
from activities.reference import published_holidays
from activities.wordings import wording_of
from register.areas import local_areas
from schemas.values import LetterKind


def test_fonts_templates_and_reference_data_are_loaded() -> None:
    loaded = (typesetting._compiler, frame._frame, published_holidays, local_areas)  # noqa: SLF001 - what is loaded shows nowhere else
    for load in (*loaded, wording_of, get_ready):
        load.cache_clear()

    get_ready()

    assert [load.cache_info().currsize for load in loaded] == [1, 1, 1, 1]
    assert wording_of.cache_info().currsize == len(LetterKind)
