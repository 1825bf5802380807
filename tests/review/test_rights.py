"""Roles hold what the table says, and a refusal names the person, the right and the role that has it."""

import pytest

from review.rights import LEAST, Person, RefusedError, Right, Role, may, require


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("right", Right)
def test_a_role_holds_the_rights_of_the_roles_before_it(role: Role, right: Right) -> None:
    person = Person("ada", "Ada", role)
    assert may(person, right) == (list(Role).index(role) >= list(Role).index(LEAST[right]))


def test_a_viewer_is_refused_in_words() -> None:
    with pytest.raises(
        RefusedError, match=r"Ada is viewer here and may not decide on a case: ask for the role abstractor"
    ):
        require(Person("ada", "Ada", Role.VIEWER), Right.DECIDE)
