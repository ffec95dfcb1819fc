"""A list of the staff site as a workbook: the rows that its page shows when the file is made, narrowed as it was asked.

They are read in the scope of the node alone, whatever the address says: what lies outside is in no list.
"""

from typing import IO

from registry.domain.errors import Refused
from registry.lib import clock
from registry.models import User
from registry.models.identity import standings, system_scope
from registry.models.unit import work
from registry.policies import Action, allowed
from reports.choices.exports import ExportList
from reports.models import Export
from reports.workbook import book
from reports.workbook.book import Told
from reports.workbook.ledgers import Ledger
from reports.workbook.lists import LISTS
from reports.workbook.spec import Spec


def make(export: Export, spec: Spec, out: IO[bytes], told: Told) -> dict[str, object]:
    """Write the file; what the row is to say of it."""
    name = ExportList(export.options["list"])
    with work(system_scope(spec.path)):
        by, wanted = export.asked_by, LISTS[name]
        assert by is not None  # nobody else asks for lists
        _check_right(export, by, wanted.action)
        found = wanted.found(export.options["query"], by)
        _check(found.unread(export.options["query"]))
        total = found.rows.order_by().count()
        ledger = Ledger(
            name.value, name.label, wanted.columns, lambda spec: total,
            lambda spec: wanted.each(found, masked=spec.masked or not wanted.numbers), figures=wanted.figures,
        )  # fmt: skip
        said = f"{found.said}；" if found.said else ""
        numbers = _numbers(spec) if wanted.numbers else ""
        note = f"{said}共 {total:,} 条，{numbers}数据截至 {clock.local(spec.known):%Y-%m-%d %H:%M}。{wanted.note}"
        book.make_one(spec, ledger, f"{spec.unit}{name.label}", note, out, told)
    day = f"{clock.local(spec.known):%Y%m%d}"
    return {"file_name": f"{spec.unit}{name.label}{day}.xlsx", "watermark": spec.watermark}


def _numbers(spec: Spec) -> str:
    return "号码已打码，" if spec.masked else f"含完整号码，导出人：{spec.asker}，请妥善保管，用完即删，"


def _check_right(export: Export, by: User, action: Action) -> None:
    """Whoever asked must still stand there with the right when it is made."""
    wanted = {Action.REPORT_VIEW, action, *(() if export.masked else (Action.MEMBER_REVEAL_ID,))}
    held = [standing.scope(by) for standing in standings(by, clock.today()) if standing.path == export.owner_path]
    if not any(all(allowed(each, scope) for each in wanted) for scope in held):
        raise Refused("申请以后任职或者权限变了，现在不能导出这张清单。需要的话，请有权限的同志重新申请。")


def _check(gone: list[str]) -> None:
    """A condition that has gone meanwhile (an organisation was closed) must not make the list longer."""
    if gone:
        raise Refused(f"筛选的条件已经不在了（{'、'.join(gone)}），请回到列表重新筛选、导出。")
