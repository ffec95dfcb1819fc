"""The facts of the month."""

from reports.models.export import Export, ExportPart
from reports.models.monthly import MonthClose, MonthlyReport, ReportStep, ReportVersion

__all__ = ["Export", "ExportPart", "MonthClose", "MonthlyReport", "ReportStep", "ReportVersion"]
