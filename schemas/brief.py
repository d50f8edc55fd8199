"""What a letter or document is written from: the state of a visit with names put to references."""

from datetime import datetime

from schemas.ids import PersonRef
from schemas.personal import (
    Person,
    Personal,
    SummaryNote,
    SurveyLinks,
    TimetableDetails,
)
from schemas.state import VisitState


class Brief(Personal):
    """All that templates may use, as of the event that ordered the letter.

    Attributes:
        state: The visit just after that event.
        written_at: The event's moment, by the visit's clock; gives the letter its date.
        area_name: The council's name on that day.
        people: Everybody whose reference the state holds, and the area's contacts.
        newcomer: Whether others had such a letter before, and its reader had none.
        before: The visit as the reader knows it by the last such letter, if they had one.
        reply_due: When the area's reply is due, or would be if delivered at once.
        survey_links: Where the surveys are, once handed over.
        timetable: Titles and places of the meetings, once fixed.
        note: The words of the current version of the summary note, once drafted.
    """

    state: VisitState
    written_at: datetime
    area_name: str
    people: dict[PersonRef, Person]
    newcomer: bool = False
    before: VisitState | None = None
    reply_due: datetime | None = None
    survey_links: SurveyLinks | None = None
    timetable: TimetableDetails | None = None
    note: SummaryNote | None = None
