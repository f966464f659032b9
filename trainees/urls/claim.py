from django.urls import path

from trainees.views import claim as views

app_name = "activate"
urlpatterns = [
    path("", views.claim, name="claim"),
    path("<slug:code>/", views.claim, name="code"),
    path("classes/<int:pk>/", views.class_code, name="class_code"),
    path("classes/<int:pk>/issue/", views.class_code_issue, name="issue"),
    path("classes/<int:pk>/reset/<int:enrolment>/", views.account_reset, name="reset"),
]
