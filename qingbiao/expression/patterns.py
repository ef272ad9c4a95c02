"""Texts with an inner order: the unified social credit code, and telephone numbers."""

from __future__ import annotations

from typing import Final

CREDIT_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100-2015: digits and capital letters without I, O, S, V and Z."""
CREDIT_LENGTH: Final = 18
CREDIT_WEIGHTS: Final = tuple(pow(3, position, 31) for position in range(CREDIT_LENGTH - 1))

PHONE_LENGTH: Final = 20
PHONE_DIGITS: Final = 7
_DIGITS: Final = frozenset("0123456789")


def is_credit_code(text: str) -> bool:
    """Whether ``text`` is a unified social credit code (统一社会信用代码) whose last character checks the others."""
    if len(text) != CREDIT_LENGTH or not set(text) <= set(CREDIT_ALPHABET):
        return False
    total = sum(
        CREDIT_ALPHABET.index(character) * weight for character, weight in zip(text, CREDIT_WEIGHTS, strict=False)
    )
    return text[-1] == CREDIT_ALPHABET[-total % 31]


def is_phone(text: str) -> bool:
    """Whether ``text`` can be a mobile or landline number: digits and hyphens only, enough of them and not too many."""
    digits = sum(character in _DIGITS for character in text)
    return len(text) <= PHONE_LENGTH and digits >= PHONE_DIGITS and digits + text.count("-") == len(text)
