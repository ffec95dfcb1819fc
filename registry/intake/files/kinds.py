"""What a file is, told by its bytes and never by its name."""

from registry.intake.files.refusals import Refusal

HEAD = 4096  # bytes by which a file is told
FEWEST_ROWS = 2
ZIP, CFB = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OTHERS = (
    *(b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\x7fELF", b"MZ"),
    *(b"PK\x05\x06", b"RIFF", b"OggS", b"ID3", b"{\\rtf", b"SQLite format 3"),
)
HTML_MARKS = (
    *(b"<html", b"<table", b"<!doctype html", b"<head", b"<body"),
    *(b"mime-version:", b"<meta", b"<div", b"<style"),
)
BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def kind_of(head: bytes, filename: str = "") -> str:
    """ "xlsx" (any zip), "xls" (any compound file), "html" (a page that may be a table) or "csv" (any other text), from
    the first 4 KB; raises Refusal."""
    if not head:
        raise Refusal("empty_file")
    if head.startswith(ZIP):
        return "xlsx"
    if head.startswith(CFB):
        return "xls"
    if head.startswith(OTHERS):
        raise Refusal("not_a_table")
    return _kind_of_text(head)


def _kind_of_text(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or _looks_utf16(head):
        return "csv"
    head = head.rstrip(b"\x1a")  # by which DOS marks the end of a text
    start = head.removeprefix(BOMS[0]).lstrip().lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in start:
        raise Refusal("unsupported")
    if any(mark in start[:1024] for mark in HTML_MARKS) and start.startswith((b"<", b"mime-version:")):
        return _kind_of_page(head, start)
    if start.startswith((b"<?xml", b"<!doctype")):
        raise Refusal("not_a_table")
    # BIFF 2-4 had no container; nothing writes it since 1995.
    if start.startswith((b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")):
        raise Refusal("unsupported")
    if sum(byte < 32 and byte not in b"\t\r\n\f" for byte in head) > len(head) // 200:
        raise Refusal("not_a_table")
    return "csv"


def _kind_of_page(head: bytes, start: bytes) -> str:
    """A page without two rows is no table; neither is one in several parts (.mht)."""
    whole = len(head) < HEAD
    if start.startswith(b"mime-version:") or (whole and start.count(b"<tr") < FEWEST_ROWS):
        raise Refusal("html_as_xls")
    return "html"


def _looks_utf16(head: bytes) -> bool:
    """UTF-16 without a mark: separators and line ends leave NULs on one side of the pairs only."""
    sample = head[: len(head) & ~1]
    odd, even = sample[1::2].count(0), sample[0::2].count(0)
    return min(odd, even) == 0 and max(odd, even) > max(2, len(sample) // 100)
