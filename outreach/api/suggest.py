"""金点子 for a mini-program: what the public pages do, without an account, with the same defences."""

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import ValidationError

from outreach.api import suggest_bodies as bodies
from outreach.api.open import OpenViewSet
from outreach.domain.suggestions import codes, told
from outreach.domain.suggestions import public as asked
from outreach.entry import arriving, following, tickets
from outreach.entry.arriving import Expired, Sent, TooMany
from outreach.entry.throttle import too_often
from outreach.models import Suggestion
from registry.api.problems import answer
from registry.domain.errors import Refused
from registry.models.unit import step

OLD = "表单打开得太久了，请重新取 ticket 再交一次。"
WAIT = "查得太多了，请过一小时再查。"
PRIVATE = {"Cache-Control": "no-store"}


class Suggesting(OpenViewSet):
    """Writing one, and following it by its code."""

    model = Suggestion
    reason = "金点子的提交和按查询码查询：小程序用，不登录；防护和网页一样"
    most_bytes = 20 << 20

    @extend_schema(summary="金点子：取一张表单", responses=bodies.FormRow)
    @action(detail=False)
    def form(self, request: Request) -> Response:
        """不用令牌。ticket 两小时有效；nonce 由程序算出来，让批量提交变贵，一个人感觉不到。"""
        facts = {
            "ticket": tickets.issue(),
            "device": tickets.device()[1],
            "seconds": settings.SUGGEST_TICKET_SECONDS,
            "bits": settings.SUGGEST_PROOF_BITS,
            "places": asked.places(),
        }
        return _private(bodies.FormRow(facts).data)

    @extend_schema(summary="金点子：提交", request=bodies.SuggestBody, responses={201: bodies.Receipt})
    def register(self, request: Request) -> Response:
        """不用令牌。同一张表单交几次都是同一个查询码；断网重发用原来的 ticket。

        换了内容的答 409，不收：另一条请另取 ticket。"""
        if arriving.tries_too_often(request._request):
            return answer(429, arriving.WAIT)
        body = self.sent(bodies.SuggestBody)
        said = tuple(str(body.get(name, "")) for name in arriving.SAID)
        sent = Sent(body["ticket"], said, body.get("nonce", ""), device=tickets.device(body.get("device", ""))[0])
        try:
            with step():
                left = arriving.receive(
                    request._request, sent=sent, idea=bodies.idea_of(body), photos=body.get("photos", ())
                )
        except tickets.Unknown as wrong:
            raise ValidationError({"ticket": ["不是这里发的凭据，请重新取。"]}) from wrong
        except Expired as over:
            raise Refused(OLD) from over
        except TooMany as refusal:
            return answer(429, str(refusal))
        return _private(bodies.Receipt({"code": left.code}).data, 201)

    @extend_schema(summary="金点子：查进度", request=bodies.CodeBody, responses=bodies.Looked)
    @action(detail=False, methods=["post"])
    def progress(self, request: Request) -> Response:
        """不用令牌。查询码只放在请求体里；错的、没有的，回答都一样。"""
        return self._looked(self.sent(bodies.CodeBody), None)

    @extend_schema(summary="金点子：本人补充", request=bodies.WordBody, responses=bodies.Looked)
    @action(detail=False, methods=["post"])
    def word(self, request: Request) -> Response:
        """不用令牌。办结以前都可以补充。"""
        body = self.sent(bodies.WordBody)
        return self._looked(body, lambda code: told.add_word(code=code, text=body["text"], key=body["key"]))

    @extend_schema(summary="金点子：本人评价", request=bodies.RateBody, responses=bodies.Looked)
    @action(detail=False, methods=["post"])
    def rate(self, request: Request) -> Response:
        """不用令牌。答复以后评价一次。"""
        body = self.sent(bodies.RateBody)
        return self._looked(body, lambda code: told.rate(code=code, rating=body["rating"]))

    @extend_schema(summary="金点子：请求重新办理", request=bodies.ReopenBody, responses=bodies.Looked)
    @action(detail=False, methods=["post"])
    def reopen(self, request: Request) -> Response:
        """不用令牌。评价“不满意”以后，可以请求一次。"""
        body = self.sent(bodies.ReopenBody)
        return self._looked(body, lambda code: told.reopen(code=code, why=body["why"]))

    @extend_schema(summary="金点子：相似的已公开建议", request=bodies.AlikeBody, responses=bodies.AlikeRows)
    @action(detail=False, methods=["post"])
    def similar(self, request: Request) -> Response:
        """不用令牌。边写边问用。"""
        body = self.sent(bodies.AlikeBody)
        if too_often(request._request, "suggest-alike", 1):
            return answer(429)
        return Response(bodies.AlikeRows({"results": asked.alike(body["content"])}).data)

    def _looked(self, body: dict[str, Any], act: Any) -> Response:
        """What the code opens, after what is done with it."""
        request = self.request._request
        if following.asks_too_often(request):
            return answer(429, WAIT)
        code = codes.typed(body["code"])
        found = following.opened(request, code)
        if found is None:
            return _private(bodies.Looked({"found": None}).data)
        if act is not None:
            with step():
                act(code)
        found = following.read(code, found, acted=act is not None)
        return _private(bodies.Looked({"found": found}).data)


def _private(data: Any, status: int = 200) -> Response:
    return Response(data, status, headers=PRIVATE)
