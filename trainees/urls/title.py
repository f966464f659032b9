from django.urls import path

from trainees.views import title as views

app_name = "titles"
urlpatterns = [
    path("", views.undated, name="undated"),
    path("<int:pk>/", views.enterprise, name="enterprise"),
]
