"""Draws the running program's screens, on the practice cloud, as SVG into doc/.

    make pictures        (ACCREDIT names the program; needs the practice python)

Times and spinners are replaced by fixed ones, so that a picture changes only
when a screen does.
"""
import re
import sys
import tempfile
from pathlib import Path
from xml.sax.saxutils import escape

TOP = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TOP / "tests" / "terminal"))
from wizard import Cloud, Wizard, DOWN, ENTER  # noqa: E402

CELL_W, CELL_H, SIZE, MARGIN = 8.43, 18, 14, 12
GROUND, TEXT = "#16181d", "#d5d9e0"
NAMED = {"black": "#16181d", "red": "#f0716f", "green": "#7fc97a", "brown": "#e3b95c", "yellow": "#e3b95c",
         "blue": "#5b8fd9", "magenta": "#c490d1", "cyan": "#66c2cd", "white": "#d5d9e0", "brightblack": "#7d8590",
         "brightred": "#ff8a88", "brightgreen": "#98e093", "brightyellow": "#f5d27a", "brightbrown": "#f5d27a",
         "brightblue": "#82b1f2", "brightmagenta": "#dba9e6", "brightcyan": "#8adbe4", "brightwhite": "#ffffff"}

# Text that differs each time, and its replacement of the same width.
STEADY = [(r"\d+\.\d s", lambda m: "0.4 s".rjust(len(m[0]))), (r"(?<=, )\d+ s", lambda m: "3 s"),
          (r"[◐◓◑◒]", lambda m: "◐")]


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


def capture(t, name, title):
    t.silence()
    (TOP / "doc" / f"{name}.svg").write_text(svg(t.screen, title), encoding="utf-8")
    print(f"doc/{name}.svg")


def draw(t, cloud):
    t.menu()
    t.wait("none yet")
    capture(t, "menu", "The menu")
    t.go(ENTER, "Before you start")
    t.go(ENTER, "How will the platform")
    t.go(ENTER, "Policy name")
    t.go("\r\r\r", "What should the platform be")
    t.go(DOWN, "workers-and-s3-scoped")
    t.size(40, 96)
    t.wait("Statement")
    capture(t, "policy", "The policy and its document")
    t.size(30, 96)
    t.wait_gone("SeeInstances")
    t.go(ENTER, "S3 bucket")
    t.go("practice-data", "practice-data")
    t.go("\r\r\r\r", "4 to create")
    capture(t, "review", "The review before anything is made")
    cloud.faults(stall=["CreateInstanceProfile=2x1"])
    t.go("a", "running")
    t.until(lambda: "2 of 4 done" in t.text(), "two steps done")
    (TOP / "doc" / "apply.svg").write_text(svg(t.screen, "The plan is applied"), encoding="utf-8")
    print("doc/apply.svg")
    t.go("", "All resources have been created.")
    t.go(ENTER, "Test the access now?")
    t.go("y", "checks passed", 120)
    capture(t, "probe", "What the worker found")
    t.go(ENTER, "Proved: all")
    capture(t, "summary", "The summary")


def main():
    with tempfile.TemporaryDirectory() as folder:
        cloud = Cloud(folder, "--delay", "0.3", "--bucket", "practice-data")
        t = Wizard(cloud, rows=30, cols=96)
        try:
            draw(t, cloud)
        finally:
            t.close()
            cloud.end()


if __name__ == "__main__":
    main()
