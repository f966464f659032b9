"""Certificates as they leave the printer's hand: fit, legible everywhere, repeatable."""

import io

import pypdf
import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from certificates import rendering
from certificates.rendering import Unfit
from certificates.template_versions import CURRENT
from tests.factories.papers import (
    ENGLISH,
    LONGEST,
    LONGEST_ENGLISH,
    certificate_order,
    certificate_snapshot,
)
from tests.support import paper as read

NAME_BOX = (80, 66, 217, 81)
TEXT_BOX = (42, 94, 255, 150)
SEAL_BOX = (222, 147, 256, 181)

PEOPLE = {
    "two characters": {"name": "王珂"},
    "three characters": {},
    "four characters": {"name": "欧阳思齐"},
    "eleven with a dot": {"name": "阿依古丽·麦麦提吐尔逊"},
    "twenty-nine": LONGEST,
    "thirty": {"name": "买" * 30},
    "rare characters": {"name": "𬭚龑㛃"},
    "latin": {
        "name": "Alexandra-Maria von Hohenfels",
        "id_label": "护照号码",
        "id_tail": "4821",
    },
    "english": ENGLISH,
    "longest english": LONGEST | LONGEST_ENGLISH,
}


def render(*orders, **options) -> list[bytes]:
    return rendering.render(orders, CURRENT, **options)


@pytest.mark.parametrize("changes", PEOPLE.values(), ids=PEOPLE)
def test_every_name_is_inked_and_extracted_in_every_viewer(changes, tmp_path):
    order = certificate_order(**changes)

    [content] = render(order)

    text = read.text(content)
    for fact in ("name", "number", "direction", "institution", "class_name", "issuer"):
        assert "".join(order.snapshot[fact].split()) in text
    assert read.font_names(content) == {"Portal-Serif"}
    for viewer in read.VIEWERS:
        picture = viewer(content, tmp_path)
        assert read.ink(picture, NAME_BOX) > 10
        assert read.ink(picture, TEXT_BOX) > 100
        # Nothing runs out of the name's line into the frame, or out of the text's box.
        assert read.ink(picture, (24, 66, 42, 150)) == 0
        assert read.ink(picture, (255, 66, 273, 146)) == 0
        assert read.ink(picture, (131, 149.5, 220, 152.5)) == 0


@pytest.mark.parametrize("changes", PEOPLE.values(), ids=PEOPLE)
def test_the_text_takes_the_lines_it_was_reckoned_to_take(changes):
    version = rendering.checked(CURRENT)
    order = certificate_order(**changes)
    facts = rendering.Facts.of(order.snapshot)
    chinese, english = rendering._sentences(facts, version)
    _name, style = rendering._styles(facts, version, chinese, english)

    lines = read.lines(render(order)[0])
    first = next(n for n, line in enumerate(lines) if line.startswith("于2022年"))
    last = next(n for n, line in enumerate(lines) if line.endswith("特发此证。"))

    room = version.measure / (style.chinese_pt * 25.4 / 72)
    assert last - first + 1 == rendering._lines(chinese, room, 2)


def test_the_same_snapshot_has_the_same_bytes_in_any_language_and_any_batch():
    orders = [
        certificate_order(serial, **changes)
        for serial, changes in enumerate(PEOPLE.values(), start=1)
    ]

    batch = render(*orders)

    assert batch == [render(order)[0] for order in orders]
    with translation.override("en"):
        assert render(*orders) == batch


def test_the_code_leads_to_the_address_at_150_dpi(tmp_path):
    order = certificate_order()

    picture = read.by_poppler(render(order)[0], tmp_path, read.SCAN)

    assert read.codes(picture, tmp_path) == [order.address]


def test_the_address_is_the_site_s(settings):
    settings.SITE_URL = "https://portal.example.cn"

    assert rendering.address("abc") == "https://portal.example.cn/verify/abc"


def test_a_rehearsed_certificate_cannot_pass_for_a_real_one(tmp_path):
    [rehearsed], [real] = (
        render(certificate_order(rehearsal=rehearsal)) for rehearsal in (True, False)
    )

    assert "演练样本，无效力" in read.text(rehearsed)
    assert "样章SAMPLE" in read.text(rehearsed)
    for word in ("演练", "样章", "SAMPLE"):
        assert word not in read.text(real)
    assert read.ink(read.by_poppler(rehearsed, tmp_path), SEAL_BOX, 200) > 50
    assert read.ink(read.by_poppler(real, tmp_path), SEAL_BOX, 200) == 0


def test_the_seal_s_place_can_be_left_blank_for_the_printer(tmp_path):
    [content] = render(certificate_order(seal="blank"))

    assert "样章" not in read.text(content)
    assert "演练样本，无效力" in read.text(content)
    assert read.ink(read.by_poppler(content, tmp_path), SEAL_BOX, 200) == 0


def test_english_stands_only_with_a_confirmed_spelling():
    with_english = read.text(render(certificate_order(**ENGLISH))[0])
    without = read.text(render(certificate_order(**(ENGLISH | {"name_en": ""})))[0])

    assert "ThisistocertifythatZHANGMingyuanattended" in with_english
    assert "Class2)from12November2022to28October2023" in with_english
    assert "certify" not in without
    assert "Ministry" not in without


def test_a_part_of_the_id_number_stands_only_when_the_snapshot_has_it():
    with_tail = certificate_order(id_label="身份证件号码", id_tail="0094")

    assert "身份证件号码后四位0094" in read.text(render(with_tail)[0])
    assert "后四位" not in read.text(render(certificate_order())[0])


def test_a_later_edition_says_so():
    assert "第2版" in read.text(render(certificate_order(edition=2))[0])
    assert "第1版" not in read.text(render(certificate_order())[0])


def test_markup_in_facts_is_printed_as_typed():
    name = '<img src="file:///etc/hosts">'
    [content] = render(certificate_order(name=name, class_name="A&B <b>班</b>"))

    assert '<imgsrc="file:///etc/hosts">' in read.text(content)
    assert "A&B<b>班</b>" in read.text(content)


def test_the_file_names_itself_and_its_issuer():
    order = certificate_order()
    about = pypdf.PdfReader(io.BytesIO(render(order)[0])).metadata

    assert about.title == f"结业证书 {order.snapshot['number']}"
    assert about.author == "工业和信息化部人才交流中心"
    assert about["/CreationDate"] == "D:20231110"


# --- preflight --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": "李𠮷"}, "字库没有这些字：𠮷（U\\+20BB7）"),
        ({"class_name": "Łódź 班"}, "Ł（U\\+0141）"),
        ({"name": "明"}, "姓名不足两个字"),
        ({"name": "买" * 32}, "姓名太长"),
        ({"name": "Wolfeschlegelsteinhausenbergerdorff " * 3}, "姓名太长"),
        ({"class_name": "高级研修班" * 60}, "正文太长"),
        ({"class_name": ""}, "证书缺少内容：class_name"),
        ({"name_en": "ZHANG Mingyuan"}, "证书缺少内容：programme_en"),
    ],
)
def test_what_cannot_be_printed_is_refused_before_a_number_is_given(changes, said):
    snapshot = certificate_snapshot(**changes)

    with pytest.raises(Unfit, match=said):
        rendering.check(snapshot, CURRENT)
    with pytest.raises(Unfit, match=said):
        render(rendering.Order(snapshot, "K7QF3M2XHT", "https://portal.example.cn/verify/x"))


@pytest.mark.parametrize("changes", PEOPLE.values(), ids=PEOPLE)
def test_what_can_be_printed_passes(changes):
    rendering.check(certificate_snapshot(**changes), CURRENT)


@given(st.text(st.sampled_from("领军人才·A（），“”2022-x "), max_size=300))
def test_reckoning_lines_loses_no_character(text):
    assert "".join("".join(rendering._UNIT.findall(text)).split()) == "".join(text.split())
