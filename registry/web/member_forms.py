"""The form of one person lies in `registry.entry.member_forms`; pages may still name it here."""

from registry.entry.member_forms import (
    CONTACT,
    DATE_HELP,
    DATES,
    FLOW,
    IDENTITY,
    PARTY,
    PLAIN,
    SINGLE_DATES,
    UNDECIDED,
    WORK,
    MemberForm,
    blank,
    initial_of,
)

__all__ = [
    "CONTACT",
    "DATES",
    "DATE_HELP",
    "FLOW",
    "IDENTITY",
    "PARTY",
    "PLAIN",
    "SINGLE_DATES",
    "UNDECIDED",
    "WORK",
    "MemberForm",
    "blank",
    "initial_of",
]
