"""Addresses of the contact log."""

from django.urls import path

from registry.web import contacts, contacts_correct, contacts_page, contacts_write, home_owed, letters

urlpatterns = [
    path("contacts/", contacts.contact_list, name="contacts"),
    path("contacts/home/", home_owed.owed_list, name="home-duties"),
    path("contacts/<uuid:pk>/", contacts_page.contact, name="contact"),
    path("contacts/<uuid:pk>/edit/", contacts_correct.edit, name="contact-edit"),
    path("contacts/<uuid:pk>/void/", contacts_correct.void, name="contact-void"),
    path("members/<uuid:pk>/contacts/new/", contacts_write.new, name="contact-new"),
    path("members/<uuid:pk>/contacts/quick/", contacts_write.quick, name="contact-quick"),
    path("members/<uuid:pk>/letters/<slug:matter>/", letters.letter, name="home-letter"),
]
