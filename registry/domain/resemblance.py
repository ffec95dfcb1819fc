"""How much two records look like one person's: a score from 0 to 100, and the grounds that a page says in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rapidfuzz.distance import Hamming, Levenshtein

from registry.choices import Precision, Status
from registry.models import Member

# Codes of what agrees (`grounds` of a pair), and what each is worth. One alone is never enough, but for the number.
WEIGHTS = {
    "id": 70, "id_typo": 50, "phone": 50, "name": 35, "sound": 30, "name_close": 20, "birth": 35, "birth_month": 28,
    "birth_year": 20, "employer": 22, "home_org": 22, "origin": 20, "node": 15,
}  # fmt: skip
# Codes of what speaks against it.
AGAINST = ("name_differs", "sex_differs", "birth_differs")
# From here on a pair is proposed; what contradicts keeps it below.
THRESHOLD = 50
DOUBTED = 40
UNLIKE_NAME = 15
# Digits by which two valid numbers may differ and still be one number mistyped; the check character follows them.
TYPO = 2
COMPARED = (
    "id", "owner_path", "direction", "status", "is_open", "closed_on", "created_at", "merged_into", "name_key",
    "pinyin", "pinyin_alt", "sex", "birth_on", "birth_precision", "id_index", "id_number", "phone_index",
    "employer_key", "origin_code", "home_org_name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Likeness:
    """The score, and the codes of what agrees and what does not."""

    score: int
    grounds: tuple[str, ...]

    @property
    def proposed(self) -> bool:
        """Whether a person should look at it."""
        return self.score >= THRESHOLD


def compare(one: Member, two: Member) -> Likeness:
    """How alike two records of one direction are. The caller has left histories (`is_history`) out."""
    number, name = _number(one, two), _name(one, two)
    if number == "different" or (number == "id_typo" and name == "name_differs"):
        return Likeness(0, ())
    grounds = [number, name, *_circumstances(one, two)]
    against = [] if number else list(_contradictions(one, two))
    score = sum(WEIGHTS.get(ground, 0) for ground in grounds) - UNLIKE_NAME * (name == "name_differs")
    score = min(max(score, 0), DOUBTED if against else 100)
    return Likeness(score, tuple(ground for ground in (*grounds, *against) if ground))


def is_history(one: Member, two: Member, starts: dict[object, date]) -> bool:
    """Whether one person left and came again: two records of one number, the first ended before the second began.

    `starts` has the day of each record's first movement. Two ended records are history whatever their days.
    """
    if one.is_open and two.is_open:
        return False
    ended, other = (one, two) if two.is_open else (two, one)
    if not other.is_open or ended.closed_on is None:
        return True
    return ended.closed_on <= starts.get(other.pk, ended.closed_on)


def sounds(member: Member) -> set[str]:
    """How the name may be read."""
    return {member.pinyin, member.pinyin_alt} - {""}


def _number(one: Member, two: Member) -> str:
    if not (one.id_index and two.id_index):
        return ""
    if bytes(one.id_index) == bytes(two.id_index):
        return "id"
    apart = Hamming.distance(str(one.id_number)[:17], str(two.id_number)[:17])
    return "id_typo" if apart <= TYPO else "different"


def _name(one: Member, two: Member) -> str:
    if one.name_key == two.name_key:
        return "name"
    if sounds(one) & sounds(two):
        return "sound"
    close = max(len(one.name_key), len(two.name_key)) > 2 and one.name_key[:1] == two.name_key[:1]
    near = close and Levenshtein.distance(one.name_key, two.name_key, score_cutoff=1) <= 1
    return "name_close" if near else "name_differs"


def _circumstances(one: Member, two: Member) -> Iterator[str]:
    if one.phone_index and two.phone_index and bytes(one.phone_index) == bytes(two.phone_index):
        yield "phone"
    if (born := _birth(one, two)) and born != "birth_differs":
        yield born
    if one.employer_key and one.employer_key == two.employer_key:
        yield "employer"
    if one.home_org_name and one.home_org_name == two.home_org_name:
        yield "home_org"
    if one.origin_code[2:].strip("0") and one.origin_code == two.origin_code:
        yield "origin"
    if one.owner_path == two.owner_path and Status.LEAD in (one.status, two.status):
        yield "node"


def _contradictions(one: Member, two: Member) -> Iterator[str]:
    if one.sex and two.sex and one.sex != two.sex:
        yield "sex_differs"
    if _birth(one, two) == "birth_differs":
        yield "birth_differs"


def _birth(one: Member, two: Member) -> str:
    """What the birthdays say as far as both are known."""
    if one.birth_on is None or two.birth_on is None:
        return ""
    known = {one.birth_precision, two.birth_precision}
    if Precision.YEAR in known:
        return "birth_year" if one.birth_on.year == two.birth_on.year else "birth_differs"
    if Precision.MONTH in known:
        same = (one.birth_on.year, one.birth_on.month) == (two.birth_on.year, two.birth_on.month)
        return "birth_month" if same else "birth_differs"
    return "birth" if one.birth_on == two.birth_on else "birth_differs"
