"""What forms about a programme can refer to: its areas, by name."""

from collections.abc import Iterable

from desk.choosable import Choosable, Known
from register.areas import area_name
from schemas.programme import ProgrammeState
from schemas.programme.state import ProgrammeArea
from schemas.programme.values import GONE, Standing


def choosable_in_programme(state: ProgrammeState) -> Choosable:
    """What the references in forms about a programme can be; nothing is told where there is none.

    Args:
        state: The programme.
    """
    waiting = [one for one in state.areas if one.standing is Standing.SELECTED and one.planned]
    found = {
        "RemoveAreaForm.area": _known(state, (a for a in state.areas if a.standing not in GONE)),
        "SeenForm.area": _known(state, (one for one in state.areas if one.trouble)),
        "WaveForm.areas": _known(state, waiting),
    }
    return {place: known for place, known in found.items() if known}


def _known(state: ProgrammeState, areas: Iterable[ProgrammeArea]) -> tuple[Known, ...]:
    named = sorted((area_name(one.area, state.window.first), one.area) for one in areas)
    return tuple(Known(code, f"{name} ({code})") for name, code in named)
