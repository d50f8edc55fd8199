"""The words of letters as templates: what may stand in one, what is wrong with one, one rendered.

The standard wordings are files beside the letters; a programme's own are people's input, and are
read here as such: nothing in them runs.
"""

from activities.wordings.check import faults_of, usable
from activities.wordings.fault import Fault
from activities.wordings.wording import UnusableWording, Wording, standard_text, wording_of

__all__ = [
    "Fault",
    "UnusableWording",
    "Wording",
    "faults_of",
    "standard_text",
    "usable",
    "wording_of",
]
