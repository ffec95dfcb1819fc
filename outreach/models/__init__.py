"""The facts of outreach."""

from outreach.models.activity import Activity, ActivityPhoto, ActivityRecord
from outreach.models.alert import Alert
from outreach.models.channel import Channel, ChannelSecret
from outreach.models.correction import Correction
from outreach.models.lead import Lead, RegistrationPoint
from outreach.models.link import PersonalLink
from outreach.models.material import Handout, Material, MaterialFile
from outreach.models.message import Message, MessageAnswer, OptOut
from outreach.models.part import CouncilSeat, PartNote, PioneerPost, VolunteerService
from outreach.models.participation import ActivityNotice, Participation
from outreach.models.rule import Planning, Rule
from outreach.models.suggestion import Suggestion
from outreach.models.suggestion_log import (
    ReplyTemplate,
    SuggestionCounter,
    SuggestionExtension,
    SuggestionFile,
    SuggestionGlance,
    SuggestionStep,
    SuggestionTerms,
    SuggestionUnit,
    SuggestionWord,
    Supervision,
)
from outreach.models.task import Task
from outreach.models.template import MessageBatch, MessageTemplate
from outreach.models.venue import Venue
from outreach.models.wish import MicroWish, WishClaim, WishEvidence, WishStep

__all__ = [
    "Activity",
    "ActivityNotice",
    "ActivityPhoto",
    "ActivityRecord",
    "Alert",
    "Channel",
    "ChannelSecret",
    "Correction",
    "CouncilSeat",
    "Handout",
    "Lead",
    "Material",
    "MaterialFile",
    "Message",
    "MessageAnswer",
    "MessageBatch",
    "MessageTemplate",
    "MicroWish",
    "OptOut",
    "PartNote",
    "Participation",
    "PersonalLink",
    "PioneerPost",
    "Planning",
    "RegistrationPoint",
    "ReplyTemplate",
    "Rule",
    "Suggestion",
    "SuggestionCounter",
    "SuggestionExtension",
    "SuggestionFile",
    "SuggestionGlance",
    "SuggestionStep",
    "SuggestionTerms",
    "SuggestionUnit",
    "SuggestionWord",
    "Supervision",
    "Task",
    "Venue",
    "VolunteerService",
    "WishClaim",
    "WishEvidence",
    "WishStep",
]
