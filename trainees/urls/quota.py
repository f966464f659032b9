from django.urls import path

from trainees.views import quota as views

app_name = "quotas"
urlpatterns = [
    path("", views.quota_list, name="list"),
    path("set/", views.set_for_year, name="set"),
    path("classes/<int:pk>/", views.of_class, name="cohort"),
    path("classes/<int:pk>/set/", views.set_for_class, name="set_for_class"),
    path("<int:pk>/", views.detail, name="detail"),
]
