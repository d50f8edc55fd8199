"""What every official letter says beside its message: who signs, where to write, what applies."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Letterhead:
    """The particulars of whoever writes, as `worker.settings` reads them. The defaults are made up.

    Attributes:
        signatory: Who signs.
        post: The signatory's post.
        telephone: Where to call.
        postal_address: Where to write, on one line.
        purpose: What the programme of visits wants to learn; goes on from "We want to learn".
            Only a programme that is about the pandemic says so here.
        legal_basis: Under which law the visits are made, as a sentence.
        privacy_notice: The page that says what becomes of personal data.
        complaints: The page that says how to complain.
    """

    signatory: str = "Jordan Example"
    post: str = "Head of area SEND visits"
    telephone: str = "01632 960001"  # Ofcom keeps these numbers for fiction
    postal_address: str = "Area SEND visits, 1 Example Street, Exampleton ZZ99 3WZ"  # nowhere
    purpose: str = (
        "how children and young people with special educational needs and/or disabilities (SEND) "
        "and their families have fared, and what the people who work with them have learnt"
    )
    legal_basis: str = (
        "Ofsted makes these visits under section 118(2) of the Education and Inspections Act "
        "2006, and CQC under section 53 of and Schedule 4 to the Health and Social Care Act 2008."
    )
    privacy_notice: str = "https://www.example.gov.uk/area-send-visits/privacy"
    complaints: str = "https://www.example.gov.uk/area-send-visits/complaints"


STAND_IN = Letterhead()
"""For rehearsals, and until somebody says who writes."""
