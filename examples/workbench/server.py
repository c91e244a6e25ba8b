"""The workbench's front page: a plot drawn on each visit, and the way to the notebooks."""

import os
import platform
from datetime import datetime
from io import StringIO

import matplotlib
import numpy as np
from fasthtml.common import H1, A, Div, Footer, Main, Meta, NotStr, P, Strong, Style, Title, fast_app, serve
from matplotlib.figure import Figure

JUPYTER_URL = os.environ.get("JUPYTER_URL", "")

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
.facts { display: flex; flex-wrap: wrap; gap: .4rem 1.5rem; margin: 1rem 0 0; color: var(--quiet); font-size: .9rem; }
.actions { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1.5rem 0 0; }
.actions a { padding: .6rem 1.1rem; border-radius: 999px; text-decoration: none; border: 1px solid var(--accent); color: var(--accent); }
.actions a.first { background: var(--accent); color: var(--card); }
a:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
footer { max-width: 54rem; margin: 0 auto; padding: 1rem 1.25rem 3rem; color: var(--quiet); font-size: .85rem; }
"""

# The page brings all it needs: it looks the same without a network.
HEAD = (
    Meta(charset="utf-8"),
    Meta(name="viewport", content="width=device-width, initial-scale=1"),
    Style(LOOK),
)
app, rt = fast_app(pico=False, default_hdrs=False, canonical=False, hdrs=HEAD)


def draw_walks(seed: int) -> str:
    """Four random walks as an SVG. A Figure of its own needs no display and no pyplot state between requests."""
    random = np.random.default_rng(seed)
    walks = random.normal(size=(365, len(COLORS))).cumsum(axis=0)
    figure = Figure(figsize=(9, 4), layout="constrained", facecolor="none")
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
    return picture.replace("<svg", '<svg role="img" aria-label="four random walks through a year"', 1)


@rt("/")
def index(seed: int = 7):
    notebooks = [A("Open the notebooks", href=JUPYTER_URL, cls="first")] if JUPYTER_URL else []
    return Title("workbench"), Main(
        H1("The workbench is up"),
        P("Four random walks through a year, drawn by numpy and matplotlib a moment ago.", cls="lead"),
        Div(
            NotStr(draw_walks(seed)),
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
    ), Footer("This page is server.py. Change it, then run: jig restart server")


# FastHTML's own default listens on every interface, and its reloader would be a second process to look after.
serve(host="127.0.0.1", port=int(os.environ.get("PORT", "5001")), reload=False)
