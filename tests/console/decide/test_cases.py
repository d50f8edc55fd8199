"""What `visits cases agree` makes of a birthday."""

from datetime import date

from console.decide.cases import agree
from schemas.values import Consenter


def test_a_birthday_goes_into_the_form_of_one_case() -> None:
    form = agree("interim-e10000016", ["3=parent"], born=date(2003, 5, 20), lacks_capacity=True)
    (case,) = form.cases
    assert (case.case, case.agreed_by) == ("case-3", Consenter.PARENT)
    assert (case.born, case.lacks_capacity) == (date(2003, 5, 20), True)
