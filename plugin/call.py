"""One HTTP request to the engine on Qt's event loop, without ever blocking it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .http import ResponseReader, request_head
from .qt import QtCore, QtNetwork, Signal
from .sentences import constant
from .wire import Buffer, WireError

BROKEN_OFF = "The engine broke off in the middle of the work; try again."
_SLICE = 1 << 20  # bytes handled before the event loop gets its turn


@dataclass(frozen=True)
class Address:
    """Where an engine listens, and the token it asks for."""

    port: int
    token: str
    host: str = "127.0.0.1"
    tls: bool = False
    certificate: bytes = b""  # PEM of one that the person chose to trust, or of its authority

    @property
    def where(self) -> str:
        """Said of an engine that is not this machine's own."""
        if not self.tls and self.host == "127.0.0.1":
            return ""
        return QtCore.QCoreApplication.translate("Call", " at {}").format(self.host)


class Call(QtCore.QObject):
    """A request that is on its way; `start` begins it.

    Args:
        pieces: the body; the buffers must stay unchanged until it has been sent.
        idle: seconds without a byte after which it counts as hung; a job's answer has one at least
            every second.
        model: that a job will use, if known; a router may choose by it.
    """

    received = Signal(object)  # a memoryview of the body, valid during the signal
    finished = Signal()  # the response is complete
    unanswered = Signal(str)  # a sentence: no connection, or it ended before an answer began
    failed = Signal(str)  # a sentence: broken off in the middle, or not HTTP
    hung = Signal(str)  # a sentence: nothing came for too long

    def __init__(
        self,
        address: Address,
        method: str,
        path: str,
        pieces: Sequence[Buffer] = (),
        content_type: str = "",
        idle: float = 15.0,
        parent: QtCore.QObject | None = None,
        model: str = "",
    ) -> None:
        super().__init__(parent)
        self.response = ResponseReader()
        self._address = address
        body = [memoryview(piece).cast("B") for piece in pieces]
        length = sum(len(piece) for piece in body)
        name = f"[{address.host}]" if ":" in address.host else address.host
        host = f"{name}:{address.port}"
        head = request_head(method, path, host, address.token, content_type, length, model)
        self._outgoing: list[memoryview] = [memoryview(head), *body]
        self._over = False
        self._timer = QtCore.QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(round(idle * 1000))
        self._timer.timeout.connect(self._on_idle)
        self._socket = _socket(address, self)
        # loopback through a proxy of the person's desktop would leave the machine
        self._socket.setProxy(QtNetwork.QNetworkProxy(QtNetwork.QNetworkProxy.ProxyType.NoProxy))
        self._socket.setReadBufferSize(_SLICE)
        begun = self._socket.encrypted if address.tls else self._socket.connected
        begun.connect(self._send)
        self._socket.bytesWritten.connect(self._send)
        self._socket.readyRead.connect(self._read)
        self._socket.disconnected.connect(self._on_closed)
        old_name = "error"  # before Qt 5.15
        errors: Any = getattr(self._socket, "errorOccurred", None)
        errors = errors or getattr(self._socket, old_name)
        errors.connect(self._on_error)

    @property
    def status(self) -> int | None:
        """The HTTP status, once it is known."""
        return self.response.status

    def start(self) -> None:
        """Connect and send."""
        self._timer.start()
        where = self._address.host, self._address.port
        if self._address.tls:
            self._socket.connectToHostEncrypted(*where)
        else:
            self._socket.connectToHost(*where)

    def abort(self) -> None:
        """Close the connection at once; no signal follows."""
        self._over = True
        self._timer.stop()
        self._outgoing.clear()
        self._socket.abort()

    def _send(self, *_: object) -> None:
        self._timer.start()
        while self._outgoing and self._socket.bytesToWrite() < _SLICE:
            piece = self._outgoing[0]
            self._socket.write(bytes(piece[:_SLICE]))
            self._outgoing[0] = piece[_SLICE:]
            if not self._outgoing[0]:
                self._outgoing.pop(0)

    def _read(self) -> None:
        self._timer.start()
        data = bytes(self._socket.read(_SLICE))
        try:
            for piece in self.response.feed(data):
                if self._over:  # a receiver aborted
                    return
                self.received.emit(piece)
        except WireError as error:
            self._end(self.failed, constant(str(error)))
            return
        if self._over:
            return
        if self.response.complete:
            self._end(self.finished)
        elif self._socket.bytesAvailable():
            QtCore.QTimer.singleShot(0, self._read_more)

    def _read_more(self) -> None:
        if not self._over and self._socket.bytesAvailable():
            self._read()

    def _on_closed(self) -> None:
        while not self._over and self._socket.bytesAvailable():
            self._read()
        self.response.close()
        if self.response.complete:
            self._end(self.finished)
        else:
            self._break_off(constant(BROKEN_OFF))

    def _on_error(self, *_: object) -> None:
        errors = QtNetwork.QAbstractSocket.SocketError
        if self._socket.error() == errors.RemoteHostClosedError:
            return  # `disconnected` follows
        if self._socket.error() == errors.SslHandshakeFailedError:  # asking again changes nothing
            self._end(self.failed, self._distrust())
            return
        reason = self._socket.errorString()
        sentence = self.tr("The engine{0} cannot be reached ({1}); try again.")
        self._break_off(sentence.format(self._address.where, reason))

    def _distrust(self) -> str:
        sentence = self.tr(
            "The engine at {0} cannot prove that it is the studio's ({1}); choose its certificate."
        )
        return sentence.format(self._address.host, self._socket.errorString())

    def _break_off(self, sentence: str) -> None:
        self._end(self.unanswered if self.status is None else self.failed, sentence)

    def _on_idle(self) -> None:
        if self._address.where:
            sentence = self.tr("The engine{0} does not answer; try again.")
            self._end(self.hung, sentence.format(self._address.where))
        else:
            sentence = self.tr("The engine does not answer; it was stopped. Try again.")
            self._end(self.hung, sentence)

    def _end(self, signal: object, *arguments: str) -> None:
        if self._over:
            return
        self.abort()
        signal.emit(*arguments)  # type: ignore[attr-defined]


def _socket(address: Address, parent: QtCore.QObject) -> Any:
    """With TLS it speaks with whom the system trusts, or with whom the person chose to."""
    if not address.tls:
        return QtNetwork.QTcpSocket(parent)
    socket = QtNetwork.QSslSocket(parent)
    if not address.certificate:
        return socket
    chosen = QtNetwork.QSslCertificate.fromData(QtCore.QByteArray(address.certificate))
    settings = socket.sslConfiguration()
    settings.setCaCertificates(chosen)
    socket.setSslConfiguration(settings)
    kinds = QtNetwork.QSslError.SslError
    # of a certificate that was chosen itself it is known whose it is, whatever it says
    harmless = {kinds.HostNameMismatch, kinds.SelfSignedCertificate, kinds.CertificateUntrusted}
    harmless |= {kinds.SelfSignedCertificateInChain, kinds.InvalidCaCertificate}
    harmless |= {kinds.UnableToGetLocalIssuerCertificate, kinds.UnableToVerifyFirstCertificate}

    def look(errors: Any) -> None:
        if socket.peerCertificate() in chosen and {error.error() for error in errors} <= harmless:
            socket.ignoreSslErrors(errors)

    socket.sslErrors.connect(look)
    return socket
