"""`manage.py rotate_keys`: what older keys encrypted is encrypted with the first key of FIELD_KEYS."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.domain import rekeying
from registry.domain.rekeying import Outcome, current
from registry.models.authenticator import Authenticator

SECRETS = str(Authenticator._meta.verbose_name)


class Command(BaseCommand):
    """Prints what was done, table by table; exit code 1 while a value is left under an older key."""

    help = (
        "更换字段密钥：把旧密钥加密的内容，都改由 FIELD_KEYS 里的第一把密钥加密。不用停机，可以随时中断、再次运行。"
        "--check 只清点，不改动。还有内容没换完时退出码为 1。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """`--check` counts and changes nothing."""
        parser.add_argument("--check", action="store_true", help="只清点各把密钥加密了多少内容，不改动")

    def handle(self, *args: Any, **options: Any) -> None:
        """Count, or change and count."""
        if not rekeying.sees_all():
            raise CommandError(
                "更换密钥要用看得到全部数据的属主角色：请核对 MIGRATION_DATABASE_URL，一个值都还没有动。"
            )
        self.stdout.write(f"现用的密钥：{current()}")
        outcomes = list(self._counted() if options["check"] else self._changed())
        if not options["check"]:
            rekeying.note(sum(one.done for _, one in outcomes))
        total: Counter[str] = Counter()
        for label, one in outcomes:
            self._left(label, one.standing)
            total.update(one.standing)
        self._tell(total, sorted(place for _, one in outcomes for place in one.broken))

    def _counted(self) -> Iterator[tuple[str, Outcome]]:
        for table in rekeying.tables():
            yield table.label, Outcome(standing=rekeying.census(table))
        yield SECRETS, Outcome(standing=rekeying.authenticators())

    def _changed(self) -> Iterator[tuple[str, Outcome]]:
        for table in rekeying.tables():
            yield self._said(table.label, rekeying.rekey(table))
        yield self._said(SECRETS, rekeying.rekey_authenticators())

    def _said(self, label: str, outcome: Outcome) -> tuple[str, Outcome]:
        if outcome.done:
            self.stdout.write(f"{label}：换了 {outcome.done:,} 个")
        return label, outcome

    def _left(self, label: str, standing: Counter[str]) -> None:
        if set(standing) - {current()}:
            counts = (f"{key} {count:,} 个" for key, count in sorted(standing.items()))
            self.stdout.write(f"{label}：" + "，".join(counts))

    def _tell(self, total: Counter[str], broken: list[str]) -> None:
        for place in broken:
            self.stdout.write(f"打不开：{place}。它可能被改动过，或者它的密钥不在 FIELD_KEYS 里；已原样留着。")
        left = sum(total.values()) - total[current()]
        if not left:
            self.stdout.write(
                f"全部 {total[current()]:,} 个值都由密钥 {current()} 加密。其余的密钥过一天可以从 FIELD_KEYS 里去掉；"
                "恢复更早的备份时还要用到，请另外保管。"
            )
            return
        self.stdout.write(
            f"还有 {left:,} 个值由别的密钥加密，这些密钥不能去掉。请运行 manage.py rotate_keys（可以多次）。"
        )
        raise SystemExit(1)
