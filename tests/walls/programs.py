"""Requests of a program, made from the API's own description: bodies and filters with own and with foreign keys."""

from collections.abc import Iterator
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from registry.api.schema import document
from registry.lib import clock
from tests.walls.canaries import Planted
from tests.walls.pages import route_of

ABSENT = "00000000-0000-7000-8000-000000000000"
# Whose keys a property takes: `property: (model, a label that community-a11 sees, one that it doesn't)`.
KEYS = {
    "member": ("Member", "a11m", "b11u"),
    "organisation": ("Organisation", "a11o", "b11o"),
    "branch": ("Organisation", "a11o", "b11o"),
    "parent": ("Organisation", "a11o", "b11o"),
    "to": ("Organisation", "a12o", "b11o"),
    "community": ("Organisation", "a11o", "b11o"),
    "liaison": ("User", "a11o", "b11o"),
    "user": ("User", "a11o", "b11o"),
    "contact": ("ContactLog", "a11m", "b11u"),
    "study": ("StudyReport", "a11m", "b11u"),
    "differences": ("RosterDifference", "a11u", "b11u"),
}
# What is put where a file belongs, one after the other: a roster, and something to keep with a record.
FILES = {"名册.csv": "姓名,身份证号\n测试,\n".encode(), "回执.pdf": b"%PDF-1.4\n%%EOF\n"}


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(route, method, operation) of everything that is described."""
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            yield route_of(path.replace("{id}", ABSENT)), method.upper(), operation


def bodies(operation: dict[str, Any], planted: Planted) -> Iterator[dict[str, Any]]:
    """A body with what must be there and every key that may be: own keys, then each of them foreign."""
    schema = _body_schema(operation)
    if schema is None:
        return
    own = {name: _value(name, part, planted, 1) for name, part in _wanted(schema)}
    foreign = [{name: _value(name, part, planted, 2)} for name, part in _wanted(schema) if name in KEYS]
    for change in ({}, *foreign):
        yield from _with_files(own | change, schema)


def _with_files(body: dict[str, Any], schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The body with each of FILES where a file belongs; as it is where none does."""
    places = [name for name in body if schema["properties"][name].get("format") == "binary"]
    for file_name, data in FILES.items() if places else ():
        yield body | {place: SimpleUploadedFile(file_name, data) for place in places}
    if not places:
        yield body


def queries(operation: dict[str, Any], planted: Planted) -> Iterator[list[dict[str, str]]]:
    """Each filter asked for foreign rows, in several ways."""
    foreign = next(number for number, label in planted.numbers.items() if label == "b11u")
    for parameter in operation.get("parameters", []):
        if parameter["in"] != "query":
            continue
        name, kind = parameter["name"], parameter["schema"].get("format") or parameter["schema"].get("type")
        if name in KEYS:
            yield [{name: key_of(planted, name, 2)}]
        elif kind == "string" and "enum" not in parameter["schema"]:
            yield [{name: probe} for probe in ("CANARY-b11u", "CANARY-", foreign)]


def key_of(planted: Planted, name: str, number: int) -> str:
    """A key for that property: an own one (1) or a foreign one (2)."""
    model, label = KEYS[name][0], KEYS[name][number]
    return str(planted.rows[model][label][0])


def _body_schema(operation: dict[str, Any]) -> dict[str, Any] | None:
    """Of JSON, or of a form with a file."""
    content = list(operation.get("requestBody", {}).get("content", {}).values())
    return _resolved(content[0]["schema"]) if content else None


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = document()["components"]["schemas"][name] if name else schema
    return found


def _wanted(schema: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    required = set(schema.get("required", []))
    return [(name, part) for name, part in schema.get("properties", {}).items() if name in required | set(KEYS)]


def _value(name: str, part: dict[str, Any], planted: Planted, number: int) -> Any:
    if name in KEYS:
        key = key_of(planted, name, number)
        return [key] if part.get("type") == "array" else key
    for inner in part.get("allOf", part.get("oneOf", [])):
        part = _resolved(inner) | {"enum": _resolved(inner).get("enum", [])}
        if part["enum"]:
            return part["enum"][0]
    part = _resolved(part)
    if part.get("enum"):
        return part["enum"][0]
    made = {"date": str(clock.today()), "date-time": clock.now().isoformat(), "integer": 1, "object": {}}
    return made.get(part.get("format", ""), made.get(part.get("type", ""), "测试"))
