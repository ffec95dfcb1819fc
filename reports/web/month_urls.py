"""Addresses of the month's cycle."""

from django.urls import path

from reports.web import month_close, month_figure, month_page, month_since, months, report_page

urlpatterns = [
    path("months/", months.months, name="months"),
    path("months/reports/<uuid:pk>/", report_page.report, name="month-report"),
    path("months/reports/<uuid:pk>/do/<slug:verb>/", report_page.act, name="month-report-act"),
    path("months/reports/<uuid:pk>/since/", month_since.since, name="month-report-since"),
    path("months/<slug:month>/", month_page.month, name="month"),
    path("months/<slug:month>/tables/", month_page.tables, name="month-tables"),
    path("months/<slug:month>/accept/", month_page.accept_all, name="month-accept"),
    path("months/<slug:month>/remind/", month_page.remind_all, name="month-remind"),
    path("months/<slug:month>/own/", month_page.begin_own, name="month-own"),
    path("months/<slug:month>/close/", month_close.close, name="month-close"),
    path("months/<slug:month>/revise/", month_close.revise, name="month-revise"),
    path("months/<slug:month>/<slug:key>/", month_figure.rows_behind, name="month-figure"),
]
