"""The facts of outreach."""

from outreach.models.alert import Alert
from outreach.models.rule import Planning, Rule
from outreach.models.task import Task

__all__ = ["Alert", "Planning", "Rule", "Task"]
