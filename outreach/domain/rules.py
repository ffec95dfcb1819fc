"""Verbs on rules: a district starts with the defaults, each node may have its own, and give it up again."""

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from outreach.choices import AlertLevel, Cadence
from outreach.domain.defaults import DEFAULTS
from outreach.models import Rule
from registry.domain.errors import Conflict, Refused, changed_since
from registry.lib import clock
from registry.lib import scope as scopes
from registry.models import Organisation, User
from registry.models.unit import record

# What may be changed of a rule: how often, for whom, and what follows. What it is about stays.
FIELDS = frozenset(
    {
        "name", "is_active", "audience", "every_days", "event_days", "working_days", "period", "dates", "lead_days",
        "grace_days", "quiet_days", "keep_days", "doer", "ladder",
    }
)  # fmt: skip
DAYS = ("every_days", "event_days", "lead_days", "grace_days", "quiet_days", "keep_days")
MOST_DAYS = 732
LEVELS = list(AlertLevel)


def ensure_rules(path: str, *, day: date | None = None) -> int:
    """Give a district the default rules that it doesn't have yet; returns how many. What it changed stays."""
    have = set(Rule.objects.filter(owner_path=path).values_list("code", flat=True))
    start = day or clock.today()
    missing = [
        Rule(owner_path=path, code=code, starts_on=start, **said) for code, said in DEFAULTS.items() if code not in have
    ]
    Rule.objects.bulk_create(missing, ignore_conflicts=True)
    if missing:
        record("rules.seeded", owner_path=path, codes=[rule.code for rule in missing])
    return len(missing)


def change_rule(
    *, by: User, node: Organisation, rule: Rule, changes: Mapping[str, Any], version: int | None = None
) -> Rule:
    """Change a rule for a node and everything below it.

    A rule that is read from above gets a row of the node's own; open tasks follow with the planner's next tick, done
    ones stay. Raises Refused for what doesn't go together, Conflict when somebody changed it since `version`.
    """
    unknown = set(changes) - FIELDS
    if unknown:
        raise ValueError(f"规则没有这些内容：{sorted(unknown)}")
    own = _own(node, rule)
    if version is not None and own.version != version:
        raise Conflict(changed_since("有人改过这条规则"))
    for name, value in changes.items():
        setattr(own, name, value)
    _check(own)
    own.version, own.changed_by, own.follows_above = own.version + 1, by, False
    own.save()
    record("rule.changed", on=own, code=own.code, fields=sorted(changes))
    return own


def follow_above(*, by: User, rule: Rule) -> Rule:
    """Give up a node's own rule: what holds above it holds here again."""
    if not _above(rule):
        raise Refused("区一级的规则没有上级可以沿用。不需要的，请停用。")
    rule.follows_above, rule.version, rule.changed_by = True, rule.version + 1, by
    rule.save()
    record("rule.given_up", on=rule, code=rule.code)
    return rule


def _above(rule: Rule) -> bool:
    paths = [rule.owner_path[:end] for end in range(scopes.SEGMENT, len(rule.owner_path), scopes.SEGMENT)]
    return Rule.objects.valid().filter(code=rule.code, owner_path__in=paths).exists()


def _own(node: Organisation, rule: Rule) -> Rule:
    """The node's row of this rule, locked; a copy of what holds there now where it has none. A copy goes on from where
    that began, so that nobody is less late by it; one of a rule that was off begins today."""
    own: Rule | None = Rule.objects.select_for_update().filter(owner_path=node.path, code=rule.code).first()
    if own is not None and not own.follows_above:
        return own
    names = [*FIELDS, "kind", "cadence", "event"]
    said = {name: getattr(rule, name) for name in names}
    said["starts_on"] = rule.starts_on if rule.is_active else clock.today()
    if own is None:
        return Rule(owner_path=node.path, code=rule.code, version=0, **said)
    for name, value in said.items():
        setattr(own, name, value)
    return own


def _check(rule: Rule) -> None:
    if not rule.name.strip():
        raise Refused("请写规则的名称。")
    if any(not 0 <= (getattr(rule, name) or 0) <= MOST_DAYS for name in DAYS):
        raise Refused(f"天数请填 0 到 {MOST_DAYS} 之间的整数。")
    if rule.cadence == Cadence.SINCE_SUCCESS and not rule.every_days:
        raise Refused("请填间隔天数，至少 1 天。")
    if rule.cadence == Cadence.DATES and not rule.dates:
        raise Refused("请至少写一个日子，例如 07-01，或节日名称“春节”。")
    _check_ladder(rule)


def _check_ladder(rule: Rule) -> None:
    steps = rule.steps()
    rising = [(after, LEVELS.index(AlertLevel(level))) for after, level in steps]
    if any(one[0] >= other[0] or one[1] >= other[1] for one, other in pairwise(rising)):
        raise Refused("逾期上报要一级比一级晚：村(社区)、街道、区，天数依次增大。")
