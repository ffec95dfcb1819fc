"""What form fields are made of lies in `registry.entry.fields`; pages may still name it here."""

from registry.entry.fields import (
    CLEARED,
    ID_MASKED,
    ID_PROBLEMS,
    NOT_MOBILE,
    PHONE_DAMAGED,
    DayField,
    IdNumberField,
    LegalNameField,
    MobileField,
    PartialDateField,
    PickField,
    id_problem,
    offer,
    options_of,
    partial,
    typed_date,
)

__all__ = [
    "CLEARED",
    "ID_MASKED",
    "ID_PROBLEMS",
    "NOT_MOBILE",
    "PHONE_DAMAGED",
    "DayField",
    "IdNumberField",
    "LegalNameField",
    "MobileField",
    "PartialDateField",
    "PickField",
    "id_problem",
    "offer",
    "options_of",
    "partial",
    "typed_date",
]
