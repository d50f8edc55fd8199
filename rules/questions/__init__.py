"""What is asked of people outside: each question is declared once, in `table.py`.

Which letter asks it stands beside that letter (`rules.letter_kinds`). From the table come the
words in the letter, the page, the form on it, and what somebody may decide who answers by a link.
"""

from rules.questions.asked import Asked, Standing
from rules.questions.ruling import require_answer, standing_of
from rules.questions.table import ASKED

__all__ = ["ASKED", "Asked", "Standing", "require_answer", "standing_of"]
