"""nginx over a folder, for as long as something asks it."""
import contextlib
import getpass
import grp
import os
import socket
import subprocess
import sys
import time

CONFIGURATION = """
daemon off;
{user}
worker_processes auto;
pid {work}/pid;
error_log stderr error;
events {{ worker_connections 1024; }}
http {{
    types {{ image/jpeg jpg; image/png png; }}
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 100000;
    client_body_temp_path {work}/body;
    proxy_temp_path {work}/proxy;
    fastcgi_temp_path {work}/fastcgi;
    uwsgi_temp_path {work}/uwsgi;
    scgi_temp_path {work}/scgi;
    server {{ listen 127.0.0.1:{port}; root "{root}"; }}
}}
"""


@contextlib.contextmanager
def served(root, work):
    """nginx over `root` on a free port, without privileges and without its usual directories."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    # Root's nginx would read files as another user, who may not come into these directories.
    group = grp.getgrgid(os.getgid()).gr_name
    user = f"user {getpass.getuser()} {group};" if os.getuid() == 0 else ""
    configuration = work / "nginx.conf"
    configuration.write_text(CONFIGURATION.format(user=user, work=work, port=port, root=root))
    errors = work / "nginx.errors"
    with errors.open("wb") as log:
        nginx = subprocess.Popen(["nginx", "-p", str(work), "-c", str(configuration)], stderr=log)
    try:
        for _ in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            if nginx.poll() is not None:
                sys.exit(f"nginx ended: {errors.read_text()[:500]}")
            time.sleep(0.05)
        else:
            sys.exit("nginx does not answer")
        yield f"http://127.0.0.1:{port}"
    finally:
        nginx.terminate()
        nginx.wait()
