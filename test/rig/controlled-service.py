"""A service that does what a test says: it connects to the test's socket and obeys one JSON line after another.

It does nothing by itself, so a test needs no sleeping to order events.
"""

import http.server
import json
import os
import signal
import socket
import subprocess
import sys
import threading

connection = socket.socket(socket.AF_UNIX)
connection.connect(sys.argv[1])
sending = threading.Lock()


def tell(message):
    with sending:
        try:
            connection.sendall(json.dumps(message).encode() + b"\n")
        except OSError:
            pass  # The test is over: what is left of this process is the cleaning's matter.


class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = f"{sys.argv[2]} {os.getpid()}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    allow_reuse_address = True
    daemon_threads = True


def on_signal(number, _frame):
    name = signal.Signals(number).name
    tell({"signal": name})
    if name not in ignored:
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)


ignored = set()
for name in ("SIGTERM", "SIGINT", "SIGHUP", "SIGUSR1"):
    signal.signal(getattr(signal, name), on_signal)

tell(
    {
        "hello": sys.argv[2],
        "pid": os.getpid(),
        "cwd": os.getcwd(),
        "args": sys.argv[3:],
        "env": dict(os.environ),
        "executable": sys.executable,
    }
)

for line in connection.makefile("r"):
    order = json.loads(line)
    answer = {"answer": order["order"]}
    match order["order"]:
        case "print":
            print(order["text"], flush=True)
        case "listen":
            server = Server((order["host"], order["port"]), Page)
            threading.Thread(target=server.serve_forever, daemon=True).start()
        case "ignore":
            ignored.update(order["signals"])
        case "spawn":
            child = subprocess.Popen(["sleep", "1000"], start_new_session=order["session"])
            answer["pid"] = child.pid
        case "exit":
            os._exit(order["code"])
    tell(answer)
os._exit(0)
