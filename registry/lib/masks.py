"""What a screen or an export shows of a number to somebody who may not see it whole."""

import re

_NUMBER = re.compile(r"\d{7,}")


def mask_id(number: str) -> str:
    """`440799198506011234` → `4407**********1234`: six-digit area shortened to four, birthday hidden."""
    return f"{number[:4]}{'*' * max(len(number) - 8, 0)}{number[-4:]}" if len(number) > 8 else "*" * len(number)


def mask_phone(number: str) -> str:
    """`13800001234` → `138****1234`."""
    return f"{number[:3]}****{number[-4:]}" if len(number) >= 11 else "*" * len(number)


def mask_numbers(text: str) -> str:
    """A text with every number of seven or more digits masked: `座机 07503861234` → `座机 075****1234`."""
    return _NUMBER.sub(lambda found: f"{found[0][:3]}****{found[0][-4:]}", text)
