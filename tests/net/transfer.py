"""One side of a TCP transfer, for tests with routers in between.

    transfer.py serve ADDRESS PORT       takes one connection, prints the SHA-256 of all that came
    transfer.py send ADDRESS PORT BYTES  sends pseudo-random bytes, prints their SHA-256 and seconds
"""
import hashlib
import socket
import sys
import time

CHUNK = 1 << 20


def family(address):
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def serve(address, port):
    listener = socket.socket(family(address), socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((address, port))
    listener.listen(1)
    listener.settimeout(120)
    print("listening", flush=True)
    connection, _ = listener.accept()
    connection.settimeout(60)
    digest, n, room = hashlib.sha256(), 0, bytearray(CHUNK)
    while got := connection.recv_into(room):
        digest.update(memoryview(room)[:got])
        n += got
    print(digest.hexdigest(), n, flush=True)


def send(address, port, size):
    connection = socket.socket(family(address), socket.SOCK_STREAM)
    connection.settimeout(60)
    connection.connect((address, port))
    # Every chunk differs, so that one lost, doubled or out of its place would show.
    block, digest, began = hashlib.sha512(b"quiver").digest() * (CHUNK // 64), hashlib.sha256(), \
        time.monotonic()
    for i in range(0, size, CHUNK):
        chunk = (i.to_bytes(8, "big") + block)[:min(CHUNK, size - i)]
        digest.update(chunk)
        connection.sendall(chunk)
    connection.shutdown(socket.SHUT_WR)
    connection.recv(1)
    print(digest.hexdigest(), size, f"{time.monotonic() - began:.3f}", flush=True)


if sys.argv[1] == "serve":
    serve(sys.argv[2], int(sys.argv[3]))
else:
    send(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
