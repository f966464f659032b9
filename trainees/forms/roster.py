"""What is typed when a list is sent."""

from django import forms


class SubmissionForm(forms.Form):
    """Only the revision that was read: what was checked is what is sent."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
