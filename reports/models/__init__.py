"""The facts of the month."""

from reports.models.export import Export, ExportPart
from reports.models.monthly import MonthClose, MonthlyReport, ReportStep, ReportVersion
from reports.models.official_form import OfficialForm, OfficialFormFile

__all__ = [
    "Export", "ExportPart", "MonthClose", "MonthlyReport", "OfficialForm", "OfficialFormFile", "ReportStep",
    "ReportVersion",
]  # fmt: skip
