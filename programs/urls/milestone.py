from django.urls import path

from programs.views import milestone as views

app_name = "milestones"
urlpatterns = [
    path("", views.milestone_list, name="list"),
    path("<int:pk>/", views.milestone_detail, name="detail"),
    path("<int:pk>/steps/<slug:name>/", views.milestone_step, name="step"),
]
