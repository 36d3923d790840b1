"""A real browser on the real app: ask, follow up, open the clause."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.api import Assistant

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
pytestmark = [pytest.mark.browser, pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's chromium is not installed")]


@pytest.fixture(scope="module")
def address(assistant: Assistant) -> Iterator[str]:
    import uvicorn

    from ui.app import build_app

    server = uvicorn.Server(uvicorn.Config(build_app(assistant), host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.mark.parametrize("width", [1280, 360])
def test_ask_follow_up_and_open_the_clause(address: str, width: int) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        page = browser.new_page(viewport={"width": width, "height": 800})
        outside: list[str] = []
        page.on("request", lambda request: None if request.url.startswith((address, "data:", "blob:")) else outside.append(request.url))
        page.goto(f"{address}/")
        page.wait_for_selector("textarea")
        verdicts = page.locator(".pa-verdict")
        for count, (question, label) in enumerate(
            [("Can I go on Facebook on my school laptop at lunch?", "Not allowed"), ("and on my own phone?", "It depends")]
        ):
            page.fill("textarea", question)
            page.keyboard.press("Enter")
            verdicts.nth(count).wait_for(timeout=20_000)
            assert label in verdicts.nth(count).inner_text()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        link = page.locator(".pa-source a").first.get_attribute("href")
        page.goto(f"{address}/{link}")
        assert page.locator("mark").inner_text().startswith("Employees are not allowed to access social media websites")
        browser.close()
        assert outside == []
