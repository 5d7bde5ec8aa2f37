"""Whether a book is locked: what its container says of encryption.

OCF 3.3 has `META-INF/encryption.xml` name each file that is encrypted, and how; fonts may be
obfuscated (two methods), which does not concern a listener.
"""

from __future__ import annotations

from pipeline.errors import SourceError
from pipeline.sources.epub.archive import Archive
from pipeline.sources.markup.naming import local
from pipeline.sources.markup.parsing import parse_xml

_OBFUSCATION = frozenset(["http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#rc"])
_LOCKS = {
    "META-INF/license.lcpl": "Readium LCP",
    "META-INF/sinf.xml": "Apple FairPlay",
    "META-INF/rights.xml": "Adobe ADEPT",
}
_LONGEST = 4_000_000


def refuse_locked(archive: Archive) -> None:
    """Raise SourceError for a book with digital rights management."""
    for name, system in _LOCKS.items():
        if archive.has(name):
            raise _locked(archive.where, system)
    data = archive.read("META-INF/encryption.xml", _LONGEST)
    if not data:
        return
    root = parse_xml(data, f"{archive.where}, META-INF/encryption.xml")
    for element in root.iter():
        if local(element) != "encrypteddata":
            continue
        methods = [
            (inner.get("Algorithm") or "").lower()
            for inner in element
            if local(inner) == "encryptionmethod"
        ]
        if not methods or not all(method in _OBFUSCATION for method in methods):
            raise _locked(archive.where, "")


def _locked(where: str, system: str) -> SourceError:
    by = f" by {system}" if system else ""
    return SourceError(
        f"{where} is locked{by} (digital rights management), and can't be read.",
        "Use a copy without such a lock, as some shops sell them.",
    )
