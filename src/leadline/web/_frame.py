"""Around every request: whose it may be, headers, errors as JSON, and one line of log without a word of what was asked."""

import logging
import time
import traceback
from collections.abc import Callable

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, JsonResponse

log = logging.getLogger("leadline.web")

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""On every answer that doesn't say otherwise: nothing is kept, framed, sniffed or read by a page from elsewhere."""
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
"""Methods that are logged; others are a client's own words."""
Answer = Callable[[HttpRequest], HttpResponse]


def frame(get_response: Answer) -> Answer:
    """Django's middleware; see the module."""

    def framed(request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        response = _told(_refused(request) or get_response(request))
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        route = request.resolver_match.route if request.resolver_match else "-"
        took = (time.perf_counter() - begun) * 1000
        method = request.method if request.method in METHODS else "?"
        log.info("%s /%s %d %.1f ms", method, route, response.status_code, took)
        return response

    return framed


def _refused(request: HttpRequest) -> HttpResponse | None:
    """Refuse what a web page from elsewhere could make a browser send."""
    try:
        request.get_host()
    except DisallowedHost:
        says = "The server isn't known under this name. Start it with --name for each name it is reached by."
        return JsonResponse({"detail": says}, status=400)
    if request.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"}:
        return JsonResponse({"detail": "Pages from elsewhere may not ask."}, status=403)
    return None


def _told(response: HttpResponse) -> HttpResponse:
    """An error of Django's own, as JSON like the rest."""
    if response.status_code < 400 or response.headers.get("Content-Type", "").startswith("application/json"):
        return response
    told = JsonResponse({"detail": response.reason_phrase}, status=response.status_code)
    if "Allow" in response.headers:
        told.headers["Allow"] = response.headers["Allow"]
    return told


def note_fault(error: Exception) -> None:
    """Log a fault of Leadline's own: what and where, not its message, which may hold what was asked."""
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("%s\n%s", type(error).__name__, where)
