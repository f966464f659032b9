"""What is chosen when a workbook is brought in."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from institutions.models import Organization
from institutions.states import Kind
from portal.files.formats import clean_name
from portal.files.uploads import check_upload
from trainees.actions.roster_import import Upload
from trainees.data.columns import COLUMNS, EMPLOYMENT
from trainees.data.units import NAMES
from trainees.sheets import Found, Unreadable, look_into
from trainees.states import Route

ACCEPT = ".xlsx,.xls,.ods,.csv"
MOST_FILES = 10
LETTERS = {"pdf", "jpg", "png"}
MOST_BYTES = 10 * 1024 * 1024


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Files chosen in one go, as a list."""

    def clean(self, data, initial=None):
        return [super(FilesField, self).clean(each, initial) for each in data or [None]]


class OptionsForm(forms.Form):
    """What holds for all rows of a file where they do not say it themselves."""

    source_authority = forms.ModelChoiceField(
        Organization.objects.none(),
        label=_("来源地区"),
        required=False,
        empty_label=_("按文件中的“省份”列"),
        help_text=_("文件中没有写省份的行按此填"),
    )
    route = forms.ChoiceField(
        label=_("选拔方式"),
        required=False,
        choices=[("", _("按文件中的“选拔方式”列，没有写的按自主选拔")), *Route.choices],
        help_text=_("主管部门推荐的，由该地区主管部门在线确认"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        bodies = Organization.objects.filter(kind=Kind.AUTHORITY).order_by("seq")
        self.fields["source_authority"].queryset = bodies
        self.fields["source_authority"].label_from_instance = lambda body: body.short_name


class LetterForm(forms.Form):
    """推荐函, told by its content."""

    letter = forms.FileField(
        label=_("推荐函"),
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        help_text=_("PDF、JPG 或 PNG，10 MB 以内；该地区主管部门确认时可以查看"),
        error_messages={"required": _("请选择推荐函")},
    )

    def clean_letter(self):
        letter = self.cleaned_data["letter"]
        return check_upload(letter, LETTERS, MOST_BYTES) if letter else None


class UploadForm(LetterForm, OptionsForm):
    """Files and what holds for all of their rows."""

    file = FilesField(
        label=_("名单文件"),
        allow_empty_file=True,
        widget=SeveralFiles(attrs={"accept": ACCEPT}),
        help_text=_("xlsx、xls、ods 或 csv，10 MB 以内，最多 10000 行；可以一次选几个"),
        error_messages={"required": _("请选择名单文件")},
    )
    field_order = ["file", "source_authority", "route", "letter"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["letter"].required = False

    def clean_file(self):
        files = self.cleaned_data["file"]
        if len(files) > MOST_FILES:
            said = gettext("一次最多上传 %(limit)d 个文件，请分几次上传")
            raise forms.ValidationError(said % {"limit": MOST_FILES})
        return files

    def clean(self):
        given = self.cleaned_data
        if given.get("letter"):
            if given.get("route") != Route.RECOMMENDED:
                self.add_error("route", gettext("附推荐函的，请选“主管部门推荐”"))
            if not given.get("source_authority"):
                self.add_error("source_authority", gettext("附推荐函的，请选出函的地区"))
        return given

    def look_into(self) -> list[Found]:
        """What was sent, each file read; what cannot be used, or came twice, is said."""
        found: dict[str, Found] = {}
        for file in self.cleaned_data["file"]:
            try:
                each = look_into(file.read(), file.name)
            except Unreadable as refusal:
                self._refuse(file.name, str(refusal))
                continue
            if each.sha256 in found:
                self._refuse(file.name, gettext("与另一个所选文件内容相同，请只选一个。"))
            found[each.sha256] = each
        return list(found.values())

    def _refuse(self, name: str, sentence: str) -> None:
        several = len(self.data_files) > 1
        named = gettext("“%(name)s”：%(text)s") % {"name": clean_name(name), "text": sentence}
        self.add_error("file", named if several else sentence)

    @property
    def data_files(self) -> list:
        return self.files.getlist("file")

    def upload(self, found: Found) -> Upload:
        """What is kept: the only list in the file, or all of them to choose from."""
        only = len(found.sheets) == 1
        return Upload(
            name=found.name,
            content=found.content,
            sha256=found.sha256,
            sheet=found.sheets[0] if only else "",
            is_chosen=only,
            route=self.cleaned_data["route"],
            source_authority=self.cleaned_data["source_authority"],
        )


class SheetForm(forms.Form):
    sheet = forms.ChoiceField(label=_("工作表"), widget=forms.RadioSelect)

    def __init__(self, *args, sheets, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sheet"].choices = [(name, name) for name in sheets]


class MappingForm(forms.Form):
    """One choice per column of the file; a canonical column only once."""

    CHOICES = [
        ("", _("不导入")),
        *((column.field, _(column.label)) for column in (*COLUMNS, EMPLOYMENT)),
    ]

    def __init__(self, *args, columns, **kwargs):
        super().__init__(*args, **kwargs)
        for index, header, field in columns:
            self.fields[f"c{index}"] = forms.ChoiceField(
                label=header,
                required=False,
                choices=self.CHOICES,
                initial=field,
                widget=forms.Select(attrs={"class": "form-select form-select-sm"}),
            )

    def clean(self):
        chosen = [value for value in self.cleaned_data.values() if value]
        labels = dict(self.CHOICES)
        twice = sorted({str(labels[value]) for value in chosen if chosen.count(value) > 1})
        if twice:
            raise forms.ValidationError(
                _("一列只能对应一次：%(labels)s") % {"labels": str(_("、")).join(twice)}
            )
        return self.cleaned_data

    @property
    def mapping(self) -> dict[str, str]:
        return {name.removeprefix("c"): value for name, value in self.cleaned_data.items()}


class UnitsForm(forms.Form):
    """One unit for each money column whose header names none."""

    def __init__(self, *args, batch, **kwargs):
        super().__init__(*args, **kwargs)
        for column in batch.unit_effects.get("samples", {}):
            self.fields[f"unit{column}"] = forms.ChoiceField(
                label=batch.headers[column],
                choices=[("", _("请选择")), *NAMES],
                initial=batch.units.get(column, ""),
                widget=forms.Select(attrs={"class": "form-select form-select-sm"}),
                error_messages={"required": _("请选择单位")},
            )

    def clean(self):
        if not self.fields:
            raise forms.ValidationError(_("没有需要说明单位的列，请刷新后再看"))
        return self.cleaned_data

    @property
    def units(self) -> dict[str, str]:
        return {name.removeprefix("unit"): unit for name, unit in self.cleaned_data.items()}


class AttestationForm(forms.Form):
    attested = forms.BooleanField(
        label=_("我已告知名单中的本人，并取得其同意将个人信息用于本次培训"),
        error_messages={"required": _("请先确认：已告知本人并取得同意")},
    )
