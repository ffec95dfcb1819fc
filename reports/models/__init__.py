"""The facts of the month."""

from reports.models.board import BoardMonth
from reports.models.export import Export, ExportPart
from reports.models.monthly import MonthClose, MonthlyReport, ReportStep, ReportVersion
from reports.models.official_form import OfficialForm, OfficialFormFile

__all__ = [
    "BoardMonth", "Export", "ExportPart", "MonthClose", "MonthlyReport", "OfficialForm", "OfficialFormFile",
    "ReportStep", "ReportVersion",
]  # fmt: skip
