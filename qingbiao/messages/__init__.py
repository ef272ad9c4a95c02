"""Everything a person is told, written once, in Chinese and in English; one module for each place it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from qingbiao.messages import (
    addin,
    codes,
    damage,
    data,
    explanations,
    expression,
    findings,
    installing,
    lint,
    selftest,
    spec,
    submission,
    workbook,
)
from qingbiao.messages.message import Message

__all__ = ["CATALOGUE", "Message"]

_NEAREST: Final = {"nearest": Message(zh="；是不是“{name}”？", en='; did you mean "{name}"?')}

CATALOGUE: Final[Mapping[str, Message]] = {
    **_NEAREST,
    **spec.MESSAGES,
    **codes.MESSAGES,
    **expression.MESSAGES,
    **data.MESSAGES,
    **workbook.MESSAGES,
    **lint.MESSAGES,
    **findings.MESSAGES,
    **explanations.MESSAGES,
    **damage.MESSAGES,
    **addin.MESSAGES,
    **installing.MESSAGES,
    **selftest.MESSAGES,
    **submission.MESSAGES,
}
