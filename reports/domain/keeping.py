"""Figures as they are stored: a number as text, so that what is frozen is read back to the last digit."""

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from reports.figures.table import Number


def stored(numbers: Mapping[str, Number]) -> dict[str, str]:
    """For a JSON column, in the order of the keys."""
    return {key: str(numbers[key]) for key in sorted(numbers)}


def read(figures: Mapping[str, str]) -> dict[str, Number]:
    """What `stored` kept."""
    return {key: Decimal(text) if "." in text else int(text) for key, text in figures.items()}


def mark(figures: Mapping[str, str]) -> str:
    """16 characters that say which figures somebody looked at: others have others."""
    return hashlib.sha256(json.dumps(dict(figures), sort_keys=True).encode()).hexdigest()[:16]


def is_empty(figures: Mapping[str, str]) -> bool:
    """Whether nothing happened: every number is nought."""
    return not any(Decimal(number) for number in figures.values())


def counted_then(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """Of the figures by now those that were counted already when the others were kept; all where nothing was."""
    return {key: number for key, number in after.items() if key in before} if before else dict(after)


def differences(before: Mapping[str, str], after: Mapping[str, str], **more: str) -> list[dict[str, Any]]:
    """Figures that are not the same, one entry each; what is missing was nothing."""
    keys = sorted(set(before) | set(after))
    found = [(key, before.get(key, "0"), after.get(key, "0")) for key in keys]
    return [{**more, "key": key, "before": was, "after": now} for key, was, now in found if was != now]
