"""Of which kind of row an address takes the key: by its view, by what links to it, by what it looks for."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.urls import URLPattern

from registry.lib.ids import uuid7
from tests.walls.asking import HERSELF, Asker
from tests.walls.canaries import scoped_models
from tests.walls.lookedup import keys_looked_up
from tests.walls.pages import UUID_TEXT, fill, matching

HER_PAGES = "me/"
# Parameters that hold keys whatever their converter says, and some of the admin's that hold none.
KEYS, WORDS = ("pk", "object_id"), ("app_label", "url", "model_name", "content_type_id")


@dataclass
class Fitter(Asker):
    """Finds out what an address is about."""

    def _fitting(self, route: str, pattern: URLPattern) -> list[str]:
        """Models whose keys that address answers to, for whoever may open it; all of them when none is known."""
        named = getattr(pattern.callback, "model_admin", getattr(pattern.callback, "cls", None))
        if getattr(named, "model", None):  # an admin's page, or a view of the API
            return [named.model.__name__]
        linked = {self.models.get(key) for link in self._links_to(pattern) for key in UUID_TEXT.findall(link)} - {None}
        if linked:
            return sorted(linked)
        kin = self.fitted.get(up_to_key(route))
        if kin:
            return kin
        guess = [model.__name__ for model in scoped_models()]
        if not takes_a_key(pattern):
            return guess[:1]
        # Whoever asks the database in its own words shows no key: there every kind is tried, short of the full size on
        # a member's own pages alone.
        looked_up = self._looked_up(route, pattern)
        tried = self.thorough or route.startswith(HER_PAGES)
        return looked_up or (self._answered(route, pattern, guess) if tried else guess[:1])

    def _links_to(self, pattern: URLPattern) -> set[str]:
        return self.links.get(pattern.callback, set())

    def _looked_up(self, route: str, pattern: URLPattern) -> list[str]:
        """The kinds of row that the page looks for under its key, by the questions that reach the database, for whoever
        may open it, widest scopes first."""
        for method in ("GET", "POST"):
            for account in self._widest_first():
                for values in self._values(names_of(pattern), "Member", key := uuid7(), pattern):
                    with keys_looked_up(key) as found:
                        self.ask(account, method, "/" + fill(route, values))
                    if found:
                        return sorted(found)
        return []

    def _widest_first(self) -> list[str]:
        return sorted(self.accounts, key=lambda name: (not self.scopes[name].path, self.scopes[name].path))

    def _answered(self, route: str, pattern: URLPattern, guess: list[str]) -> list[str]:
        """The first kind of row that somebody gets an answer for, else all of them; who may not open the page at all is
        asked once."""
        for method in ("GET", "POST"):
            for account in self._widest_first():
                her = account.startswith(HERSELF)
                if route.startswith(HER_PAGES) and not (her or self.thorough):
                    continue
                for model in guess:
                    codes = self._codes(account, method, route, pattern, model)
                    if codes - {403, 404, 405} - (set() if her else {302}):  # she is always let in
                        return [model]
                    if codes & {403, 405} or (302 in codes and not account):
                        break
        return guess

    def _codes(self, account: str, method: str, route: str, pattern: URLPattern, model: str) -> set[int]:
        """What an account is told of one row of a kind that it sees; nothing when it sees none."""
        scope, rows = self.scopes[account], self.planted.rows[model].items()
        pks = next((pks for label, pks in rows if self.planted.visible(scope, label)), [])
        values = self._values(names_of(pattern), model, pks[0], pattern) if pks else ()
        return {self.ask(account, method, "/" + fill(route, value)) for value in values}

    def _values(self, names: set[str], model: str, pk: UUID, pattern: URLPattern) -> Iterator[dict[str, str]]:
        words = [""]
        for name in names:
            if self._is_word(pattern, name):
                words = self._words(pattern, name)
        kind = self._kind(model.lower())
        for word in words:
            known = {
                "app_label": kind.app_label,
                "model_name": model.lower(),
                "url": "nothing",
                "content_type_id": str(kind.pk),
            }
            yield {
                name: known.get(name) or (word if word and self._is_word(pattern, name) else str(pk)) for name in names
            }

    def _kind(self, model: str) -> ContentType:
        if model not in self.kinds:
            self.kinds[model] = ContentType.objects.get(app_label__in=("registry", "outreach", "reports"), model=model)
        return self.kinds[model]

    @staticmethod
    def _is_word(pattern: URLPattern, name: str) -> bool:
        kind = type(pattern.pattern.converters.get(name)).__name__
        return kind in ("SlugConverter", "StringConverter") and name not in KEYS

    def _words(self, pattern: URLPattern, name: str) -> list[str]:
        """What the pages' own links put there."""
        found = {str(matching(link).kwargs.get(name, "")) for link in self._links_to(pattern)} - {""}
        return sorted(found)[: 20 if self.thorough else 2] or ["nothing"]


def names_of(pattern: URLPattern) -> set[str]:
    """The parameters of an address."""
    return set(pattern.pattern.converters) | set(pattern.pattern.regex.groupindex)


def takes_a_key(pattern: URLPattern) -> bool:
    """Whether one of its parameters may be a row's key; words, years and codes are none."""
    kinds = {name: type(pattern.pattern.converters.get(name)).__name__ for name in names_of(pattern)}
    return any(
        kind == "UUIDConverter" or name in KEYS or (kind == "NoneType" and name not in WORDS)
        for name, kind in kinds.items()
    )


def up_to_key(route: str) -> str:
    return route[: route.find(">") + 1]
