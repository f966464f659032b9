"""Faces: what they cover, and cuts that do not depend on their company."""

import io
import threading

import pytest
from fontTools.ttLib import TTFont

from portal.pdf import fonts


def glyph_of(face: TTFont, character: str):
    name = face.getBestCmap()[ord(character)]
    return face.getGlyphID(name), face["glyf"][name], face["hmtx"][name]


@pytest.mark.parametrize("character", "𠮷𬎆Łž☐")
def test_a_character_no_face_has_is_named(character):
    assert fonts.missing(f"李{character}梅") == {character}


@pytest.mark.parametrize(
    "name", ["𬭚龑㛃", "阿依古丽·麦麦提吐尔逊", "von Hohenfels", "李　梅\n"]
)
def test_rare_minority_and_latin_names_are_covered(name):
    assert fonts.missing(name) == set()


def test_width_is_the_face_s_own_and_not_a_guess():
    assert fonts.width("张明远") == 3
    assert fonts.width("·") == pytest.approx(0.327)


def test_a_cut_holds_the_text_s_characters_and_no_others():
    cut = TTFont(io.BytesIO(fonts.SERIF.cut("领军人才A")))

    assert set(map(chr, cut.getBestCmap())) == set("领军人才A‘’“”—…")
    assert cut["maxp"].numGlyphs > max(glyph_of(cut, c)[0] for c in "领军人才A")


def test_a_glyph_is_the_same_in_every_cut():
    alone = TTFont(io.BytesIO(fonts.SERIF.cut("才")))
    among = TTFont(io.BytesIO(fonts.SERIF.cut("工业和信息化部人才交流中心龑")))

    number, outline, metrics = glyph_of(alone, "才")
    assert (number, outline, metrics) == glyph_of(among, "才")
    assert outline.numberOfContours > 0
    assert metrics == (1000, outline.xMin)


def test_everyday_characters_have_the_low_numbers():
    cut = TTFont(io.BytesIO(fonts.SERIF.cut("人鑫龑")))

    numbers = [glyph_of(cut, character)[0] for character in "人鑫龑"]
    assert numbers == sorted(numbers)
    assert numbers[1] < 9000 < numbers[2]


def test_outlines_keep_to_the_packaged_ones():
    """Bounding boxes of the converted outlines, against those of the packaged face."""
    text = "镶嵌龑，Ag“"
    packaged = fonts.SERIF._font
    cut = TTFont(io.BytesIO(fonts.SERIF.cut(text)))

    for character in text:
        box = packaged.get_glyph_extents(packaged.get_nominal_glyph(ord(character)))
        _number, outline, _metrics = glyph_of(cut, character)
        left, top = box.x_bearing, box.y_bearing
        edges = (left, top + box.height, left + box.width, top)
        drawn = (outline.xMin, outline.yMin, outline.xMax, outline.yMax)
        assert drawn == pytest.approx(edges, abs=2)


@pytest.fixture
def var(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path / "fonts"


def test_web_fonts_share_out_the_face_and_are_read_by_another_program(var):
    assert not fonts.ready()

    fonts.ensure()

    usual, rare = (TTFont(path) for path in (fonts.common(), fonts.rare()))
    assert fonts.ready()
    assert sorted(path.name for path in var.iterdir()) == [
        "portal-cjk-rare.woff2",
        "portal-cjk.woff2",
    ]
    assert set("领军人才鑫A。") <= set(map(chr, usual.getBestCmap()))
    assert usual.getBestCmap().keys() | rare.getBestCmap().keys() == set(map(ord, fonts.SANS))
    assert fonts.common().stat().st_size < 1_700_000
    assert usual["CFF "].cff.topDictIndex[0].CharStrings


def test_two_that_make_a_web_font_at_once_leave_one_whole_file(var):
    var.mkdir()
    fonts.rare().write_bytes(b"stands already")

    makers = [threading.Thread(target=fonts.ensure) for _ in range(2)]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join()

    assert len(list(var.iterdir())) == 2
    assert ord("领") in TTFont(fonts.common()).getBestCmap()
    assert fonts.rare().read_bytes() == b"stands already"
