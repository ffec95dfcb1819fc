"""What one member was given, as she sees it: asked and written by functions of the database that know her alone."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from outreach.choices import HandoutChannel, MaterialKind
from outreach.models import MaterialFile
from registry.domain.files import unseal
from registry.lib import clock
from registry.models.custody import definer
from registry.models.unit import record


@dataclass(frozen=True, slots=True)
class Mine:
    """One material of hers; `link` and `file_name` are empty where there is none, or where it was withdrawn."""

    id: UUID
    title: str
    kind: str
    subject: str
    description: str
    link: str
    host_label: str
    given_on: date
    channel: str
    copies: int
    read_at: datetime | None
    file_name: str
    withdrawn: bool

    @property
    def kind_label(self) -> str:
        """What it is, in words."""
        return str(MaterialKind(self.kind).label)

    @property
    def way(self) -> str:
        """How it came, in words: 当面送 1 册."""
        copies = f" {self.copies} 册" if self.copies else ""
        return f"{HandoutChannel(self.channel).label}{copies}"


@dataclass(frozen=True, slots=True)
class MyFile:
    """A file with its bytes."""

    name: str
    media_type: str
    data: bytes


def mine() -> list[Mine]:
    """What the member of the active scope was given, the latest first; empty for anybody else's scope."""
    return [Mine(*row) for row in definer("outreach_my_materials")]


def my_file(handout: UUID) -> MyFile | None:
    """The file of one of hers. Raises Refused for what was tampered with."""
    for key, name, media_type, data in definer("outreach_my_file", handout):
        record("material.opened", object_type="materialfile", object_id=key, handout=str(handout))
        return MyFile(name, media_type, unseal(MaterialFile, key, data))
    return None


def read(handout: UUID) -> bool:
    """She has studied it; whether it is one of hers. Said again, the first time stays."""
    if not definer("outreach_read_material", handout, clock.now())[0][0]:
        return False
    record("handout.read", object_type="handout", object_id=handout)
    return True
