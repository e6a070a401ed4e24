"""A worker: what runs in a process of its own.

In: over a connection the pack, then batches of texts, one at a time. Out: over the same connection the results of each batch, as
`unpacked` reads them. The one way in is `work`.
"""

import os
import pickle
import signal
from multiprocessing.connection import Connection

import msgspec

from extractor.compiled import Compiled
from extractor.engine import Extractor
from extractor.workers.results import Failure, Found, failure
from extractor.workers.settled import Settled

Given = tuple[str, str, str | None]
"""A document's name, text and date. Pickled: half a character (a lone surrogate) in a text has no UTF-8."""


def work(connection: Connection) -> None:
    """A worker's life: says that it is there, is given the pack, says that it is ready; then batches in, results out.

    It ends when the other side does, and never with a traceback: what it can't go on from is told by its end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    try:
        connection.send_bytes(b"there")
        extractor = Extractor(msgspec.msgpack.decode(connection.recv_bytes(), type=Compiled))
        connection.send_bytes(b"ready")
        settled = Settled()
        while True:
            connection.send_bytes(_packed([_result(extractor, settled, *given) for given in connection.recv()]))
    except (EOFError, OSError):
        os._exit(0)
    except BaseException:
        os._exit(1)


def _result(extractor: Extractor, settled: Settled, name: str, text: str, date: str | None) -> Found | Failure:
    try:
        return Found(name, extractor.extract(text, date=date, name=name))
    except Exception as error:
        return failure(name, error)
    finally:
        settled.done()


def _packed(results: list[Found | Failure]) -> bytes:
    try:
        return msgspec.msgpack.encode(results)
    except UnicodeEncodeError:
        return pickle.dumps(results)


_decoder = msgspec.msgpack.Decoder(list[Found | Failure])


def unpacked(packed: bytes) -> list[Found | Failure]:
    """The results of a batch."""
    # A pickle begins with what in MessagePack is an empty map; a list never does.
    results: list[Found | Failure] = pickle.loads(packed) if packed[:1] == pickle.PROTO else _decoder.decode(packed)
    return results
