//! One connection to a relay.

use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{MessageEvent, WebSocket};

/// Something that happened to a connection.
pub enum Event {
    Opened,
    Heard(String),
    /// It broke or never came about; nothing more follows.
    Closed,
}

/// Hangs up when it is dropped.
pub struct Connection {
    socket: WebSocket,
    _listener: Closure<dyn Fn(JsValue)>,
}

impl Connection {
    /// Begins to connect. `None` if the browser finds the address impossible, as a page on `https:` does with `ws:`.
    pub fn open(address: &str, tell: impl Fn(Event) + 'static) -> Option<Connection> {
        let socket = WebSocket::new(address).ok()?;
        let listener = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
            tell(match event.unchecked_ref::<web_sys::Event>().type_().as_str() {
                "open" => Event::Opened,
                // Relays speak in text; anything else is handed on empty, to be found unreadable.
                "message" => {
                    Event::Heard(event.unchecked_into::<MessageEvent>().data().as_string().unwrap_or_default())
                }
                _ => Event::Closed,
            });
        });
        let function = Some(listener.as_ref().unchecked_ref());
        socket.set_onopen(function);
        socket.set_onmessage(function);
        // An error is always followed by the end, so the end alone is listened to.
        socket.set_onclose(function);
        Some(Connection { socket, _listener: listener })
    }

    pub fn send(&self, text: &str) {
        // On a connection that is closing this fails, and the end is about to be told.
        let _ = self.socket.send_with_str(text);
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.socket.set_onopen(None);
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        let _ = self.socket.close();
    }
}
