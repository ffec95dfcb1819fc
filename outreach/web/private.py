"""Answers to a member herself, on the pages that open without an account."""

from django.http import HttpResponse


def private(response: HttpResponse) -> HttpResponse:
    """Kept by nobody, and its address told to nobody: not even to our own next page, where a log might keep it."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "strict-origin"
    return response
