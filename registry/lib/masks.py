"""What a screen or an export shows of a number to somebody who may not see it whole."""

import re

# A run of digits, or a mobile number as people group it; days (2025-03-05) are neither.
_NUMBER = re.compile(r"(?<!\d)1[3-9]\d[- ]\d{4}[- ]\d{4}(?!\d)|\d{7,}")


def mask_id(number: str) -> str:
    """`440799198506011234` → `4407**********1234`: six-digit area shortened to four, birthday hidden."""
    return f"{number[:4]}{'*' * max(len(number) - 8, 0)}{number[-4:]}" if len(number) > 8 else "*" * len(number)


def mask_phone(number: str) -> str:
    """`13800001234` → `138****1234`."""
    return f"{number[:3]}****{number[-4:]}" if len(number) >= 11 else "*" * len(number)


def mask_numbers(text: str) -> str:
    """A text with every number of seven or more digits masked: `座机 07503861234` → `座机 075****1234`.

    Of one shorter than a mobile number the last two digits stay (`3861234` → `*****34`): seven shown are the whole."""
    return _NUMBER.sub(lambda found: _masked(found[0]), text)


def _masked(number: str) -> str:
    digits = re.sub(r"\D", "", number)
    return mask_phone(digits) if len(digits) >= 11 else "*" * (len(digits) - 2) + digits[-2:]
