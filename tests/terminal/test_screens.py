"""The toolkit on a real terminal, tested with the demo application of tests/screens."""
import os
import random
import signal
import string
import time

import pytest

from harness import LIMIT, Terminal, colors

PASTE_ENDS = 0.4    # a paste without input for 0.5 s has ended
KEY40 = "0123456789012345678901234567890123456789"
DOWN, UP, F1, BACKTAB = "\033[B", "\033[A", "\033OP", "\033[Z"


def open_names(t):
    t.wait("What do you want to do?")
    t.go("\r", "step 1 of 6")
    t.go("\r", "Role name")


def fill_names(t):
    t.go("\t\t" + KEY40 + "\t\r", "Statement")


def open_review(t):
    open_names(t)
    fill_names(t)
    t.go("\r", "Enter applies this")


def quit_demo(t):
    t.go("\x03", "Quit accredit?")
    t.send("y")
    return t.ended()


def wait_for_frame(t):
    """Waits until the last row of the frame is painted."""
    t.until(lambda: "Help" in t.row(t.screen.lines - 1), "the last row")


def last_line(t):
    return t.stream.replace(b"\r", b"").strip().rsplit(b"\n", 1)[-1].decode()


# --- a complete journey ---

def test_complete_journey(demo):
    t = demo()
    open_review(t)
    assert "accredit" not in t.row(0) or "PRACTICE" in t.row(0)
    t.go("\r", "Apply this plan?")
    t.go("y", "All is done.")
    t.wait("the plan is applied")
    t.go("\r", "Note this down")
    t.go("s", "saved to")
    t.go("\r", "What do you want to do?")
    t.send("q")
    assert t.ended() == 0
    assert "secret=40 confirmed=1 done=6" in last_line(t)
    t.assert_terminal_restored()
    assert KEY40.encode() not in t.stream


def test_back_keeps_what_was_typed(demo):
    t = demo()
    open_names(t)
    t.go("-west", "Essentia-west")
    t.go("\033", "step 1 of 6")
    t.go("\r", "Essentia-west")


def test_check_and_cursor(demo):
    t = demo()
    open_names(t)
    t.go(" x\t\t" + KEY40 + "\t\r", "has a character IAM does not")
    t.go_away("\x7f\x7f", "has a character")   # the cursor was at the error
    t.go("\r\r\r\r", "Statement")


def test_help_in_a_field(demo):
    t = demo()
    open_names(t)
    t.go("?", "Essentia?")
    t.go(F1, "Enter Close")
    t.go_away("\033", "Enter Close")
    t.wait("Essentia?")


# --- keys ---

def test_esc_is_fast(demo):
    t = demo()
    open_names(t)
    for _ in range(20):
        if t.go("\033", "step 1 of 6") < 0.1:
            return              # one Esc is enough: the program does not wait for the rest of a sequence
        t.go("\r", "Role name")
    raise AssertionError("Esc never takes less than a tenth of a second")


def test_arrows_are_not_esc(demo):
    """Both modes of arrows, Home, End; an unknown sequence does nothing."""
    t = demo()
    open_names(t)
    for keys in ("\033[D", "\033OD", "\033[C", "\033OC", "\033[H", "\033OH", "\033[1~",
                 "\033[F", "\033OF", "\033[4~", "\033[99~", "\033[200;1u", "\033[I", "\033[O"):
        t.send(keys)
    t.go("Z", "EssentiaZ")
    assert "Names and values" in t.text()


def test_fast_typing(demo):
    t = demo()
    open_names(t)
    word = "".join(random.Random(7).choices(string.ascii_letters, k=100))
    t.go("\x15" + word, word[-20:])
    assert quit_demo(t) == 0
    assert f"role={word} " in last_line(t)


def test_split_character(demo):
    t = demo()
    open_names(t)
    t.send(b"\xc3")
    t.wait_until_read()
    t.go(b"\xa9!", "Essentia\u00e9!")
    t.send(b"\xe6\xbc")
    t.wait_until_read()
    t.go(b"\xa2", "\u00e9!\u6f22")


def test_invalid_bytes(demo):
    t = demo()
    open_names(t)
    t.go(b"\xff\xfe\x80ok\xc0\x80!", "Essentiaok!")


def test_paste_is_one_value(demo):
    t = demo()
    open_names(t)
    t.go("\033[200~  Pasted-role \r\nyes\ry\r\033[201~", "\u25b8 Role name  [ Pasted-role ")
    t.wait("( ) yes  (\u2022) no")
    assert quit_demo(t) == 0
    assert "role=Pasted-role " in last_line(t)


def test_paste_with_sequences(demo):
    """A pasted escape does not go back, a pasted Ctrl-C does not ask."""
    t = demo()
    open_names(t)
    t.go("\033[200~a\033b\x03c\033[Ad\033[201~", "abcd")
    t.go("e", "abcde")          # no question received it


def test_paste_in_pieces(demo):
    for _ in range(10):
        t = demo()
        open_names(t)
        began = time.monotonic()
        for piece in ("\x15\033[200~one-", "two\r", "three\033[201~"):
            t.send(piece)
            t.wait_until_read()
        if time.monotonic() - began < PASTE_ENDS:
            break               # otherwise this computer was too slow for the test
    t.wait("one-two")
    t.go("!", "one-two!")
    assert "three" not in t.text()


def test_paste_without_an_end(demo):
    t = demo()
    open_names(t)
    t.go("\033[200~lost-end\r", "lost-end")
    t.go("X", "lost-endX")


def test_paste_does_not_confirm(demo):
    t = demo()
    open_review(t)
    t.go("\r", "Apply this plan?")
    t.send("\033[200~y\r\033[201~")
    t.go_away("\r", "Apply this plan?")       # the default is No
    t.go("\033", "Statement")                  # and nothing is being applied


def test_keys_typed_ahead_do_not_confirm(demo):
    t = demo()
    open_names(t)
    fill_names(t)
    t.send("\r\ry\r")               # the first leads to the review
    t.wait("Enter applies this")
    t.go(F1, "redraw the screen")           # no question received the key
    t.go_away("\033", "redraw the screen")
    t.go("\ry\r", "Apply this plan?")           # the first opens the question
    t.go_away("\r", "Apply this plan?")        # the default is No
    t.go("\033", "Statement")                   # nothing is being applied


def test_ctrl_c_asks(demo):
    t = demo()
    open_names(t)
    t.go("\x03", "Quit accredit?")
    t.go_away("n", "Quit accredit?")
    t.signal(signal.SIGINT)
    t.wait("Quit accredit?")
    t.send("y")
    assert t.ended() == 0
    t.assert_terminal_restored()


def test_quitting_apply_says_how_to_continue(demo):
    t = demo("--slow")
    open_review(t)
    t.go("\r", "Apply this plan?")
    t.go("y", "under way")
    t.go("\x03", "'accredit resume' goes on")
    t.send("y")
    assert t.ended() == 0


def test_ctrl_l(demo):
    t = demo()
    t.wait("What do you want to do?")
    wait_for_frame(t)
    t.silence()
    before = t.text()
    t.screen.reset()
    t.go("\x0c", "What do you want to do?")
    t.until(lambda: t.text() == before, "the same screen")


# --- sizes ---

def test_resize_storm(demo):
    rng = random.Random(300)
    t = demo()
    open_names(t)
    t.go("\x15", "\u25b8 Role name  [    ")     # a window that is too small accepts text only
    word = ""
    for i in range(300):
        t.size(rng.randint(1, 60), rng.randint(1, 200))
        if i % 3 == 0:
            word += rng.choice(string.ascii_letters)
            t.send(word[-1])
        t.read(0)
    t.size(24, 80)
    t.wait(word[-20:])
    wait_for_frame(t)
    t.silence()
    after = t.text()
    t.screen.reset()
    t.go("\x0c", word[-20:])
    t.until(lambda: t.text() == after, "the same screen")
    assert quit_demo(t) == 0
    assert f"role={word} " in last_line(t)


def test_resize_storm_in_apply(demo):
    rng = random.Random(301)
    t = demo("--slow")
    open_review(t)
    t.go("\r", "Apply this plan?")
    t.go("y", "under way")
    for _ in range(300):
        t.size(rng.randint(1, 60), rng.randint(1, 200))
        t.read(0)
    t.size(16, 60)
    t.wait("Set up, 5 of 6")
    t.wait("under way")


def test_below_the_smallest_size_and_back(demo):
    t = demo()
    open_names(t)
    t.go("-kept", "-kept")
    wait_for_frame(t)
    t.silence()
    before = t.text()
    t.size(15, 59)
    t.wait("Terminal too small: 59x15")
    t.size(1, 1)
    t.silence()
    t.size(24, 80)
    t.wait("-kept")
    t.until(lambda: t.text() == before, "the same screen")


@pytest.mark.parametrize("rows,cols", [(24, 80), (16, 60), (50, 200), (3, 10), (1, 1)])
def test_starts_at_any_size(demo, rows, cols):
    t = demo(rows=rows, cols=cols)
    if rows >= 16:
        t.wait("What do you want to do?")
    else:
        t.silence()
        t.size(24, 80)
        t.wait("What do you want to do?")
    t.send("q")
    assert t.ended() == 0
    t.assert_terminal_restored()


# --- ends ---

@pytest.mark.parametrize("sig", [signal.SIGTERM, signal.SIGHUP])
def test_signal_ends_it(demo, sig):
    t = demo()
    open_names(t)
    t.signal(sig)
    assert t.ended(10) == 128 + sig
    assert f"end=1 sig={int(sig)}" in last_line(t)
    t.assert_terminal_restored()


def test_terminal_closed(demo):
    t = demo()
    open_names(t)
    t.silence()
    t.close_terminal()
    assert t.ended(10) == 128 + signal.SIGHUP


def test_terminal_closed_unnoticed(demo):
    """SIGHUP is ignored, as under nohup: the program sees it by the descriptor."""
    t = demo(ignore=[signal.SIGHUP])
    open_names(t)
    t.silence()
    t.close_terminal()
    assert t.ended(10) == 0


def test_crash_restores_the_terminal(demo):
    t = demo("--crash")
    t.wait("What do you want to do?")
    t.send("X")
    assert t.ended() == -signal.SIGABRT
    t.assert_terminal_restored()


def test_standard_error_is_shown_at_the_end(demo):
    t = demo("--noise")
    t.wait("What do you want to do?")
    t.silence()
    assert b"noise" not in t.stream
    t.send("q")
    assert t.ended() == 0
    assert t.stream.index(b"noise from a library") > t.stream.index(b"\033[?1049l")


def shell(size=(24, 80)):
    return Terminal(["bash", "--norc", "--noprofile", "-i"], rows=size[0], cols=size[1],
                    env={"PS1": "ready> ", "HISTFILE": ""})


def test_ctrl_z_and_back(demo):
    program = demo().process.args[0]
    t = shell()
    try:
        t.wait("ready>")
        t.send("bind 'set enable-bracketed-paste off'; stty -a > before; clear\r")
        t.silence()
        t.go(program + "\r", "What do you want to do?")
        for how in ("key", "signal"):
            t.silence()
            t.wait_gone("Stopped")
            if how == "key":
                t.send("\x1a")
            else:
                os.kill(int(_child(t.process.pid)), signal.SIGTSTP)
            t.wait("Stopped")
            t.silence()
            t.assert_terminal_restored(modes=False)
            t.go("stty -a > during; cmp before during && echo the same\r", "\nthe same")
            t.screen.reset()
            t.go("fg\r", "What do you want to do?")
        t.go(DOWN + "\r", "is not built here")
        t.size(16, 60)
        t.send(UP)
        t.go("\r", "Set up, 1 of 6")
        assert leave_shell(t)
    finally:
        t.close()


def _child(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as f:
        return f.read().split()[0]


def leave_shell(t):
    t.go("\x03", "Quit accredit?")
    t.go("y", "end=0")
    return True


# --- idle ---

def test_idle_uses_no_processor_time(demo):
    t = demo()
    open_names(t)
    t.silence(1)
    before = t.ticks()
    assert not t.read(2.0)
    assert t.ticks() == before


def test_moving_uses_little_processor_time(demo):
    t = demo("--slow")
    open_review(t)
    t.go("\r", "Apply this plan?")
    t.go("y", "under way")
    before, seen, began = t.ticks(), set(), time.monotonic()
    while len(seen) < 4:               # the spinner turns
        assert time.monotonic() < began + LIMIT, seen
        t.read(0.2)
        seen.add(t.text().split("step 1 of 6")[0][-2])
    while time.monotonic() < began + 2:
        t.read(0.2)
    assert t.ticks() - before <= 20    # a tenth of a processor, with sanitizers


# --- kinds of terminals ---

CAN = ["xterm", "xterm-256color", "linux", "vt100", "screen", "screen-256color", "tmux-256color",
       "xterm-mono"]


@pytest.mark.parametrize("term", CAN)
def test_terminals(demo, term):
    t = demo(term=term)
    t.wait("What do you want to do?")
    sign = ">" if term in ("linux", "vt100") else "\u25b8"
    t.until(lambda: t.row(6) == f" {sign} Set up        give a platform its access", "the first row")
    t.send(DOWN + DOWN)
    t.until(lambda: sign in t.row(8), "the third row")
    t.go(UP + UP + "\r", "step 1 of 6")
    t.go("\033[F", "platform-59")
    t.go("\033[1~\r", "Role name")
    t.go(BACKTAB + "\x7f\x7f-z", "Essent-z")
    if term in ("vt100", "xterm-mono"):
        assert not colors(t.stream)
    else:
        assert colors(t.stream)
    assert (b"\033[?2004h" in t.stream) == (term != "vt100")
    assert quit_demo(t) == 0
    t.assert_terminal_restored()


@pytest.mark.parametrize("term,why", [
    ("dumb", "cannot move its cursor"), ("no-such-terminal", "is not known here"),
    ("", "TERM is not set"), (None, "TERM is not set")])
def test_no_full_screen_here(demo, term, why):
    t = demo(term=term)
    assert t.ended() == 65
    assert why in t.text().replace("\n", " ")
    assert b"\033" not in t.stream
    t.assert_terminal_restored()


def test_not_a_terminal(demo, tmp_path):
    program = demo().process.args[0]
    t = Terminal(["sh", "-c", f"'{program}' < /dev/null"])
    try:
        assert t.ended() == 65
        assert "this is not a terminal" in t.text()
    finally:
        t.close()


def test_no_color(demo):
    t = demo(env={"NO_COLOR": "1"})
    open_review(t)
    assert not colors(t.stream)
    t = demo(env={"NO_COLOR": ""})
    open_review(t)
    assert colors(t.stream)


@pytest.mark.parametrize("locale", ["C", "POSIX"])
def test_plain_locale(demo, locale):
    t = demo(env={"LC_ALL": locale})
    open_review(t)
    assert max(t.stream) < 0x80
    assert "~" not in t.row(0) or "acme" in t.row(0)
    t.go("\033\033", "Names and values")
    t.send((UP * 3).encode() + b"\xc3\xa9")
    t.go("Z", "Z")
    assert max(t.stream) < 0x80


def test_mouse_only_on_request(demo):
    t = demo()
    t.wait("What do you want to do?")
    assert b"1000h" not in t.stream
    t = demo("--mouse")
    t.wait("What do you want to do?")
    t.wait_bytes(b"1000h")
    t.send("\033[<0;5;9M\033[<0;5;9m")
    t.until(lambda: "\u25b8" in t.row(8), "the clicked row")
    t.send("q")
    assert t.ended() == 0
    assert t.stream.rindex(b"1000l") > t.stream.rindex(b"1000h")
