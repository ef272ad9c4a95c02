"""The code lists and factor tables an edition uses, and the digest that says exactly what it was made from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from qingbiao.classification import EditionChain
from qingbiao.codes import CodeList, Crosswalk, load_code_list, load_crosswalk
from qingbiao.errors import FaultySpec
from qingbiao.factors import FactorTable, FuelTable, load_factor_table, load_fuel_table
from qingbiao.faults import Fault
from qingbiao.yamlfile import read_yaml

Stamp = tuple[tuple[str, int, int], ...]
"""Names, times and sizes of a folder's files: what was read is kept until one of them changes."""


_KINDS: Final = frozenset({".yaml", ".csv"})
"""Of the files that are read; what editors and systems leave beside them (``.#list.csv``) is of no interest."""


class Sources:
    """Reads lists and tables from the first folder that has them, and remembers which were read."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self.folders = tuple(folders)
        self._read: set[Path] = set()

    def code_list(self, list_id: str) -> CodeList:
        """A code list. Raises :class:`qingbiao.errors.FaultySpec` when there is none or it has faults."""
        return _code_list(self.folders, list_id, self._stamp(f"codes/{list_id}.yaml"))

    def classification(self, list_id: str) -> EditionChain:
        """A code list with its older editions, found by the crosswalks that lead to them."""
        lists, crosswalks = [self.code_list(list_id)], []
        while crosswalk_id := lists[-1].crosswalk:
            crosswalk = _crosswalk(self.folders, crosswalk_id, self._stamp(f"codes/{crosswalk_id}.yaml"))
            if crosswalk.newer != lists[-1].id or crosswalk.older in {each.id for each in lists}:
                slots = {"crosswalk": crosswalk_id, "list": lists[-1].id}
                raise FaultySpec(Fault("crosswalk-other-list", slots))
            crosswalks.append(crosswalk)
            lists.append(self.code_list(crosswalk.older))
        return EditionChain.of(lists, crosswalks)

    def factor_table(self, table_id: str) -> FactorTable:
        """A factor table. Raises :class:`qingbiao.errors.FaultySpec` when there is none or it has faults."""
        return _factor_table(self.folders, table_id, self._stamp(f"factors/{table_id}.yaml"))

    def fuels(self) -> FuelTable:
        """The standard coal coefficients."""
        return _fuel_table(self.folders, self._stamp("factors/fuels.yaml"))

    def _stamp(self, name: str) -> Stamp:
        """Note that a file is used; the state of its folder."""
        head = next((folder / name for folder in self.folders if (folder / name).is_file()), None)
        if head is None:
            return ()
        self._read.add(head)
        files = (each for each in sorted(head.parent.iterdir()) if each.suffix in _KINDS and each.name[0] != ".")
        states = ((each.name, each.stat()) for each in files)
        return tuple((name, state.st_mtime_ns, state.st_size) for name, state in states)

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


@lru_cache(maxsize=64)
def _code_list(folders: tuple[Path, ...], list_id: str, _: Stamp) -> CodeList:
    return load_code_list(folders, list_id)


@lru_cache(maxsize=64)
def _crosswalk(folders: tuple[Path, ...], crosswalk_id: str, _: Stamp) -> Crosswalk:
    return load_crosswalk(folders, crosswalk_id)


@lru_cache(maxsize=64)
def _factor_table(folders: tuple[Path, ...], table_id: str, _: Stamp) -> FactorTable:
    return load_factor_table(folders, table_id)


@lru_cache(maxsize=64)
def _fuel_table(folders: tuple[Path, ...], _: Stamp) -> FuelTable:
    return load_fuel_table(folders, "fuels")
