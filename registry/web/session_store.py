"""Sessions in the database, as Django's own engine keeps them; each request's one question is asked without the ORM."""

import logging

from django.contrib.sessions import middleware
from django.contrib.sessions.backends import db
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from registry.web.failing import status_of

log = logging.getLogger("bdx.session")
AWAY = 503
_ASKED = "SELECT session_data, expire_date FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    """Django's, but for how a session is read.

    To put the same question together anew takes the ORM three times as long as PostgreSQL takes to answer it, and
    nobody's request is without it.
    """

    def _get_session_from_db(self) -> Session | None:
        with connection.cursor() as cursor:
            row = cursor.execute(_ASKED, [self.session_key, timezone.now()]).fetchone()
        if row is None:
            self._session_key = None
            return None
        return Session(session_key=self.session_key or "", session_data=row[0], expire_date=row[1])


class SessionMiddleware(middleware.SessionMiddleware):
    """Django's, but for a session that can't be kept when everything else was done.

    The request's work is committed by then. Django answers 400, and that page says that nothing was changed; whoever
    believes it does everything twice. So the answer goes out: what is lost is the session's own (a message, the time of
    the last request), or a session that was ended meanwhile, whose next request is led to the login.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Once more over a new connection where the server had gone away."""
        try:
            return super().process_response(request, response)
        except (SessionInterrupted, DatabaseError) as gone:
            if status_of(gone) != AWAY:
                return self._unkept(response)
        connection.close()
        try:
            return super().process_response(request, response)
        except (SessionInterrupted, DatabaseError):
            return self._unkept(response)

    def _unkept(self, response: HttpResponse) -> HttpResponse:
        log.warning("not kept, the answer (%s) went out", response.status_code)
        return response
