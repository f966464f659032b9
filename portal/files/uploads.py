"""The first look at what somebody sent: size and content, before anything opens it."""

from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from . import formats

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """A checked upload; ``kind`` is what the content is, ``name`` ends accordingly."""

    name: str
    content: bytes
    kind: str


def check_upload(uploaded, kinds: Collection[str], max_bytes: int | None = None) -> Upload:
    """Read an ``UploadedFile`` and make sure that it is one of the kinds allowed.

    Args:
        kinds: Codes of ``portal.files.formats.FORMATS``, e.g. ``{"pdf", "jpg"}``.
        max_bytes: ``settings.MAX_UPLOAD_BYTES`` when omitted.

    Raises:
        ValidationError: empty, too large, or something else than allowed; one
            sentence that says what it is and what to do.
    """
    limit = settings.MAX_UPLOAD_BYTES if max_bytes is None else max_bytes
    name = formats.clean_name(uploaded.name or "")
    if uploaded.size > limit:
        raise ValidationError(
            _("文件“%(name)s”有 %(size).1f MB，上限是 %(limit).1f MB，请压缩或拆分后再上传")
            % {"name": name, "size": uploaded.size / MEGABYTE, "limit": limit / MEGABYTE}
        )
    uploaded.seek(0)
    content = uploaded.read(limit + 1)
    if not content:
        raise ValidationError(_("文件“%(name)s”是空的，请重新选择") % {"name": name})
    kind = formats.sniff(content)
    if kind not in kinds:
        raise ValidationError(_wrong_kind(name, kind, kinds))
    return Upload(formats.named_as(name, kind), content, kind)


def _wrong_kind(name: str, kind: str, allowed: Collection[str]) -> str:
    wanted = _("、").join(
        str(each.label) for code, each in formats.FORMATS.items() if code in allowed
    )
    if not kind:
        return _("文件“%(name)s”的内容无法识别，可以上传：%(wanted)s") % {
            "name": name,
            "wanted": wanted,
        }
    return _("文件“%(name)s”其实是“%(kind)s”，可以上传：%(wanted)s") % {
        "name": name,
        "kind": formats.FORMATS[kind].label,
        "wanted": wanted,
    }
