"""What options can be, apart from texts and paths."""

from __future__ import annotations

import enum


class Format(enum.StrEnum):
    """How ``read`` writes values."""

    JSON = "json"
    YAML = "yaml"
    CSV = "csv"
