//! Word to this tab's page and to the library workers of the other tabs.

use crate::browser::scope::post;
use crate::library::protocol::{Report, Request};
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{BroadcastChannel, MessageEvent};

const NAME: &str = "shipcheck-models";

/// What tabs tell each other.
#[derive(Clone, Serialize, Deserialize)]
#[serde(tag = "kind", content = "word", rename_all = "snake_case")]
pub enum Word {
    /// What the tab that does something tells its own page.
    Report(Report),
    /// What another tab's visitor wants of it.
    Request(Request),
}

/// Browsers without such a channel keep each tab to itself.
#[derive(Clone)]
pub struct Channel(Option<BroadcastChannel>);

impl Channel {
    pub fn open() -> Channel {
        Channel(BroadcastChannel::new(NAME).ok())
    }

    /// Tells every tab, this one too.
    pub fn tell(&self, report: Report) {
        post(&report);
        self.send(&Word::Report(report));
    }

    /// Tells this tab's page one thing and the other tabs another.
    pub fn tell_apart(&self, own: &Report, others: Report) {
        post(own);
        self.send(&Word::Report(others));
    }

    pub fn ask(&self, request: Request) {
        self.send(&Word::Request(request));
    }

    fn send(&self, word: &Word) {
        let plain = word.serialize(&serde_wasm_bindgen::Serializer::json_compatible());
        if let (Some(channel), Ok(word)) = (&self.0, plain) {
            let _ = channel.post_message(&word);
        }
    }

    /// Calls back with what others say, for as long as the worker lives.
    pub fn listen(&self, told: impl Fn(Word) + 'static) {
        let Some(channel) = &self.0 else { return };
        let listener = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            // A tab with another version of the page may say what this one doesn't know.
            if let Ok(word) = serde_wasm_bindgen::from_value(event.data()) {
                told(word);
            }
        });
        channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        listener.forget();
    }
}
