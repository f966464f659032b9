from django import forms
from django.utils.translation import gettext_lazy as _


class AddressForm(forms.Form):
    """Where a mail that did not arrive shall go instead."""

    address = forms.EmailField(
        label=_("新邮箱"),
        max_length=254,
        error_messages={
            "required": _("请填写新的邮箱地址"),
            "invalid": _("请填写完整的邮箱地址，例如 liaison@example.cn"),
        },
    )
