"""Why a task exists and when the next one comes, in a colleague's words. Made of rule and dates, never stored."""

from datetime import date, timedelta

from outreach.choices import Cadence, Event, Period, TaskKind, TaskState
from outreach.domain import dates
from outreach.models import Rule, Task
from registry.lib.clock import years_before

_EVENTS = {
    Event.REGISTERED: "登记",
    Event.REPORTED_IN: "报到",
    Event.LOST_PROPOSED: "系统提出失联核实",
    Event.THIRD_FAILURE: "第三天没有联系上",
}
_DONE_BY = {
    TaskKind.STUDY: "收到本季学习汇报并登记后，这项任务自动消除。",
    TaskKind.REPORT_IN: "本人报到并登记后，这项任务自动消除。",
    TaskKind.ENROLL: "纳入支部（街道批准）后，这项任务自动消除。",
    TaskKind.LOST_REVIEW: "在“失联核实”里作出结论后，这项任务自动消除。",
    TaskKind.HARD_TO_REACH: "联系上本人，或者写下核查结果后，这项任务消除。",
}


def why(task: Task, rule: Rule) -> str:
    """Why this task exists, with the dates it was reckoned from. Where the rule was changed since it was planned, its
    days are no longer those of the task: then only the dates are said."""
    if task.rule_version != rule.version:
        since = f"从 {task.basis_on:%Y-%m-%d} 起算，" if task.basis_on else ""
        return f"按排出时的“{rule.name}”，{since}{task.due_on:%Y-%m-%d} 前要办好。这条规则后来改过，这一次仍按原来的。"
    if task.basis_on is None:
        return f"按“{rule.name}”，{task.due_on:%Y-%m-%d} 前要办好。"
    return _WHY[Cadence(rule.cadence)](task, rule)


def what_settles(task: Task) -> str:
    """What has to be recorded for the task to go away."""
    return _DONE_BY.get(TaskKind(task.kind), "记下一次联系上的联系，这项任务自动消除，不用另填。")


def upcoming(task: Task, rule: Rule, today: date) -> str:
    """When the next one of its kind comes, by the rule as it is now."""
    return _NEXT[Cadence(rule.cadence)](task, rule, today)


def _next_success(task: Task, rule: Rule, today: date) -> str:
    reached = task.closed_on or today
    due = reached + timedelta(days=rule.every_days or 0)
    when = "" if task.closed_on else "今天联系上的话，"
    since = "跳过" if task.state == TaskState.SKIPPED else "联系上"
    return f"下一次：{when}{due:%Y-%m-%d} 前（{since}以后满 {rule.every_days} 天）。"


def _next_period(task: Task, rule: Rule, today: date) -> str:
    end = dates.period_after(Period(rule.period), task.due_on)
    opens = end - timedelta(days=rule.lead_days)
    return f"下一次：{end:%Y-%m-%d} 前，{opens:%Y-%m-%d} 起列出（{rule.get_period_display()}一次）。"


def _next_date(task: Task, rule: Rule, today: date) -> str:
    due = dates.next_day(rule, max(task.due_on, today))
    if due is None:
        return "下一次：还没有公布那一年的放假安排，公布以后排出。"
    return f"下一次：{due:%Y-%m-%d}，{due - timedelta(days=rule.lead_days):%Y-%m-%d} 起列出。"


def _next_year(task: Task, rule: Rule, today: date) -> str:
    return f"下一次：{years_before(task.due_on, -1):%Y-%m-%d}。"


def _since_success(task: Task, rule: Rule) -> str:
    if task.basis_on and task.basis_on + timedelta(days=rule.every_days or 0) != task.due_on:
        return f"上次联系上是 {task.basis_on:%Y-%m-%d}，约好（或顺延到）{task.due_on:%Y-%m-%d} 再联系。"
    return f"上次联系上是 {task.basis_on:%Y-%m-%d}，到 {task.due_on:%Y-%m-%d} 满 {rule.every_days} 天，该联系一次了。"


def _after_event(task: Task, rule: Rule) -> str:
    unit = "个工作日" if rule.working_days else "天"
    event = _EVENTS[Event(rule.event)]
    return f"{task.basis_on:%Y-%m-%d} {event}，按“{rule.name}”，{rule.event_days} {unit}内要办好。"


def _period(task: Task, rule: Rule) -> str:
    return f"{rule.get_period_display()}一次：{task.counts_from:%Y-%m-%d} 至 {task.due_on:%Y-%m-%d} 这一期还没有。"


def _dates(task: Task, rule: Rule) -> str:
    return f"{task.due_on:%Y-%m-%d} 是“{rule.name}”的日子。{task.counts_from:%m-%d} 起联系过一次就算，不用另打电话。"


def _anniversary(task: Task, rule: Rule) -> str:
    years = task.due_on.year - task.basis_on.year if task.basis_on else 0
    return f"{task.due_on:%Y-%m-%d} 是入党 {years} 周年，联系时请道一声问候。"


_WHY = {
    Cadence.SINCE_SUCCESS: _since_success,
    Cadence.AFTER_EVENT: _after_event,
    Cadence.PERIOD: _period,
    Cadence.DATES: _dates,
    Cadence.ANNIVERSARY: _anniversary,
}
_NEXT = {
    Cadence.SINCE_SUCCESS: _next_success,
    Cadence.AFTER_EVENT: lambda task, rule, today: "只有这一次，办好就不再提醒。",
    Cadence.PERIOD: _next_period,
    Cadence.DATES: _next_date,
    Cadence.ANNIVERSARY: _next_year,
}
