"""Every kind of change that a received workbook may have besides its inputs is found, as what it is and where it is; and
nothing is reported for a workbook that was only filled in, whichever program saved it. The bureau's desk trusts this
list instead of the sheet's lock.
"""

from __future__ import annotations

import pytest

from generator.damage.compare import damages
from tests.generator.mutations import Mutation, built, mutations


@pytest.mark.parametrize("mutation", mutations(), ids=repr)
def test_a_change_is_told_once_for_what_it_is(mutation: Mutation) -> None:
    found = damages(mutation.change(built().content), built().content, built().plan)
    main = [damage for damage in found if damage.kind == mutation.kind]
    others = {damage.kind for damage in found} - {mutation.kind}
    assert len(main) == 1, found
    assert others == set(mutation.companions), found
    [damage] = main
    assert damage.sheet == mutation.sheet
    assert mutation.cell in {"", damage.cell}
    assert mutation.old in {None, damage.old}
    assert mutation.new in {None, damage.new}
