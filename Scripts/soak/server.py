"""A web server of pictures that fails in seeded ways: refuses, cuts short, resets, lies."""
import http.server
import random
import socket
import socketserver
import struct
import threading


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    # Clients are killed in the middle of transfers: nothing to report.
    handle_error = lambda *_: None

    def __init__(self, seed):
        super().__init__(("127.0.0.1", 0), Handler)
        self.random = random.Random(seed)
        self.pictures = {}
        self.is_well = False
        self.turn = threading.Lock()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def address(self, name):
        return f"http://127.0.0.1:{self.server_address[1]}/{name}"

    def mood(self):
        with self.turn:
            # Few refusals: they slow the program down, and a soak is not there to wait.
            moods = ["well"] * 20 + ["503", "429", "cut", "cut", "reset", "reset", "login", "login"]
            return "well" if self.is_well else self.random.choice(moods)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body=b"", length=None, **headers):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        body = self.server.pictures.get(self.path[1:])
        if body is None:
            return self.answer(404)
        match self.server.mood():
            case "well":
                self.answer(200, body, ETag=f'"{len(body)}-{self.path}"')
            case "503":
                self.answer(503, Retry_After="1")
            case "429":
                self.answer(429)
            case "cut":
                self.answer(200, body[:len(body) // 2], length=len(body))
                self.close_connection = True
            case "reset":
                # Closing with nothing to linger for sends a reset.
                self.connection.setsockopt(
                    socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.close_connection = True
            case "login":
                self.answer(200, b"<html>please log in</html>", Content_Type="text/html")
