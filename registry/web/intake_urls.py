"""Addresses of the intake of rosters: a list, an upload, and the steps of each intake."""

from django.urls import path

from registry.web import (
    intake_check,
    intake_columns,
    intake_differences,
    intake_result,
    intake_run,
    intake_sparing,
    intake_upload,
)

app_name = "intake"

urlpatterns = [
    path("", intake_upload.intake_list, name="list"),
    path("new/", intake_upload.upload, name="new"),
    path("<uuid:pk>/", intake_run.show, name="show"),
    path("<uuid:pk>/progress/", intake_run.progress_page, name="progress"),
    path("<uuid:pk>/progress/part/", intake_run.progress_part, name="progress-part"),
    path("<uuid:pk>/columns/", intake_columns.columns, name="columns"),
    path("<uuid:pk>/columns/accept/", intake_columns.accept, name="accept"),
    path("<uuid:pk>/check/", intake_check.check, name="check"),
    path("<uuid:pk>/check/leave-out/", intake_sparing.leave_out, name="leave-out"),
    path("<uuid:pk>/failed-rows/", intake_check.failed_rows, name="failed-rows"),
    path("<uuid:pk>/apply/", intake_run.apply, name="apply"),
    path("<uuid:pk>/cancel/", intake_run.cancel, name="cancel"),
    path("<uuid:pk>/retry/", intake_run.retry, name="retry"),
    path("<uuid:pk>/done/", intake_result.done, name="done"),
    path("<uuid:pk>/undo/", intake_result.undo, name="undo"),
    path("<uuid:pk>/differences/", intake_differences.differences, name="differences"),
    path("<uuid:pk>/differences/decide/", intake_differences.decide, name="decide"),
]
