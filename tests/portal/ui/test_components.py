"""Components draw the design's markup and refuse words they do not know."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError

from portal import clock
from portal.jobs.models import Job
from portal.ui import icons
from portal.ui.todos import Todo
from portal.workflow.engine import Step


def draw(source: str, **context) -> str:
    return Template(source).render(Context(context)).strip()


@pytest.mark.parametrize(
    "source",
    [
        '{% icon "umbrella" %}',
        '{% tag "danger" "文字" %}',
        '{% tag "ok" "文字" icon="umbrella" %}',
        '{% notice "warning" "标题" %}{% endnotice %}',
        '{% verdict "valid" "标题" %}{% endverdict %}',
        '{% stat "标题" 1 cls="red" %}',
        '{% bar 5 cls="b-red" %}',
        '{% tile "甲" "甲省" "/" "状态" kind="lv9" %}',
        '{% empty_state "标题" icon="umbrella" %}{% endempty_state %}',
        '{% crumbs "名单" "/list/" %}',
        "{% timeline entries %}",
        "{% stepbar entries %}",
        "{% reasons entries %}",
    ],
)
def test_an_unknown_word_stops_the_page(source):
    odd = [{"at": clock.now(), "text": "文字", "kind": "odd", "state": "odd"}]

    with pytest.raises(TemplateSyntaxError):
        draw(source, entries=odd)


def test_the_refusal_names_the_known_words():
    with pytest.raises(TemplateSyntaxError, match="'back', 'draft', 'late', 'none', 'ok'"):
        draw('{% tag "danger" "文字" %}')


def test_every_kind_of_tag_has_words_and_all_but_the_neutral_one_an_icon():
    for kind, icon in icons.KIND_ICONS.items():
        html = draw("{% tag kind '文字' %}", kind=kind)

        assert "文字" in html
        assert html.count("<svg") == bool(icon)


def test_every_icon_named_in_the_closed_lists_is_in_the_sprite():
    named = {*icons.KIND_ICONS.values(), *icons.TONES.values(), *icons.VERDICTS.values()}

    assert named - icons.ICONS == {""}
    assert {"check", "clock", "bell"} <= icons.ICONS


def test_a_state_is_drawn_with_the_words_of_its_choices():
    job = Job(state="failed")

    assert "tag-late" in draw("{% state job %}", job=job)
    assert job.get_state_display() in draw("{% state job %}", job=job)


def test_a_state_may_live_in_another_field():
    class Row:
        _meta = SimpleNamespace(label="trainees.RosterEntry")
        decision = "rejected"

        def get_decision_display(self):
            return "不通过"

    html = draw('{% state row field="decision" %}', row=Row())

    assert 'class="tag tag-stop"' in html
    assert "不通过" in html


@pytest.mark.parametrize(
    "source",
    [
        "{% tag 'ok' text %}",
        "{% stat text text hint=text %}",
        "{% notice 'info' text %}{% endnotice %}",
        "{% panel text aside=text foot=text %}{{ text }}{% endpanel %}",
        "{% page_head text text %}{{ text }}{% endpage_head %}",
        "{% timeline entries %}",
        "{% reasons reasons %}",
        "{% tile text text '/' text %}",
        "{% gauge text text 5 note=text %}",
        "{% verdict 'ok' text %}{% endverdict %}",
        "{% todo todo %}",
    ],
)
def test_what_people_typed_is_escaped(source):
    typed = "<script>"
    html = draw(
        source,
        text=typed,
        entries=[{"at": clock.now(), "text": typed}],
        reasons=[{"kind": "yes", "text": typed}],
        todo=Todo(typed, typed, "/", typed),
    )

    assert "&lt;script&gt;" in html
    assert typed not in html


def test_a_panel_is_named_by_its_heading_and_the_name_is_stable():
    first = draw("{% panel '名单进度' %}x{% endpanel %}")
    labelled = re.search(r'aria-labelledby="([^"]+)"', first)[1]

    assert f'<h2 id="{labelled}">名单进度</h2>' in first
    assert draw("{% panel '名单进度' %}x{% endpanel %}") == first


def test_a_figure_is_a_link_only_where_a_list_stands_behind_it():
    assert draw('{% stat "待审" 0 %}').startswith('<div class="stat">')
    linked = draw('{% stat "待审" 4 href="/x/" current=True %}')
    assert linked.startswith('<a href="/x/" aria-current="true" class="stat">')


def test_a_bar_stays_within_its_frame():
    assert 'width="100"' in draw("{% bar 140 %}")
    assert 'width="0"' in draw("{% bar none %}", none=None)


class Sheet(forms.Form):
    name = forms.CharField(label="姓名")
    mobile = forms.CharField(label="手机", error_messages={"required": "手机：请填 11 位号码"})
    route = forms.ChoiceField(label="方式", choices=[("a", "甲")], widget=forms.RadioSelect)


def test_the_error_summary_links_every_fault_to_its_field():
    html = draw("{% errsum form %}", form=Sheet({}))

    assert "有 3 处需要改正" in html
    assert 'href="#id_name">姓名：' in html
    assert 'href="#id_mobile">手机：请填 11 位号码</a>' in html
    assert 'href="#div_id_route">方式：' in html


def test_the_error_summary_walks_through_formsets():
    data = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "form-1-name": "甲"}
    html = draw("{% errsum rows %}", rows=forms.formset_factory(Sheet)(data))

    assert 'href="#id_form-0-name"' in html
    assert 'href="#id_form-1-name"' not in html


def test_faults_stand_in_the_order_of_the_fields_and_say_each_label_once():
    class Plan(forms.Form):
        anchor = "h-plan"
        starts_on = forms.CharField(label="开班日期")
        budget = forms.CharField(label="总预算（元）")

    form = Plan({"starts_on": "x", "budget": "y"})
    form.add_error("budget", "总预算：应等于各项之和")
    form.add_error("starts_on", "请填写开班日期")
    form.add_error(None, "方案不全")

    html = draw("{% errsum form %}", form=form)
    assert re.findall(r'href="#(.*?)">(.*?)</a>', html) == [
        ("h-plan", "方案不全"),
        ("id_starts_on", "请填写开班日期"),
        ("id_budget", "总预算：应等于各项之和"),
    ]


def test_there_is_no_summary_without_faults():
    assert draw("{% errsum form nothing %}", form=Sheet(), nothing=None) == ""


STEPS = {
    "submit": Step("报送", frozenset({"draft"}), "submitted", None),
    "return": Step("退回", frozenset({"draft"}), "returned", None, needs_note=True),
}


def test_a_step_that_needs_a_note_asks_for_it(settings):
    settings.ROOT_URLCONF = "tests.portal.ui.step_urls"
    row = SimpleNamespace(pk=7, state="draft")

    html = draw(
        '{% step_buttons row steps "step" danger="return" %}',
        row=row,
        steps=STEPS,
        csrf_token="token",
    )

    assert html.count('name="seen" value="draft"') == 2
    assert 'action="/steps/7/submit/"' in html
    assert html.count('name="note"') == 1
    assert 'class="btn btn-primary">报送' in html
    assert 'class="btn btn-danger">退回' in html
    assert html.count('value="token"') == 2


def test_taking_back_is_never_the_chief_button(settings):
    settings.ROOT_URLCONF = "tests.portal.ui.step_urls"
    withdraw = Step("撤回修改", frozenset({"submitted"}), "draft", None)

    html = draw(
        '{% step_buttons row steps "step" %}',
        row=SimpleNamespace(pk=7, state="submitted"),
        steps={"withdraw": withdraw},
    )

    assert 'class="btn btn-secondary">撤回修改' in html


def test_a_filter_bar_keeps_the_address_and_works_without_scripts(rf):
    class Filter(forms.Form):
        q = forms.CharField(label="姓名", required=False)

    html = draw(
        '{% filterbar form clear="/list/" target="#list" %}',
        form=Filter({"q": "甲"}),
        request=rf.get("/list/?q=甲"),
    )

    assert '<form class="filterbar" method="get" action="/list/"' in html
    assert 'hx-push-url="true"' in html
    assert 'value="甲"' in html


@pytest.mark.parametrize(
    ("days", "kind"), [(-1, "tag-late"), (0, "tag-soon"), (1, "i-cal"), (None, "不限期")]
)
@pytest.mark.django_db
def test_a_todos_tag_says_how_near_its_day_is(days, kind):
    day = None if days is None else clock.today() + timedelta(days=days)

    assert kind in draw("{% due_tag day %}", day=day)


def job(**fields) -> Job:
    return Job(done_count=40, total_count=160, **fields)


def test_progress_asks_again_only_while_work_is_under_way():
    running = draw("{% progress job %}", job=job(state="running"))

    assert "40 / 160" in running
    assert 'width="25"' in running
    assert "刷新进度" in running
    for state in ("done", "failed", "cancelled"):
        assert "hx-get" not in draw("{% progress job %}", job=job(state=state))


def test_progress_tells_how_long_it_will_take_once_it_has_a_pace():
    begun = clock.wall() - timedelta(seconds=59)

    assert "约还需 3 分钟。" in draw(
        "{% progress job %}", job=job(state="running", started_at=begun)
    )
    assert "约还需" not in draw("{% progress job %}", job=job(state="queued"))


def test_a_finished_job_leads_to_its_result_and_a_failed_one_says_why():
    done = job(state="done", result={"url": "/x/", "text": "查看 160 张证书"})

    assert '<a href="/x/">查看 160 张证书</a>' in draw("{% progress job %}", job=done)
    failed = draw("{% progress job %}", job=job(state="failed", last_error="存储写入超时"))
    assert "没有做完：存储写入超时。" in failed
