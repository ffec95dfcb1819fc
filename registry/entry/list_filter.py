"""The GET form beside a list: what narrows it, where a value that is not among the options counts as not given."""

from typing import Any

from django import forms
from django.db.models import Q

from registry.entry.fields import options_of
from registry.entry.organisations import Node
from registry.lib.scope import PATH_END


class ListFilter(forms.Form):
    """Its subclasses name the boxes, offer what depends on the scope, and then `take` what was given."""

    def __init__(self, data: Any, nodes: list[Node]) -> None:
        super().__init__(data, auto_id="filter-%s")
        self.paths = {str(node.id): node.path for node in nodes}
        self.given: dict[str, Any] = {}

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

    def query(self) -> dict[str, str]:
        """What was given, as it stands in a URL."""
        return {name: str(value) for name, value in self.given.items()}

    def label_of(self, name: str) -> str:
        """A given field in words, for its chip."""
        field, value = self.fields[name], self.given[name]
        shown = dict(options_of(field)).get(value, value) if isinstance(field, forms.ChoiceField) else value
        return f"{field.label}：{shown}"

    def subtree(self, key: str) -> Q:
        """Everything below one of the organisations offered."""
        path = self.paths[key]
        return Q(owner_path__gte=path, owner_path__lt=path + PATH_END)
