"""The workbench's front page: a plot drawn on each visit, the way to the notebooks, and a chat with the local model."""

import os
import platform
from datetime import datetime
from io import StringIO

import httpx
import matplotlib
import numpy as np
import ollama
from fasthtml.common import (
    H1,
    H2,
    A,
    Button,
    Code,
    Div,
    Footer,
    Form,
    Input,
    Main,
    Meta,
    NotStr,
    Output,
    P,
    Script,
    StreamingResponse,
    Strong,
    Style,
    Title,
    fast_app,
    serve,
)
from matplotlib.figure import Figure

JUPYTER_URL = os.environ.get("JUPYTER_URL", "")

MODEL = os.environ.get("CHAT_MODEL", "qwen3:0.6b")

COLORS = ["#2f6f8f", "#e07a3f", "#5b8c5a", "#9a5fa8"]

LOOK = """
:root { --ink: #22303c; --quiet: #63727f; --paper: #f6f3ee; --card: #fffdfa; --line: #e4ded4; --accent: #2f6f8f; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e6e1; --quiet: #9aa7b1; --paper: #15191d; --card: #1d2328; --line: #2c343b; --accent: #6db3d3; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 17px/1.55 system-ui, sans-serif; }
main { max-width: 54rem; margin: 0 auto; padding: 3.5rem 1.25rem 2rem; }
h1 { margin: 0 0 .25rem; font-size: 2.1rem; letter-spacing: -.02em; }
.lead { margin: 0 0 1.75rem; color: var(--quiet); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: 1.25rem; color: var(--ink); }
.card svg { display: block; width: 100%; height: auto; }
.card svg.narrow { display: none; }
@media (max-width: 36rem) { .card svg.narrow { display: block; } .card svg.wide { display: none; } }
.facts { display: flex; flex-wrap: wrap; gap: .4rem 1.5rem; margin: 1rem 0 0; color: var(--quiet); font-size: .9rem; }
.actions { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1.5rem 0 0; }
.actions a { padding: .6rem 1.1rem; border-radius: 999px; text-decoration: none; border: 1px solid var(--accent); color: var(--accent); }
.hint { margin: .6rem 0 0; color: var(--quiet); font-size: .85rem; }
.actions a.first { background: var(--accent); color: var(--card); }
.chat { margin: 1.5rem 0 0; }
.chat h2 { margin: 0 0 .75rem; font-size: 1.15rem; }
.chat form { display: flex; gap: .75rem; margin: 0; }
.chat input { flex: 1; min-width: 0; padding: .6rem .9rem; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 10px; }
.chat button { padding: .6rem 1.1rem; font: inherit; border: 0; border-radius: 999px; background: var(--accent); color: var(--card); cursor: pointer; }
.chat button:disabled { opacity: .5; cursor: progress; }
.chat output { display: block; min-height: 1.55em; margin: .9rem 0 0; white-space: pre-wrap; overflow-wrap: anywhere; color: var(--quiet); }
.chat output.answer { color: var(--ink); }
input:focus-visible, button:focus-visible, a:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
footer { max-width: 54rem; margin: 0 auto; padding: 1rem 1.25rem 3rem; color: var(--quiet); font-size: .85rem; }
"""

# Shows the answer as it comes: one word after another, as the model finds them.
CHAT = """
const form = document.querySelector(".chat form");
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const output = form.parentElement.querySelector("output");
  const button = form.querySelector("button");
  button.disabled = true;
  output.classList.add("answer");
  output.textContent = "";
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    const words = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await words.read(); !part.done; part = await words.read()) output.textContent += part.value;
  } catch {
    output.textContent = "The page does not answer: jig status says how it is.";
  }
  button.disabled = false;
});
"""

# The page brings all it needs: it looks the same without a network.
HEAD = (
    Meta(charset="utf-8"),
    Meta(name="viewport", content="width=device-width, initial-scale=1"),
    Style(LOOK),
)
app, rt = fast_app(pico=False, default_hdrs=False, canonical=False, hdrs=HEAD, htmlkw={"lang": "en"})


# In inches. A picture for wide windows would be shrunk on a phone, until nobody can read its numbers.
SIZES = {"wide": (9, 4), "narrow": (4.5, 3.5)}


def draw_walks(seed: int, size: str) -> str:
    """Four random walks as an SVG. A Figure of its own needs no display and no pyplot state between requests."""
    random = np.random.default_rng(seed)
    walks = random.normal(size=(365, len(COLORS))).cumsum(axis=0)
    figure = Figure(figsize=SIZES[size], layout="constrained", facecolor="none")
    axes = figure.add_subplot(facecolor="none")
    for walk, color in zip(walks.T, COLORS, strict=True):
        axes.plot(walk, color=color, linewidth=1.4)
    axes.axhline(0, color="#8a949c", linewidth=0.8)
    axes.set_xlim(0, len(walks) - 1)
    axes.set_xlabel("day", color="#7b8790")
    axes.tick_params(colors="#7b8790")
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("bottom", "left"):
        axes.spines[side].set_color("#b7bec4")
    svg = StringIO()
    figure.savefig(svg, format="svg", metadata={"Date": None})
    text = svg.getvalue()
    picture = text[text.index("<svg") :]
    label = 'role="img" aria-label="four random walks through a year"'
    return picture.replace("<svg", f'<svg class="{size}" {label}', 1)


@rt("/")
def index(seed: int = 7):
    seed = abs(seed)  # numpy takes no negative ones
    notebooks = [A("Open the notebooks", href=JUPYTER_URL, cls="first")] if JUPYTER_URL else []
    token = P("Jupyter asks for a token? ", Code("jig open --print jupyter"), " prints the link that has it.", cls="hint")
    return Title("workbench"), Main(
        H1("The workbench is up"),
        P("Four random walks through a year, drawn by numpy and matplotlib a moment ago.", cls="lead"),
        Div(
            *(NotStr(draw_walks(seed, size)) for size in SIZES),
            Div(
                Div("Python ", Strong(platform.python_version())),
                Div("numpy ", Strong(np.__version__)),
                Div("matplotlib ", Strong(matplotlib.__version__)),
                Div("drawn at ", Strong(datetime.now().strftime("%H:%M:%S"))),
                cls="facts",
            ),
            cls="card",
        ),
        Div(*notebooks, A("Draw four others", href=f"/?seed={seed + 1}"), cls="actions"),
        *([token] if notebooks else []),
        Div(
            H2("Ask the local model"),
            Form(
                Input(name="question", placeholder="Why is the sky blue?", aria_label="Your question", required=True),
                Button("Ask"),
                action="/chat",
                method="post",
            ),
            Output(f"{MODEL} runs on this machine: nothing that you ask leaves it.", aria_live="polite"),
            cls="card chat",
        ),
        Script(CHAT),
    ), Footer("This page is server.py. Change it, then run: jig restart server")


async def answer(question: str):
    """The words of the model as they come; where there is none, what to do about it."""
    try:
        # OLLAMA_HOST says where it is: jig sets it.
        messages = [{"role": "user", "content": question}]
        async for part in await ollama.AsyncClient().chat(model=MODEL, messages=messages, stream=True):
            yield part.message.content or ""
    except httpx.TransportError:
        yield "There is no Ollama here. `jig status` says what installs it; then `jig up` and `jig restart`."
    except ollama.ResponseError as trouble:
        if trouble.status_code == 404:
            yield f"{MODEL} is not here yet. `jig models` shows how far it is."
        else:
            yield f"Ollama says: {trouble.error}"


@rt("/chat", methods=["POST"])
def chat(question: str):
    return StreamingResponse(answer(question), media_type="text/plain; charset=utf-8")


# FastHTML's own default listens on every interface, and its reloader would be a second process to look after.
serve(host="127.0.0.1", port=int(os.environ.get("PORT", "5001")), reload=False)
