from django.urls import path

from programs.views import filing as views
from programs.views import filing_form as form_views

app_name = "filings"
urlpatterns = [
    path("", views.filing_list, name="list"),
    path("export/", views.export, name="export"),
    path("calendar/", views.calendar, name="calendar"),
    path("new/", form_views.new, name="new"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", form_views.edit, name="edit"),
    path("<int:pk>/check/", form_views.check, name="check"),
    path("<int:pk>/attach/", form_views.attach, name="attach"),
    path("<int:pk>/agreement/", views.agreement, name="agreement"),
    path("<int:pk>/return/", views.send_back, name="return"),
    path("<int:pk>/class/", views.start_class, name="class"),
    path("<int:pk>/steps/<slug:name>/", views.step, name="step"),
]
