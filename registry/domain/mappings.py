"""Verbs on remembered column mappings."""

from registry.models import HeaderMapping, User
from registry.models.unit import record


def forget(*, by: User, mapping: HeaderMapping) -> None:
    """Forget which column meant what: the next roster with these headings is asked about again."""
    record("header_mapping.forgotten", on=mapping)
    mapping.delete()
