"""Addresses of the forms of the superior office."""

from django.urls import path

from reports.web import official_list, official_page

urlpatterns = [
    path("exports/forms/", official_list.forms_list, name="official-forms"),
    path("exports/forms/<uuid:pk>/", official_page.form, name="official-form"),
    path("exports/forms/<uuid:pk>/bind/", official_page.bind, name="official-form-bind"),
    path("exports/forms/<uuid:pk>/confirm/", official_page.confirm, name="official-form-confirm"),
    path("exports/forms/<uuid:pk>/retire/", official_page.retire, name="official-form-retire"),
    path("exports/forms/<uuid:pk>/fill/", official_page.fill, name="official-form-fill"),
    path("exports/forms/<uuid:pk>/file/", official_page.file, name="official-form-file"),
]
