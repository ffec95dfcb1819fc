"""How the detail of an event is said to the auditor: labels and values in words where the program has them."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.apps import apps

from registry.choices import Role, RowDoubt
from registry.lib import tables

# Keys that say a value of a column of another name.
COLUMNS = {"before": "state", "after": "state"}
ROLES = {str(role): str(role.label) for role in Role} | {"system": "系统"}
DOUBTS = {str(kind): str(kind.label) for kind in RowDoubt}
SAID = {True: "是", False: "否", None: "没有"}


@lru_cache(maxsize=1)
def labels() -> dict[str, str]:
    """What a detail's keys mean."""
    return {row["key"]: row["label"] for row in tables.rows("audit_details")}


@lru_cache(maxsize=1)
def _models() -> dict[str, Any]:
    return {str(model._meta.model_name): model for model in apps.get_models()}


def lines(object_type: str, detail: dict[str, Any]) -> Iterable[tuple[str, str]]:
    """Label and text of each part: the number first, then as they were recorded."""
    for key in sorted(detail, key=lambda each: each != "no"):
        yield _label(object_type, key), _text(object_type, key, detail[key])


def _column(object_type: str, key: str) -> Any:
    """The column of the object's model that a key speaks of, if there is one."""
    model = _models().get(object_type)
    found = {field.name: field for field in model._meta.concrete_fields} if model else {}
    return found.get(COLUMNS.get(key, key))


def _label(object_type: str, key: str) -> str:
    """From the table; what stands in none is called by the column of that name, or as it is."""
    column = _column(object_type, key)
    return labels().get(key) or (str(column.verbose_name) if column else key)


def _text(object_type: str, key: str, value: Any) -> str:
    if value is None or isinstance(value, bool):
        return SAID[value]
    if isinstance(value, dict):
        parts = [(_label(object_type, name), _text(object_type, name, each)) for name, each in value.items()]
        return "、".join(" ".join(part) for part in parts)
    if isinstance(value, list):
        named = key in ("fields", "columns")
        return "、".join(_label(object_type, str(each)) if named else str(each) for each in value)
    return _word(object_type, key, str(value))


def _word(object_type: str, key: str, text: str) -> str:
    """A stored code in the words of its column; anything else as it is."""
    if key == "role":
        return ROLES.get(text, text)
    if key == "doubt":
        return DOUBTS.get(text, text)
    if key == "field":
        return _label(object_type, text)
    column = _column(object_type, key)
    choices = dict(column.flatchoices) if column is not None else {}
    return str(choices.get(text, text))
