"""What a person types about themselves: sign-in, a new password, a new account."""

from dataclasses import dataclass

from allauth.account.forms import LoginForm as AllauthLoginForm
from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from .fields import FullNameField, MobileField, NewPasswordField
from .models import User

USERNAME = RegexValidator(
    r"^[a-zA-Z][a-zA-Z0-9_.-]{3,29}$",
    _("用户名以字母开头，由 4 至 30 个字母、数字、点、横线或下划线组成"),
)


@dataclass(frozen=True, slots=True)
class NewPerson:
    """An account about to be made; the password is hashed before any transaction begins."""

    full_name: str
    mobile: str
    username: str
    password_hash: str


class LoginForm(AllauthLoginForm):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.label_suffix = ""
        self.fields["login"].label = _("用户名或手机号码")
        password = self.fields["password"]
        password.label = _("密码")
        password.help_text = _("可粘贴密码；连续输错 5 次，须等 15 分钟再试")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class NewPasswordForm(forms.Form):
    """A password typed twice; ``user`` is whose, so that it may not repeat their name."""

    password1 = NewPasswordField(
        label=_("设置密码"),
        help_text=_("至少 10 个字符，不能是常见密码，不能与姓名、手机号码相近"),
    )
    password2 = NewPasswordField(label=_("再输入一次密码"))

    def __init__(self, *args, user=None, **options):
        super().__init__(*args, label_suffix="", **options)
        self.user = user

    def owner(self) -> User:
        return self.user

    def clean(self):
        typed = super().clean()
        first, second = typed.get("password1"), typed.get("password2")
        if first and second and first != second:
            self.add_error("password2", _t("两次输入的密码不一致，请重新输入"))
        elif first:
            self._refuse_weak(first)
        return typed

    def _refuse_weak(self, password):
        try:
            password_validation.validate_password(password, self.owner())
        except ValidationError as weak:
            self.add_error("password1", weak)

    def password_hash(self) -> str:
        return make_password(self.cleaned_data["password1"])


class NewPersonForm(NewPasswordForm):
    """Name, mobile, sign-in name and password of somebody without an account."""

    full_name = FullNameField()
    mobile = MobileField(help_text=_("登录时可用手机号码作用户名"))
    username = forms.CharField(
        label=_("另设用户名"),
        required=False,
        validators=[USERNAME],
        help_text=_("可不填；不填则以手机号码登录"),
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )

    field_order = ["full_name", "mobile", "username", "password1", "password2"]

    def owner(self) -> User:
        return User(
            username=self.chosen_name(),
            full_name=self.cleaned_data.get("full_name", ""),
            mobile=self.cleaned_data.get("mobile", ""),
        )

    def chosen_name(self) -> str:
        chosen = self.cleaned_data.get("username") or self.cleaned_data.get("mobile", "")
        return User.normalize_username(chosen)

    def person(self) -> NewPerson:
        """The account to make; hashing takes as long as it should, so call it once."""
        return NewPerson(
            full_name=self.cleaned_data["full_name"],
            mobile=self.cleaned_data["mobile"],
            username=self.chosen_name(),
            password_hash=self.password_hash(),
        )
