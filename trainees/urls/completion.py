from django.urls import path

from trainees.views import completion as views

app_name = "completions"
urlpatterns = [
    path("", views.cohort_list, name="list"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/hours/", views.hours, name="hours"),
    path("<int:pk>/propose/", views.propose, name="propose"),
    path("<int:pk>/confirm/", views.confirm, name="confirm"),
    path("<int:pk>/return/", views.send_back, name="return"),
]
