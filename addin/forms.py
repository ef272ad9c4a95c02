"""Which forms the buttons know: those of the folder that a person's settings name, else those that are shipped."""

from __future__ import annotations

from pathlib import Path

from addin.places import here
from addin.settings import SPEC, own_settings
from generator.library import Library
from qingbiao.errors import NoSuchForm, Unusable
from qingbiao.faults import Fault, Place
from qingbiao.load import SHIPPED
from qingbiao.specfiles import edition_folders


def own_folder() -> Path:
    """The folder of forms, whatever is in it. Raises :class:`Unusable` for settings that cannot be read."""
    given = own_settings().get(SPEC)
    return Path(given).absolute() if given else SHIPPED


def own_library() -> Library:
    """The forms. Raises :class:`Unusable` for a folder that has none."""
    folder = own_folder()
    try:
        edition_folders(folder)
    except (NoSuchForm, OSError):
        slots = {"folder": folder, "key": SPEC}
        raise Unusable(Fault("addin-no-forms", slots, Place(str(here().settings)))) from None
    return Library(folder)
