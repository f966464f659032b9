import errno
import hashlib
import io
import os
import stat
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.http import Http404

from portal.files import formats, keeping
from portal.files.keeping import StorageBroken, keep
from portal.files.models import StoredFile
from portal.files.streaming import stream
from portal.files.uploads import check_upload
from tests.factories import actor, organization

pytestmark = pytest.mark.django_db


def packed(*members) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for member in members:
            archive.writestr(member, "<x/>")
    return target.getvalue()


XLSX = packed("[Content_Types].xml", "xl/workbook.xml")
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 8
JPG = b"\xff\xd8\xff\xe0" + b"\x00" * 8


def sent(content, name="名单.xlsx"):
    return SimpleUploadedFile(name, content)


def stored(content=PDF, name="通知.pdf", who=None):
    kept = keep(content, name=name, purpose="test", owner="99901")
    return StoredFile.from_kept(kept, who or actor("centre"))


class TestKeeping:
    def test_what_is_kept_comes_back_with_its_digest(self):
        row = stored(b"%PDF-1.7 hello")

        with default_storage.open(row.key) as content:
            assert content.read() == b"%PDF-1.7 hello"
        assert (row.size, row.content_type) == (14, "application/pdf")
        assert row.sha256 == hashlib.sha256(b"%PDF-1.7 hello").hexdigest()

    def test_the_key_tells_neither_name_nor_body_and_the_file_is_ours_alone(self):
        row = stored(name="叶知秋.pdf")

        assert row.key.startswith("test/")
        assert "叶" not in row.key
        assert "99901" not in row.key
        mode = stat.S_IMODE(os.stat(default_storage.path(row.key)).st_mode)
        assert mode == 0o600

    def test_a_full_disk_leaves_no_half_file(self, monkeypatch):
        def full(descriptor):
            raise OSError(errno.ENOSPC, "no space left")

        before = set(default_storage.listdir("")[0])
        monkeypatch.setattr(keeping.os, "fsync", full)

        with pytest.raises(OSError, match="no space left"):
            keep(PDF, name="x.pdf", purpose="full", owner="")

        assert set(default_storage.listdir("")[0]) - before == {"full"}
        assert default_storage.listdir("full") == ([], [])

    def test_bytes_that_come_back_different_are_refused(self, monkeypatch):
        monkeypatch.setattr(keeping, "_settle", spoil)

        with pytest.raises(StorageBroken):
            keep(PDF, name="x.pdf", purpose="spoilt", owner="")

        assert default_storage.listdir("spoilt") == ([], [])

    def test_it_refuses_to_write_inside_a_transaction(self):
        with pytest.raises(RuntimeError, match="outside"), transaction.atomic():
            keep(PDF, name="x.pdf", purpose="test", owner="")

    @pytest.mark.postgres
    def test_one_key_is_one_file(self):
        row = stored()

        with pytest.raises(IntegrityError), transaction.atomic():
            StoredFile.objects.create(
                key=row.key,
                name="x",
                size=1,
                sha256="0" * 64,
                content_type="x",
                purpose="x",
                created_at=row.created_at,
            )

    def test_files_are_seen_by_their_body_and_by_who_brought_them(self):
        centre = actor("centre")
        row = stored(who=centre)
        theirs = actor("institution", organization=organization("institution", "99901"))

        def seen(who):
            return list(StoredFile.objects.visible_to(who))

        assert seen(centre) == seen(theirs) == [row]
        assert seen(actor("institution")) == seen(actor("public")) == []


def spoil(key):
    with open(default_storage.path(key), "r+b") as content:
        content.write(b"%FDP")


class TestStreaming:
    def test_a_file_is_saved_not_shown_and_nothing_in_it_can_run(self):
        response = stream(stored())

        assert b"".join(response.streaming_content) == PDF
        response.close()
        assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
        assert {
            name: response[name]
            for name in (
                "Cache-Control",
                "X-Content-Type-Options",
                "Content-Security-Policy",
                "Content-Length",
                "Content-Type",
            )
        } == {
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Content-Length": str(len(PDF)),
            "Content-Type": "application/pdf",
        }

    def test_a_pdf_may_be_shown_but_a_text_never(self):
        shown = stream(stored(), as_attachment=False)
        saved = stream(stored(b"<script>", name="a.csv"), as_attachment=False)

        assert shown["Content-Disposition"].startswith("inline")
        assert saved["Content-Disposition"].startswith("attachment")
        shown.close()
        saved.close()

    def test_a_lost_file_is_not_found_and_noted(self, caplog):
        row = stored()
        default_storage.delete(row.key)

        with pytest.raises(Http404):
            stream(row)
        assert str(row.public_id) in caplog.text


class TestUploads:
    @pytest.mark.parametrize(
        ("content", "kind"),
        [
            (PDF, "pdf"),
            (PNG, "png"),
            (JPG, "jpg"),
            (XLSX, "xlsx"),
            (packed("word/document.xml"), "docx"),
            (packed("a.txt"), "zip"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "xls"),
            ("姓名,企业\n".encode(), "csv"),
            ("姓名,企业\n".encode("gb18030"), "csv"),
            ("姓名,企业\n".encode("utf-16"), "csv"),
            (("姓" * 40000).encode(), "csv"),
            (b"MZ\x90\x00\x03\x00", ""),
            (b"PK\x03\x04broken", ""),
            (b"", ""),
        ],
    )
    def test_the_content_says_what_a_file_is(self, content, kind):
        assert formats.sniff(content) == kind

    def test_a_good_upload_comes_back_checked(self):
        upload = check_upload(sent(XLSX, "名单.XLSX"), kinds={"xlsx", "csv"})

        assert (upload.kind, upload.name, upload.content) == ("xlsx", "名单.XLSX", XLSX)

    @pytest.mark.parametrize(
        ("content", "name", "sentence"),
        [
            (b"", "空.xlsx", "文件“空.xlsx”是空的，请重新选择"),
            (
                PDF,
                "名单.xlsx",
                "文件“名单.xlsx”其实是“PDF”，可以上传：Excel 工作簿（xlsx）、CSV 文本",
            ),
            (
                b"MZ\x90\x00\x03\x00",
                "名单.xlsx",
                "文件“名单.xlsx”的内容无法识别，可以上传：Excel 工作簿（xlsx）、CSV 文本",
            ),
        ],
    )
    def test_a_wrong_one_is_refused_in_one_sentence(self, content, name, sentence):
        with pytest.raises(ValidationError) as refusal:
            check_upload(sent(content, name), kinds={"xlsx", "csv"})

        assert refusal.value.messages == [sentence]

    def test_a_large_one_is_refused_with_both_sizes(self):
        with pytest.raises(ValidationError) as refusal:
            check_upload(sent(b"%PDF-" + b"x" * 3_000_000, "大.pdf"), {"pdf"}, 1024 * 1024)

        assert refusal.value.messages == [
            "文件“大.pdf”有 2.9 MB，上限是 1.0 MB，请压缩或拆分后再上传"
        ]

    @pytest.mark.parametrize(
        ("given", "clean"),
        [
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\叶\\名单.xlsx", "名单.xlsx"),
            ("名单\r\nX: y.xlsx", "名单X_ y.xlsx"),
            ("\u202efdp.名单.exe", "fdp.名单.exe"),
            ("...", "file"),
            ("", "file"),
            ("长" * 300 + ".pdf", "长" * 146 + ".pdf"),
            ('a"b<c>.pdf', "a_b_c_.pdf"),
        ],
    )
    def test_names_are_made_harmless(self, given, clean):
        assert formats.clean_name(given) == clean

    @pytest.mark.parametrize(
        ("given", "kind", "name"),
        [
            ("照片.JPEG", "jpg", "照片.JPEG"),
            ("照片.png", "jpg", "照片.jpg"),
            ("照片", "jpg", "照片.jpg"),
            ("2022.10", "pdf", "2022.10.pdf"),
        ],
    )
    def test_the_ending_follows_the_content(self, given, kind, name):
        assert formats.named_as(given, kind) == name
