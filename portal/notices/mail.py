"""One SMTP conversation, step by step, so that it is known at which step it broke."""

import re
import smtplib
import ssl
from dataclasses import dataclass
from email.utils import parseaddr
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

TIMEOUT = 10
_LEADING_DOT = re.compile(rb"(?m)^\.")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


class Unreachable(Exception):
    """No conversation could be opened; nothing was sent. The text is for people."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """``kind``: ``sent``, ``later``, ``bounced``, ``refused`` or ``doubt``; the server's words.

    ``doubt``: the whole mail was handed over and no answer came.
    """

    kind: str
    reply: str


def compose(notice) -> bytes:
    """The mail as it goes over the wire: CRLF, leading dots doubled, closing dot."""
    words = [notice.body]
    if notice.link:
        words.append(
            _("办理或查看：%(url)s") % {"url": urljoin(settings.SITE_URL, notice.link)}
        )
    words.append(_("本邮件由系统自动发出，请勿直接回复。"))
    mail = EmailMessage(
        notice.subject,
        "\n\n".join(words),
        settings.DEFAULT_FROM_EMAIL,
        [notice.address],
        headers={"Message-ID": notice.message_id, "Auto-Submitted": "auto-generated"},
    )
    wire = mail.message().as_bytes(linesep="\r\n")
    return _LEADING_DOT.sub(b"..", wire).rstrip(b"\r\n") + b"\r\n.\r\n"


class Conversation:
    """A connection kept for several mails and opened again when it broke."""

    def __init__(self, config: dict):
        self._config = config
        self._smtp = None

    def open(self) -> None:
        """Connect and sign in, unless that is done.

        Raises:
            Unreachable: server away, TLS refused, or user and password wrong.
        """
        if self._smtp is not None:
            return
        try:
            self._smtp = self._connect()
        except smtplib.SMTPAuthenticationError as refusal:
            reply = _said(refusal.smtp_code, refusal.smtp_error)
            raise Unreachable(_("邮件服务器不接受登录：%(reply)s") % {"reply": reply}) from None
        except (OSError, smtplib.SMTPException) as problem:
            name = type(problem).__name__
            raise Unreachable(_("邮件服务器无法连接（%(name)s）") % {"name": name}) from None

    def send(self, address: str, wire: bytes) -> Outcome:
        """Hand over one mail; never raises for what the server or the network does."""
        try:
            refusal = self._envelope(address)
        except (OSError, smtplib.SMTPException) as problem:
            self.close()
            return Outcome(
                "later", _("连接中断（%(name)s）") % {"name": type(problem).__name__}
            )
        return refusal or self._content(wire)

    def close(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    def leave(self) -> None:
        """Say good-bye; a server that is gone by then is no fault."""
        if self._smtp is not None:
            try:
                self._smtp.quit()
            except (OSError, smtplib.SMTPException):
                self._smtp.close()
            self._smtp = None

    def _connect(self):
        config = self._config
        name = settings.SITE_HOST
        context = ssl.create_default_context()
        if config["use_ssl"]:
            smtp = smtplib.SMTP_SSL(
                config["host"],
                config["port"],
                local_hostname=name,
                timeout=TIMEOUT,
                context=context,
            )
        else:
            smtp = smtplib.SMTP(
                config["host"], config["port"], local_hostname=name, timeout=TIMEOUT
            )
        try:
            if config["use_tls"]:
                smtp.starttls(context=context)
            if config["username"]:
                smtp.login(config["username"], config["password"])
            smtp.ehlo_or_helo_if_needed()
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _envelope(self, address: str) -> Outcome | None:
        """MAIL, RCPT, DATA; the refusal if there was one."""
        sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
        for command, accepted, refusal in (
            (f"MAIL FROM:<{sender}>", (250,), "refused"),
            (f"RCPT TO:<{address}>", (250, 251), "bounced"),
            ("DATA", (354,), "refused"),
        ):
            code, text = self._smtp.docmd(command)
            if code not in accepted:
                return self._refused(code, text, refusal)
        return None

    def _content(self, wire: bytes) -> Outcome:
        try:
            self._smtp.send(wire)
            code, text = self._smtp.getreply()
        except (OSError, smtplib.SMTPException) as problem:
            self.close()
            name = type(problem).__name__
            return Outcome(
                "doubt", _("已交给服务器，但没有收到答复（%(name)s）") % {"name": name}
            )
        if code == 250:
            return Outcome("sent", _said(code, text))
        return self._refused(code, text, "refused")

    def _refused(self, code: int, text: bytes, kind: str) -> Outcome:
        """4xx asks to come again, 5xx means never; either ends this mail, not the line."""
        reply = _said(code, text)
        try:
            if code == 421:
                self.close()
            else:
                self._smtp.rset()
        except (OSError, smtplib.SMTPException):
            self.close()
        return Outcome(kind if code >= 500 else "later", reply)


def _said(code: int, text) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    return f"{code} {_CONTROL.sub(' ', words)}"[:300]
