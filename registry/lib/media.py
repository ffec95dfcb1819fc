"""Uploaded files told by their bytes, and names that are safe to give back."""

import re
import unicodedata

LONGEST_NAME = 100
EXTENSIONS = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "application/pdf": ".pdf"}
_HEADS = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"%PDF-", "pdf"),
    (b"GIF8", "picture"),
    (b"BM", "picture"),
    (b"II*\0", "picture"),
    (b"MM\0*", "picture"),
    (b"8BPS", "picture"),
    (b"\0\0\0\x0cjP  ", "picture"),
    (b"\xff\x4f\xff\x51", "picture"),
    (b"SIMPLE  =", "picture"),
    (b"%!PS", "picture"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"\x1aE\xdf\xa3", "video"),
)
# ISO media files say in their "ftyp" box what they are (ISO/IEC 23008-12 names the brands of HEIF).
_HEIF = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"})
_OFFICE_PARTS = (b"[Content_Types].xml", b"word/", b"xl/", b"ppt/", b"mimetype")
_ENDINGS = re.compile(r"(?:\.(?:jpe?g|jfif|png|webp|pdf|heic|heif|gif|bmp|tiff?))+$", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"|?*/\\]')
# Names that Windows keeps for devices.
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


def kind_of(head: bytes) -> str:
    """What the first kilobyte says: jpeg png webp pdf, or heif picture office archive video page, or unknown."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp":
        return "heif" if head[8:12] in _HEIF else "video"
    if head[:4] == b"PK\x03\x04":
        return "office" if any(part in head for part in _OFFICE_PARTS) else "archive"
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        return "page"
    return next((kind for start, kind in _HEADS if head.startswith(start)), "unknown")


def safe_name(given: str, media_type: str | None) -> str:
    """The name under which a file is kept and given back: no path, no control or bidi characters, at most 100
    characters, and the extension of what it really is (`None`: as it was given, for a message)."""
    extension = EXTENSIONS[media_type] if media_type else ""
    last = re.split(r"[/\\]", given)[-1]
    plain = "".join(" " if char.isspace() else char for char in last if _printable(char))
    stem = _FORBIDDEN.sub("_", " ".join(plain.split()))
    stem = (_ENDINGS.sub("", stem) if media_type else stem).strip(" .")
    if _DEVICES.fullmatch(stem):
        stem = f"_{stem}"
    return (stem[: LONGEST_NAME - len(extension)].rstrip(" .") or "附件") + extension


def _printable(char: str) -> bool:
    """Category C holds controls, bidi marks and overrides, zero-width characters, surrogates and private use."""
    return char.isspace() or unicodedata.category(char)[0] != "C"
