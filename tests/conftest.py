"""Shared fixtures: the real corpus, a real index, the real models; sockets shut except to this machine."""

from pathlib import Path

import pytest
from hypothesis import settings
from pytest_socket import socket_allow_hosts

from assistant.api import Assistant, build_index

settings.register_profile("untimed", deadline=None)  # a machine under load is no fault of the code
settings.load_profile("untimed")

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def _no_network() -> None:
    socket_allow_hosts(["127.0.0.1", "::1"], allow_unix_socket=True)


@pytest.fixture(scope="session")
def corpus() -> Path:
    return ROOT / "corpus"


@pytest.fixture(scope="session")
def index(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    build_index(corpus, folder)
    return folder


@pytest.fixture(scope="session")
def assistant(corpus: Path, index: Path) -> Assistant:
    return Assistant.open(corpus, index)
