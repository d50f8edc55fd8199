"""What stands in for names, addresses and words: the same for the same, and nothing else."""

from collections.abc import Iterable, Mapping
from typing import Any

from schemas.personal import CaseContext, Person, SurveyRow
from schemas.values import AgeBand, Need

_DOMAIN = "example.org"  # RFC 2606: nobody has an address there


class StandIns:
    """Gives each name, address and text one that tells nothing of it.

    Equal ones stay equal and others stay different: who is recorded again, whose address is
    corrected and which words are repeated is seen by the rules.
    """

    def __init__(self) -> None:
        self._given: dict[tuple[str, str], int] = {}

    def _number(self, kind: str, text: str) -> int:
        return self._given.setdefault(
            (kind, text), 1 + sum(known == kind for known, _ in self._given)
        )

    def name(self, text: str) -> str:
        """Of a person."""
        return f"Person {self._number('name', text)}"

    def organisation(self, text: str) -> str:
        """For whom they work."""
        return f"Organisation {self._number('organisation', text)}"

    def email(self, text: str) -> str:
        """An address; whether it is written with capitals makes it no other."""
        return f"person-{self._number('email', text.lower())}@{_DOMAIN}"

    def words(self, text: str) -> str:
        """Any other words, on a line."""
        return f"Words {self._number('words', text)}"

    def school(self, urn: str) -> str:
        """The number of a school; those that begin so are nobody's."""
        return f"9990{self._number('school', urn):02d}"

    def link(self, audience: str) -> str:
        """Of a survey."""
        return f"https://surveys.{_DOMAIN}/{audience.replace('_', '-')}"

    def survey_rows(self, rows: Iterable[SurveyRow]) -> list[dict[str, Any]]:
        """Of survey results: labels and counts that are others."""
        return [
            {
                "audience": row.audience.value,
                "question": self.words(row.question),
                "answer": self.words(row.answer),
                "count": self._number("count", str(row.count)),
            }
            for row in rows
        ]

    def context(self, case: CaseContext) -> dict[str, str]:
        """Of a case: an age band and a need that are others, where they are told."""
        told: dict[str, str] = {}
        if case.age_band is not None:
            told["age_band"] = list(AgeBand)[self._number("age_band", case.age_band) - 1].value
        if case.need is not None:
            told["need"] = list(Need)[self._number("need", case.need) - 1].value
        return told

    def person(self, person: Person) -> dict[str, Any]:
        """Somebody, with their reference and role as they are."""
        return {"ref": person.ref, "role": person.role.value, **self.address(person)}

    def address(self, person: Person) -> Mapping[str, str]:
        """How somebody is called and reached."""
        return {
            "name": self.name(person.name),
            "email": self.email(person.email),
            "organisation": self.organisation(person.organisation),
        }
