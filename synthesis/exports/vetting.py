"""Whether a file that somebody gives as a template can be used: a Word or OpenDocument file, and nothing but styles,
texts and pictures.

Nothing is unpacked before its declared size is known, nothing is read past it, no XML entity is ever resolved.
"""

import io
import re
from collections.abc import Iterable
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError

from django.utils.translation import gettext as _

LARGEST = 5_000_000  # bytes of the file as it comes
LARGEST_UNPACKED = 60_000_000  # bytes of all that is in it
MOST_PARTS = 2_000
DEEPEST = 200  # elements of an XML part inside each other
_NEEDED = {
    "docx": ("[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/styles.xml"),
    "odt": ("mimetype", "content.xml", "styles.xml", "META-INF/manifest.xml"),
}
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_MAIN = (f"{_WORD}.document.main+xml", f"{_WORD}.template.main+xml")
_OPEN = (b"application/vnd.oasis.opendocument.text", b"application/vnd.oasis.opendocument.text-template")
_ACTIVE = re.compile(
    r"(?i)vbaproject|vbadata|activex|/embeddings/|^(basic|scripts|dialogs)/|^object ?\d|\.(bin|exe|dll|js|jar)$"
)
_XML = re.compile(r"(?i)\.(xml|rels|rdf)$")
_LINKS = ("http://", "https://", "mailto:")


class Unfit(ValueError):
    """The file cannot be a template; says why, in the active language."""


def vetted(data: bytes) -> tuple[str, dict[str, bytes]]:
    """The format of a template ("docx" or "odt") and its parts by name, in their order. Unfit otherwise."""
    if len(data) > LARGEST:
        raise Unfit(_("Ce fichier est trop lourd : 5 Mo au plus."))
    parts = _parts(data)
    format = _format(parts)
    _check_nothing_runs(parts)
    for name, content in parts.items():
        if _XML.search(name):
            _check_xml(name, content)
    _check_roots(format, parts)
    _check_fetches_nothing(format, parts)
    return format, parts


def _parts(data: bytes) -> dict[str, bytes]:
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            _check_sizes(archive.infolist())
            return {entry.filename: _read(archive, entry) for entry in archive.infolist() if not entry.is_dir()}
    except (BadZipFile, ZlibError, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        if isinstance(error, Unfit):
            raise
        raise Unfit(_not_a_file_of_words()) from None


def _not_a_file_of_words() -> str:
    return _(
        "Ce n’est pas un fichier Word (.docx) ou OpenDocument (.odt) entier. Enregistrez votre modèle dans l’un de ces "
        "formats, puis déposez-le de nouveau."
    )


def _check_sizes(entries: list[ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if len(names) > MOST_PARTS or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise Unfit(_("Ce fichier devient beaucoup trop gros une fois ouvert."))
    if len({name.lower() for name in names}) < len(names) or not all(map(_is_sane, names)):
        raise Unfit(_("Ce fichier contient des chemins que nous n’acceptons pas."))
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unfit(_("Ce fichier est protégé par un mot de passe : enregistrez-le sans protection."))
    if any(entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for entry in entries):
        raise Unfit(_not_a_file_of_words())


def _is_sane(name: str) -> bool:
    """Whether a path stays where it is: no way up, no root, no drive, no character of a command."""
    steps = name.rstrip("/").split("/")
    return len(name) < 240 and not re.search(r"[\\:\x00-\x1f]", name) and not {"", ".", ".."} & set(steps)


def _read(archive: ZipFile, entry: ZipInfo) -> bytes:
    """The bytes of a part, no more than it said; its checksum is checked on the way."""
    with archive.open(entry) as file:
        return file.read(entry.file_size + 1)


def _format(parts: dict[str, bytes]) -> str:
    format = "odt" if "mimetype" in parts else "docx"
    if not all(name in parts for name in _NEEDED[format]):
        raise Unfit(_not_a_file_of_words())
    if format == "odt" and parts["mimetype"].strip() not in _OPEN:
        raise Unfit(_not_a_file_of_words())
    types = parts.get("[Content_Types].xml", b"").decode("utf-8", "replace")
    if "macroEnabled" in types:
        raise Unfit(_with_macros())
    if format == "docx" and not any(kind in types for kind in _MAIN):
        raise Unfit(_not_a_file_of_words())
    return format


_ROOTS = {
    "docx": {"word/document.xml": b"<w:document", "word/styles.xml": b"<w:styles"},
    "odt": {"content.xml": b"<office:document-content", "styles.xml": b"<office:document-styles"},
}


def _check_roots(format: str, parts: dict[str, bytes]) -> None:
    """The parts that a report is made with are what their names say, in the words that every program writes."""
    for name, root in _ROOTS[format].items():
        if root not in parts[name][:4000]:
            raise Unfit(_broken(name))


def _with_macros() -> str:
    return _(
        "Ce fichier contient des macros ou des objets incorporés. Enregistrez-le sans, puis déposez-le de nouveau."
    )


def _check_nothing_runs(parts: Iterable[str]) -> None:
    if any(_ACTIVE.search(name) for name in parts):
        raise Unfit(_with_macros())


def _check_xml(name: str, content: bytes) -> None:
    """Well formed, in UTF-8, without a declaration of types or entities, not too deep."""
    parser, depth = expat.ParserCreate(), 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise Unfit(_broken(name))

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1

    def declared(*told: object) -> None:
        raise Unfit(_broken(name))

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = declared
    try:
        content.decode("utf-8")
        parser.Parse(content, True)
    except (expat.ExpatError, UnicodeDecodeError):
        raise Unfit(_broken(name)) from None


def _broken(name: str) -> str:
    words = {"name": name[:60]}
    return _("Une partie de ce fichier ne se lit pas (%(name)s). Ouvrez-le, enregistrez-le de nouveau.") % words


def _check_fetches_nothing(format: str, parts: dict[str, bytes]) -> None:
    """Links are left, nothing is fetched or run when the file is opened."""
    outside = _word_targets(parts) if format == "docx" else _open_targets(parts)
    if outside:
        words = {"address": outside[0][:100]}
        raise Unfit(
            _("Ce fichier va chercher quelque chose ailleurs (%(address)s). Incorporez-le au modèle ou retirez-le.")
            % words
        )


def _word_targets(parts: dict[str, bytes]) -> list[str]:
    """What relationships name outside the file, links to pages aside."""
    found = []
    for element in _elements(parts, ".rels"):
        if element.get("TargetMode", "").lower() == "external" and not _is_link(element):
            found.append(element.get("Target", ""))
    return found


def _is_link(relation: dict[str, str]) -> bool:
    return relation.get("Type", "").endswith("/hyperlink") and relation.get("Target", "").lower().startswith(_LINKS)


def _open_targets(parts: dict[str, bytes]) -> list[str]:
    """What elements other than links name outside the file, and scripts."""
    found = []
    for element in _elements(parts, ".xml"):
        tag, target = element[""].rpartition(" ")[2], element.get(_HREF, "")
        if "urn:oasis:names:tc:opendocument:xmlns:script:" in element[""] or tag == "script":
            raise Unfit(_with_macros())
        is_outside = ":" in target.split("/")[0] or target.startswith(("/", "../"))
        if is_outside and not (tag == "a" and target.lower().startswith(_LINKS)):
            found.append(target)
    return found


_HREF = "http://www.w3.org/1999/xlink href"


def _elements(parts: dict[str, bytes], ending: str) -> list[dict[str, str]]:
    """Every element of these parts: its attributes, and its tag under ""; names are "namespace name"."""
    found: list[dict[str, str]] = []
    for name, content in parts.items():
        if name.endswith(ending):
            parser = expat.ParserCreate(namespace_separator=" ")
            parser.StartElementHandler = lambda tag, attributes: found.append({**attributes, "": tag})
            parser.Parse(content, True)
    return found
