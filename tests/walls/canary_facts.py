"""What planting canaries knows of single models: fixed values, what the program writes itself, what is announced."""

import re
from datetime import date, timedelta
from typing import Any

from registry.lib import clock

CANARY = re.compile(r"CANARY-([a-z0-9]+[cmnosux])-")
NUMBER = re.compile(r"(?<![0-9A-Za-z])(?:\d{17}[\dX]|1\d{10})(?![0-9A-Za-z])")
# What a member is told of an activity and its place, and of the study materials that she was given; of who keeps and
# who changed them she is told nothing.
ANNOUNCED = re.compile(
    "-(?:Activity-(?:host_label|title|place|joint_hosts|speaker|content|state_reason)|Venue-(?:name|address)"
    "|Material-(?:host_label|subject|description|link)|MaterialFile-(?:name|data))"
)
# Of a wish that waits for somebody: what the wall shows.
ON_THE_WALL = re.compile("-MicroWish-(?:shown_as|content|community)")
SHORTEST = len("CANARY-a11u-")
# Written by the program itself, not by planting: the trail by record(), rosters by the intake.
BY_THE_PROGRAM = {"AuditEvent", "Intake", "IntakeFile", "IntakePack", "IntakeRow", "RosterDifference"}
OFFICE = {"Organisation", "OrganisationAlias", "User", "Posting", "ApiToken", "LiaisonProfile"}
# Values that a row needs to be a sensible one.
FIXED: dict[str, dict[str, Any]] = {
    "Activity": {"starts_at": clock.now(), "ends_at": clock.now() + timedelta(hours=12)},
    "Member": {"status": "reported", "direction": "in", "origin_code": "522726", "flowed_on": date(2024, 5, 1)},
    "Movement": {"kind": "registered", "effective_on": date(2024, 5, 1)},
    "MoveRequest": {"kind": "enroll", "side": "own", "state": "waiting_approval", "direction": "in"},
    "SavedFilter": {"query": {}, "shared": True},
    "LostProposal": {"state": "open"},
    "RosterDifference": {"kind": "absent", "fields": ["employer"]},
    "HeaderMapping": {"mapping": {}},
    "Channel": {"kind": "sms", "settings": {}},
    "Message": {"state": "sent", "channel": "sms"},
    "OptOut": {"channel": "sms"},
    "CalendarYear": {"year": clock.today().year},
    "MicroWish": {"state": "published", "category": "elderly"},
    "WishClaim": {"ended_at": clock.now()},
    "MonthlyReport": {"year": 2020, "month": 5, "figures": {"total": "4", "times": "2"}, "explained": {}, "late": []},
    "ReportVersion": {"figures": {"total": "4"}, "changes": [], "explained": []},
    "MonthClose": {"year": 2020, "month": 5, "figures": {}, "changes": [], "without": []},
    "OfficialForm": {"bindings": {}, "retired_at": clock.now()},
    "BoardMonth": {"year": 2020, "month": 5, "figures": {}},
    "Export": {"year": 2020, "month": 5, "state": "done", "options": {}},
    "Rule": {"code": "contact", "audience": {}, "ladder": [], "dates": [], "every_days": 30, "event_days": 3},
}

# The same for rows of one kind of label: a member's own claim is one that she may say something of.
FIXED_BY_KIND: dict[str, dict[str, dict[str, Any]]] = {
    "WishClaim": {"m": {"ended_at": None, "confirmed_at": clock.now(), "fulfilled_on": None}},
}

# Of two columns one is empty: which, by whose the row is.
EITHER: dict[str, dict[str, str]] = {"PartNote": {"m": "seat", "u": "post"}}


def fixed_of(model: str, kind: str) -> dict[str, Any]:
    """The fixed values of a model's rows of that kind of label."""
    return FIXED.get(model, {}) | FIXED_BY_KIND.get(model, {}).get(kind, {})
