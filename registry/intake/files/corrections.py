"""Workbooks of rows to be mended, which this program made itself: a part of a roster, and known again as such."""

from collections.abc import Iterable

# A defined name, which Excel and WPS keep; should another program lose it, the title and the last column still say it.
MARK = "BDX_CORRECTIONS"
REMEDY = "问题与改法"
TITLE = "（需要更正的行）"


def says_so(titles: Iterable[str], headings: Iterable[str]) -> bool:
    """Whether what stands above a table, or one of its headings, is what we wrote there."""
    return any(TITLE in text for text in titles) or any("".join(text.split()) == REMEDY for text in headings)
