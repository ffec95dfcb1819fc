"""疑似重复: the program proposes pairs of records that may be one person's, a person decides."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Min, Q

from registry.choices import MovementKind, PairState, Precision, Status
from registry.domain.errors import Refused
from registry.domain.movements import label_of
from registry.domain.resemblance import COMPARED, Likeness, compare, is_history, sounds
from registry.lib import clock
from registry.lib import scope as scopes
from registry.models import DuplicatePair, Member, Movement, User
from registry.models.custody import definer
from registry.models.sealed import blind_index
from registry.models.unit import record

# A number or a name together with a birthday that more records share than this says nothing about any two of them.
LARGEST_BLOCK = 30
BATCH = 2000
MOST_NEAR = 50
# How far the look at new records reaches back (its tick comes every minute), and how many of them one look takes.
NEW, MOST_NEW = timedelta(minutes=3), 500
BEGUN = (MovementKind.FOUND, MovementKind.REGISTERED)
Pair = tuple[UUID, UUID]


def find_all() -> int:
    """Look through every record of the scope (one district, at night); returns how many pairs are new.

    Pairs that no longer look alike and nobody has decided on are forgotten; one that was decided stays so until a
    name or an ID number of it changes. A pair whose record moved goes to the node that stands over both now.
    """
    rows = definer("registry_duplicate_candidates", LARGEST_BLOCK)
    pairs = [(first, second) for first, second in rows]
    kept: set[Pair] = set()
    new = 0
    for start in range(0, len(pairs), BATCH):
        alike = _alike(pairs[start : start + BATCH])
        kept |= set(alike)
        new += _remember(alike)
    _forget(kept)
    if new:
        record("duplicate.found", count=new)
    return new


def find_for(*, member: Member) -> int:
    """The same for one record that was registered or changed, among the records its writer sees; how many are new."""
    near = Member.objects.filter(_near(member), direction=member.direction, merged_into__isnull=True)
    others = near.exclude(pk=member.pk).order_by("-is_open", "-id").values_list("pk", flat=True)[:MOST_NEAR]
    known = DuplicatePair.objects.of(member.pk).readable().filter(state=PairState.OPEN)
    before = {(pair.first_id, pair.second_id): pair for pair in known}
    alike = _alike(sorted({ordered(member.pk, other) for other in others} | set(before)))
    for key in set(before) - set(alike):
        before[key].delete()
    return _remember(alike)


def find_new() -> int:
    """The same for whoever was registered in the last minutes, by hand or with a roster, among all records of the scope
    (a district, every minute); how many are new. Whoever registers learns nothing by it: a pair of two organisations
    lies with the node over both. What is not come to is found at night."""
    written = Movement.objects.filter(kind__in=BEGUN, recorded_at__gte=clock.now() - NEW)
    recent = Member.objects.filter(pk__in=written.values("member_id"), merged_into__isnull=True)
    new = sum(find_for(member=member) for member in recent.order_by("-created_at", "-id")[:MOST_NEW])
    if new:
        record("duplicate.found", count=new)
    return new


def ordered(one: UUID, two: UUID) -> Pair:
    """The two keys as a pair has them. PostgreSQL and Python order UUIDs alike."""
    return (one, two) if one < two else (two, one)


def dismiss(*, by: User, pair: DuplicatePair, reason: str = "") -> DuplicatePair:
    """ "Not the same person", remembered."""
    pair = _undecided(pair)
    pair.state, pair.reason = PairState.NOT_DUPLICATE, reason.strip()
    pair.decided_at, pair.decided_by, pair.decided_label = clock.now(), by, label_of(by)
    pair.decided_on = _as_decided(Member.objects.in_bulk([pair.first_id, pair.second_id]), pair)
    pair.save()
    record("duplicate.dismissed", on=pair)
    return pair


def reopen(*, by: User, pair: DuplicatePair) -> DuplicatePair:
    """Take "not the same person" back."""
    pair = _locked(pair)
    if pair.state != PairState.NOT_DUPLICATE:
        raise Refused("这一对现在不是“不是同一人”，不用改回。请刷新页面看最新情况。")
    _open_again(pair)
    record("duplicate.reopened", on=pair)
    return pair


def ask_street(*, by: User, pair: DuplicatePair, note: str) -> DuplicatePair:
    """A community, which may not merge, asks its street to."""
    pair = _undecided(pair)
    pair.asked_at, pair.asked_label, pair.asked_note = clock.now(), label_of(by), note.strip()
    pair.save()
    record("duplicate.asked", on=pair)
    return pair


def _locked(pair: DuplicatePair) -> DuplicatePair:
    return DuplicatePair.objects.select_for_update(of=("self",)).get(pk=pair.pk)


def _undecided(pair: DuplicatePair) -> DuplicatePair:
    pair = _locked(pair)
    if pair.state != PairState.OPEN:
        raise Refused(f"这一对已经核对过了，结论是“{PairState(pair.state).label}”。")
    return pair


def _open_again(pair: DuplicatePair) -> None:
    pair.state, pair.reason, pair.decided_on = PairState.OPEN, "", None
    pair.decided_at, pair.decided_by, pair.decided_label = None, None, ""
    pair.save()


def _near(member: Member) -> Q:
    """Records that share a key with `member`: asked by equality, which stays indexable under row-level security."""
    near = Q(pk__in=())
    if member.id_index:
        near |= Q(id_index=member.id_index)
    if member.phone_index:
        near |= Q(phone_index=member.phone_index, is_open=True)
    if names := sounds(member):
        near |= (Q(pinyin__in=names) | Q(pinyin_alt__in=names, pinyin_alt__gt="")) & _agreeing(member)
    if member.employer_key and member.birth_on:
        near |= Q(employer_key=member.employer_key, birth_on=member.birth_on, is_open=True)
    return near


def _agreeing(member: Member) -> Q:
    found = Q(owner_path=member.owner_path)
    if member.status != Status.LEAD:
        found &= Q(status=Status.LEAD)
    if member.birth_on and member.birth_precision == Precision.DAY:
        found |= Q(birth_on=member.birth_on)
    if member.birth_on:
        coarse = Q() if member.birth_precision != Precision.DAY else ~Q(birth_precision=Precision.DAY)
        found |= Q(birth_on__year=member.birth_on.year) & coarse
    for name in ("employer_key", "home_org_name", "origin_code"):
        if value := getattr(member, name):
            found |= Q(**{name: value})
    return found & Q(is_open=True)


def _alike(pairs: list[Pair]) -> dict[Pair, tuple[Likeness, str]]:
    """Of these pairs those that a person should look at: how alike, and the path of the node over both."""
    members = Member.objects.only(*COMPARED).in_bulk({key for pair in pairs for key in pair})
    both = [(members[one], members[two]) for one, two in pairs if one in members and two in members]
    starts = _starts(both)
    found = {}
    for one, two in both:
        node = common_path(one.owner_path, two.owner_path)
        likeness = compare(one, two)
        if node and likeness.proposed and not is_history(one, two, starts):
            found[one.pk, two.pk] = likeness, node
    return found


def _starts(both: Iterable[tuple[Member, Member]]) -> dict[object, date]:
    """The first day of the open records that stand beside an ended one."""
    wanted = [member.pk for pair in both if not all(half.is_open for half in pair) for member in pair]
    if not wanted:
        return {}
    rows = Movement.objects.filter(member_id__in=wanted).order_by().values("member_id")
    return dict(rows.annotate(day=Min("effective_on")).values_list("member_id", "day"))


def common_path(one: str, two: str) -> str:
    """The path of the nearest node over both, empty across districts."""
    length = 0
    while one[length : length + scopes.SEGMENT] and (
        one[length : length + scopes.SEGMENT] == two[length : length + scopes.SEGMENT]
    ):
        length += scopes.SEGMENT
    return one[:length]


def _remember(alike: dict[Pair, tuple[Likeness, str]]) -> int:
    """Write new pairs, bring known ones up to date; returns how many are new."""
    known = {(row.first_id, row.second_id): row for row in _known(alike)}
    for key, row in known.items():
        _refresh(row, *alike[key])
    rows = [
        DuplicatePair(
            owner_path=node,
            first_id=key[0],
            second_id=key[1],
            score=likeness.score,
            grounds=list(likeness.grounds),
            found_at=clock.now(),
        )
        for key, (likeness, node) in alike.items()
        if key not in known
    ]
    DuplicatePair.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _known(pairs: Iterable[Pair]) -> list[DuplicatePair]:
    firsts, seconds = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
    rows = DuplicatePair.objects.filter(first_id__in=firsts, second_id__in=seconds)
    return [row for row in rows if (row.first_id, row.second_id) in set(pairs)]


def _refresh(row: DuplicatePair, likeness: Likeness, node: str) -> None:
    if row.owner_path != node:
        row = _rehomed(row, node)
    if row.state == PairState.NOT_DUPLICATE:
        members = Member.objects.in_bulk([row.first_id, row.second_id])
        if row.decided_on and bytes(row.decided_on) != _as_decided(members, row):
            _open_again(row)
    values = {"score": likeness.score, "grounds": list(likeness.grounds)}
    if row.state == PairState.OPEN and (row.score, row.grounds) != tuple(values.values()):
        DuplicatePair.objects.filter(pk=row.pk, state=PairState.OPEN).update(**values)


def _rehomed(row: DuplicatePair, node: str) -> DuplicatePair:
    """The pair at the node that stands over both records now: rows don't change hands, so a new one takes its place."""
    DuplicatePair.objects.filter(pk=row.pk).delete()
    row.owner_path = node
    row.save(force_insert=True)
    return row


def _forget(kept: set[Pair]) -> None:
    """Remove undecided pairs that are not alike any more."""
    rows = DuplicatePair.objects.filter(state=PairState.OPEN).values_list("pk", "first_id", "second_id")
    gone = [key for key, first, second in rows if (first, second) not in kept]
    for start in range(0, len(gone), BATCH):
        DuplicatePair.objects.filter(pk__in=gone[start : start + BATCH], state=PairState.OPEN).delete()


def _as_decided(members: dict[UUID, Member], pair: DuplicatePair) -> bytes | None:
    """A keyed hash of both names and ID numbers: it changes when one of them does."""
    return blind_index().of("pair", "|".join(_named(members, (pair.first_id, pair.second_id))))


def _named(members: dict[UUID, Member], keys: Iterable[UUID]) -> Iterator[str]:
    for key in keys:
        member = members.get(key)
        yield f"{member.name_key}/{bytes(member.id_index or b'').hex()}" if member else "-"
