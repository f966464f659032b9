from django.urls import path

from trainees.views import amendment as views

app_name = "amendments"
urlpatterns = [
    path("of-class/<int:pk>/open/", views.begin, name="open"),
    path("<int:pk>/people/", views.people, name="people"),
    path("<int:pk>/people/<int:enrolment_pk>/", views.change, name="change"),
]
