"""`^@` (starts with): the prefix operator that stays indexable under row-level security, being leakproof."""

from typing import Any

from django.db.models import CharField, Lookup


@CharField.register_lookup
class Prefix(Lookup[str]):
    """`column__prefix="hx"` → `column ^@ 'hx'`. LIKE is not leakproof, so its index would be left aside."""

    lookup_name = "prefix"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} ^@ {right}", (*left_params, *right_params)
