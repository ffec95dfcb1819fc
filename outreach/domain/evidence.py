"""What shows that a wish was fulfilled: handed in by her who claimed it, or by staff; kept encrypted."""

import hashlib
from collections.abc import Sequence

from outreach.choices import WishStepKind
from outreach.domain.wishes import step_claim
from outreach.models import WishClaim, WishEvidence
from registry.domain.errors import Refused
from registry.domain.files import PER_RECORD, Prepared, seal, unseal
from registry.lib import clock
from registry.lib.ids import uuid7
from registry.models import User
from registry.models.unit import record

BY_HERSELF = "本人报告，见完成凭证"


def report(*, claim: WishClaim, text: str, files: Sequence[Prepared] = ()) -> None:
    """She says that it is done, with words or photographs; in her own scope. Raises Refused without either, for too
    many files, and where it is not hers to say (not confirmed, given back, said already)."""
    if not (text.strip() or files):
        raise Refused("请写几句怎么帮的，或者传一张照片。")
    keep(by=None, label="本人", claim=claim, text=text, files=files)
    step_claim(claim.wish_id, WishStepKind.FULFIL, day=clock.today(), said=BY_HERSELF, label="本人")
    record("wish.reported", on=claim)


def keep(
    *, by: User | None, label: str, claim: WishClaim, text: str = "", files: Sequence[Prepared] = ()
) -> list[WishEvidence]:
    """Keep words and files with a claim. Raises Refused for too many."""
    if WishEvidence.objects.filter(claim=claim, size__gt=0).count() + len(files) > PER_RECORD:
        raise Refused(f"完成凭证最多 {PER_RECORD} 个文件。")
    rows = [_row(claim, label, text=text.strip())] if text.strip() else []
    rows += [_file(claim, label, file) for file in files]
    for row in rows:
        row.save(force_insert=True)
        record("evidence.added", on=row, media_type=row.media_type, size=row.size)
    return rows


def _row(claim: WishClaim, label: str, text: str = "") -> WishEvidence:
    return WishEvidence(
        id=uuid7(), owner_path=claim.owner_path, member_id=claim.member_id, claim=claim, text=text, data=b"",
        added_at=clock.now(), added_label=label[:120],
    )  # fmt: skip


def _file(claim: WishClaim, label: str, file: Prepared) -> WishEvidence:
    row = _row(claim, label)
    row.name, row.media_type, row.size = file.name, file.media_type, len(file.data)
    row.digest = hashlib.sha256(file.data).hexdigest()
    row.data = seal(WishEvidence, row.pk, file.data)
    return row


def opened(*, by: User, evidence: WishEvidence) -> bytes:
    """A file's bytes; each opening is on the trail. Raises Refused for one that was tampered with."""
    data = unseal(WishEvidence, evidence.pk, evidence.data)
    record("evidence.opened", on=evidence, claim=str(evidence.claim_id))
    return data
