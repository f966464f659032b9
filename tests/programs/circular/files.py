"""Small files as an office sends them."""

from django.core.files.uploadedfile import SimpleUploadedFile

from portal.files.keeping import keep
from programs.actions.circular_draft import attach_annex
from tests.portal.files.test_files import packed

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WPS = OLD_OFFICE + "WordDocument".encode("utf-16-le")
DOCX = packed("word/document.xml")


def sent(content=PDF, name="信息表.pdf"):
    return SimpleUploadedFile(name, content)


def annexed(circular, actor, *, title="信息表", content=PDF, name="信息表.pdf", no=None):
    """An annex put to the draft as it now is."""
    circular.refresh_from_db()
    kept = keep(content, name=name, purpose="annex", owner="BUREAU")
    return attach_annex(
        circular, kept=kept, title=title, revision=circular.revision, actor=actor, no=no
    )
