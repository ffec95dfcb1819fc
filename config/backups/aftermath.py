"""What has to happen to a database of another day before anybody works with it."""

from collections import Counter
from collections.abc import Callable
from io import StringIO

from django.core.management import CommandError, call_command

from config.backups.failed import Failed
from outreach.domain import holding
from registry.domain import restored, tombstones
from registry.models.identity import districts, system_scope
from registry.models.unit import work

Say = Callable[[str], None]


def settle(name: str, say: Say) -> dict[str, object]:
    """Hold what would go out, end what would live again, erase whom the backup brought back; then look at the trail.

    `name` is the backup's. Raises Failed where something is left to be done. In this order: whoever is stopped half-way
    has at least sent nothing.
    """
    done: Counter[str] = Counter(sessions=restored.end_sessions(), anchors=restored.set_anchors_aside(name))
    for path in districts():
        with work(system_scope(path)):
            counted = {**holding.hold(), "tokens": restored.end_tokens()}
            restored.note(path, name, counted | {"anchors": done["anchors"]})
            done.update(counted)
    _tell(done, say)
    if tombstones.path().exists():
        say("已匿名化的：" + _run("erase_again"))
    say("审计链：" + _run("verify_audit"))
    return dict(done)


def _tell(done: Counter[str], say: Say) -> None:
    say(
        f"消息：{done['messages']} 条备份时还没发完的转为“是否送达不明”，由人核实后决定重发；"
        f"关掉 {done['channels']} 个发送途径，核对后由安全管理员打开；"
        f"另有 {done['by_hand']} 条等人复制的没动，可能已经发过"
    )
    say(
        f"登录：清掉 {done['sessions']} 个会话，撤销 {done['tokens']} 个接口令牌；"
        "备份之后停用的账号、改过的密码、退订，请对照再办一次"
    )
    if done["anchors"]:
        say(
            f"审计锚点：有 {done['anchors']} 行比备份新，移到 anchors/ 下另存；"
            "备份之后的审计记录没有了，这些锚点是它们的凭据"
        )


def _run(command: str) -> str:
    """The last line of what a command says. Raises Failed with it where the command does not end well."""
    out = StringIO()
    try:
        call_command(command, stdout=out, skip_checks=True)
    except CommandError as error:
        raise Failed(f"{command}：{error}") from None
    except SystemExit:
        raise Failed(f"{command} 没有通过：{'；'.join(out.getvalue().split(chr(10))[:3])}") from None
    return out.getvalue().strip().splitlines()[-1]
