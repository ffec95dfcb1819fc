"""Characters of Hong Kong, Macau and Taiwan, read as the mainland writes them, and radicals out of a PDF as characters.

Names of people are never changed.
"""

import unicodedata
from functools import lru_cache

from registry.lib import tables

KANGXI = (0x2F00, 0x2FD6)  # ⼥ (U+2F25) looks like 女; text copied from a PDF has them


def mainland(text: str) -> str:
    """聯繫電話 is 联系电话, 廣西博白 is 广西博白. No name of a place or value has one of these characters itself."""
    return text if text.isascii() else text.translate(_characters())


@lru_cache(maxsize=1)
def _characters() -> dict[int, str]:
    listed = {ord(row["written"]): row["read"] for row in tables.rows("characters")}
    return listed | {radical: unicodedata.normalize("NFKC", chr(radical)) for radical in range(*KANGXI)}
