from django.urls import path

from trainees.views import nomination as views

app_name = "nominations"
urlpatterns = [
    path("", views.pending, name="pending"),
    path("confirm/", views.confirm, name="confirm"),
    path("<int:pk>/disown/", views.disown, name="disown"),
    path("<int:pk>/letter/", views.letter, name="letter"),
    path("region/", views.region, name="region"),
]
