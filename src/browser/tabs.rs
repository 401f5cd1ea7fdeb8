//! Word to the other tabs of this site, and to this one's worker, that something has changed in the store.

use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{BroadcastChannel, MessageEvent};

const NAME: &str = "shipcheck-votes";

/// What has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    Ledger,
    Sent,
}

impl News {
    fn word(self) -> &'static str {
        match self {
            News::Ledger => "ledger",
            News::Sent => "sent",
        }
    }
}

/// A channel that never closes. Browsers without one keep each tab to itself.
#[derive(Clone)]
pub struct Tabs(Option<BroadcastChannel>);

impl Tabs {
    pub fn open() -> Tabs {
        Tabs(BroadcastChannel::new(NAME).ok())
    }

    pub fn tell(&self, news: News) {
        if let Some(channel) = &self.0 {
            let _ = channel.post_message(&JsValue::from(news.word()));
        }
    }

    /// Calls back with what others tell, for as long as the page is open.
    pub fn listen(&self, told: impl Fn(News) + 'static) {
        let Some(channel) = &self.0 else { return };
        let listener = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let word = event.data().as_string();
            let news = [News::Ledger, News::Sent].into_iter().find(|news| Some(news.word()) == word.as_deref());
            news.into_iter().for_each(&told);
        });
        channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        listener.forget();
    }
}
