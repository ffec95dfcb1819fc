"""The facts of the registry."""

from registry.models import lookups  # noqa: F401  (registers the lookup)
from registry.models.audit import AuditEvent
from registry.models.authenticator import Authenticator
from registry.models.calendar import CalendarDay, CalendarYear
from registry.models.canvass import Canvass, CanvassFind, CanvassVisit, Site
from registry.models.contact import ContactLog
from registry.models.custody import MoveRequest
from registry.models.files import Attachment, AttachmentContent
from registry.models.history import DuplicatePair, MemberMerge, Revision
from registry.models.intake import Intake, IntakeFile, IntakePack, IntakeRow, RosterDifference
from registry.models.job import Alarm, Job, Sign
from registry.models.liaison import LiaisonAssignment, LiaisonProfile
from registry.models.member import Member
from registry.models.movement import LostProposal, MemberLink, Movement
from registry.models.people import HeaderMapping, Posting, SavedFilter, User
from registry.models.sent import SentForm
from registry.models.study import StudyReport
from registry.models.token import ApiToken
from registry.models.tree import Organisation, OrganisationAlias

__all__ = [
    "Alarm",
    "ApiToken",
    "Attachment",
    "AttachmentContent",
    "AuditEvent",
    "Authenticator",
    "CalendarDay",
    "CalendarYear",
    "Canvass",
    "CanvassFind",
    "CanvassVisit",
    "ContactLog",
    "DuplicatePair",
    "HeaderMapping",
    "Intake",
    "IntakeFile",
    "IntakePack",
    "IntakeRow",
    "Job",
    "LiaisonAssignment",
    "LiaisonProfile",
    "LostProposal",
    "Member",
    "MemberLink",
    "MemberMerge",
    "MoveRequest",
    "Movement",
    "Organisation",
    "OrganisationAlias",
    "Posting",
    "Revision",
    "RosterDifference",
    "SavedFilter",
    "SentForm",
    "Sign",
    "Site",
    "StudyReport",
    "User",
]
