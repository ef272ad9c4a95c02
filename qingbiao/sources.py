"""The code lists and factor tables an edition uses, and the digest that says exactly what it was made from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from qingbiao.codes import CodeList, load_code_list
from qingbiao.factors import FactorTable, FuelTable, load_factor_table, load_fuel_table
from qingbiao.yamlfile import read_yaml

_code_list = lru_cache(maxsize=64)(load_code_list)
_factor_table = lru_cache(maxsize=64)(load_factor_table)
_fuel_table = lru_cache(maxsize=64)(load_fuel_table)


class Sources:
    """Reads lists and tables from the first folder that has them, and remembers which were read."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self.folders = tuple(folders)
        self._read: set[Path] = set()

    def code_list(self, list_id: str) -> CodeList:
        """A code list. Raises :class:`qingbiao.errors.FaultySpec` when there is none or it has faults."""
        self._note(f"codes/{list_id}.yaml")
        return _code_list(self.folders, list_id)

    def factor_table(self, table_id: str) -> FactorTable:
        """A factor table. Raises :class:`qingbiao.errors.FaultySpec` when there is none or it has faults."""
        self._note(f"factors/{table_id}.yaml")
        return _factor_table(self.folders, table_id)

    def fuels(self) -> FuelTable:
        """The standard coal coefficients."""
        self._note("factors/fuels.yaml")
        return _fuel_table(self.folders, "fuels")

    def _note(self, name: str) -> None:
        self._read.update(folder / name for folder in self.folders[:1] if (folder / name).is_file())
        if not (self.folders[0] / name).is_file():
            self._read.update([folder / name for folder in self.folders if (folder / name).is_file()][:1])

    def digest(self, edition_files: Iterable[Path]) -> str:
        """SHA-256 over the edition's own files and every list and table it read; line ends do not count."""
        total = hashlib.sha256()
        for path in [*edition_files, *sorted(self._with_tables(), key=lambda path: (path.name, str(path)))]:
            content = path.read_bytes().replace(b"\r\n", b"\n")
            total.update(b"%s\0%d\0" % (path.name.encode(), len(content)) + content)
        return total.hexdigest()

    def _with_tables(self) -> Iterator[Path]:
        for head in self._read:
            yield head
            written = read_yaml(head).data
            if "file" in written:
                yield head.parent / written["file"]
