"""A door between nginx and the application: counts who comes, notes what was said and answered, and can be shut."""

import socket
import threading
from contextlib import suppress

BROKEN = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 6\r\nConnection: close\r\n\r\nbroken"


class Gate:
    """Listens on `port`. `behind`: the application's port. While shut, a connection is refused as by a dead process;
    `broken`: everything is answered with 500; `swallows`: what is sent is read, and the connection ends.
    """

    def __init__(self, behind: int) -> None:
        self.behind, self.heard, self.answered = behind, list[bytes](), dict[int, bytes]()
        self.broken = self.swallows = False
        self.port = 0
        self.open()

    def open(self) -> None:
        self.broken = self.swallows = False
        self._listening = socket.create_server(("127.0.0.1", self.port), backlog=256)
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._take, args=[self._listening], daemon=True).start()

    def shut(self) -> None:
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _take(self, listening: socket.socket) -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=self._serve, args=[listening.accept()[0]], daemon=True).start()

    def _serve(self, asked: socket.socket) -> None:
        with asked, suppress(OSError):
            number = len(self.heard)
            self.heard.append(asked.recv(65536))
            if self.swallows:
                return
            if self.broken:
                return asked.sendall(BROKEN)
            with socket.create_connection(("127.0.0.1", self.behind)) as behind:
                behind.sendall(self.heard[number])
                threading.Thread(target=self._pump, args=[asked, behind, number], daemon=True).start()
                self._pump(behind, asked, number, answers=True)

    def _pump(self, one: socket.socket, other: socket.socket, number: int, *, answers: bool = False) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                if answers:
                    self.answered[number] = self.answered.get(number, b"") + data
                else:
                    self.heard[number] += data
                other.sendall(data)
            other.shutdown(socket.SHUT_WR)
