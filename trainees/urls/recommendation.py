from django.urls import path

from trainees.views import recommendation as views
from trainees.views import recommendation_people as people
from trainees.views import recommendation_results as results
from trainees.views import retraction

app_name = "recommendations"
urlpatterns = [
    path("", views.letters, name="list"),
    path("new/", views.new, name="new"),
    path("results/", results.results, name="results"),
    path("results/export/", results.export, name="export"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/attach/", views.attach, name="attach"),
    path("<int:pk>/letter/", views.letter, name="letter"),
    path("<int:pk>/send/", views.send, name="send"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<int:pk>/add/", people.add, name="add"),
    path("<int:pk>/paste/", people.paste, name="paste"),
    path("<int:pk>/remove/", people.remove, name="remove"),
    path("<int:pk>/again/", people.again, name="again"),
    path("<int:pk>/people/<int:person>/retract/", retraction.retract, name="retract"),
]
