"""Addresses of activities and venues."""

from django.urls import path

from outreach.web import activity_list, activity_page, activity_people, activity_photos, door_page, venue_pages

urlpatterns = [
    path("activities/", activity_list.activity_list, name="activities"),
    path("activities/new/", activity_list.activity_new, name="activity-new"),
    path("activities/venues/", venue_pages.venue_list, name="venues"),
    path("activities/venues/new/", venue_pages.venue_new, name="venue-new"),
    path("activities/venues/<uuid:pk>/", venue_pages.venue, name="venue"),
    path("activities/photos/<uuid:pk>/", activity_photos.photo, name="activity-photo"),
    path("activities/photos/<uuid:pk>/remove/", activity_photos.remove, name="activity-photo-remove"),
    path("activities/<uuid:pk>/", activity_page.activity, name="activity"),
    path("activities/<uuid:pk>/edit/", activity_page.change, name="activity-edit"),
    path("activities/<uuid:pk>/record/", activity_page.write_record, name="activity-record"),
    path("activities/<uuid:pk>/invite/", activity_page.invite, name="activity-invite"),
    path("activities/<uuid:pk>/people/", activity_people.people, name="activity-people"),
    path("activities/<uuid:pk>/sheet/", activity_people.sheet, name="activity-sheet"),
    path("activities/<uuid:pk>/poster/", activity_people.poster, name="activity-poster"),
    path("activities/<uuid:pk>/photos/", activity_photos.add, name="activity-photo-new"),
    path("activities/<uuid:pk>/to/<slug:to>/", activity_page.move, name="activity-move"),
    # Below /me/, where the session's cookie goes.
    path("me/here/<slug:code>/", door_page.page, name="activity-door"),
]
