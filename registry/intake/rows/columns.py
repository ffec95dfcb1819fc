"""From what a row was read as to columns of a member. Only what the row says is there: absent means unknown."""

import json
from datetime import date
from typing import Any

from registry.intake.rows.checked import CheckedRow
from registry.intake.words.headers import titles_of_fields

# Value of a row → (column of Member, longest text).
TEXTS = {
    "name": ("name", 50), "id_number": ("id_number", 18), "sex": ("sex", 1), "ethnic_code": ("ethnic_code", 2),
    "education_code": ("education_code", 2), "political_status": ("political_status", 12), "phone": ("phone", 11),
    "contact_channel": ("contact_way", 50), "origin_code": ("origin_code", 6), "home_org": ("home_org_name", 200),
    "home_org_contact": ("home_org_contact", 50), "home_org_phone": ("home_org_phone", 40),
    "host_org_name": ("host_org_name", 200), "employer": ("employer", 100), "job_title": ("job_title", 50),
    "occupation": ("occupation", 50), "new_employment_type": ("new_employment_type", 30),
    "flow_reason": ("flow_reason", 50), "residence": ("residence", 500), "household": ("household", 500),
    "native_place": ("native_place", 100), "certificate": ("certificate", 50), "liaison_name": ("liaison_note", 50),
    "liaison_phone": ("liaison_phone", 40),
    "origin_text": ("origin_text", 200), "remark": ("remark", 500),
    "relation_status": ("relation_status", 20),
}  # fmt: skip
DATES = {
    "birth": "birth_on", "joined": "joined_on", "regular_on": "regular_on", "arrived": "flowed_on",
    "expected_return_on": "expected_return_on", "last_contact_on": "last_contact_on",
}  # fmt: skip
PRECISIONS = {"birth": "birth_precision", "joined": "joined_precision", "arrived": "flowed_precision"}
CONTACT = {"normal": "normal", "hard_to_reach": "hard_to_reach", "unreachable": "hard_to_reach", "lost": "lost"}
# What a movement, an owner or a hint is made of; everything else that a row holds is kept in `extra`.
ELSEWHERE = frozenset(
    {
        "reported", "reported_on", "enrolled", "enrolled_on", "community_code", "contact_status", "is_migrant_worker",
        "other_phones", "origin_candidates", "origin_hint", "id_masked", "street",
    }
)  # fmt: skip


# Value of a row → (column, longest text; 0 for a date), in one look-up.
TARGETS: dict[str, tuple[str, int]] = {name: (column, 0) for name, column in DATES.items()} | TEXTS
NO_TARGET = ("", 0)


def columns_of(row: CheckedRow) -> dict[str, Any]:
    """Columns of Member that the row fills: text, ISO dates and booleans, ready for JSON."""
    found: dict[str, Any] = {}
    extra = dict(row.extra)
    for name, value in row.values.items():
        if value is None or value == "":
            continue
        column, longest = TARGETS.get(name, NO_TARGET)
        if longest:
            found[column] = value if len(value) <= longest else value[:longest]
        elif column:
            found[column] = value.isoformat()
            if name in PRECISIONS:
                found[PRECISIONS[name]] = row.precision.get(name, "day")
        elif name not in ELSEWHERE:
            extra[name] = value.isoformat() if isinstance(value, date) else value
    _the_rest(row, found, extra)
    return found


def _the_rest(row: CheckedRow, found: dict[str, Any], extra: dict[str, Any]) -> None:
    values = row.values
    if values.get("is_migrant_worker") is not None:
        found["is_migrant_worker"] = values["is_migrant_worker"]
    if status := CONTACT.get(values.get("contact_status") or ""):
        found["contact_status"] = status
    if others := values.get("other_phones"):
        found["other_phones"] = "、".join(others)
    if text := extra.pop("education_code", None):
        found["education_text"] = text[:50]
    if row.warnings and any(problem.kind == "id_legacy" for problem in row.warnings):
        found["id_legacy"] = True
    if extra:
        found["extra"] = json.dumps(_titled(extra), ensure_ascii=False, sort_keys=True)


def _titled(extra: dict[str, Any]) -> dict[str, Any]:
    titles = titles_of_fields()
    return {titles.get(name, name): value for name, value in extra.items()}
