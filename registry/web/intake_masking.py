"""Numbers of persons covered in text of any kind: cells, notes, sentences about a cell."""

import re

from registry.lib.masks import mask_id, mask_phone

LONGEST = 30
NUMBER = re.compile(r"(?<![\dA-Za-z])(?:\d{15}|\d{17}[\dXx]|1\d{10})(?![\dA-Za-z])")


def covered(text: str) -> str:
    """The text with ID numbers and mobile numbers masked."""
    return NUMBER.sub(_cover, text)


def _cover(found: re.Match[str]) -> str:
    return mask_phone(found[0]) if len(found[0]) == 11 else mask_id(found[0])


def sample(text: str) -> str:
    """A cell as an example in a table: masked, and cut to what fits. Masked first: half a number is one, too."""
    whole = covered(" ".join(text.split()))
    return whole if len(whole) <= LONGEST else whole[: LONGEST - 1] + "…"
