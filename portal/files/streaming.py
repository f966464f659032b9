"""Handing a private file to the browser; who may have it, the view has decided before."""

import logging

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.utils.http import content_disposition_header

from .models import StoredFile

log = logging.getLogger(__name__)
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# The only kinds a browser may show by itself; everything else is saved.
SHOWN = frozenset({"application/pdf", "image/jpeg", "image/png"})


def stream(stored: StoredFile, *, as_attachment: bool = True) -> FileResponse:
    """The file as a response that no cache keeps and in which nothing can run.

    Args:
        as_attachment: False lets the browser show a PDF or a picture.

    Raises:
        Http404: the storage has lost it; noted in the log for ``reconcile``.
    """
    try:
        content = default_storage.open(stored.key)
    except FileNotFoundError:
        log.error("file %s is missing from the storage", stored.public_id)
        raise Http404 from None
    shown = not as_attachment and stored.content_type in SHOWN
    response = FileResponse(
        content,
        as_attachment=not shown,
        filename=stored.name,
        content_type=stored.content_type,
    )
    response["Content-Length"] = str(stored.size)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    # Chromium's own PDF viewer does not open inside a sandbox.
    sandbox = "" if shown and stored.content_type == "application/pdf" else "; sandbox"
    response["Content-Security-Policy"] = f"default-src 'none'{sandbox}"
    return response


def hand_out_workbook(content: bytes, name: str) -> HttpResponse:
    """A list made for who asked for it: saved under ``name``, kept by no cache."""
    response = HttpResponse(content, content_type=WORKBOOK)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    return response


def hand_out_paper(content: bytes, name: str) -> HttpResponse:
    """A PDF made for who asked for it: shown, to be printed or saved under ``name``."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, name)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'"
    return response
