"""Verbs of outreach: keyword-only, with `by=`, inside one unit of work, the audit row included."""
