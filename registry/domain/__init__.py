"""Verbs: keyword-only, with `by=`, one transaction, the audit row inside. Doors check permission, domain trusts."""
