"""Verbs on files: attach, open, remove. Pictures are made anew before they are kept, all bytes are encrypted."""

import hashlib
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from django.db.models import Model

from registry.domain.errors import Refused
from registry.domain.movements import label_of
from registry.lib import clock, media, pictures
from registry.lib import scope as scopes
from registry.lib.crypto import CipherError
from registry.lib.ids import uuid7
from registry.models import Attachment, AttachmentContent, ContactLog, Member, StudyReport, User
from registry.models.sealed import cipher, context_of
from registry.models.turns import take_turn
from registry.models.unit import record

MAX_MB = 10
MAX_BYTES = MAX_MB << 20
# How many files a contact or a report may have, and how many a member beside those.
PER_RECORD, PER_MEMBER = 6, 20
HEAD, TAIL = 1024, 2048
REFUSALS = {
    "heif": "是手机的 HEIC 照片，多数电脑打不开。请在手机上截图，或者发到微信再保存成 JPG，然后再传。"
    "苹果手机可以在“设置 → 相机 → 格式”里选“兼容性最佳”，以后拍的就是 JPG。",
    "picture": "这种图片格式这里不收。请截图，或者另存为 JPG 再传。",
    "office": "是 Word、Excel 或 WPS 文件。请打开后“另存为 PDF”，把 PDF 传上来。",
    "archive": "是压缩包。请先解开，把里面的照片或 PDF 一个一个传。",
    "video": "是音频或视频，这里不收。请截一张图再传。",
    "page": "是网页或矢量图文件，这里不收。请截图后再传。",
    "unknown": "不是照片，也不是 PDF。这里收 JPG、PNG、WEBP 照片和 PDF。",
}
GONE = "这个文件已经移除，打不开了。"
BROKEN = "这个文件打不开：存下的内容和记录对不上。请告诉系统管理员，不要删除这条记录。"


class Upload(Protocol):
    """A file as it comes in: Django's uploaded files, or anything with a name and bytes."""

    @property
    def name(self) -> str | None: ...

    def read(self, size: int = ..., /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file fit to be kept: its safe name, what it is (`MediaType`), its bytes as they will be given back."""

    name: str
    media_type: str
    data: bytes


def prepare(upload: Upload) -> Prepared:
    """Judge a file by its bytes and make a picture anew. Needs no database. Raises Refused with the file's name."""
    data = upload.read(MAX_BYTES + 1)
    try:
        media_type, made = _judged(data)
    except Refused as refusal:
        raise Refused(f"“{media.safe_name(upload.name or '', None)}”{refusal}") from refusal
    return Prepared(media.safe_name(upload.name or "", media_type), media_type, made)


def _judged(data: bytes) -> tuple[str, bytes]:
    if not data:
        raise Refused("是空的，请重新选择。")
    if len(data) > MAX_BYTES:
        raise Refused(f"超过 {MAX_MB} MB，没有收下。照片可以截图或在微信里发送（不选“原图”）后再传；PDF 请拆成几份。")
    kind = media.kind_of(data[:HEAD])
    if kind == "pdf":
        return "application/pdf", _whole_pdf(data)
    if kind in REFUSALS:
        raise Refused(REFUSALS[kind])
    try:
        picture = pictures.remade(data, kind)
    except pictures.PictureProblem as problem:
        raise Refused(f"：{problem}") from problem
    return picture.media_type, picture.data


def _whole_pdf(data: bytes) -> bytes:
    """Kept as it is; that it ends as a PDF does (ISO 32000-2, 7.5.5) shows that it came through whole."""
    if b"%%EOF" not in data[-TAIL:]:
        raise Refused("没有传完整，或者已经损坏。请重新保存成 PDF 再传。")
    return data


def attach(
    *,
    by: User | None,
    member: Member,
    upload: Upload | Prepared,
    contact: ContactLog | None = None,
    study: StudyReport | None = None,
) -> Attachment:
    """Keep a file with a contact, a study report, or the member alone.

    Raises Refused for what can't be taken (with its name, and what to do), and when there are too many.
    """
    kept_with = contact or study
    if (contact and study) or (kept_with and kept_with.member_id != member.pk):
        raise ValueError("一个附件只跟一条记录，而且是同一位党员的")
    if kept_with and kept_with.voided_at:
        raise Refused("这条记录已经作废，不能再加附件。")
    prepared = upload if isinstance(upload, Prepared) else prepare(upload)
    _check_room(member, contact, study)
    row = Attachment(
        id=uuid7(),
        owner_path=member.owner_path,
        member=member,
        contact=contact,
        study=study,
        name=prepared.name,
        media_type=prepared.media_type,
        size=len(prepared.data),
        digest=hashlib.sha256(prepared.data).hexdigest(),
        added_at=clock.now(),
        added_by=by,
        added_label=label_of(by),
    )
    row.save(force_insert=True)
    _keep(row, prepared.data)
    record("attachment.added", on=row, media_type=row.media_type, size=row.size, member=str(member.pk))
    return row


def seal(model: type[Model], key: UUID, data: bytes) -> bytes:
    """A file's bytes as the column `data` of the row of that key keeps them."""
    return cipher().seal_bytes(data, context_of(model._meta.db_table, key, "data"))


def unseal(model: type[Model], key: UUID, data: bytes | memoryview) -> bytes:
    """The bytes again. Raises Refused for what was tampered with, or stood in another row."""
    try:
        return cipher().open_bytes(bytes(data), context_of(model._meta.db_table, key, "data"))
    except CipherError as error:
        raise Refused(BROKEN) from error


def _keep(row: Attachment, data: bytes) -> None:
    content = AttachmentContent(id=uuid7(), owner_path=row.owner_path, attachment=row, member_id=row.member_id)
    content.data = seal(AttachmentContent, content.pk, data)
    content.save(force_insert=True)


def _check_room(member: Member, contact: ContactLog | None, study: StudyReport | None) -> None:
    """Counted one upload after the other, so that two at once don't both take the last place."""
    most = PER_RECORD if contact or study else PER_MEMBER
    take_turn(f"files|{(contact or study or member).pk}")
    if Attachment.objects.all().present().filter(member=member, contact=contact, study=study).count() >= most:
        raise Refused(f"附件最多 {most} 个，已经满了。请先移除用不着的。")


def removable(attachment: Attachment) -> bool:
    """Whether the active scope may take this file away: a liaison only what she added herself."""
    scope = scopes.current()
    return attachment.removed_at is None and (not scope.liaison or attachment.added_by_id == scope.user_id)


def remove(*, by: User | None, attachment: Attachment, reason: str) -> Attachment:
    """Delete a file's bytes; the row stays and says who did so, when and why."""
    if not reason.strip():
        raise Refused("请写明为什么移除，方便以后查看。")
    if not removable(attachment):
        raise Refused(GONE if attachment.removed_at else "这个文件是别的同事上传的，请联系本组织的工作人员移除。")
    changed = (
        Attachment.objects.all()
        .present()
        .filter(pk=attachment.pk)
        .update(removed_at=clock.now(), removed_by=by, removed_label=label_of(by), remove_reason=reason.strip())
    )
    if not changed:
        raise Refused(GONE)
    AttachmentContent.objects.filter(attachment=attachment).delete()
    record("attachment.removed", on=attachment)
    attachment.refresh_from_db()
    return attachment


def open_attachment(*, by: User | None, attachment: Attachment) -> bytes:
    """A file's bytes; each opening is on the trail. Raises Refused for one that was removed or tampered with."""
    content = AttachmentContent.objects.filter(attachment=attachment).first()
    if attachment.removed_at or content is None:
        raise Refused(GONE)
    data = unseal(AttachmentContent, content.pk, content.data)
    record("attachment.opened", on=attachment, member=str(attachment.member_id))
    return data
