"""The HTTP server: loopback, threads, keep-alive connections, and connection faults."""

import socket
import struct
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from wsgiref.handlers import format_date_time

from call import Call


class Drop(Exception):
    """The connection ends here, without an answer."""

    def __init__(self, reset=True):
        super().__init__("dropped")
        self.reset = reset


class Listener(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    # A client that was killed leaves a broken connection: nothing to report.
    def handle_error(self, request, client_address):
        pass


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    rbufsize = 64 * 1024
    gateway = None  # set by serve()
    call_kind = Call

    def log_message(self, *args):
        pass

    def handle_any(self):
        try:
            call = self._read_call()
            self.gateway.serve(call, self)
        except Drop as drop:
            self._drop(drop.reset)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = do_OPTIONS = handle_any

    def _read_call(self):
        headers = {}
        for name, value in self.headers.items():
            name = name.lower()
            headers[name] = f"{headers[name]},{value}" if name in headers else value
        return self.call_kind(self.command, self.path, headers, self._read_body(headers), self.client_address,
                              self.server.server_address[1])

    def _read_body(self, headers):
        if headers.get("transfer-encoding", "").lower() == "chunked":
            return self._read_chunks()
        length = int(headers.get("content-length") or 0)
        return self.rfile.read(length) if length else b""

    def _read_chunks(self):
        parts = []
        while True:
            size = int(self.rfile.readline().split(b";")[0], 16)
            parts.append(self.rfile.read(size))
            self.rfile.readline()
            if size == 0:
                return b"".join(parts)

    def answer(self, call, answer, now, truncate=False):
        """Header and body in one write; a truncated response announces more than is sent."""
        lines = [f"HTTP/1.1 {answer.status} {self.responses.get(answer.status, ('',))[0]}"]
        headers = dict(answer.headers)
        headers["Date"] = format_date_time(now)
        # A HEAD response has the length of the body it leaves out.
        length = headers.pop("content-length-of-head", None) or str(len(answer.body))
        if answer.status != 204:
            headers["Content-Length"] = length
        lines += [f"{name}: {value}" for name, value in headers.items()]
        head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")
        if call.method == "HEAD":
            self.connection.sendall(head)
            return
        self.connection.sendall(head + (answer.body[: len(answer.body) // 2] if truncate else answer.body))
        if truncate:
            raise Drop(reset=False)

    def _drop(self, reset):
        self.close_connection = True
        if reset:
            # No linger: the kernel sends RST at once.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        else:
            self.connection.shutdown(socket.SHUT_RDWR)
        self.connection.close()

    def finish(self):
        try:
            super().finish()
        except (OSError, ValueError):
            pass


def listen(gateway, port=0):
    handler = type("GatewayHandler", (Handler,), {"gateway": gateway})
    return Listener(("127.0.0.1", port), handler)
