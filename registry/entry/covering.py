"""Numbers of persons covered in text of any kind: cells, notes, sentences about a cell."""

import re

from registry.lib.masks import mask_id, mask_phone

LONGEST = 30
# Eleven digits and more are a telephone or an ID number, however they were typed: spaced, hyphened, full-width, one
# digit short. `\d` means the full-width digits, too.
NUMBER = re.compile(r"\d(?:[ \u3000\xa0-]?\d){10,}(?:[ -]?[XxＸｘ](?![A-Za-z]))?")


def covered(text: str) -> str:
    """The text with ID numbers and telephone numbers masked."""
    return NUMBER.sub(_cover, text)


def _cover(found: re.Match[str]) -> str:
    plain = "".join(character for character in found[0] if character.isalnum())
    return mask_phone(plain) if len(plain) < 15 else mask_id(plain)


def sample(text: str) -> str:
    """A cell as an example in a table: masked, and cut to what fits. Masked first: half a number is one, too."""
    whole = covered(" ".join(text.split()))
    return whole if len(whole) <= LONGEST else whole[: LONGEST - 1] + "…"
