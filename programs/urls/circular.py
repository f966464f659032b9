from django.urls import path

from programs.views import circular as views
from programs.views import circular_draft as drafts
from programs.views import receipts

app_name = "circulars"
urlpatterns = [
    path("", views.circular_list, name="list"),
    path("new/", drafts.new, name="new"),
    path("<int:pk>/", views.circular_detail, name="detail"),
    path("<int:pk>/edit/", drafts.edit, name="edit"),
    path("<int:pk>/publish/", views.circular_publish, name="publish"),
    path("<int:pk>/correct/", drafts.correct, name="correct"),
    path("<int:pk>/discard/", drafts.discard, name="discard"),
    path("<int:pk>/confirm/", views.circular_confirm, name="confirm"),
    path("<int:pk>/receipts/", receipts.receipts, name="receipts"),
    path("<int:pk>/receipts/export/", receipts.export, name="receipts_export"),
    path("<int:pk>/annexes/", drafts.attach, name="attach"),
    path("annexes/<uuid:public_id>/", views.annex, name="annex"),
    path("annexes/<uuid:public_id>/remove/", drafts.remove, name="remove_annex"),
]
