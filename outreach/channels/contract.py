"""What every sender takes and gives, in plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Literal, Protocol


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one address. `key` is ours and the same for every try; `tried_at` (aware) is when it was first
    tried. Where the provider takes approved texts only, `template` is its code and `values` fill it."""

    key: str
    to: str
    text: str
    subject: str = ""
    template: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    tried_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """The provider has taken the letter; `provider_id` is its number for it, where it gives one."""

    provider_id: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the provider says of a letter that it is asked about. `absent`: it never got it."""

    state: Literal["accepted", "refused", "absent"]
    provider_id: str = ""
    code: str = ""


class Failure(Exception):
    """The provider did not take the letter, and that is certain.

    `permanent`: the same letter will not be taken later either. `channel`: the fault is the channel's, not the
    letter's (address, key, balance, outage). `retry_after`: seconds that the provider asks us to wait.
    """

    def __init__(
        self, code: str, *, permanent: bool = False, channel: bool = False, retry_after: float | None = None
    ) -> None:
        super().__init__(code)
        self.code, self.permanent, self.channel, self.retry_after = code, permanent, channel, retry_after


class Uncertain(Exception):
    """The letter was on its way when something broke: it may have been taken."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that a sender has to be told. A `secret` is kept encrypted and never shown again."""

    name: str
    label: str
    hint: str = ""
    secret: bool = False
    default: str = ""
    choices: tuple[tuple[str, str], ...] = ()


class Sender(Protocol):
    """One way to the outside.

    `takes_key`: a letter sent twice under one key is delivered once, so that it may be sent again after Uncertain.
    `can_ask`: the provider tells by our key what became of a letter.
    """

    title: ClassVar[str]
    settings: ClassVar[tuple[Setting, ...]]
    takes_key: ClassVar[bool]
    can_ask: ClassVar[bool]

    def __init__(self, values: Mapping[str, str], *, local: bool = False) -> None:
        """`values` by the names of `settings`; `local` lets it reach this host itself, for tests alone."""

    def send(self, letter: Letter) -> Receipt:
        """Hand the letter over. Raises Failure, Uncertain."""

    def ask(self, letter: Letter) -> Verdict:
        """What became of a letter. Raises Failure or Uncertain when nobody can say now."""
