"""The places of a team, as the commands name them."""

from typing import Annotated, Any

import typer

from console.terminal import options
from schemas.values import InspectorRole

ROLES = {
    "education": InspectorRole.OFSTED_EDUCATION,
    "social-care": InspectorRole.OFSTED_SOCIAL_CARE,
    "cqc": InspectorRole.CQC_CHILDREN,
}

Education = Annotated[
    str,
    typer.Option(metavar="REF", parser=options.a_reference, help="Ofsted education HMI, lead."),
]
SocialCare = Annotated[
    str, typer.Option(metavar="REF", parser=options.a_reference, help="Ofsted social care HMI.")
]
Cqc = Annotated[
    str,
    typer.Option(
        metavar="REF", parser=options.a_reference, help="CQC children's services inspector."
    ),
]


def members(education: str, social_care: str, cqc: str) -> list[dict[str, Any]]:
    """The three inspectors, as a form has them."""
    refs = zip(ROLES.values(), (education, social_care, cqc), strict=True)
    return [{"inspector": ref, "role": role} for role, ref in refs]
