"""The field for photographs and scans, for every form that keeps files with a record.

In a form: `uploads = FilesField()`; in the view: `Form(request.POST, request.FILES)` and
`form.is_valid() and arrived_whole(form, request)`; `cleaned_data["uploads"]` is a list of `Prepared` for the verb. In
the template, inside a form with `enctype="multipart/form-data"`: `components/files_field.html`; for what is there
already: `kept_files()` and `components/files.html`.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from registry.choices import MediaType
from registry.domain.errors import Refused
from registry.domain.files import MAX_MB, PER_RECORD, Prepared, prepare, removable
from registry.entry.files import INLINE
from registry.lib import clock
from registry.models import Attachment
from registry.models.unit import step
from registry.web.intake_ceiling import was_too_large

HELP = f"照片（JPG、PNG、WEBP）或 PDF，每个不超过 {MAX_MB} MB。照片里的拍摄地点等信息会自动去掉。"
FAR_TOO_LARGE = f"有文件太大，没有传上来。每个文件不超过 {MAX_MB} MB，照片可以截图或在微信里发送（不选“原图”）后再传。"


class FilesInput(forms.FileInput):
    """A file input for several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Cleans to a list of `Prepared`, every picture made anew; each file that can't be kept is a message of its own."""

    def __init__(self, *, most: int = PER_RECORD, **kwargs: Any) -> None:
        kwargs.setdefault("label", "照片和附件")
        kwargs.setdefault("required", False)
        kwargs.setdefault("help_text", f"{HELP}最多 {most} 个。")
        kwargs.setdefault("error_messages", {"required": "还没有选文件。请选择要上传的照片或 PDF。"})
        accepted = ",".join(MediaType.values)
        super().__init__(widget=FilesInput(attrs={"accept": accepted, "data-most": most}), **kwargs)
        self.most = most

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Judge every file; nothing is kept yet."""
        chosen = [upload for upload in data or () if upload]
        if self.required and not chosen:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(chosen) > self.most:
            raise ValidationError(f"一次最多 {self.most} 个文件，现在选了 {len(chosen)} 个。")
        return _prepared(chosen)


def _prepared(uploads: Iterable[Any]) -> list[Prepared]:
    ready, problems = [], []
    for upload in uploads:
        try:
            ready.append(prepare(upload))
        except Refused as refusal:
            problems.append(str(refusal))
    if problems:
        raise ValidationError(problems)
    return ready


def arrived_whole(form: forms.Form, request: HttpRequest, name: str = "uploads") -> bool:
    """Whether every file came through; one that was left out on its way for its size is said at the field."""
    if was_too_large(request):
        form.add_error(name, FAR_TOO_LARGE)
    return not form.errors


def kept_anyway(files: Sequence[Prepared], verb: Callable[[], Any]) -> str:
    """Keep files whose form could not be saved, and say what became of them; `verb` writes nothing but the files."""
    if not files:
        return ""
    try:
        with step():
            verb()
    except Refused as refusal:
        return f"您选的 {len(files)} 个文件没有存：{refusal}"
    return f"您选的 {len(files)} 个文件已经存好，不用再选。"


def kept_files(rows: Iterable[Attachment]) -> list[dict[str, Any]]:
    """What `components/files.html` shows: files that are there, and what is known of those that were removed."""
    return [_removed(row) if row.removed_at else _kept(row) for row in rows]


def _kept(row: Attachment) -> dict[str, Any]:
    url = reverse("attachment", args=[row.pk])
    return {
        "name": row.name,
        "url": url,
        "picture": row.media_type in INLINE,
        "note": f"{filesizeformat(row.size)} · {_when(row.added_at)} {row.added_label}",
        "remove_url": reverse("attachment-remove", args=[row.pk]) if removable(row) else "",
    }


def _removed(row: Attachment) -> dict[str, Any]:
    note = f"{_when(row.removed_at)} 由 {row.removed_label} 移除：{row.remove_reason}"
    return {"name": row.name, "removed": True, "note": note}


def _when(moment: Any) -> str:
    return f"{clock.local(moment):%Y-%m-%d}"
