"""Why a file is not read; the parent turns the code into a sentence."""


class Refused(Exception):
    """``code`` is a key of ``portal.sheets.refusals.MESSAGES``, ``facts`` fill its places."""

    def __init__(self, code: str, **facts):
        super().__init__(code)
        self.code = code
        self.facts = facts
