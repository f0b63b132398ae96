"""Many requests over real HTTP, by readers and commenters who tell who they are: what is taken and what is not."""

import http.client
import socket
from urllib.parse import urlencode

from .encodings import COMMENTERS, Commenter

PAGE = "/articles/naloxone/"
REQUESTS = 500


def headers(who: Commenter) -> dict[str, str]:
    return {"User-Agent": who.agent, "X-Forwarded-For": who.ip, "X-Real-IP": who.ip, "Referer": f"http://{who.ip}/"}


def visited(port: int) -> list[str]:
    """Let everybody look around and write; the receipts' addresses. Also what is refused, broken off or nonsense."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    paths = [
        "/",
        PAGE,
        "/comments/feed/",
        "/nothing/",
        "/search/?q=sleep",
        "/moderation/",
        "/receipt/none/",
        "/static/",
    ]
    receipts = []
    for n in range(REQUESTS):
        who = COMMENTERS[n % 3]
        form = urlencode({"name": "Rita", "email": who.address, "comment": f"Comment {n}."} if n % 50 else {"name": n})
        plain = {**headers(who), "Content-Type": "application/x-www-form-urlencoded"}
        if n % 20 == 0:
            connection.request("POST", f"{PAGE}comment/", form, plain)
        elif n % 20 == 1:
            connection.request("POST", f"{PAGE}comment/", *with_a_file(who))
        else:
            connection.request("GET", paths[n % len(paths)], headers=headers(who))
        answer = connection.getresponse()
        answer.read()
        receipts += [answer.headers["Location"]] if answer.status == 303 else []
        assert answer.status < 500
    connection.close()
    with socket.create_connection(("127.0.0.1", port)) as broken:  # a form that ends in the middle
        broken.sendall(f"POST {PAGE}comment/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\n{form}".encode())
    return receipts


def with_a_file(who: Commenter) -> tuple[bytes, dict[str, str]]:
    """A form with a file that nobody asked for, long enough to be put aside."""
    parts = {
        "name": "Rita",
        "email": who.address,
        "comment": "With a file.",
        'file"; filename="me.txt': who.address * 9000,
    }
    body = "".join(f'--x\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in parts.items())
    return f"{body}--x--\r\n".encode(), {**headers(who), "Content-Type": "multipart/form-data; boundary=x"}
