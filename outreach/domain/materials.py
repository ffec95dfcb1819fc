"""Verbs on study materials: add, change, withdraw, restore; their file."""

import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction

from outreach.models import Material, MaterialFile
from registry.domain.errors import Conflict, Refused, changed_since
from registry.domain.files import GONE, Prepared, seal, unseal
from registry.lib import clock
from registry.lib.ids import uuid7
from registry.models import Organisation, User
from registry.models.unit import record

FIELDS = ("title", "kind", "subject", "description", "link", "year", "quarter", "copies")
CHANGED = changed_since("有人改过这份资料")
NO_LINK = "网址要以 https:// 开头，照浏览器地址栏里的复制过来。"


def add_material(
    *,
    by: User | None,
    label: str,
    organisation: Organisation,
    fields: Mapping[str, Any],
    upload: Prepared | None = None,
) -> Material:
    """A new material of a node, with its file. Raises Refused for a link that can't be, or a title that is there."""
    material = Material(owner_path=organisation.path, host_label=str(organisation), changed_by=by)
    _fill(material, fields)
    _keep(material, new=True)
    record("material.added", on=material, kind=material.kind)
    if upload is not None:
        _attach(label, material, upload)
    return material


def change_material(
    *, by: User, label: str, material: Material, fields: Mapping[str, Any], version: int | None = None,
    upload: Prepared | None = None,
) -> Material:  # fmt: skip
    """Correct what is announced; a new file takes the place of the old one. What was handed out keeps its name of then.

    Raises Refused, and Conflict when somebody changed it since `version`."""
    material = _locked(material)
    if version is not None and material.version != version:
        raise Conflict(CHANGED)
    _fill(material, fields)
    _keep(material, by)
    record("material.changed", on=material, version=material.version)
    if upload is not None:
        _attach(label, material, upload)
    return material


def withdraw_material(*, by: User, material: Material, reason: str) -> Material:
    """Not to be handed out any more, nor opened by those who have it; asked again, it stays as it is. Raises Refused
    without a reason."""
    material = _locked(material)
    if material.withdrawn_on is not None:
        return material
    if not reason.strip():
        raise Refused("请写明为什么停用，方便以后查看。")
    material.withdrawn_on, material.withdraw_reason = clock.today(), reason.strip()[:200]
    _keep(material, by)
    record("material.withdrawn", on=material)
    return material


def restore_material(*, by: User, material: Material) -> Material:
    """In use again."""
    material = _locked(material)
    if material.withdrawn_on is not None:
        material.withdrawn_on, material.withdraw_reason = None, ""
        _keep(material, by)
        record("material.restored", on=material)
    return material


def file_of(material: Material) -> MaterialFile | None:
    """Its present file, without the bytes."""
    return MaterialFile.objects.all().listed().present().filter(material=material).first()


def opened(*, by: User, file: MaterialFile) -> bytes:
    """Its bytes. Raises Refused for one that was replaced or tampered with."""
    if file.removed_at:
        raise Refused(GONE)
    record("material.opened", on=file, material=str(file.material_id))
    return unseal(MaterialFile, file.pk, file.data)


def _attach(label: str, material: Material, upload: Prepared) -> None:
    now = clock.now()
    present = MaterialFile.objects.all().present().filter(material=material)
    present.update(data=b"", removed_at=now, removed_label=label[:120])
    file = MaterialFile(
        id=uuid7(), owner_path=material.owner_path, material=material, name=upload.name, size=len(upload.data),
        media_type=upload.media_type, digest=hashlib.sha256(upload.data).hexdigest(), added_at=now,
        added_label=label[:120],
    )  # fmt: skip
    file.data = seal(MaterialFile, file.pk, upload.data)
    file.save(force_insert=True)
    record("material.attached", on=file, material=str(material.pk), media_type=file.media_type, size=file.size)


def _fill(material: Material, fields: Mapping[str, Any]) -> None:
    for name in FIELDS:
        if name in fields:
            setattr(material, name, fields[name])
    if material.link and not _is_fine(material.link):
        raise Refused(NO_LINK)


def _is_fine(link: str) -> bool:
    """An address that a member may be sent to: encrypted, and no name hidden before the host."""
    parts = urlsplit(link)
    return parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc


def _keep(material: Material, by: User | None = None, *, new: bool = False) -> None:
    if not new:
        material.version, material.changed_by = material.version + 1, by
    try:
        with transaction.atomic():
            material.save(force_insert=new)
    except IntegrityError as error:
        raise Refused("这个组织在同一年度、季度已经有一份同名的资料，请换个名称，或修改原来的那份。") from error


def _locked(material: Material) -> Material:
    found: Material = Material.objects.select_for_update(of=("self",), no_key=True).get(pk=material.pk)
    return found
