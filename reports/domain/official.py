"""Verbs on the forms of the superior office: take one in, bind its cells, confirm, retire, open."""

import hashlib
import re
from dataclasses import replace
from typing import Any
from uuid import UUID

from registry.domain import files
from registry.domain.errors import Conflict, Refused
from registry.domain.movements import label_of
from registry.intake.files.refusals import Refusal
from registry.lib import clock, media
from registry.lib import scope as scopes
from registry.lib.ids import uuid7
from registry.models import Organisation, OrganisationAlias, User
from registry.models.turns import take_turn
from registry.models.unit import record
from reports.figures.table import ROW
from reports.forms import binding, grid, package, proposing
from reports.forms.binding import FIGURE, FIGURES, MONTHS, TEXTS, Binding, Bindings, Source
from reports.forms.grid import Grid
from reports.forms.vocabulary import Place, Vocabulary, vocabulary
from reports.models import OfficialForm, OfficialFormFile

MOST_CELLS = 5_000
# The name is part of the name of a file.
UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
GONE = "没有这份表样，或者它已经停用。请在“上级表样”里重新选一份。"
CHANGED = "这份表样的对应关系刚被别人改过。请看过现在的样子再改。"
DISTRICT_ONLY = "上级表样由区里上传和填报。"


def upload(*, by: User | None, name: str, upload: files.Upload) -> OfficialForm:
    """Take a form in: judged, kept sealed, its cells proposed. The same name again is the next version of the form, and
    what was confirmed for a cell under the same headings is kept.

    Raises Refused, in words, for whatever can't be taken; nothing is changed then.
    """
    name, data = UNFIT.sub("", name).strip()[:60], upload.read(package.LIMITS.file_bytes + 1)
    if not name:
        raise Refused("请给这份表起个名字，例如“市委组织部流动党员月报表”。")
    opened, grids = _read(data, upload.name or "")
    organisation = _district()
    before = _current(name)
    proposed = _kept(before, proposing.propose(opened, grids, words()), grids)
    if sum(len(cells) for cells in proposed.values()) > MOST_CELLS:
        raise Refused(f"表里要填的格子超过 {MOST_CELLS} 个。请删去与上报无关的工作表后再上传。")
    if before:
        _retire(before, by)
    row = _row(organisation, name, data, upload.name or "", by)
    row.bindings = binding.stored(proposed)
    row.save(force_insert=True)
    _keep(row, data)
    record("form.uploaded", on=row, name=name, version=row.version, sha256=row.sha256, size=row.size, cells=row.bound)
    return row


def _read(data: bytes, name: str) -> tuple[package.Package, list[Grid]]:
    try:
        opened = package.opened(data, name)
        return opened, grid.read(opened)
    except Refusal as refusal:
        raise Refused(refusal.message) from refusal


def _district() -> Organisation:
    path = scopes.current().path
    if len(path) != scopes.SEGMENT:
        raise Refused(DISTRICT_ONLY)
    found: Organisation = Organisation.objects.get(path=path)
    return found


def _current(name: str) -> OfficialForm | None:
    """The version in use, held so that two uploads follow each other."""
    take_turn(f"official-form|{scopes.current().path}|{name}")
    found: OfficialForm | None = OfficialForm.objects.all().in_use().filter(name=name).first()
    return found


def _row(organisation: Organisation, name: str, data: bytes, file_name: str, by: User | None) -> OfficialForm:
    last = OfficialForm.objects.filter(name=name).order_by("-version").values_list("version", flat=True).first()
    return OfficialForm(
        id=uuid7(), owner_path=organisation.path, organisation=organisation, name=name, version=(last or 0) + 1,
        file_name=media.safe_name(file_name, None)[:100], size=len(data), sha256=hashlib.sha256(data).hexdigest(),
        uploaded_at=clock.now(), uploaded_by=by, uploaded_label=label_of(by)[:120],
    )  # fmt: skip


def _keep(row: OfficialForm, data: bytes) -> None:
    kept = OfficialFormFile(id=uuid7(), owner_path=row.owner_path, form=row)
    kept.data = files.seal(OfficialFormFile, kept.pk, data)
    kept.save(force_insert=True)


def _kept(before: OfficialForm | None, proposed: Bindings, grids: list[Grid]) -> Bindings:
    """What a person confirmed in the last version, where the cell can still be filled and is still called the same."""
    found = {sheet: dict(cells) for sheet, cells in proposed.items()}
    by_name = {each.name: each for each in grids}
    for sheet, cells in binding.read(before.bindings if before else {}).items():
        for address, bound in cells.items():
            there, at = by_name.get(sheet), grid.place(address)
            if not (there and at and bound.confirmed) or proposing.may_hold(there, at):
                continue
            if there.heading(at) == bound.heading and len(bound.sources) == 1:
                found.setdefault(sheet, {})[address] = bound
    return found


def words() -> Vocabulary:
    """What headings can mean in this district: figures, its nodes down to 村(社区), their other names."""
    own = scopes.current().path
    aliases: dict[UUID, list[str]] = {}
    for key, alias in OrganisationAlias.objects.values_list("organisation_id", "alias"):
        aliases.setdefault(key, []).append(alias)
    nodes = [node for node in Organisation.objects.all().active().order_by("path") if len(node.path) <= ROW]
    places = [
        Place(str(node.pk), str(node), (node.name, node.full_name, *aliases.get(node.pk, ())))
        for node in nodes
        if node.path != own
    ]
    root = [name for node in nodes if node.path == own for name in (node.name, *aliases.get(node.pk, ()))]
    return vocabulary(places, root)


def contents(form: OfficialForm) -> bytes:
    """The form as it was uploaded. Raises Refused for what was tampered with."""
    kept = OfficialFormFile.objects.filter(form=form).first()
    if kept is None:
        raise Refused(files.BROKEN)
    data = files.unseal(OfficialFormFile, kept.pk, kept.data)
    if hashlib.sha256(data).hexdigest() != form.sha256:
        raise Refused(files.BROKEN)
    return data


def open_file(*, by: User | None, form: OfficialForm) -> bytes:
    """The same for somebody who takes it away; it goes on the trail."""
    data = contents(form)
    record("form.downloaded", on=form, sha256=form.sha256)
    return data


def bind(
    *, by: User | None, form: OfficialForm, revision: int, sheet: str, cell: str, source: Source | None
) -> OfficialForm:
    """A person says what fills a cell (None: nothing). Raises Refused for a cell that can't be filled, a figure or node
    that is not there, a retired form; Conflict when somebody else changed the form meanwhile."""
    row = _locked(form, revision)
    there, at = next((each for each in _grids(row) if each.name == sheet), None), grid.place(cell)
    if there is None or at is None or not (at[0] <= there.bottom and at[1] <= there.right):
        raise Refused("表里没有这一格。")
    bindings = binding.read(row.bindings)
    if source is None:
        bindings.get(sheet, {}).pop(cell, None)
    else:
        if why := proposing.may_hold(there, at):
            raise Refused(why)
        made = Binding((_checked(source),), proposing.around(there, at), there.heading(at), confirmed=True)
        bindings.setdefault(sheet, {})[cell] = made
    return _bound(row, bindings, "form.bound", sheet=sheet, cell=cell, to=source.label if source else "")


def confirm(*, by: User | None, form: OfficialForm, revision: int) -> OfficialForm:
    """A person looked at all that is bound and says that it is right. Raises Refused, Conflict."""
    row = _locked(form, revision)
    bindings = {
        sheet: {cell: replace(bound, confirmed=True) for cell, bound in cells.items()}
        for sheet, cells in binding.read(row.bindings).items()
    }
    return _bound(row, bindings, "form.confirmed", cells=row.bound)


def _bound(row: OfficialForm, bindings: Bindings, action: str, **said: Any) -> OfficialForm:
    row.bindings = binding.stored({sheet: cells for sheet, cells in bindings.items() if cells})
    row.revision += 1
    row.save(update_fields=["bindings", "revision"])
    record(action, on=row, **said)
    return row


def _checked(source: Source) -> Source:
    """A known figure or text; of a node that is there, with its name of today."""
    known = FIGURES if source.kind == FIGURE else TEXTS
    if source.key not in known or source.month not in MONTHS:
        raise Refused("没有这个指标，请重新选一个。")
    if not source.node:
        return replace(source, node_name="")
    node = Organisation.objects.all().active().filter(pk=source.node).first()
    if node is None or len(node.path) > ROW:
        raise Refused("本区没有这个组织，或者已经停用。请重新选一个。")
    return replace(source, node_name=str(node))


def retire(*, by: User | None, form: OfficialForm) -> OfficialForm:
    """Not filled any more; it stays, with all its versions."""
    row = _locked(form, form.revision)
    _retire(row, by)
    return row


def _retire(row: OfficialForm, by: User | None) -> None:
    row.retired_at, row.retired_label = clock.now(), label_of(by)[:120]
    row.save(update_fields=["retired_at", "retired_label"])
    record("form.retired", on=row, version=row.version)


def _locked(form: OfficialForm, revision: int) -> OfficialForm:
    rows = OfficialForm.objects.select_for_update(of=("self",), no_key=True)
    row: OfficialForm | None = rows.filter(pk=form.pk, retired_at__isnull=True).first()
    if row is None:
        raise Refused(GONE)
    if row.revision != revision:
        raise Conflict(CHANGED)
    return row


def _grids(form: OfficialForm) -> list[Grid]:
    return grid.read(package.of_our_own(contents(form)))


def of_export(options: dict[str, Any]) -> OfficialForm | None:
    """The form that an export is of, in use or not; None when there is none."""
    try:
        key = UUID(str(options.get("form", "")))
    except ValueError:
        return None
    found: OfficialForm | None = OfficialForm.objects.filter(pk=key).first()
    return found


def ready(form: OfficialForm | None, organisation: Organisation) -> OfficialForm:
    """The form. Raises Refused unless it can be filled: in use, of this organisation, bound, looked at by a person."""
    if form is None or form.retired_at or form.organisation_id != organisation.pk:
        raise Refused(GONE)
    if not form.bound:
        raise Refused(f"“{form.name}”还没有一格对应到指标。请先打开它，选好每一格填什么。")
    if left := unconfirmed(form):
        raise Refused(f"“{form.name}”里有 {left} 格是程序认的，还没有人核对。请先打开它核对，再按“都核对过了”。")
    return form


def unconfirmed(form: OfficialForm) -> int:
    """How many cells nobody has looked at."""
    return sum(not bound["confirmed"] for cells in form.bindings.values() for bound in cells.values())
