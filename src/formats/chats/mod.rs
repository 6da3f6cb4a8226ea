//! Chats as people export them: Telegram, WhatsApp, Discord, Slack.
//!
//! A chat is one thread: its messages in the order of the file, answers below what they answer. Where a file holds several
//! chats, each begins with a post of its own that names it, and everything in the chat stands below that.
//!
//! ```text
//! telegram    messages in JSON, their text in pieces
//! discord     messages in JSON, their text in Markdown
//! slack       messages in JSON, a file a day, their text in Slack's own markup ─┐
//! whatsapp    lines of text                                                     ├─ marking
//! ```

mod clock;
mod discord;
mod marking;
mod slack;
mod slack_text;
mod telegram;
mod whatsapp;

pub use discord::FORMAT as DISCORD;
pub use slack::FORMAT as SLACK;
pub use telegram::FORMAT as TELEGRAM;
pub use whatsapp::FORMAT as WHATSAPP;

use super::json::Fields;
use crate::model::{Clean, Draft, Marks, Rich, Style};

/// A post that stands above the messages of a chat, where a file has several.
fn head(id: &str, name: &str) -> Draft {
    let mut body = Rich::plain(name);
    let end = body.text().len();
    body.mark_style(0..end, Style::Bold);
    Draft { id: Clean::some_line(id), body, ..Draft::default() }
}

/// What happened in a chat without anybody having said it.
fn happening(mut body: Rich) -> Rich {
    let end = body.text().len();
    if end > 0 {
        // Its words may be set in other styles already.
        body.add(Marks { styles: vec![(0..end, Style::Italic)], ..Marks::default() });
    }
    body
}

/// Appends a paragraph.
fn add_paragraph(body: &mut Rich, paragraph: Rich) {
    if !body.is_blank() && !paragraph.is_blank() {
        body.push("\n\n");
    }
    body.append(paragraph);
}

/// How many reactions of all kinds there are to a message.
fn reactions(message: &mut Fields) -> Option<u64> {
    let counts = message.items("reactions", |reaction| reaction.count("count"));
    (!counts.is_empty()).then(|| counts.into_iter().fold(0, u64::saturating_add))
}
