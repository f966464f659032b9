"""Certificates a core makes in a second, beside what one would write at first.

All ways set the same page: frame, watermark, text, QR code, sample mark. *Plain* is
``HTML(...).write_pdf()`` for each with the packaged face whole and the art as SVG;
*stock* signs it with pyHanko as its manual says; *typst* is the fastest engine at hand,
its compiler kept, signed by pyHanko with the key kept parsed.
"""

import io
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import segno
import typst
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from django.template.loader import render_to_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from weasyprint import HTML

from certificates import artwork, rendering, signing
from certificates.numbering import grouped
from certificates.template_versions import CURRENT, checked
from portal import clock
from portal.pdf import fonts
from tests.factories.papers import certificate_order

from .rows import Row, interleaved

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
GIVEN = "明远思齐雅琴建国志强晓燕海涛文博佳宁立群春梅子涵俊杰丽华永康若曦天宇鑫淼琪瑾婷睿"
MOST_KILOBYTES = 50


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        plain = Plain()
        spent = interleaved(
            [
                ("ours", 50, ours),
                ("plain", 6, plain.make),
                ("stock", 4, StockSigned(plain).make),
                ("typst", 20, Typst(Path(folder)).make),
            ]
        )
    for way, target in (("plain", 8), ("stock", 12), ("typst", 1.5)):
        yield Row(f"certificates-signed-over-{way}", spent[way] / spent["ours"], target)
    kilobytes = max(map(len, ours(10))) / 1000
    yield Row("certificate-kilobytes", kilobytes, MOST_KILOBYTES, at_most=True)


def orders(count: int) -> list[rendering.Order]:
    """As many invented people, the same ones each time."""
    return [
        certificate_order(
            number + 1,
            name=SURNAMES[number * 7 % len(SURNAMES)]
            + GIVEN[number * 5 % len(GIVEN)]
            + GIVEN[number * 11 % len(GIVEN)],
        )
        for number in range(count)
    ]


def ours(count: int) -> list[bytes]:
    signer, now = signing.signer(), clock.wall()
    made = rendering.render(orders(count), CURRENT, reserved=signer.reserved)
    return [signer.sign(content, signed_at=now) for content in made]


class Plain:
    """One document each; nothing kept between them."""

    def make(self, count: int) -> list[bytes]:
        return [self._one(order) for order in orders(count)]

    def _one(self, order: rendering.Order) -> bytes:
        version = checked(CURRENT)
        code = segno.make(order.address, error="m").svg_inline(border=4, omitsize=True)
        pictures = {"art:frame": ("frame", artwork.frame(297, 210))}
        pictures["art:sample-seal"] = "seal", artwork.sample_seal()
        pictures[f"code:{order.snapshot['number']}-1"] = "code", code
        fixed = render_to_string(
            f"{version.folder}/fixed.html", {"rehearsal": True, "sample_seal": True}
        )
        # One article again: the frame and all that is fixed, then this person's lines.
        body = fixed.replace(
            "</article>", rendering._sheet(order, version).body.split(">", 2)[2]
        )
        for address, (kind, picture) in pictures.items():
            tag = next(part for part in body.split("<") if f'src="{address}"' in part)
            body = body.replace(
                f"<{tag.split('>')[0]}>",
                picture.replace("<svg ", f'<svg class="{kind}" ', 1),
                1,
            )
        face = (
            f'@font-face{{font-family:"Portal Serif";src:url("{fonts.SERIF.path.as_uri()}")}}'
        )
        return HTML(
            string=f'<html lang="zh-CN"><style>{face}{version.style}</style><body>{body}'
        ).write_pdf()


class StockSigned:
    """Signed as pyHanko's manual shows: a signer from the key's file, ``sign_pdf``."""

    def __init__(self, plain: Plain):
        self._plain = plain
        self._folder = tempfile.TemporaryDirectory()
        path = Path(self._folder.name, "signer.pem")
        path.write_text(signing._self_made(), encoding="ascii")
        self._signer = signers.SimpleSigner.load(str(path), str(path))

    def make(self, count: int) -> list[bytes]:
        return [pyhanko_signed(content, self._signer) for content in self._plain.make(count)]


class KeptKey(signers.SimpleSigner):
    """pyHanko's signer, only that the key stays parsed."""

    async def async_sign_raw(self, data, digest_algorithm, dry_run=False):
        if dry_run:
            return bytes(256)
        return self.kept.sign(data, padding.PKCS1v15(), hashes.SHA256())


class Typst:
    def __init__(self, folder: Path):
        source = Path(__file__).with_name("certificate.typ")
        (folder / "certificate.typ").write_text(source.read_text("utf-8"), "utf-8")
        (folder / "frame.svg").write_text(artwork.frame(297, 210), "utf-8")
        (folder / "seal.svg").write_text(artwork.sample_seal(), "utf-8")
        self._compiler = typst.Compiler(
            str(folder / "certificate.typ"),
            root=str(folder),
            font_paths=[str(fonts.SERIF.path.parent)],
            ignore_system_fonts=True,
        )
        path = folder / "signer.pem"
        path.write_text(signing._self_made(), encoding="ascii")
        loaded = signers.SimpleSigner.load(str(path), str(path))
        self._signer = KeptKey(
            signing_cert=loaded.signing_cert,
            signing_key=loaded.signing_key,
            cert_registry=loaded.cert_registry,
        )
        self._signer.kept = serialization.load_pem_private_key(path.read_bytes(), None)

    def make(self, count: int) -> list[bytes]:
        return [pyhanko_signed(self._one(order), self._signer) for order in orders(count)]

    def _one(self, order: rendering.Order) -> bytes:
        facts = rendering.Facts.of(order.snapshot)
        chinese, _english = rendering._sentences(facts, checked(CURRENT))
        shown = {
            **{
                name: getattr(facts, name) for name in ("programme", "name", "number", "issuer")
            },
            "sentence": chinese,
            "issued": facts.issued_on,
            "check": grouped(order.check_code),
        }
        code = io.BytesIO()
        segno.make(order.address, error="m", mask=2).save(code, kind="svg", border=4)
        return self._compiler.compile(
            sys_inputs={"facts": json.dumps(shown), "code": code.getvalue().decode()},
            pdf_standards=["a-2u"],
        )


def pyhanko_signed(content: bytes, signer) -> bytes:
    metadata = signers.PdfSignatureMetadata(
        field_name="Issuer",
        subfilter=fields.SigSeedSubFilter.PADES,
        md_algorithm="sha256",
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    return signers.sign_pdf(writer, metadata, signer=signer).getvalue()
