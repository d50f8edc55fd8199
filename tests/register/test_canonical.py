"""One way to write a model as bytes, and their digest."""

from hashlib import sha256

from register.canonical import canonical_json, digest
from schemas.personal import NoteSection, SummaryNote
from schemas.state import VisitState
from tests.support.visits import STAGES, closed


def test_the_same_data_is_the_same_bytes() -> None:
    for stage in STAGES:
        state = stage().state
        again = VisitState.model_validate(state.model_dump())

        assert canonical_json(again) == canonical_json(state)
        assert digest(again) == digest(state)


def test_other_data_is_another_digest() -> None:
    digests = {digest(stage().state) for stage in STAGES}

    assert len(digests) == len(STAGES)


def test_a_digest_is_sha_256_of_what_is_written() -> None:
    note = SummaryNote(sections=(NoteSection(heading="A", paragraphs=("B",)),))

    written = '{"sections":[{"heading":"A","paragraphs":["B"]}],"cases":[]}'
    assert canonical_json(note) == written
    assert digest(note) == sha256(written.encode()).hexdigest()


def test_it_does_not_depend_on_how_a_moment_was_written() -> None:
    state = closed().state
    read = VisitState.model_validate_json(canonical_json(state))

    assert canonical_json(read) == canonical_json(state)
