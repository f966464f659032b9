"""The second factor: a code from an authenticator app."""

import base64

import segno
from allauth.mfa.adapter import DefaultMFAAdapter

from portal import crypto

CONTEXT = "accounts.second_factor"


class PortalMFAAdapter(DefaultMFAAdapter):
    def build_totp_svg(self, url: str) -> str:
        """The QR code as ``<svg>`` to stand in the page: the policy allows no data: image."""
        code = segno.make(url)
        return code.svg_inline(scale=4, light="#fff", svgclass=None, lineclass=None)

    def encrypt(self, text: str) -> str:
        """Shared secrets and recovery seeds are kept encrypted like any other secret."""
        return base64.b64encode(crypto.encrypt(text, context=CONTEXT)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.decrypt(base64.b64decode(encrypted_text), context=CONTEXT)
