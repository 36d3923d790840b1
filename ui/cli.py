"""The command `policy-assistant serve`."""

import argparse
import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from assistant.api import Assistant, UserError, build_index


def command(arguments: Sequence[str]) -> int:
    """Bring the index up to date, then serve the chat until stopped. Raises UserError for a port in use."""
    parser = argparse.ArgumentParser(prog="policy-assistant serve", description="Start the web chat.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=7860)
    parser.add_argument("--corpus", type=Path, default=Path(os.environ.get("POLICY_ASSISTANT_CORPUS", "corpus")))
    parser.add_argument("--index", type=Path, default=Path(os.environ.get("POLICY_ASSISTANT_INDEX", ".index")))
    options = parser.parse_args(arguments)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((options.host, options.port))
        except OSError as error:
            raise UserError(f"port {options.port} on {options.host} is in use; choose another with --port") from error
    print("Building the index …", file=sys.stderr)
    build_index(options.corpus, options.index)
    assistant = Assistant.open(options.corpus, options.index)
    import uvicorn

    from ui.app import build_app

    app = build_app(assistant)
    print(f"Policy assistant: http://{options.host}:{options.port}/  (stop with Ctrl+C)", file=sys.stderr)
    uvicorn.run(app, host=options.host, port=options.port, log_level="warning")
    return 0
