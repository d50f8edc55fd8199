"""What somebody is led to: a link to a form that would refuse them whatever they filled in is none.

By who they are alone; whether a decision can be taken as things stand is told by the list of
decisions and by its form.
"""

from collections.abc import Collection, Mapping
from typing import Final

from desk.decisions import About, decisions
from desk.mail_seen import may_see_to
from rules.permissions import Decidable, Deed, Standing, out_of_reach
from schemas.forms.form import messages_of
from schemas.messages import OpenVisit
from schemas.opening_forms import Opened
from schemas.parts import TeamMember
from schemas.programme import OpenProgramme
from schemas.report.messages import StartReport
from schemas.staff import Acting

OPENED_BY: Final[Mapping[Opened, Decidable]] = {
    Opened.VISIT: OpenVisit,
    Opened.PROGRAMME: OpenProgramme,
    Opened.REPORT: StartReport,
}


class Offers:
    """What whoever looks at a page may be led to from it.

    Args:
        acting: They; `None` where nobody has signed in, who is led to nothing.
    """

    def __init__(self, acting: Acting | None) -> None:
        self._acting = acting

    def open(self, what: str) -> bool:
        """To opening something.

        Args:
            what: As addresses name it: `visit`.
        """
        return self._reaches((OPENED_BY[Opened(what)],), Standing())

    def decide(self, about: str, slug: str, team: Collection[TeamMember] = ()) -> bool:
        """To a decision.

        Args:
            about: About what kind of thing: `visit`.
            slug: As addresses name it: `add-to-letter`.
            team: The confirmed inspectors of the visit.
        """
        kind = decisions(About(about))[slug]
        return self._reaches(messages_of(kind.form), Standing(team=team))

    def decide_for_many(self, slug: str | None = None) -> bool:
        """To a decision for many visits, or to any such.

        In visits of which they are none of the team, those that need it are refused one by one.
        """
        kinds = decisions(About.VISIT)
        wanted = [one for one in kinds.values() if one.for_many and slug in {None, one.slug}]
        return any(self._reaches(messages_of(one.form), None) for one in wanted)

    @property
    def see_to_mail(self) -> bool:
        """To mail that is about no visit."""
        return self._acting is not None and may_see_to(self._acting)

    @property
    def withdraw_links(self) -> bool:
        """To letting a link in a letter open nothing any more."""
        return self._reaches((Deed.WITHDRAW_LINK,), None)

    def _reaches(self, decidables: Collection[Decidable], standing: Standing | None) -> bool:
        return self._acting is not None and not out_of_reach(self._acting, decidables, standing)
