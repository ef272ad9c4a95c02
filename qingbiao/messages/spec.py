"""Messages about spec."""

from __future__ import annotations

from typing import Final

from qingbiao.messages.message import Message

MESSAGES: Final[dict[str, Message]] = {}
