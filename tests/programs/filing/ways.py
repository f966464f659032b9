"""Filings on their way."""

from programs.actions import filing as actions
from tests.factories.programs import filing


def submitted(liaison, **fields):
    draft = filing(region=liaison.organization, **fields)
    return actions.submit_filing(draft, revision=1, confirmed=True, actor=liaison)


def in_review(liaison, officer, **fields):
    return actions.review_filing(submitted(liaison, **fields), actor=officer)


def accepted(liaison, officer, **fields):
    return actions.accept_filing(in_review(liaison, officer, **fields), actor=officer)
