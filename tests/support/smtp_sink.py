"""A real SMTP server on a loopback port that keeps what it gets and misbehaves on demand.

Each mail consumes the next behaviour of ``script``; with none left it is
accepted. ``later_rcpt``, ``leave_rcpt`` and ``refuse_rcpt`` answer 451, 421
(and close) and 550 to RCPT, ``refuse_data`` 554 to the mail;
``drop_before_data`` closes at DATA, ``drop_after_data`` when the whole mail
has come (and keeps it); ``hang`` says nothing more at MAIL, ``hang_after_data`` when
the whole mail has come (and keeps it), ``drop_within_data`` closes after the first line.
``refuse_sender`` answers 553 to MAIL, ``refuse_at_data`` 554 to DATA. ``greeting`` is
said to everybody who calls: 220, a refusal, or nothing at all.
"""

import base64
import socketserver
import threading
import time
from dataclasses import dataclass, field
from email import message_from_bytes, policy

END = b".\r\n"


@dataclass(frozen=True)
class Letter:
    sender: str
    recipient: str
    content: bytes

    @property
    def parsed(self):
        return message_from_bytes(self.content, policy=policy.default)

    @property
    def message_id(self) -> str:
        return self.parsed["Message-ID"]

    @property
    def text(self) -> str:
        return self.parsed.get_content()


@dataclass
class Sink:
    """``letters`` as they arrived, the dropped ones too; ``delay``: seconds spent on each."""

    server: socketserver.ThreadingTCPServer
    script: list[str] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    connections: int = 0
    delay: float = 0.0
    password: str = ""
    greeting: str = "220 sink ready"
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def config(self) -> dict:
        """As ``settings.EMAIL_CONFIG``."""
        return {
            "host": "127.0.0.1",
            "port": self.server.server_address[1],
            "username": "",
            "password": "",
            "use_ssl": False,
            "use_tls": False,
        }

    def close(self) -> None:
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()


class _Dropped(Exception):
    pass


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        self.sink = self.server.sink
        self.sink.connections += 1
        self.sender = self.recipient = ""
        self.behaviour = "accept"
        if not self.sink.greeting:
            self.sink.closing.wait(30)
            return
        self._say(self.sink.greeting)
        try:
            while line := self.rfile.readline():
                verb = line[:4].upper().decode("ascii", "replace").strip()
                if verb == "QUIT":
                    return self._say("221 bye")
                getattr(self, f"_{verb.lower()}", self._fine)(line)
        except (_Dropped, ConnectionError):
            return None

    def _fine(self, line):
        self._say("250 fine")

    def _ehlo(self, line):
        self._say("250-sink\r\n250 AUTH PLAIN" if self.sink.password else "250 sink")

    def _auth(self, line):
        secret = base64.b64decode(line.split()[-1]).split(b"\0")[-1].decode()
        self._say("235 welcome" if secret == self.sink.password else "535 wrong password")

    def _mail(self, line):
        self.behaviour = self.sink.script.pop(0) if self.sink.script else "accept"
        if self.behaviour == "hang":
            self.sink.closing.wait(30)
            raise _Dropped
        if self.behaviour == "refuse_sender":
            return self._say("553 not in your name")
        self.sender = line.decode().partition("<")[2].partition(">")[0]
        return self._say("250 fine")

    def _rcpt(self, line):
        self.recipient = line.decode().partition("<")[2].partition(">")[0]
        answers = {
            "later_rcpt": "451 try again",
            "leave_rcpt": "421 closing",
            "refuse_rcpt": "550 no such person here",
        }
        self._say(answers.get(self.behaviour, "250 fine"))
        if self.behaviour == "leave_rcpt":
            raise _Dropped

    def _data(self, line):
        if self.behaviour == "drop_before_data":
            raise _Dropped
        if self.behaviour == "refuse_at_data":
            return self._say("554 nothing today")
        self._say("354 go on")
        if self.behaviour == "drop_within_data":
            self.rfile.readline()
            raise _Dropped
        content = b""
        while (line := self.rfile.readline()) not in (END, b""):
            content += line.removeprefix(b".") if line.startswith(b"..") else line
        time.sleep(self.sink.delay)
        if self.behaviour == "refuse_data":
            return self._say("554 not this one")
        self.sink.letters.append(Letter(self.sender, self.recipient, content))
        if self.behaviour == "hang_after_data":
            self.sink.closing.wait(30)
        if self.behaviour in {"drop_after_data", "hang_after_data"}:
            raise _Dropped
        return self._say("250 queued as 4711")

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


def start() -> Sink:
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Conversation)
    server.daemon_threads = True
    sink = server.sink = Sink(server)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    return sink
