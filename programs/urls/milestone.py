from django.urls import path

from programs.views import arrears as arrears_views
from programs.views import milestone as views
from programs.views import simulation as simulation_views

app_name = "milestones"
urlpatterns = [
    path("", views.milestone_list, name="list"),
    path("arrears/", arrears_views.arrears, name="arrears"),
    path("arrears.xlsx", arrears_views.export, name="arrears_export"),
    path("simulation/", simulation_views.simulation, name="simulation"),
    path("arrears/<uuid:public_id>/", arrears_views.correct, name="correct_address"),
    path("<int:pk>/", views.milestone_detail, name="detail"),
    path("<int:pk>/rules/", views.milestone_rules, name="rules"),
    path("<int:pk>/extensions/", views.milestone_extend, name="extend"),
    path(
        "<int:pk>/extensions/<int:extension>/withdraw/",
        views.milestone_withdraw_extension,
        name="withdraw_extension",
    ),
    path("<int:pk>/steps/<slug:name>/", views.milestone_step, name="step"),
]
