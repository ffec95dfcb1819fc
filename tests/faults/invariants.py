"""What must be true of the database whatever was done to it (E17): keys, states, projections, the trail."""

from collections import Counter
from collections.abc import Iterator

from registry.domain import trail
from registry.domain.movements import _valid
from registry.domain.projection import replay
from registry.lib.keys import search_fields
from registry.models import Member, Movement
from registry.models.identity import districts, system_scope
from registry.models.unit import work
from tests.remembered import scoped_models


def faults() -> list[str]:
    """Every broken rule in words; none when all is well."""
    found = [f"{result.chain}: {result.damage}" for result in trail.verify_all() if result.damage]
    for root in districts():
        with work(system_scope(root)):
            found += [*_tree(root), *_members()]
    return found


def _tree(root: str) -> Iterator[str]:
    """Every row of the district lies at a node that is there; the trail and what happened may speak of former ones."""
    paths = {}
    for model in scoped_models():
        if model.__name__ not in ("Organisation", "AuditEvent"):
            paths[model.__name__] = set(model.objects.values_list("owner_path", flat=True))
        if model.__name__ == "Organisation":
            nodes = dict(model.objects.values_list("pk", "path"))
            for pk, path, parent in model.objects.values_list("pk", "path", "parent_id"):
                if nodes.get(parent, "") != path[:-4]:
                    yield f"node {pk} does not lie under its parent"
    for name, used in paths.items():
        if missing := used - set(nodes.values()):
            yield f"{name}: rows at {sorted(missing)}, where no node is"


def _members() -> Iterator[str]:
    """State and dates are what the movements say; one open record a number and direction; keys fit the names."""
    opened: Counter[tuple[bytes, str]] = Counter()
    for member in Member.objects.select_related("organisation"):
        facts = _valid(member)
        yield from (f"{member.pk}: {word}" for word, wrong in _rules(member, facts).items() if wrong)
        if member.is_open and member.id_index:
            opened[bytes(member.id_index), member.direction] += 1
    yield from (f"{times} open records of one person" for times in opened.values() if times > 1)


def _rules(member: Member, facts: list[Movement]) -> dict[str, bool]:
    """What may be wrong with one record, and whether it is."""
    state = replay(facts)
    dates = (member.reported_on, member.enrolled_on, member.closed_on)
    return {
        "a state that its movements don't lead to": (member.status, member.is_open) != (state.status, state.is_open),
        "other dates than its movements": dates != (state.reported_on, state.enrolled_on, state.closed_on),
        "movements at another node": any(fact.owner_path != member.owner_path for fact in facts),
        "a path that is not its organisation's": member.organisation.path != member.owner_path,
        "search keys of another name": search_fields(member.name, member.employer)["name_key"] != member.name_key,
    }
