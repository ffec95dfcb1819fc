"""The facts of the registry."""

from registry.models import lookups  # noqa: F401  (registers the lookup)
from registry.models.audit import AuditEvent
from registry.models.canvass import Canvass, CanvassFind, CanvassVisit, Site
from registry.models.custody import MoveRequest
from registry.models.intake import Intake, IntakeFile, IntakeRow, RosterDifference
from registry.models.member import (
    LiaisonAssignment,
    LostProposal,
    Member,
    MemberLink,
    Movement,
)
from registry.models.people import HeaderMapping, Posting, SavedFilter, User
from registry.models.tree import Organisation, OrganisationAlias

__all__ = [
    "AuditEvent",
    "Canvass",
    "CanvassFind",
    "CanvassVisit",
    "HeaderMapping",
    "Intake",
    "IntakeFile",
    "IntakeRow",
    "LiaisonAssignment",
    "LostProposal",
    "Member",
    "MemberLink",
    "MoveRequest",
    "Movement",
    "Organisation",
    "OrganisationAlias",
    "Posting",
    "RosterDifference",
    "SavedFilter",
    "Site",
    "User",
]
