"""The select box of a column: fields in the groups in which clerks think of them."""

from registry.intake import pipeline

DROP, KEEP = "", "keep"
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "本人",
        ("name", "id_number", "phone", "gender", "birth_date", "age", "ethnic", "education", "degree", "native_place",
         "household_address", "residence_address", "landline", "phone_and_kin",
         "former_phone"),
    ),
    ("党籍", ("political_status", "is_member", "join_party_date", "regular_date", "party_age", "dues_paid_until")),
    (
        "从哪里来、到哪里去",
        ("origin_region", "destination", "flow_in_date", "flow_out_date", "flow_reason", "flow_direction", "flow_scope",
         "expected_return_date", "return_date", "is_mobile", "still_here", "is_migrant_worker", "flow_certificate_no",
         "certificate_issued_on", "destination_unit_type"),
    ),
    (
        "党组织和报到",
        ("home_org_name", "home_org_contact", "home_org_phone", "host_org_name", "host_org_contact", "host_org_phone",
         "planned_host_org", "relation_status", "relation_here", "community", "street", "reported",
         "reported_date", "enrolled", "enrolled_date", "flow_status"),
    ),
    ("工作", ("employer", "job_title", "occupation_status", "new_employment_type", "skills")),
    (
        "联系",
        ("liaison", "liaison_phone", "phone_or_channel", "contact_status", "last_contact_date", "lost_since",
         "lost_reason", "needs", "suggestion_text", "remark"),
    ),
)  # fmt: skip
OTHERS = "其他"
Option = tuple[str, str]


def grouped() -> list[tuple[str, list[Option]]]:
    """(label, options) of each group of the select box; a field that no group names stands under 其他."""
    titles = dict(pipeline.field_choices())
    found = [(label, [(code, titles.pop(code)) for code in codes if code in titles]) for label, codes in GROUPS]
    return [group for group in [*found, (OTHERS, list(titles.items()))] if group[1]]


def codes() -> set[str]:
    """Every value that the select box may send."""
    return {DROP, KEEP, *offered()}


def offered() -> frozenset[str]:
    """The fields among them."""
    return frozenset(code for code, _ in pipeline.field_choices())
