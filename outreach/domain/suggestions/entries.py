"""What the ledger says of a suggestion beside its steps: title, category, whether it is on the list, a remark; and who
proposed it, which she may have put right or struck out (《个人信息保护法》第四十六条、第四十七条)."""

from outreach.choices import SuggestionCategory, WordKind
from outreach.domain.suggestions import moves
from outreach.domain.suggestions.receiving import sealed
from outreach.models import Suggestion
from outreach.models.suggestion import TAKEN_UP
from registry.domain.errors import Conflict, Refused
from registry.lib import clock
from registry.models import User
from registry.models.custody import definer
from registry.models.unit import record


def may_correct(row: Suggestion) -> bool:
    """Taken up, whatever became of it since."""
    return row.state in TAKEN_UP


def correct(
    *, by: User | None, label: str, row: Suggestion, title: str, category: str, on_list: bool = False,
    remark: str = "", version: int | None = None,
) -> Suggestion:  # fmt: skip
    """Put them right. A case of help is on no list. Raises Refused, Conflict."""
    row = moves.found(row.pk, version)
    if not may_correct(row):
        raise Refused("受理以后才能改。")
    if not title.strip() or category not in SuggestionCategory.values:
        raise Refused("请写标题，并选一个类别。")
    listed = on_list and not row.is_help
    return moves.rewrite(
        row, "suggestion.entry_corrected", {"on_list": listed}, title=title.strip()[:60], category=category,
        on_list=listed, remark=remark.strip()[:200], listed_at=(row.listed_at or clock.now()) if listed else None,
    )  # fmt: skip


def name_proposer(
    *, by: User | None, label: str, row: Suggestion, name: str, why: str, phone: str = "", drop_phone: bool = False,
    version: int | None = None,
) -> Suggestion:  # fmt: skip
    """Put her name and number right, or strike them out: an empty name is none, an empty number leaves the one there is
    (`drop_phone` strikes it out). She asked for it, and `why` says how it was found out that it was she. Raises
    Refused, Conflict."""
    row = moves.found(row.pk, version)
    name, why = name.strip()[:50], why.strip()
    phone = "" if drop_phone else phone.strip() or str(row.proposer_phone)
    if not why:
        raise Refused("请写明怎么核实是本人的，例如：本人报了查询码。")
    changed = [word for word, new, old in (("姓名", name, row.proposer_name), ("电话", phone, row.proposer_phone))
               if new != str(old)]  # fmt: skip
    if not changed:
        raise Refused("姓名和电话都没有变，不用保存。")
    texts = (sealed(row.pk, "proposer_name", name), sealed(row.pk, "proposer_phone", phone))
    if not definer("outreach_name_proposer", row.pk, row.version, *texts, clock.now())[0][0]:
        raise Conflict(moves.CHANGED)
    record("suggestion.proposer_changed", on=row)
    moves.say(row, WordKind.PRIVATE, f"按本人要求改{'、'.join(changed)}：{why}", label=label)
    return Suggestion.objects.get(pk=row.pk)
