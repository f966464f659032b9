"""Reading finished papers with the programs people read them with, and none of ours."""

import io
import shutil
import subprocess

import pypdf
import pypdfium2
import pytest
from PIL import Image

PACKAGES = {
    "pdftotext": "poppler-utils",
    "pdftoppm": "poppler-utils",
    "pdfsig": "poppler-utils",
    "mutool": "mupdf-tools",
    "zbarimg": "zbar-tools",
}
DPI = 150


def run(program: str, *arguments: str, given: bytes = b"", damaged: bool = False) -> bytes:
    """Output of a program, which may fail only if ``damaged``; or a skip: how to get it."""
    if shutil.which(program) is None:
        pytest.skip(f"no {program}: apt-get install -y {PACKAGES[program]}")
    done = subprocess.run([program, *arguments], input=given, capture_output=True, timeout=60)
    assert damaged or done.returncode == 0, done.stderr.decode()
    return done.stdout


def text(content: bytes) -> str:
    """What Poppler extracts, without white space: spaced titles come out spaced."""
    return "".join(run("pdftotext", "-raw", "-", "-", given=content).decode().split())


def signature_line(content: bytes, tmp_path) -> str:
    """What Poppler's checker says of a file's signatures; of a damaged one perhaps nothing."""
    path = tmp_path / "signed.pdf"
    path.write_bytes(content)
    return run("pdfsig", "-nocert", str(path), damaged=True).decode(errors="replace")


def by_poppler(content: bytes, tmp_path) -> Image.Image:
    picture = run("pdftoppm", "-r", str(DPI), "-png", "-singlefile", "-", given=content)
    return Image.open(io.BytesIO(picture)).convert("L")


def by_mupdf(content: bytes, tmp_path) -> Image.Image:
    path, target = tmp_path / "drawn.pdf", tmp_path / "drawn.png"
    path.write_bytes(content)
    run("mutool", "draw", "-q", "-r", str(DPI), "-o", str(target), str(path), "1")
    return Image.open(target).convert("L")


def by_pdfium(content: bytes, tmp_path) -> Image.Image:
    document = pypdfium2.PdfDocument(content)
    picture = document[0].render(scale=DPI / 72).to_pil().convert("L")
    document.close()
    return picture


VIEWERS = (by_poppler, by_mupdf, by_pdfium)


def ink(picture: Image.Image, box: tuple[float, float, float, float], darker: int = 120) -> int:
    """Dark pixels inside ``box``: left, top, right, bottom in mm."""
    pixels = picture.crop([round(mm * DPI / 25.4) for mm in box])
    return sum(pixels.histogram()[:darker])


def codes(picture: Image.Image, tmp_path) -> list[str]:
    """What a scanner reads in a picture."""
    path = tmp_path / "scanned.png"
    picture.save(path)
    return run("zbarimg", "-q", "--raw", str(path)).decode().split()


def font_names(content: bytes) -> set[str]:
    """Names of the embedded fonts, without the tag of the subset."""
    reader, names = pypdf.PdfReader(io.BytesIO(content)), set()
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            names.add(font.get_object()["/BaseFont"].split("+")[-1])
    return names
