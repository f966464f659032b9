from django.urls import path

from programs.views import cohort as views
from programs.views import cohort_plan as plan_views

app_name = "cohorts"
urlpatterns = [
    path("", views.cohort_list, name="list"),
    path("new/", plan_views.new, name="new"),
    path("countersigns/", views.countersign_list, name="countersigns"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", plan_views.edit, name="edit"),
    path("<int:pk>/bodies/", plan_views.bodies, name="bodies"),
    path("<int:pk>/check/", plan_views.check, name="check"),
    path("<int:pk>/countersign/", views.countersign, name="countersign"),
    path("<int:pk>/steps/<slug:name>/", views.step, name="step"),
]
