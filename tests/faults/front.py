"""nginx as it is shipped (deploy/nginx.conf) in front of a server, and those who send it a byte now and then."""

import datetime
import ipaddress
import shutil
import socket
import ssl
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.faults.harness import CHECKOUT, free_port, until

DEPLOY = CHECKOUT / "deploy"
PLACES = ("/usr/sbin", "/usr/local/sbin", str(CHECKOUT / "var" / "nginx" / "usr" / "sbin"))
NGINX = shutil.which("nginx") or shutil.which("nginx", path=":".join(PLACES)) or ""
# What a distribution's own nginx.conf says (Debian's), without what it includes.
AROUND = """
worker_processes auto; pid {folder}/pid; error_log {folder}/error.log; daemon off;
events {{ worker_connections 768; }}
http {{
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    access_log {folder}/access.log;
    include {folder}/buduanxian.conf;
}}
"""
TRUSTING = ssl._create_unverified_context()


class Front:
    """The shipped configuration with ports, certificate and application of a test."""

    def __init__(self, folder: Path, behind: int) -> None:
        self.folder, self.port = folder, free_port()
        certify(folder)
        self._write(behind)
        self.program = subprocess.Popen(
            [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        until(self._is_open, 20, "nginx")

    def _write(self, behind: int) -> None:
        text = (DEPLOY / "nginx.conf").read_text("utf-8")
        for shipped, here in (
            ("127.0.0.1:8000", f"127.0.0.1:{behind}"), ("listen 80;", f"listen 127.0.0.1:{free_port()};"),
            ("listen 443 ", f"listen 127.0.0.1:{self.port} "), ("/etc/ssl/buduanxian", str(self.folder)),
            ("/etc/nginx/buduanxian-proxy.conf", str(DEPLOY / "nginx-proxy.conf")),
        ):  # fmt: skip
            assert shipped in text, f"deploy/nginx.conf says no longer: {shipped}"
            text = text.replace(shipped, here)
        (self.folder / "buduanxian.conf").write_text(text, "utf-8")
        (self.folder / "nginx.conf").write_text(AROUND.format(folder=self.folder), "utf-8")

    def _is_open(self) -> bool:
        assert self.program.poll() is None, (self.folder / "error.log").read_text("utf-8")
        with socket.socket() as door:
            return door.connect_ex(("127.0.0.1", self.port)) == 0

    def close(self) -> None:
        """End it."""
        self.program.terminate()
        self.program.wait(20)


def certify(folder: Path) -> None:
    """fullchain.pem and privkey.pem for 127.0.0.1, signed by themselves."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1)).add_extension(here, critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "privkey.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, *form))


class Dribble(threading.Thread):
    """So many lines to a port, each sending a byte of a head or of a body every `pause` seconds; who is cut off comes
    again."""

    STARTS = (b"GET /suggest/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ",
              b"POST /suggest/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
              b"Content-Length: 9000\r\n\r\n")  # fmt: skip

    def __init__(self, port: int, lines: int, pause: float, *, tls: bool) -> None:
        super().__init__(daemon=True)
        self.port, self.pause, self.tls, self.sent = port, pause, tls, 0
        self._over = threading.Event()
        self.lines = [self._open(number) for number in range(lines)]

    def _open(self, number: int) -> socket.socket:
        line = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        if self.tls:
            line = TRUSTING.wrap_socket(line)
        line.sendall(self.STARTS[number % 2])
        return line

    def run(self) -> None:
        """A byte on each line, again and again."""
        while not self._over.wait(self.pause):
            for number in range(len(self.lines)):
                self._one_more(number)

    def _one_more(self, number: int) -> None:
        try:
            self.lines[number].sendall(b"x")
            self.sent += 1
        except OSError:
            self.lines[number].close()
            with suppress(OSError):
                self.lines[number] = self._open(number)

    def stop(self) -> int:
        """Leave; how many bytes were sent."""
        self._over.set()
        self.join()
        for line in self.lines:
            line.close()
        return self.sent


def waited(port: int, path: str, seconds: float, *, tls: bool, patience: float = 10.0) -> tuple[list[float], list[str]]:
    """A page asked for by others meanwhile, four times a second, each time on a line of their own: seconds of each
    answer, and what went wrong."""
    times: list[float] = []
    wrong: list[str] = []
    over = time.monotonic() + seconds
    while time.monotonic() < over:
        began = time.monotonic()
        try:
            status = asked(port, path, tls=tls, patience=patience)
            if status != b"200":
                wrong.append(status.decode())
        except OSError as error:
            wrong.append(repr(error))
        times.append(time.monotonic() - began)
        time.sleep(0.25)
    return times, wrong


def asked(port: int, path: str, *, tls: bool, patience: float) -> bytes:
    """The status of a page, once all of it has come."""
    with socket.create_connection(("127.0.0.1", port), timeout=patience) as plain:
        line = TRUSTING.wrap_socket(plain) if tls else plain
        line.settimeout(patience)
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: line.recv(1 << 16), b""))
        if tls:
            line.close()
        return answer.split(b" ", 2)[1] if b" " in answer else b"nothing"
