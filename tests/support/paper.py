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
# Enough to see whether there is ink; and what a scan for the file has.
SCREEN, SCAN = 75, 150


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


def lines(content: bytes) -> list[str]:
    """What Poppler extracts, line by line, in the order of drawing."""
    return run("pdftotext", "-raw", "-", "-", given=content).decode().splitlines()


def signature_line(content: bytes, tmp_path) -> str:
    """What Poppler's checker says of a file's signatures; of a damaged one perhaps nothing."""
    path = tmp_path / "signed.pdf"
    path.write_bytes(content)
    return run("pdfsig", "-nocert", str(path), damaged=True).decode(errors="replace")


def by_poppler(content: bytes, tmp_path, dpi: int = SCREEN) -> Image.Image:
    picture = run("pdftoppm", "-r", str(dpi), "-png", "-singlefile", "-", given=content)
    return _grey(Image.open(io.BytesIO(picture)), dpi)


def by_mupdf(content: bytes, tmp_path, dpi: int = SCREEN) -> Image.Image:
    path, target = tmp_path / "drawn.pdf", tmp_path / "drawn.png"
    path.write_bytes(content)
    run("mutool", "draw", "-q", "-r", str(dpi), "-o", str(target), str(path), "1")
    return _grey(Image.open(target), dpi)


def by_pdfium(content: bytes, tmp_path, dpi: int = SCREEN) -> Image.Image:
    document = pypdfium2.PdfDocument(content)
    picture = document[0].render(scale=dpi / 72).to_pil()
    document.close()
    return _grey(picture, dpi)


VIEWERS = (by_poppler, by_mupdf, by_pdfium)


def _grey(picture: Image.Image, dpi: int) -> Image.Image:
    grey = picture.convert("L")
    grey.info["dpi"] = dpi, dpi
    return grey


def ink(
    picture: Image.Image, box: tuple[float, float, float, float], darker: int = 150
) -> float:
    """Square millimetres of dark pixels inside ``box``: left, top, right, bottom in mm."""
    per_mm = picture.info["dpi"][0] / 25.4
    pixels = picture.crop([round(mm * per_mm) for mm in box])
    return sum(pixels.histogram()[:darker]) / per_mm**2


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
