"""Two savings side by side: nothing typed is lost and one save settles it."""

from django import forms
from django.template.loader import render_to_string

from portal import clock
from portal.ui import conflicts


class Plan(forms.Form):
    start = forms.DateField(label="开班日期")
    places = forms.IntegerField(label="班级名额")
    teacher = forms.CharField(label="授课人")
    online = forms.BooleanField(label="线上", required=False)
    track = forms.ChoiceField(
        label="方向", choices=[("reg", "区域发展"), ("dig", "数字化赋能")]
    )


def conflict():
    mine = Plan({"start": "2023-03-04", "places": "55", "teacher": "<温示例>", "track": "dig"})
    stored = {"start": "2023-02-25", "places": 60, "teacher": "<温示例>", "track": "reg"}
    return conflicts.between(
        mine,
        Plan(initial=stored | {"online": True}),
        title="培训方案",
        who="沈怀瑾",
        when=clock.now(),
        action="/plans/3/edit/",
        back="/plans/3/",
        seen="4",
    )


def test_differing_fields_offer_both_values_and_equal_ones_travel_on(db):
    found = conflict()["conflict"]

    assert [(row.name, row.theirs, row.yours) for row in found.rows if not row.same] == [
        ("start", "2023-02-25", "2023-03-04"),
        ("places", "60", "55"),
        ("online", "是", "–"),
        ("track", "区域发展", "数字化赋能"),
    ]
    assert found.kept == [("teacher", "<温示例>"), ("seen", "4")]


def test_the_page_posts_the_values_the_form_understands(rf, db):
    request = rf.get("/plans/3/edit/")

    html = render_to_string("409.html", conflict(), request)

    assert 'action="/plans/3/edit/"' in html
    assert '<input type="hidden" name="teacher" value="&lt;温示例&gt;">' in html
    assert '<input type="hidden" name="seen" value="4">' in html
    assert 'name="track" value="reg"' in html
    assert 'name="track" value="dig"' in html
    assert html.count(" checked>") == 4
