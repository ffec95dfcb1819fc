"""Characters of Hong Kong, Macau and Taiwan, read as the mainland writes them. Names of people are never changed."""

from functools import lru_cache

from registry.lib import tables


def mainland(text: str) -> str:
    """聯繫電話 is 联系电话, 廣西博白 is 广西博白. No name of a place or value has one of these characters itself."""
    return text if text.isascii() else text.translate(_characters())


@lru_cache(maxsize=1)
def _characters() -> dict[int, str]:
    return {ord(row["written"]): row["read"] for row in tables.rows("characters")}
