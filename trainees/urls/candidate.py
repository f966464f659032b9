from django.urls import path

from trainees.views import candidate as views

app_name = "candidates"
urlpatterns = [
    path("", views.candidates, name="list"),
    path("select/", views.select, name="select"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/decline/", views.decline, name="decline"),
    path("<int:pk>/steps/<slug:name>/", views.step, name="step"),
]
