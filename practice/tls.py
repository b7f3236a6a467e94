"""A TLS listener on loopback: each connection's thread does the handshake."""

import os
import ssl
import tempfile

from server import Listener

PATIENCE = 20  # seconds for a handshake


def context_for(certificate, folder):
    """The server side of TLS; the key is on disk only while it is read."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    descriptor, path = tempfile.mkstemp(dir=folder, suffix=".pem")
    os.close(descriptor)
    try:
        certificate.write(path)
        context.load_cert_chain(path)
    finally:
        os.unlink(path)
    return context


class TlsListener(Listener):
    context = None  # set by the listener

    def finish_request(self, request, client_address):
        request.settimeout(PATIENCE)
        try:
            wrapped = self.context.wrap_socket(request, server_side=True)
        except OSError:  # plain text, another authority, a port scan
            return
        wrapped.settimeout(None)
        try:
            super().finish_request(wrapped, client_address)
        finally:
            wrapped.close()
