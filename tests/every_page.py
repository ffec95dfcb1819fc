"""Every page of our own and of the admin, from the URL resolver, with keys of planted rows in their addresses.

A new page with a key in its address has to be entered in OF, or the tests that walk all pages fail.
"""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from registry.lib import clock
from registry.models import Attachment, MemberMerge, Movement
from tests import stories
from tests.planting import Planted, plant
from tests.world import World

# Which model's key stands in an address, by the beginning of the URL name (the longest one that fits).
OF = {
    "member": "Member",
    "movement": "Movement",
    "request": "MoveRequest",
    "lost": "LostProposal",
    "canvass": "Canvass",
    "visit": "Canvass",
    "visit-void": "CanvassVisit",
    "site": "Site",
    "intake:": "Intake",
    "contact": "ContactLog",
    "contact-new": "Member",
    "contact-quick": "Member",
    "home-letter": "Member",
    "study": "StudyReport",
    "study-new": "Member",
    "attachment": "Attachment",
    "attachment-new": "Member",
    "duplicate": "DuplicatePair",
    "merge": "MemberMerge",
    "organisation": "Organisation",
    "liaison": "LiaisonProfile",
    "liaison-handover": "User",
    "filter": "SavedFilter",
    "task": "Task",
    "message": "Message",
    "message-new": "Member",
    "batch": "MessageBatch",
    "opt-out": "OptOut",
    "opt-outs": "Member",
    "personal-links": "Member",
    "venue": "Venue",
    "venue-point": "Venue",
    "lead": "Lead",
    "correction": "Correction",
    "activity": "Activity",
    "activity-photo": "ActivityPhoto",
    "material": "Material",
    "material-give-one": "Member",
    "handout": "Handout",
    "post": "PioneerPost",
    "seat": "CouncilSeat",
    "service": "VolunteerService",
    "part-new": "Member",
    "part-note": "PartNote",
    "wish": "MicroWish",
    "suggestion": "Suggestion",
    "suggestion-file": "SuggestionFile",
    "suggestion-template": "ReplyTemplate",
    "message-template": "MessageTemplate",
    "batch-edit": "MessageBatch",
    "month-report": "MonthlyReport",
    "export": "Export",
    "official-form": "OfficialForm",
}
WORDS = {
    # The month of the first report that is planted.
    "month": "1916-09", "key": "total",
    "kind": "reported_in", "matter": "identity", "code": "contact", "verb": "hold", "year": clock.today().year,
}  # fmt: skip
OF_ADDRESS = {"channel": {"kind": "sms", "provider": "gateway"}, "export-listed": {"name": "contacts"}}
# Addresses that are no pages: what only takes a POST, files, parts, the way in, and machines' addresses.
NO_PAGES = frozenset(
    {
        "filter-save", "filter-delete", "member-reveal-id", "member-reveal-phone", "intake:accept", "intake:apply",
        "intake:cancel", "intake:retry", "intake:undo", "intake:decide", "intake:leave-out",
        "intake:progress-part", "intake:failed-rows",
        "account:logout", "account:totp-qr", "account:login", "account:two-factor", "studies-read", "study-review",
        "account:token-revoke", "account:alive",
        "attachment",
        "members-together",
        "assignment-end",
        "colours",
        "message-template-switch",
        "message-decide", "batch-stop", "personal-link", "link-revoke", "me-stop", "me-leave",
        "me", "me-notice", "me-study", "me-report", "me-mend",
        "job-again",
        "part-act", "part-from-activity", "wish-phone", "wish-move", "wish-evidence", "me-wish", "me-claim",
        "activity-move", "activity-photo", "activity-photo-new", "activity-door", "me-activity",
        "me-correct", "lead-report", "lead-dismiss", "register-point",
        "suggestion-together", "suggestion-ledger", "suggestion-file", "suggestion-phone", "suggestion-act",
        "suggestion-template-drop",
        "export-part", "export-file", "export-cancel",
        "official-form-bind", "official-form-confirm", "official-form-retire", "official-form-fill",
        "official-form-file",
        "suggest-similar", "me-idea", "me-idea-act",
        "month-report-act", "month-accept", "month-own", "month-remind",
        "material-file", "material-standing", "me-material", "me-material-file",
    }
)  # fmt: skip
OUTSIDE = ("api", "admin", "static", "healthz", "livez", "readyz")


def own_pages(planted: Planted) -> Iterator[tuple[str, str]]:
    """(URL name, address) of every page of our own."""
    for name, pattern in _named(get_resolver().url_patterns, ""):
        if name not in NO_PAGES and not name.startswith(OUTSIDE):
            yield name, reverse(name, kwargs=_values(name, pattern, planted))


def seen_elsewhere(url: str) -> bool:
    """Whether a page of this address is among `own_pages`."""
    name = resolve(urlsplit(url).path).view_name
    return name not in NO_PAGES and not name.startswith(OUTSIDE)


def admin_lists() -> list[str]:
    """The addresses of the admin's lists and of its front page."""
    from registry.admin import site

    models = [f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist" for model in site._registry]
    return [reverse(name) for name in ("admin:index", *models)]


def rows_for_every_page(world: World, *, times: int = 3, **fields: object) -> Planted:
    """A few rows of everything, one person of whom everything is told, and keys for every page."""
    planted = plant(world, "a11", times=times)
    told = stories.told(world, "a11", sequence=50, **fields)
    with world.at("community-a11"):
        planted.keys |= {
            "Movement": Movement.objects.filter(member=told.pk).first().pk,
            "Attachment": Attachment.objects.filter(member=told.pk).first().pk,
            "MemberMerge": MemberMerge.objects.get(kept=told.pk).pk,
            "Member": told.pk,
            "Organisation": world.nodes["a11"].pk,
        }
    return planted


def _values(name: str, pattern: URLPattern, planted: Planted) -> dict[str, object]:
    if name in OF_ADDRESS:
        return dict(OF_ADDRESS[name])
    return {
        parameter: WORDS[parameter] if parameter in WORDS else planted.keys[_model(name)]
        for parameter in pattern.pattern.converters
    }


def _model(name: str) -> str:
    known = [beginning for beginning in OF if name.startswith(beginning)]
    assert known, f"a new page: say in tests/every_page.py whose key {name} takes"
    return OF[max(known, key=len)]


def _named(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            space = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from _named(pattern.url_patterns, prefix + space)
        elif pattern.name:
            yield prefix + pattern.name, pattern
