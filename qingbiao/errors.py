"""Every exception this project raises for somebody to read; what a package catches itself stays in it.

::

    QingbiaoError
    ├── FaultyInput     the input has faults, all of them listed    (exit code 1)
    │   ├── FaultySpec      a form's YAML
    │   ├── FaultyData      the values for a form
    │   └── NotInOrder      a filing that cannot be submitted as it is
    └── Unusable        cannot be used at all, with the reason      (exit code 2)
        ├── NoSuchForm      no such form, edition or workbook kind
        ├── BadWorkbook     not a workbook of ours, or a broken one
        ├── CannotWrite     the result cannot be stored
        ├── BadPackage      not a package or receipt of ours, or not what it states
        │   └── WrongKey        called something else by its sender than it is
        ├── WrongUnit       a filing of another unit than the one that sends it
        └── NotDelivered    kept in the outbox, not delivered yet
            └── Refused         the desk will not take it as it is

Each carries its faults as data (:mod:`qingbiao.faults`); the text is rendered where it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from qingbiao.faults import Fault, Place


class QingbiaoError(Exception):
    """Anything that stops a command, with at least one fault that says why."""

    exit_code = 2

    def __init__(self, *faults: Fault) -> None:
        assert faults, "an error without a fault tells nobody anything"
        self.faults: Final = faults
        super().__init__(*faults)

    def __str__(self) -> str:
        return "\n".join(fault.text("en") for fault in self.faults)


class FaultyInput(QingbiaoError):
    """The input was read, and has faults."""

    exit_code = 1


class FaultySpec(FaultyInput):
    """A form's YAML has faults."""


class FaultyData(FaultyInput):
    """The values for a form have faults."""


class NotInOrder(FaultyInput):
    """A filing has findings that must be put right, or explained, before it is submitted."""


class Unusable(QingbiaoError):
    """The input or the place for the output cannot be used."""


class NoSuchForm(Unusable):
    """No such form, edition or workbook kind in this spec folder."""


class BadWorkbook(Unusable):
    """Not a workbook of ours, or one too damaged to read."""


class CannotWrite(Unusable):
    """The result cannot be stored where it was asked to be."""


class BadPackage(Unusable):
    """Not a package or a receipt of ours, or one that is not what it states."""


class WrongKey(BadPackage):
    """The sender calls the submission something else than it is."""


class WrongUnit(Unusable):
    """The filing is of another unit than the one that sends it."""


class NotDelivered(Unusable):
    """A submission could not be delivered; it is kept, and can be delivered later."""

    def __init__(self, *faults: Fault, after: float | None = None) -> None:
        self.after: Final = after
        """In how many seconds the desk asked to be tried again, if it did."""
        super().__init__(*faults)


class Refused(NotDelivered):
    """The desk will not take a submission as it is; trying again would not help."""


def raise_if(error: type[QingbiaoError], faults: Iterable[Fault]) -> None:
    """Raise ``error`` with all ``faults`` at once, if there are any; what is said in several rows is told once."""
    found = {(fault.code, fault.place, repr(dict(fault.slots))): fault for fault in faults}
    if found:
        raise error(*found.values())


def crashed(file: str, problem: Exception) -> Unusable:
    """What is told of the one file of a batch over which something happened that nobody foresaw."""
    return Unusable(Fault("workbook-crashed", {"reason": f"{type(problem).__name__}: {problem}"}, Place(file)))
