"""The closed lists behind the components: icons, kinds of tag, tones of notice."""

import re

from django.conf import settings

SPRITE = settings.BASE_DIR / "templates" / "ui" / "sprite.html"
ICONS = frozenset(re.findall(r'<symbol id="i-(\w+)"', SPRITE.read_text(encoding="utf-8")))
"""An icon exists when the sprite, which every page carries, holds its symbol."""

KIND_ICONS = {
    "none": "circle",
    "draft": "pencil",
    "wait": "upload",
    "back": "return",
    "ok": "check",
    "soon": "clock",
    "late": "alert",
    "stop": "ban",
    "plain": "",
}
"""The eight meanings of a status tag with their icons; ``plain`` is a neutral fact."""

TONES = {"info": "info", "ok": "check", "soon": "clock", "back": "return", "late": "alert"}

VERDICTS = {"ok": "check", "stop": "ban", "none": "search", "lab": "info"}
