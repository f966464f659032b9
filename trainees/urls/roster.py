from django.urls import path

from trainees.views import allotment, opinions, people, recusal, review
from trainees.views import roster as views

app_name = "rosters"
urlpatterns = [
    path("", review.roster_list, name="list"),
    path("mine/", views.mine, name="mine"),
    path("of-class/<int:pk>/begin/", views.begin, name="begin"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/add/", views.add, name="add"),
    path("<int:pk>/remove/", views.remove, name="remove"),
    path("<int:pk>/rows/<int:entry_pk>/", views.amend, name="amend"),
    path("<int:pk>/check/", views.check, name="check"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<int:pk>/review/", review.desk, name="review"),
    path("<int:pk>/review/judge/", review.judge, name="judge"),
    path("<int:pk>/review/forecast/", review.forecast, name="forecast"),
    path("recusals/", recusal.recusals, name="recusals"),
    path("recusals/declare/", recusal.declare, name="declare"),
    path("recusals/<int:pk>/lift/", recusal.lift, name="lift"),
    path("allotment/", allotment.workload, name="workload"),
    path("allotment/lists/", allotment.allot_lists, name="allot_lists"),
    path("<int:pk>/review/allotment/", allotment.allot, name="allot"),
    path("<int:pk>/review/finish/", review.finish, name="finish"),
    path("<int:pk>/review/opinions/", opinions.opinions, name="opinions"),
    path("<int:pk>/review/opinions/export/", opinions.export, name="opinions_export"),
    path("<int:pk>/review/opinions/apply/", opinions.apply, name="opinions_apply"),
    path("<int:pk>/review/steps/<slug:name>/", review.step, name="step"),
    path("people/<uuid:public_id>/id-number/", people.reveal, name="reveal"),
]
