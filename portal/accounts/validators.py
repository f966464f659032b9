"""What a password must be, said in full sentences."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LengthValidator(MinimumLengthValidator):
    """Django's own has no Chinese for the number of characters."""

    def get_error_message(self):
        return _("密码太短，至少要 %(count)d 个字符") % {"count": self.min_length}

    def get_help_text(self):
        return _("密码至少 %(count)d 个字符") % {"count": self.min_length}
