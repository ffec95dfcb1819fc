"""The GET form beside a list: what narrows it. A value that is not among the options narrows nothing, and is named."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db.models import Q

from registry.entry.fields import options_of
from registry.entry.organisations import Node
from registry.entry.paging import NEWEST, Order
from registry.lib.masks import mask_numbers
from registry.lib.scope import PATH_END
from registry.models import Member
from registry.models.search import condition

LONGEST = 100  # characters of a search text


@dataclass(frozen=True)
class Listed:
    """A list as somebody has narrowed it: which rows in which order, and what was chosen, in words.

    `form` is the filter beside it, `query` as much of the address as was understood: asked with it again, the same rows
    come.
    """

    rows: Any
    form: Any
    order: Order = NEWEST
    words: list[str] = field(default_factory=list)
    query: dict[str, str] = field(default_factory=dict)

    def unread(self, asked: Mapping[str, str]) -> list[str]:
        """Which conditions of an address were not understood: to leave them out makes the list longer."""
        return [name for name, value in asked.items() if value and self.query.get(name) != value]

    @property
    def said(self) -> str:
        """What was chosen, as one text; empty for everything."""
        return "，".join(self.words)


def searched(asked: Any) -> str:
    """What stands in the search box."""
    return str(asked.get("q", "")).replace("\0", "")[:LONGEST].strip()


def of_members(text: str) -> Q:
    """Rows that hang on a member whom the search box means; all of them for an empty text."""
    return Q(member__in=Member.objects.filter(condition(text)).values("pk")) if text.strip() else Q()


class ListFilter(forms.Form):
    """Its subclasses name the boxes, offer what depends on the scope, and then `take` what was given."""

    def __init__(self, data: Any, nodes: list[Node]) -> None:
        super().__init__(data, auto_id="filter-%s")
        self.paths = {str(node.id): node.path for node in nodes}
        self.given: dict[str, Any] = {}
        # Labels of what the address asks for and can't be meant here: unsaid, the list would seem narrowed.
        self.left_out: list[str] = []

    def offer(self, name: str, found: list[tuple[str, str]]) -> None:
        """Options that depend on the scope; without any, the box is not shown."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "不限"), *found]
        if not found:
            del self.fields[name]

    def take(self) -> None:
        """Keep what was given and may be meant, in `given`."""
        self.is_valid()
        self.given = {name: self.cleaned_data[name] for name in self.fields if self.cleaned_data.get(name)}
        self.left_out = self._in_vain()

    def _in_vain(self) -> list[str]:
        """The one node that somebody has is no choice, and asking for it leaves nothing out."""
        gone = [name for name in self.base_fields if self._asked(name) and name not in self.given]
        named = [name for name in gone if name in self.fields or self._asked(name) not in self.paths]
        return [str(self.base_fields[name].label) for name in named]

    @property
    def left_out_words(self) -> str:
        """The same for the page."""
        named = "”“".join(self.left_out)
        return f"“{named}”写的不是这里能选的：可能不在您的范围内，也可能网址没有抄全。下面没有按它筛选。"

    def _asked(self, name: str) -> str:
        return str(self.data.get(name, "")).strip()

    def query(self) -> dict[str, str]:
        """What was given, as it stands in a URL."""
        return {name: str(value) for name, value in self.given.items()}

    def words(self, text: str = "") -> list[str]:
        """What was given and searched for, in words."""
        typed = [f"搜索“{mask_numbers(text)}”"] if text else []
        return [*typed, *(self.label_of(name) for name in self.given)]

    def label_of(self, name: str) -> str:
        """A given field in words, for its chip."""
        field, value = self.fields[name], self.given[name]
        shown = dict(options_of(field)).get(value, value) if isinstance(field, forms.ChoiceField) else value
        return f"{field.label}：{shown}"

    def subtree(self, key: str) -> Q:
        """Everything below one of the organisations offered."""
        path = self.paths[key]
        return Q(owner_path__gte=path, owner_path__lt=path + PATH_END)
