from django.urls import path

from certificates.views import certificate as one
from certificates.views import issuing as views
from certificates.views import register

app_name = "certificates"
urlpatterns = [
    path("certificates/", views.cohort_list, name="list"),
    path("certificates/register/", register.register, name="register"),
    path("certificates/register/export/", register.export, name="register_export"),
    path("certificates/classes/<int:pk>/", views.cohort_detail, name="cohort"),
    path("certificates/batches/<uuid:public_id>/", views.batch_detail, name="batch"),
    path("certificates/batches/<uuid:public_id>/retry/", views.batch_retry, name="retry"),
    path(
        "certificates/changes/<int:pk>/steps/<str:name>/", one.change_step, name="change_step"
    ),
    path("certificates/<uuid:public_id>/", one.detail, name="detail"),
    path("certificates/<uuid:public_id>/file/", one.download, name="download"),
    path("certificates/<uuid:public_id>/changes/<str:kind>/", one.ask, name="ask"),
    path("certificates/<uuid:public_id>/steps/<str:name>/", one.step, name="step"),
    path("my/certificate/", views.mine, name="mine"),
]
