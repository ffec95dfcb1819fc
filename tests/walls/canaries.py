"""A world in which every text of every scoped row says whose it is.

A canary is `CANARY-<label>-<model>-<field>`, cut to fit; the label is a node of tests/world.py and one letter:
`o` rows of the office (accounts, tree), `n` names of organisations, which the whole district may know,
`m` data of members assigned to the node's liaison, `u` all other member data, `s` what holds for everything below its
node (rules, calendars), `c` the same of the office (channels), `x` the trail. ID numbers and phones are
canaries too: each belongs to one label. Models and fields are enumerated; what can't hold a canary is counted.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.apps import apps

from outreach.choices import LinkPurpose
from outreach.domain import links
from outreach.models import MicroWish, PersonalLink
from registry.choices import Role
from registry.lib import clock
from registry.lib.ids import uuid7
from registry.lib.keys import search_fields
from registry.lib.scope import Scope
from registry.models import ApiToken, AuditEvent, LiaisonProfile, Member, Organisation, Posting, User
from registry.models.identity import system_scope
from registry.models.scoped import PathField, ScopedModel
from registry.models.sealed import BlindIndexField, SealedField, SealedJSONField, cipher, context_of, sealed_json
from registry.models.unit import record, work
from tests.remembered import remembered, scoped_models
from tests.walls.canary_facts import (
    ANNOUNCED,
    BY_THE_PROGRAM,
    CANARY,
    EITHER,
    NUMBER,
    OFFICE,
    ON_THE_WALL,
    SHORTEST,
    fixed_of,
)
from tests.walls.canary_rosters import roster_of
from tests.world import World, build, clerk, id_number, phone


def _lists() -> dict[str, list[UUID]]:
    return defaultdict(list)


@dataclass
class Planted:
    """What was planted: rows by model and label, the label of each number, and how much of it there is."""

    world: World
    rows: dict[str, dict[str, list[UUID]]] = field(default_factory=lambda: defaultdict(_lists))
    numbers: dict[str, str] = field(default_factory=dict)
    count: Counter = field(default_factory=Counter)
    # Tokens of personal links in force, and whose each of them is.
    links: dict[str, str] = field(default_factory=dict)
    # By whose they are: tokens of links that open a member's own page.
    pages: dict[str, str] = field(default_factory=dict)

    def labels(self, text: str) -> Iterator[tuple[str, str]]:
        """(label, canary) of everything in `text` that says whose it is."""
        for found in CANARY.finditer(text):
            yield found[1], text[found.start() : found.start() + 60].partition('"')[0]
        for found in NUMBER.finditer(text):
            if label := self.numbers.get(found[0]):
                yield label, found[0]

    def visible(self, scope: Scope, label: str, canary: str = "") -> bool:
        """Whether that scope may see rows of that label; for a member also by what the canary says of its model."""
        node, kind = label[:-1], label[-1]
        path = self.world.nodes[node].path
        if scope.member_id:
            return self._visible_to_her(scope, path, label, canary)
        if kind == "n":
            return bool(scope.office) and path[:4] == scope.office[:4]
        if kind == "x":
            return scope.role == Role.AUDITOR and path.startswith(scope.office)
        if kind == "s":
            return scope.covers(path) or (bool(scope.path) and scope.path.startswith(path))
        if kind == "c":
            return bool(scope.office) and (path.startswith(scope.office) or scope.office.startswith(path))
        if kind == "o":
            return bool(scope.office) and path.startswith(scope.office)
        return scope.covers(path) and (kind == "m" or not scope.liaison)

    def _visible_to_her(self, scope: Scope, path: str, label: str, canary: str) -> bool:
        """Her own rows, and whom to call at the organisation that holds them."""
        kind = label[-1]
        if kind == "s":  # what her node and those above it announce
            return scope.path.startswith(path) and (not canary or bool(ANNOUNCED.search(canary)))
        if ON_THE_WALL.search(canary):
            return scope.path.startswith(path)
        return path == scope.path and (kind in "no" or scope.member_id in self.rows["Member"][label])


def plant(world: World, *, rosters: bool = True) -> Planted:
    """Plant canaries at every node. Without `rosters`, which need real commits, intakes are rows like any other."""
    planted = Planted(world)
    skipped = OFFICE | (BY_THE_PROGRAM if rosters else {"AuditEvent"})
    for name, node in world.nodes.items():
        with work(system_scope(node.path[:4])):
            _office(planted, name, node)
            for model in scoped_models():
                if model.__name__ in skipped:
                    continue
                for kind in kinds_of(model):
                    _row(planted, model, name, kind)
            record("test.planted", on=node, object_id=f"CANARY-{name}x-", where=f"CANARY-{name}x-AuditEvent-detail")
    _note_trail(planted)
    for name in world.nodes if rosters else ():
        roster_of(planted, name)
    return planted


@remembered
def planted_world() -> Planted:
    """A world with rows of everything at every node, in an empty database; no rosters."""
    return plant(build(), rosters=False)


def kinds_of(model: type[ScopedModel]) -> str:
    """Whose a row of that model may be, one letter each."""
    if model.scope_office:
        return "c" if model.scope_shared_down else "o"
    return "s" if model.scope_shared_down else "mu" if model.scope_member else "u"


def _note_trail(planted: Planted) -> None:
    for district in "ab":
        with planted.world.system(district):
            for event in AuditEvent.objects.filter(action="test.planted"):
                planted.rows["AuditEvent"][event.object_id.split("-")[1]].append(event.pk)
                planted.count.update({"AuditEvent": 2})


def _office(planted: Planted, name: str, node: Organisation) -> None:
    """The tree and the accounts are there already: they get canaries for names."""
    labels = {"name": "n", "full_name": "n", "contact_name": "o", "contact_phone": "o"}
    said = {key: f"CANARY-{name}{kind}-{key}" for key, kind in labels.items()}
    Organisation.objects.filter(pk=node.pk).update(**said)
    planted.count.update({"Organisation": len(labels)})
    planted.rows["Organisation"][f"{name}o"].append(node.pk)
    model = apps.get_model("registry.OrganisationAlias")
    alias = model(organisation=node, owner_path=node.path, alias=f"CANARY-{name}o-alias")
    alias.save()
    planted.rows["OrganisationAlias"][f"{name}o"].append(alias.pk)
    for account, user in planted.world.users.items():
        if account.rpartition("-")[2] == name:
            User.objects.filter(pk=user.pk).update(name=f"CANARY-{name}o-User", phone=f"CANARY-{name}o-phone")
            planted.rows["User"][f"{name}o"].append(user.pk)
            planted.rows["Posting"][f"{name}o"].append(planted.world.postings[account].pk)
            planted.count.update({"User": 2, "OrganisationAlias": 1})
            _token(planted, name, user, planted.world.postings[account])
    for profile in LiaisonProfile.objects.filter(owner_path=node.path):
        planted.rows["LiaisonProfile"][f"{name}o"].append(profile.pk)


def _token(planted: Planted, name: str, user: User, posting: Posting) -> None:
    """A token of that account; what is stored of it must never be shown, so that nobody's canary stands in it."""
    now, mark = clock.now(), f"CANARY-{'b' if name[0] == 'a' else 'a'}x-{user.username}"
    token = ApiToken(
        owner_path=posting.owner_path, user=user, posting=posting, name=f"CANARY-{name}o-ApiToken",
        digest=mark, token_key="bdx_0000", created=now, expiry=now + timedelta(days=30),
    )  # fmt: skip
    token.save(force_insert=True)
    planted.rows["ApiToken"][f"{name}o"].append(token.pk)
    planted.count.update({"ApiToken": 2})


def _row(planted: Planted, model: type[ScopedModel], name: str, kind: str) -> None:
    label = f"{name}{kind}"
    row = model(id=uuid7(), owner_path=planted.world.nodes[name].path)
    for item in model._meta.concrete_fields:
        if item.name in ("id", "owner_path"):
            continue
        value = _value(planted, model, item, name, kind, row)
        if value is not None:
            setattr(row, item.attname, value)
    if isinstance(row, Member):
        for key, value in search_fields(row.name, row.employer).items():
            setattr(row, key, value)
    if isinstance(row, PersonalLink):  # one that opens: what the public door shows has an owner too
        planted.links[_opening(row)] = label
    row.save(force_insert=True)
    planted.rows[model.__name__][label].append(row.pk)
    if model in TWINS:
        TWINS[model](planted, row, label)


def _taken(planted: Planted, row: MicroWish, label: str) -> None:
    """Beside the wish that waits one that somebody took."""
    row.pk, row.state, row.number = uuid7(), "confirmed", row.number + 1
    row.save(force_insert=True)
    planted.rows["MicroWish"][label].append(row.pk)


def _others(planted: Planted, row: PersonalLink, label: str) -> None:
    """The same link for other purposes."""
    for row.purpose in (LinkPurpose.PAGE, LinkPurpose.ACTIVITY):
        row.pk, token = uuid7(), _opening(row)
        planted.pages |= {label: token} if row.purpose == LinkPurpose.PAGE else {}
        planted.links |= {token: label} if row.purpose == LinkPurpose.ACTIVITY else {}
        row.save(force_insert=True)
        planted.rows["PersonalLink"][label].append(row.pk)


TWINS: dict[type[ScopedModel], Any] = {PersonalLink: _others, MicroWish: _taken}


def _opening(row: PersonalLink) -> str:
    """The token of a link that is made to open."""
    token = links.new_token()
    row.digest, row.expires_at = links.digest_of(token), clock.now() + timedelta(days=1)
    return token


def _value(planted: Planted, model: type[ScopedModel], item: Any, name: str, kind: str, row: Any) -> Any:
    """A value for one column; None leaves the default."""
    label = f"{name}{kind}"
    fixed = fixed_of(model.__name__, kind)
    if item.name in fixed:
        return fixed[item.name]
    if item.is_relation:
        if EITHER.get(model.__name__, {}).get(kind) == item.name:
            return None
        return _related(planted, item, name, kind)
    if isinstance(item, PathField) or item.name == "to_path":
        return planted.world.nodes[name].path
    if isinstance(item, SealedJSONField):
        return sealed_json({"canary": _secret(planted, model, item, label)})
    if isinstance(item, SealedField):
        return _secret(planted, model, item, label)
    if isinstance(item, BlindIndexField):
        return None
    return _plain(planted, model, item, label, row)


def _related(planted: Planted, item: Any, name: str, kind: str) -> Any:
    target = item.related_model.__name__
    if target == "Organisation":
        return planted.world.nodes[name].pk if not item.null else None
    if target == "User":
        account = f"{Role.LIAISON}-{name}" if item.name == "liaison" and kind == "m" else clerk(name)
        return planted.world.users.get(account, planted.world.users[clerk(name)]).pk
    rows = planted.rows[target]
    own = rows.get(f"{name}{kind}") or rows.get(f"{name}u") or rows.get(f"{name}s") or rows.get(f"{name}c") or []
    at = -1 if (target, kind) == ("MicroWish", "m") else 0  # the wish that somebody took
    return own[at] if own and item.related_model is not item.model else None


def _secret(planted: Planted, model: type[ScopedModel], item: Any, label: str) -> str:
    planted.count.update({model.__name__: 1})
    if item.name not in ("id_number", "phone"):
        return f"CANARY-{label}-{model.__name__}-{item.name}"
    number = len(planted.numbers) + 1
    value = id_number(number) if item.name == "id_number" else phone(number)
    planted.numbers[value] = label
    return value


def _plain(planted: Planted, model: type[ScopedModel], item: Any, label: str, row: Any) -> Any:
    canary = f"CANARY-{label}-{model.__name__}-{item.name}"
    kind = item.get_internal_type()
    if kind in ("CharField", "TextField"):
        return _text(planted, model, item, canary)
    if kind == "JSONField":
        planted.count.update({model.__name__: 1})
        return {"canary": canary}
    if kind == "UUIDField":
        return _key(planted, item, label)
    if item.null or item.has_default() or getattr(item, "auto_now", 0) or getattr(item, "auto_now_add", 0):
        return None
    if kind == "BinaryField":
        return cipher().seal_bytes(json.dumps(canary).encode(), context_of(model._meta.db_table, row.pk, item.name))
    return {"DateField": clock.today(), "DateTimeField": clock.now()}.get(kind, 1)


def _text(planted: Planted, model: type[ScopedModel], item: Any, canary: str) -> str | None:
    if item.choices:
        return None if item.has_default() or item.blank else item.choices[0][0]
    if (item.max_length or SHORTEST) < SHORTEST:
        planted.count.update({"too short": 1})
        return None
    planted.count.update({model.__name__: 1})
    return canary[: item.max_length]


def _key(planted: Planted, item: Any, label: str) -> UUID | None:
    if item.name == "member_id":
        return planted.rows["Member"][label][0]
    if item.name in ("first_id", "second_id"):  # a pair of the node's two members
        return planted.rows["Member"][label[:-1] + {"first_id": "m", "second_id": "u"}[item.name]][0]
    return None if item.null else uuid7()
