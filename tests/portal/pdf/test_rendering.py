"""Laying out papers: archival, repeatable, and shut off from the world."""

import io
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pypdf
import pytest
import weasyprint
from django.utils.html import escape

from portal.pdf import layout, rendering
from portal.pdf.drawing import qr_code
from portal.pdf.layout import Unprintable
from portal.pdf.rendering import Paper, draw_once, render_document, render_sheets
from tests.support import paper as read

STYLE = """
@page { size: 100mm 60mm; margin: 10mm }
* { margin: 0; padding: 0; font-weight: 400 }
html { font: 12pt "Portal Serif", "Portal Sans" }
.sheet { break-after: page } .sheet:last-child { break-after: auto }
"""
MARK = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 60">'
    '<path d="M84 6h10v10z"/></svg>'
)


def sheet(body: str, **changes) -> Paper:
    facts = {
        "title": "样张",
        "author": "示例单位",
        "issued_on": "2022-10-28",
        "identity": "样张-1",
    }
    return Paper(body=f'<div class="sheet">{body}</div>', **(facts | changes))


def made(*bodies: str, **options) -> list[bytes]:
    return render_sheets([sheet(body) for body in bodies], style=STYLE, **options)


def test_a_paper_is_archival_and_dated_by_its_own_facts():
    [content] = made("<p>领军人才</p>")

    reader = pypdf.PdfReader(io.BytesIO(content))
    about = reader.xmp_metadata
    assert reader.metadata.title == "样张"
    assert reader.metadata["/CreationDate"] == reader.metadata["/ModDate"] == "D:20221028"
    assert b'pdfaid:part="2"' in about.stream.get_data()
    assert b'pdfaid:conformance="U"' in about.stream.get_data()
    assert reader.trailer["/Root"]["/OutputIntents"]
    assert read.text(content) == "领军人才"


def test_the_same_paper_has_the_same_bytes():
    assert made("<p>领军人才</p>") == made("<p>领军人才</p>")


def test_a_sheet_has_the_same_bytes_alone_and_among_others():
    bodies = [f"<p>{name}</p>" for name in ("张明远", "𬭚龑㛃", "Alexandra “A”", "王珂")]

    assert made(*bodies) == [made(body)[0] for body in bodies]


def test_chunks_come_back_in_order(monkeypatch):
    monkeypatch.setattr(rendering, "CHUNK", 2)

    texts = [read.text(content) for content in made("<p>甲</p>", "<p>乙</p>", "<p>丙</p>")]

    assert texts == ["甲", "乙", "丙"]


def test_only_packaged_faces_are_embedded():
    [content] = made("<p>领军 <span style='font-family:\"Portal Sans\"'>人才 DejaVu</span></p>")

    assert read.font_names(content) == {"Portal-Serif", "Portal-Sans"}


def test_a_character_no_face_has_is_named_and_stops_the_paper():
    with pytest.raises(Unprintable, match="字库没有这些字：Ł、𠮷"):
        made("<p>Łukasz 李𠮷</p>")


@pytest.mark.parametrize("text", ["Łukasz", "\U0010fffd"])
def test_neither_a_system_font_nor_a_box_steps_in_unseen(text, monkeypatch):
    """Ł stands in no packaged face but in many systems' own; the other nowhere at all."""
    monkeypatch.setattr(layout, "missing", lambda text: set())

    with pytest.raises(Unprintable, match="本系统的字库"):
        made(f"<p>{text}</p>")


def test_a_sheet_of_two_pages_is_refused():
    with pytest.raises(Unprintable, match="超出一页"):
        made("<p>一行</p>" * 20)


def test_a_document_takes_the_pages_it_needs():
    content = render_document(sheet("<p>一行</p>" * 20), style=STYLE)

    assert len(pypdf.PdfReader(io.BytesIO(content)).pages) == 4


FIXED = '<div class="sheet"><img class="whole" src="art:mark"><p>不变的字</p></div>'
FIXED_STYLE = f"{STYLE} .sheet {{ height: 40mm; position: relative }}"
FIXED_STYLE += (
    ".whole { position: absolute; left: -10mm; top: -10mm; width: 100mm } p { margin: 0 }"
)


def test_what_is_fixed_is_drawn_once_text_included(tmp_path):
    fixed = draw_once("fixed", FIXED, FIXED_STYLE, pictures={"art:mark": MARK})
    body = '<img class="whole" src="art:fixed"><p style="padding-top:20mm">各人的字</p>'

    made = render_sheets(
        [sheet(body, drawings={"art:fixed": fixed}) for _ in range(2)], style=FIXED_STYLE
    )

    assert made[0] == made[1]
    assert {"不变的字", "各人的字"} <= set(read.lines(made[0]))
    assert read.font_names(made[0]) == {"Portal-Serif"}
    form = pypdf.PdfReader(io.BytesIO(made[0])).pages[0]["/Resources"]["/XObject"]["/ifixed0"]
    assert form["/Subtype"] == "/Form"
    for viewer in read.VIEWERS:
        picture = viewer(made[0], tmp_path)
        assert read.ink(picture, (10, 10, 30, 15)) > 8
        assert read.ink(picture, (10, 30, 30, 35)) > 8
        # The mark's upper right is inked, its lower left is not: nothing is mirrored.
        assert read.ink(picture, (86, 8, 92, 14)) > 15
        assert read.ink(picture, (8, 48, 14, 54)) == 0


def test_what_is_fixed_needs_no_transparency():
    with pytest.raises(ValueError, match="transparency"):
        draw_once(
            "fixed",
            FIXED,
            FIXED_STYLE,
            pictures={"art:mark": MARK.replace("<path", '<path opacity=".5"')},
        )


def test_a_code_is_read_from_every_viewer_s_picture(tmp_path):
    text = "https://portal.example.cn/verify/q7Xc2kVb_Lr4-tYp9sZdAw"
    body = '<img src="code:1" style="display:block;width:26mm">'
    [content] = render_sheets(
        [sheet(body, drawings={"code:1": qr_code("code", text)})], style=STYLE
    )

    for viewer in read.VIEWERS:
        assert read.codes(viewer(content, tmp_path, read.SCAN), tmp_path) == [text]


# --- shut off ---------------------------------------------------------------------------

SECRET = "secret-canary"
HOSTILE = [
    '<img src="{0}">',
    '<link rel="stylesheet" href="{0}">',
    '<link rel="attachment" href="{0}">',
    '<a rel="attachment" href="{0}">x</a>',
    '<object data="{0}"></object>',
    '<embed src="{0}">',
    '<iframe src="{0}"></iframe>',
    '<p style="background:url({0})">x</p>',
    '<p style="list-style-image:url({0});display:list-item">x</p>',
    "<style>@import url({0});</style>",
    "<style>@font-face{{font-family:f;src:url({0})}} p{{font-family:f}}</style><p>x</p>",
    "<style>@page{{background:url({0})}}</style>",
    '<svg><image href="{0}"/></svg>',
    '<svg><use href="{0}#a"/></svg>',
    '<base href="{0}"><img src="x">',
    '<meta http-equiv="refresh" content="0;url={0}">',
]


@pytest.fixture
def listener():
    """A server on this machine that notes whoever knocks."""
    knocks = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            knocks.append(self.path)
            self.send_error(404)

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/knock", knocks
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("payload", HOSTILE)
def test_markup_that_asks_for_something_gets_nothing(payload, listener, tmp_path):
    """Even markup that got past escaping reads no file and reaches no host."""
    address, knocks = listener
    canary = tmp_path / "canary.txt"
    canary.write_text(SECRET)

    for target in (address, canary.as_uri()):
        try:
            [content] = made(payload.format(target))
        except Unprintable:
            continue
        reader = pypdf.PdfReader(io.BytesIO(content))
        assert not reader.attachments
        assert SECRET not in "".join(page.extract_text() for page in reader.pages)
    assert knocks == []


def test_without_the_shut_door_the_listener_would_be_asked(listener):
    address, knocks = listener

    weasyprint.HTML(string=f'<img src="{address}">').write_pdf()

    assert knocks == ["/knock"]


@pytest.mark.parametrize("payload", HOSTILE)
def test_markup_in_a_name_is_printed_as_it_was_typed(payload, listener):
    typed = payload.format("file:///etc/passwd")[:60]
    content = render_document(sheet(f"<p>{escape(typed)}</p>"), style=STYLE)

    assert read.text(content) == "".join(typed.split())
