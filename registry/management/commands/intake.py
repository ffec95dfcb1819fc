"""`manage.py intake`: put a roster in from the shell, with the same verdicts as the page."""

import json
import re
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.choices import IntakeState
from registry.domain.errors import Refused
from registry.intake import pipeline, running
from registry.intake.files.refusals import Refusal
from registry.intake.headings.plans import Wishes
from registry.intake.sheets.reports import Summary, check_file, report
from registry.intake.sheets.skipped import BLANK_SHEET, REASONS
from registry.intake.staging import one_pass
from registry.intake.staging.surroundings import surroundings
from registry.lib import clock
from registry.lib.scope import Scope
from registry.models import Intake, Organisation, User
from registry.models.identity import Standing, standings, user_by_name
from registry.models.unit import work
from registry.policies import Action, allowed

CODE = re.compile(r"\d{6}|\d{9}|\d{12}")


class Command(BaseCommand):
    """One file for one organisation on behalf of one account. Every refusal is one line and a non-zero exit."""

    help = "导入一份名册：核对、写入，并把每一行的结论写成 JSON。--check 只核对，不改动数据库。"

    def add_arguments(self, parser: CommandParser) -> None:
        """FILE --organisation CODE --by USERNAME [--direction in|out|auto] [--check] --report OUT.json"""
        parser.add_argument("file", help="名册文件（.xlsx、.xls、.csv、.docx、.txt）")
        parser.add_argument("--organisation", required=True, help="组织的 12 位区划代码，可写简码，如 440704001025")
        parser.add_argument("--by", required=True, help="以哪个账号的名义导入")
        parser.add_argument("--direction", choices=pipeline.DIRECTIONS, default="auto", help="流入、流出或按表格判断")
        parser.add_argument("--check", action="store_true", help="只核对，不改动数据库")
        parser.add_argument("--report", required=True, help="结论写到这个 JSON 文件")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, report, then apply unless `--check`."""
        file = Path(options["file"])
        user, scope, node = who(options["by"], options["organisation"])
        try:
            data = file.read_bytes()
        except OSError as problem:
            raise CommandError(f"读不到文件 {file.name}：请核对路径和权限。") from problem
        intake = Intake(organisation=node, owner_path=node.path, uploaded_by=user, file_name=file.name)
        try:
            told = _check(intake, scope, data, options["direction"])
        except Refusal as refusal:
            _write(options["report"], {"refused": {"kind": refusal.kind, "message": refusal.message}})
            raise CommandError(f"{file.name}：{refusal.message}") from refusal
        _write(options["report"], told)
        if not options["check"]:
            told["intake"] = put_in(user, scope, node, file.name, data, options["direction"])
            _write(options["report"], told)
        self._sum_up(file.name, told, check=options["check"])

    def _sum_up(self, name: str, told: dict[str, Any], *, check: bool) -> None:
        counts = told["counts"]
        done = "只核对，没有写入" if check else f"写入 {told['intake'].get('applied', 0)} 行"
        verdicts = f"可写入 {counts['ok']}，线索 {counts['review']}，需更正 {counts['error']}"
        self.stdout.write(f"{name}：共 {told['rows']} 行，{verdicts}；{done}。")
        for said in told["directions_opposed"]:
            self.stdout.write(f"工作表“{said['sheet']}”写的是“{said['said']}”，与 --direction 不一样，这些行没有登记。")
        for sheet in told["sheets_skipped"]:
            if sheet["reason"] != BLANK_SHEET:
                self.stdout.write(f"工作表“{sheet['sheet']}”：{REASONS[sheet['reason']]}")


def who(username: str, code: str) -> tuple[User, Scope, Organisation]:
    """The account, the scope of its posting above the organisation, and the organisation. Raises CommandError."""
    user = user_by_name(username)
    if user is None:
        raise CommandError(f"没有账号“{username}”。请核对账号名。")
    if not CODE.fullmatch(code):
        raise CommandError(f"组织代码“{code}”不对。请写 12 位区划代码，或 6 位、9 位简码。")
    found = [(post, node) for post in standings(user, clock.today()) if (node := _node(post, user, code))]
    if not found:
        raise CommandError(f"账号“{username}”的管理范围内没有代码为 {code} 的组织。")
    for post, node in found:
        if allowed(Action.INTAKE_USE, post.scope(user)):
            return user, post.scope(user), node
    raise CommandError(f"账号“{username}”现在的角色不能导入名册。")


def _node(post: Standing, user: User, code: str) -> Organisation | None:
    with work(post.scope(user)):
        return Organisation.objects.active().filter(code=code.ljust(12, "0")).first()


def _check(intake: Intake, scope: Scope, data: bytes, direction: str) -> dict[str, Any]:
    """The report; writes nothing to the database."""
    around = surroundings(intake, scope)
    summary = Summary()
    with work(scope):
        wishes = Wishes(direction, {}, intake.file_name, one_pass.remembered(intake))
    return report(check_file(data, intake.file_name, around.context, wishes, summary), summary)


def put_in(
    user: User, scope: Scope, node: Organisation, name: str, data: bytes, direction: str = "auto"
) -> dict[str, Any]:
    """The same stages as from the page, one after the other, in this process. Raises CommandError."""
    with work(scope):
        intake = pipeline.receive(by=user, organisation=node, file_name=name, data=data, direction=direction)
    steps = (pipeline.start_check, pipeline.apply)
    try:
        running.run_waiting(intake)
        for step in steps:
            with work(scope):
                intake = step(by=user, intake=intake)
            running.run_waiting(intake)
    except Refused as refusal:
        raise CommandError(f"{name}：{refusal}") from refusal
    with work(scope):
        intake = Intake.objects.get(pk=intake.pk)
    if intake.state != IntakeState.APPLIED:
        raise CommandError(f"{name}：{intake.problem or '没有写入完成。'}")
    return {"id": str(intake.pk), **intake.counts}


def _write(path: str, told: dict[str, Any]) -> None:
    try:
        Path(path).write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as problem:
        raise CommandError(f"写不了报告 {path}：请核对路径和权限。") from problem
