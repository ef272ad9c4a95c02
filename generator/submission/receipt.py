"""回执: the desk's answer to a submission, signed with the desk's own key."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, ValidationError

from generator.submission.canonical import canonical_json, sha256
from generator.submission.manifest import Filed, Manifest, Number, Sha256, Time
from qingbiao.errors import BadPackage
from qingbiao.faults import Fault

MOST_BYTES: Final = 64 * 2**10
_KEY_DIGITS: Final = 16


class Receipt(Filed):
    """What was received, by whom and when. Without a signature it says only that a package was put into a folder."""

    format: Literal["qingbiao-receipt/1"] = "qingbiao-receipt/1"
    number: Number
    digest: Sha256 = Field(description="of the filing, as in the package's manifest")
    package: Sha256 = Field(description="of the package's bytes, as the desk has stored them")
    verdict: Literal["pass"]
    time: Time
    desk: Annotated[str, Field(pattern="^([0-9a-f]{16})?$", description="which key has signed")] = ""
    signature: Annotated[str, Field(pattern="^([0-9a-f]{64})?$", description="HMAC-SHA256 over all the rest")] = ""

    @property
    def signed(self) -> bool:
        """Whether a desk has answered."""
        return bool(self.signature)

    def content(self) -> bytes:
        """The receipt as a file."""
        return canonical_json(self.document())


def receipt_for(manifest: Manifest, package: bytes, at: datetime, number: str = "") -> Receipt:
    """A receipt, not signed yet. Its number is the one the sender has told already, unless that is taken."""
    return Receipt(
        **{name: getattr(manifest, name) for name in Filed.model_fields},
        number=number or manifest.number,
        digest=manifest.digest,
        package=sha256(package),
        verdict=manifest.verdict,
        time=at.isoformat(timespec="seconds"),
    )


def signed(receipt: Receipt, key: bytes) -> Receipt:
    """The receipt with the desk's signature."""
    named = receipt.model_copy(update={"desk": key_name(key), "signature": ""})
    return named.model_copy(update={"signature": _mac(named, key)})


def is_ours(receipt: Receipt, key: bytes) -> bool:
    """Whether this key has signed exactly this receipt."""
    bare = receipt.model_copy(update={"signature": ""})
    return receipt.desk == key_name(key) and hmac.compare_digest(receipt.signature, _mac(bare, key))


def key_name(key: bytes) -> str:
    """What a key is called where it must not be told."""
    return sha256(b"qingbiao desk key\n" + key)[:_KEY_DIGITS]


def read_receipt(content: bytes) -> Receipt:
    """A receipt from a file or an answer. Raises :class:`BadPackage`."""
    try:
        if len(content) <= MOST_BYTES:
            return Receipt.model_validate_json(content)
    except ValidationError:
        pass
    raise BadPackage(Fault("receipt-unreadable"))


def answers(receipt: Receipt, manifest: Manifest) -> bool:
    """Whether a receipt is for this package's filing."""
    same = all(getattr(receipt, name) == getattr(manifest, name) for name in Filed.model_fields)
    return same and receipt.digest == manifest.digest


def answer_path(package: Path) -> Path:
    """Where a desk leaves the receipt for a package or workbook that lies in a folder."""
    return package.with_name(f"{package.stem}.receipt.json")


def _mac(receipt: Receipt, key: bytes) -> str:
    return hmac.new(key, canonical_json(receipt.document()), hashlib.sha256).hexdigest()
