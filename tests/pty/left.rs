//! What a terminal must be like once a program has left it.

use super::pty::Heard;

/// Whether the screen is the normal one, with everything a shell needs.
pub(crate) fn is_left(heard: &Heard) -> bool {
    let screen = heard.emulator.screen();
    !screen.alternate_screen()
        && !screen.hide_cursor()
        && !screen.bracketed_paste()
        && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
        && heard.last(b"\x1b[?7h") >= heard.last(b"\x1b[?7l")
        && heard.is_whole()
}
