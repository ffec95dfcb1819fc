"""`manage.py rotate_keys`: what older keys encrypted is encrypted with the first key of FIELD_KEYS."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.domain import rekeying
from registry.models.authenticator import Authenticator
from registry.models.sealed import cipher

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
        self.stdout.write(f"现用的密钥：{_current()}")
        outcomes = [] if options["check"] else self._change()
        self._tell(self._count(), rekeying.unopened(outcomes))

    def _change(self) -> list[rekeying.Outcome]:
        outcomes = []
        for table in rekeying.tables():
            outcomes.append(rekeying.rekey(table))
            self._done(table.label, outcomes[-1])
        outcomes.append(rekeying.rekey_authenticators())
        self._done(SECRETS, outcomes[-1])
        rekeying.note(sum(one.done for one in outcomes))
        return outcomes

    def _done(self, label: str, outcome: rekeying.Outcome) -> None:
        if outcome.done:
            self.stdout.write(f"{label}：换了 {outcome.done:,} 个")

    def _count(self) -> Counter[str]:
        total: Counter[str] = Counter()
        counted = [(table.label, rekeying.census(table)) for table in rekeying.tables()]
        for label, found in [*counted, (SECRETS, rekeying.authenticators())]:
            if set(found) - {_current()}:
                self.stdout.write(
                    f"{label}：" + "，".join(f"{key} {count:,} 个" for key, count in sorted(found.items()))
                )
            total.update(found)
        return total

    def _tell(self, total: Counter[str], broken: list[str]) -> None:
        for place in broken:
            self.stdout.write(f"打不开：{place}。它可能被改动过，或者它的密钥不在 FIELD_KEYS 里；已原样留着。")
        left = sum(total.values()) - total[_current()]
        if not left:
            self.stdout.write(
                f"全部 {total[_current()]:,} 个值都由密钥 {_current()} 加密。其余的密钥过一天可以从 FIELD_KEYS 里去掉；"
                "恢复更早的备份时还要用到，请另外保管。"
            )
            return
        self.stdout.write(
            f"还有 {left:,} 个值由别的密钥加密，这些密钥不能去掉。请运行 manage.py rotate_keys（可以多次）。"
        )
        raise SystemExit(1)


def _current() -> str:
    return cipher().current.decode()
