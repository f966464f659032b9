"""Which posts lead an enterprise (domain §2: 原则上为企业一把手)."""

import re

_HEAD = re.compile(r"董事长|执行董事|总经理|总裁|首席执行官|创始人|厂长|负责人|法定代表人")
_DEPUTY = re.compile(r"副|助理|秘书")
_BETWEEN = re.compile(r"[、,，/兼和与及;；\s]+")


def is_head(post: str) -> bool:
    """Whether a post names somebody who leads the enterprise, not a deputy."""
    return any(_HEAD.search(p) and not _DEPUTY.search(p) for p in _BETWEEN.split(post))
