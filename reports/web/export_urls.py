"""Addresses of exports."""

from django.urls import path

from reports.web import export_file, export_list, export_listed, export_page

urlpatterns = [
    path("exports/", export_list.export_list, name="exports"),
    path("exports/of/<slug:name>/", export_listed.listed, name="export-listed"),
    path("exports/<uuid:pk>/", export_page.export, name="export"),
    path("exports/<uuid:pk>/part/", export_page.part, name="export-part"),
    path("exports/<uuid:pk>/cancel/", export_page.cancel, name="export-cancel"),
    path("exports/<uuid:pk>/file/", export_file.file, name="export-file"),
]
