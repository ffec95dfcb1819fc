"""Who may do what: one table."""

from registry.policies.rights import MOVEMENT_RIGHTS, RIGHTS, Action, allowed, check

__all__ = ["MOVEMENT_RIGHTS", "RIGHTS", "Action", "allowed", "check"]
