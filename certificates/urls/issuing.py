from django.urls import path

from certificates.views import issuing as views

app_name = "certificates"
urlpatterns = [
    path("certificates/", views.cohort_list, name="list"),
    path("certificates/classes/<int:pk>/", views.cohort_detail, name="cohort"),
    path("certificates/batches/<uuid:public_id>/", views.batch_detail, name="batch"),
    path("certificates/batches/<uuid:public_id>/retry/", views.batch_retry, name="retry"),
    path("certificates/<uuid:public_id>/file/", views.download, name="download"),
    path("my/certificate/", views.mine, name="mine"),
]
