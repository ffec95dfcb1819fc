"""The facts of the month."""

from reports.models.monthly import MonthClose, MonthlyReport, ReportStep, ReportVersion

__all__ = ["MonthClose", "MonthlyReport", "ReportStep", "ReportVersion"]
