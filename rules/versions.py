"""Since which version of the rules something is decided otherwise.

A visit keeps the version it was opened with (`schemas.messages.RULES_VERSION`), so what is decided
for those under way does not change with a release, and their histories replay.
"""

from typing import Final

LETTERS_SEEN_TO: Final = 2
"""A letter that fails after the end asks for a person, and none asks again once that person has
seen to it."""

TASKS_OUTLIVE_THE_END: Final = 2
"""A visit that is over and kept for a person's sake says so: that person holds the next action."""

WHOLE_TEAM_AT_FEEDBACK: Final = 2
"""The feedback meeting is recorded once a team that was reopened on site is confirmed."""

WRITTEN_TO_AGAIN: Final = 3
"""A reference belongs to one role; whoever comes back is written to again, and a calendar entry's
number is that of the event it follows from, so that it never goes back for anybody."""

LATE_LETTERS_TOLD: Final = 3
"""A letter that has not gone within the policy's hours asks for a person, until it goes."""

ENTRY_WITH_CONFIRMATION: Final = 3
"""A confirmation of the days carries the calendar entry, before the timetable does."""

NOTICE_OF_A_MOVE: Final = 3
"""Days that are moved leave the area the notice of the policy."""

MOVES_FORESEEN: Final = 3
"""It is kept when the area was last told of the arrangements, so that a second letter on the same
day is foreseen."""

CORRECTIONS: Final = 3
"""A visit knows what it was like before it ended, or before its area accepted, so that what was
recorded by mistake is put right."""

SAID_ALREADY: Final = 4
"""Days, a mode or a team that are decided as they stand are refused, and not told anew."""

LEAVERS_TOLD: Final = 5
"""Whoever has no part any more is told so if something had left to them, also without a calendar
entry to lose; and nobody to whom nothing had."""

PAUSE_TAKES_ENTRIES_BACK: Final = 5
"""A pause takes the calendar entry back, as a hold does; whoever takes part when the visit goes on
is invited again."""

RESUMED_DAY_BOOKED: Final = 5
"""The day on which a paused visit goes on is its team's booking, also where it ends a day later."""
