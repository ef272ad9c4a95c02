"""What stands in the documentation and is made by the code: compared, or with ``--regold`` written anew."""

from __future__ import annotations

from pathlib import Path


def published(document: Path, begin: str, end: str, table: str, regold: bool) -> str:
    """The document's text; fails where what stands between the two marks is not the table."""
    text = document.read_text(encoding="utf-8")
    head, _, rest = text.partition(begin)
    _, _, tail = rest.partition(end)
    fresh = f"{head}{begin}\n{table}\n{end}{tail}"
    if regold:
        document.write_text(fresh, encoding="utf-8")
    assert text == fresh or regold, f"pytest --regold rewrites {document.name}"
    return text
