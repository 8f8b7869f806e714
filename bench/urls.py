from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import include, path
from django.views.decorators.http import require_POST

UPSERT = "INSERT INTO bench_row (key, text) VALUES (%s, %s) ON CONFLICT (key) DO UPDATE SET text = excluded.text"


@require_POST
def bare_upsert(request: HttpRequest) -> JsonResponse:
    """The least that a save can be: a signed-in person, one row written."""
    with connection.cursor() as cursor:
        cursor.execute(UPSERT, [request.user.pk, request.POST["text"]])
    return JsonResponse({"ok": True})


def empty_page(request: HttpRequest) -> HttpResponse:
    """The frame that all pages share, with nothing in it."""
    return render(request, "base.html")


urlpatterns = [
    path("bench/upsert/", bare_upsert),
    path("bench/empty/", empty_page),
    path("", include("readiness.urls")),
]
