"""Who may do what: one table."""

from registry.policies.rights import Action, allowed, check

__all__ = ["Action", "allowed", "check"]
