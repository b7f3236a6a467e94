"""What a terminal showed, for doc/: an asciinema recording (format 2), and stills of it as SVG.

ACCREDIT_CASTS names the folder to write them to; without it nothing is recorded. Pauses are cut to a second, and text that
differs each time (times, durations, spinners) is replaced in the stills, so that a picture changes only when a screen does.
"""
import codecs
import json
import os
import re
import time
from pathlib import Path
from xml.sax.saxutils import escape

LONGEST_PAUSE = 1.0
CELL_W, CELL_H, SIZE, MARGIN = 8.43, 18, 14, 12
GROUND, TEXT = "#16181d", "#d5d9e0"
NAMED = {"black": "#16181d", "red": "#f0716f", "green": "#7fc97a", "brown": "#e3b95c", "yellow": "#e3b95c",
         "blue": "#5b8fd9", "magenta": "#c490d1", "cyan": "#66c2cd", "white": "#d5d9e0", "brightblack": "#7d8590",
         "brightred": "#ff8a88", "brightgreen": "#98e093", "brightyellow": "#f5d27a", "brightbrown": "#f5d27a",
         "brightblue": "#82b1f2", "brightmagenta": "#dba9e6", "brightcyan": "#8adbe4", "brightwhite": "#ffffff"}

# Text that differs each time, and its replacement of the same width.
STEADY = [(r"\d+\.\d s", lambda m: "0.4 s".rjust(len(m[0]))), (r"(?<=[,·] )\d+ s", lambda m: "3 s".rjust(len(m[0]))),
          (r"\b\d{1,2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d\d:\d\d", lambda m: "29 Nov 07:09".rjust(len(m[0]))),
          (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", lambda m: "2026-11-29T07:09:26Z"),
          (r"\b(AKIA|ASIA)[A-Z2-7]{16}\b", lambda m: m[1] + "IOSFODNN7EXAMPLE"), (r"[◐◓◑◒]", lambda m: "◐")]


class Recording:
    def __init__(self, terminal, name, title):
        self.terminal, self.name, self.title = terminal, name, title
        self.folder = Path(os.environ["ACCREDIT_CASTS"]) if os.environ.get("ACCREDIT_CASTS") else None
        self.events, self.at, self.last = [], 0.0, time.monotonic()
        terminal.recording = self

    def output(self, data):
        now = time.monotonic()
        self.at += min(now - self.last, LONGEST_PAUSE)
        self.last = now
        self.events.append((round(self.at, 3), data))

    def still(self, name, title):
        """A picture of the screen as it is now; the next output comes a second later, so that it can be read."""
        self.terminal.silence()
        self.last -= LONGEST_PAUSE
        if self.folder:
            (self.folder / f"{name}.svg").write_text(svg(self.terminal.screen, title), encoding="utf-8")

    def save(self):
        if not self.folder:
            return
        screen = self.terminal.screen
        header = {"version": 2, "width": screen.columns, "height": screen.lines, "title": self.title,
                  "env": {"TERM": "xterm-256color", "SHELL": "/bin/sh"}}
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        lines = [json.dumps(header)] + [json.dumps([at, "o", decoder.decode(data)], ensure_ascii=False) for at, data in self.events]
        (self.folder / f"{self.name}.cast").write_text("\n".join(lines) + "\n", encoding="utf-8")


def color(name, default):
    if name == "default":
        return default
    return NAMED.get(name) or f"#{name}"


def style_of(cell):
    """Foreground, background and weight of a cell."""
    ink, ground = color(cell.fg, TEXT), color(cell.bg, GROUND)
    if cell.reverse:
        ink, ground = ground, ink
    return ink, ground, cell.bold, cell.underscore


def fixed_text(text):
    for pattern, put in STEADY:
        text = re.sub(pattern, put, text)
    return text


def text_runs(row, cols):
    """Neighboring cells of the same style: (column, text, style)."""
    found = []
    for x in range(cols):
        cell = row[x]
        if found and found[-1][2] == style_of(cell):
            found[-1][1] += cell.data
        else:
            found.append([x, cell.data, style_of(cell)])
    return found


def svg(screen, title):
    cols, rows = screen.columns, screen.lines
    w, h = cols * CELL_W + 2 * MARGIN, rows * CELL_H + 2 * MARGIN
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{w:.0f}" height="{h:.0f}" viewBox="0 0 {w:.0f} {h:.0f}">',
           f"<title>{escape(title)}</title>",
           f'<rect width="100%" height="100%" rx="8" fill="{GROUND}"/>',
           f'<g font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="{SIZE}" xml:space="preserve">']
    for y in range(rows):
        top = MARGIN + y * CELL_H
        for x, text, (ink, ground, bold, under) in text_runs(screen.buffer[y], cols):
            left, width = MARGIN + x * CELL_W, len(text) * CELL_W
            text = fixed_text(text)
            if ground != GROUND:
                out.append(f'<rect x="{left:.1f}" y="{top}" width="{width:.1f}" height="{CELL_H}" fill="{ground}"/>')
            if text.strip():
                style = (' font-weight="bold"' if bold else "") + (' text-decoration="underline"' if under else "")
                out.append(f'<text x="{left:.1f}" y="{top + 13.5}" fill="{ink}" textLength="{width:.1f}"'
                           f' lengthAdjust="spacingAndGlyphs"{style}>{escape(text)}</text>')
    return "\n".join([*out, "</g>", "</svg>", ""])
