"""One section of a member's own page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Section:
    """Heading, template, and what the template shows (as `section.data`). `key` is its anchor on the page."""

    key: str
    title: str
    template: str
    data: Mapping[str, Any] = field(default_factory=dict)
