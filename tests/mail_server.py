"""A mail server of this machine, for tests that let letters really travel."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from engine.gateways.post import SmtpPost

SENDER = "Bộ phận Một cửa <motcua@example.vn>"


class MailServer(socketserver.ThreadingTCPServer):
    """A mail server of this machine; it keeps what it takes and answers RCPT as told."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, recipient_answer: str) -> None:
        super().__init__(("127.0.0.1", 0), MailConversation)
        self.recipient_answer = recipient_answer
        self.taken: list[bytes] = []


class MailConversation(socketserver.StreamRequestHandler):
    """The few words of SMTP that sending one letter needs."""

    def handle(self) -> None:
        assert isinstance(self.server, MailServer)
        self.say("220 ready")
        while line := self.rfile.readline():
            verb = line[:4].upper().strip()
            if verb == b"DATA":
                self.say("354 go on")
                self.server.taken.append(b"".join(iter(self.rfile.readline, b".\r\n")))
            if verb == b"QUIT":
                self.say("221 goodbye")
                return
            self.say(self.server.recipient_answer if verb == b"RCPT" else "250 ok")

    def say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())


@contextmanager
def a_mail_server(recipient_answer: str = "250 ok") -> Iterator[MailServer]:
    with MailServer(recipient_answer) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def smtp(server: MailServer) -> SmtpPost:
    host, port = server.server_address[:2]
    return SmtpPost(str(host), int(port), SENDER, encrypted=False, timeout=5)
