"""bin/serve: the web server and a cluster of job workers, until Ctrl-C."""

import argparse
import socket
import sys
import time

from services import ROOT, Service, ServiceFailed, Services, interrupt_on_stop_signals, web_and_cluster

DESCRIPTION = """\
Runs storyjobs on this machine: the web server and a cluster of job workers, on the database of DATABASE_URL or,
without one, on an embedded PostgreSQL in var/. Installs and migrates first where needed. Ctrl-C stops everything.

HOST and PORT, in the environment or .env, say where to listen (127.0.0.1 and 8000).
"""


def main() -> int:
    """Serve until a stop signal (0), or until a service keeps dying (1)."""
    argparse.ArgumentParser(
        prog="bin/serve", description=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    interrupt_on_stop_signals()
    try:
        return serve()
    except KeyboardInterrupt:
        return 0


def serve() -> int:
    """Serve until KeyboardInterrupt; 1 when a service keeps dying."""
    from database import database, migrate, stop_seconds

    host, port = address()
    refuse_used_port(host, port)
    with database():
        migrate()
        print(f"storyjobs at http://{host}:{port}/ (Ctrl-C stops it)", flush=True)
        draw_samples()
        with Services(web_and_cluster(host, port), stop_seconds()) as services:
            try:
                while True:
                    services.tend()
                    time.sleep(0.2)
            except ServiceFailed as error:
                print(error, file=sys.stderr)
                return 1


def draw_samples() -> None:
    """Beside everything else and behind it: the pages' sample pictures, so that nobody waits for them."""
    Service("drawing", ["nice", "-n", "19", sys.executable, "manage.py", "draw_samples", "--verbosity", "0"]).start()


def address() -> tuple[str, int]:
    """Where to listen. Exits with a sentence when the environment is not right."""
    from django.core.exceptions import ImproperlyConfigured

    from storyjobs.env import Environment, listening

    env = Environment(ROOT / ".env")
    host, port = listening(env)
    try:
        env.check()
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    return host, port


def refuse_used_port(host: str, port: int) -> None:
    """Exit with a sentence when nobody could listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            sys.exit(f"Cannot listen on {host}, port {port}: {error.strerror}. PORT=8001 bin/serve takes another port.")


if __name__ == "__main__":
    sys.exit(main())
