from django.urls import path

from .views import account, deputy, invitation, opening, people

app_name = "institutions"
urlpatterns = [
    path("open/", opening.open_account, name="open"),
    path("organizations/", people.directory, name="directory"),
    path("organizations/codes/", opening.issue_page, name="openings"),
    path("organizations/codes/issue/", opening.issue, name="issue"),
    path("organizations/codes/workbook/", opening.workbook, name="workbook"),
    path("people/", people.people, name="people"),
    path("people/<uuid:public_id>/end/", people.end_duty, name="end_duty"),
    path("people/<uuid:public_id>/confirm/", people.confirm, name="confirm"),
    path("people/invite/", invitation.invite, name="invite"),
    path("people/invitations/<uuid:public_id>/renew/", invitation.renew, name="renew"),
    path("people/invitations/<uuid:public_id>/withdraw/", invitation.withdraw, name="withdraw"),
    path("join/<str:token>/", invitation.join, name="join"),
    path("profile/", people.profile, name="profile"),
    path("profile/deputies/", deputy.deputies, name="deputies"),
    path("profile/deputies/<uuid:public_id>/end/", deputy.end, name="end_deputy"),
    path("hat/", people.change_hat, name="hat"),
    path("users/", account.accounts, name="accounts"),
    path("users/<uuid:public_id>/reset-link/", account.reset_link, name="reset_link"),
    path("users/<uuid:public_id>/switch-off/", account.switch_off, name="switch_off"),
    path("users/<uuid:public_id>/switch-on/", account.switch_on, name="switch_on"),
    path(
        "users/<uuid:public_id>/drop-second-factor/",
        account.drop_second_factor,
        name="drop_second_factor",
    ),
    path("reset/<str:uid>/<str:token>/", account.reset, name="reset"),
]
