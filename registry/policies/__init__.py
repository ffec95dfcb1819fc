"""Who may do what: one table."""

from registry.policies.rights import RIGHTS, Action, allowed, check

__all__ = ["RIGHTS", "Action", "allowed", "check"]
