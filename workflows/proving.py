"""Looks at the proof of a decision before its process takes it: a courtesy, at the door.

The gate is where things are recorded (`activities.grounds`): who reaches Temporal can run that by
itself. Here whoever sent something else is told so at once, and the history stays as it is.
"""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from register.signatures import trusted
    from rules.at_record import UNPROVED
    from rules.proofs import NotProved, is_mandate, mandated, require_for
    from schemas.base import Model
    from schemas.ids import UpdateId
    from schemas.proofs import Proof
    from schemas.side_processes import workflow_id


def require_proved(message: Model, update_id: UpdateId, proof: Proof | None) -> None:
    """Refuse a decision whose proof is none, or of something else.

    What a programme decides has no signature; only the register can tell.

    Raises:
        Refused: It is.
    """
    if proof is None:
        raise UNPROVED
    try:
        signed = mandated(proof) if is_mandate(proof) else trusted().verified(proof)
        require_for(signed, subject=signed.subject, update_id=update_id, message=message)
    except NotProved:
        raise UNPROVED from None
    if workflow_id(signed.subject) != workflow.info().workflow_id:
        raise UNPROVED
