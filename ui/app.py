"""The web app: the Gradio chat at /, and the policy reader that its clause references open."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.api import Assistant, Turn, UserError
from ui.rendering import answer_html, policies_html, policy_html

STATIC = Path(__file__).parent / "static"
EXAMPLES = (
    "Can I accept a friend request from a pupil?",
    "Can I go on Facebook on my school laptop at lunch?",
    "Can I put the school's name in my Twitter handle?",
    "What if I suspect my account was hacked?",
)
PAGE = """<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{title}</title><style>body{{font:1rem/1.5 system-ui,sans-serif;max-width:46rem;margin:0 auto;padding:1rem;color-scheme:light dark}}
mark{{background:#ffe08a;color:#111;padding:.1rem}}{style}</style></head><body><main>{body}</main></body></html>"""
SECURE = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def turns(history: Sequence[Any]) -> list[Turn]:
    """Gradio's messages as turns; only text counts."""
    found = []
    for message in history:
        content = message.get("content") if isinstance(message, dict) else getattr(message, "content", "")
        if isinstance(content, list):
            content = " ".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
        role = message.get("role") if isinstance(message, dict) else getattr(message, "role", "user")
        found.append(Turn(str(role), str(content)))
    return found


def build_app(assistant: Assistant) -> Any:
    """The ASGI app over an assistant."""
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    import gradio as gr
    from fastapi import FastAPI
    from fastapi.responses import HTMLResponse

    serving = [assistant]

    def current() -> Assistant:
        """The assistant over the index in use: a new index is taken up without a restart."""
        serving[0] = serving[0].refreshed()
        return serving[0]

    app = FastAPI(title="Policy assistant", docs_url=None, redoc_url=None)
    style = (STATIC / "style.css").read_text(encoding="utf-8")

    @app.get("/policies/{policy_id}")
    def reader(policy_id: str, start: int = 0, end: int = 0) -> HTMLResponse:
        policy = current().policies.get(policy_id)
        if policy is None:
            body = "<h1>No such policy</h1><p>This policy is not loaded here. Go back to the chat and follow a clause reference.</p>"
            return HTMLResponse(PAGE.format(title="No such policy", style=style, body=body), 404, SECURE)
        return HTMLResponse(PAGE.format(title=policy.title, style=style, body=policy_html(policy, start, end)), 200, SECURE)

    @app.get("/policies")
    def held() -> HTMLResponse:
        return HTMLResponse(PAGE.format(title="Policies held", style=style, body=policies_html(current().policies.values())), 200, SECURE)

    def reply(message: str, history: Sequence[Any]) -> str:
        try:
            return answer_html(current().ask(message, turns(history)))
        except UserError as error:
            return f"<p>{str(error).capitalize()}.</p>".replace("..", ".")

    with gr.Blocks(title="Policy assistant") as chat:
        gr.Markdown(
            "# Policy assistant\nAsk what the Trust's policies say. For staff only; it is a computer program and makes no decisions. "
            "Nothing you type is stored. If anyone is in danger, ring 999. [Policies held](policies)"
        )
        gr.ChatInterface(
            reply,
            chatbot=gr.Chatbot(
                height="60vh", label="Conversation", buttons=["copy"], placeholder="Ask a question, for example one of these."
            ),
            textbox=gr.Textbox(
                placeholder="Ask in your own words", label="Your question", max_length=4000, autofocus=True, submit_btn=True
            ),
            examples=list(EXAMPLES),
            cache_examples=False,
            concurrency_limit=4,
        )
    fonts = ["system-ui", "sans-serif"]
    theme = gr.themes.Default(font=fonts, font_mono=["ui-monospace", "monospace"])
    return gr.mount_gradio_app(app, chat, path="/", theme=theme, css=style, footer_links=[])
