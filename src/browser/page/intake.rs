//! Dropping and pasting anywhere on the page.

use std::cell::Cell;
use std::rc::Rc;

use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
pub use web_sys::File;
use web_sys::{ClipboardEvent, DragEvent, Event, FileList};

use crate::voting::local::is_shallow;

/// What the visitor did with files.
pub enum Intake {
    /// Files hover over the page, or have left it.
    Hovering(bool),
    Files(Vec<File>),
}

/// Listens on the whole page for as long as it is open.
pub fn listen(receive: impl Fn(Intake) + 'static) {
    let Some(window) = web_sys::window() else { return };
    let receive = Rc::new(receive);
    // `dragenter` and `dragleave` fire for every element underneath; only the balance tells whether files are here.
    let depth = Rc::new(Cell::new(0_i32));
    let active = EventListenerOptions::enable_prevent_default();
    let on = |kind: &'static str, handler: Box<dyn Fn(&Event)>| {
        EventListener::new_with_options(&window, kind, active, move |event| handler(event)).forget();
    };

    let (sink, count) = (Rc::clone(&receive), Rc::clone(&depth));
    on(
        "dragenter",
        Box::new(move |event| {
            if carries_files(event) {
                event.prevent_default();
                count.set(count.get() + 1);
                sink(Intake::Hovering(true));
            }
        }),
    );
    on(
        "dragover",
        Box::new(|event| {
            if carries_files(event) {
                event.prevent_default();
            }
        }),
    );
    let (sink, count) = (Rc::clone(&receive), Rc::clone(&depth));
    on(
        "dragleave",
        Box::new(move |event| {
            if carries_files(event) {
                count.set((count.get() - 1).max(0));
                if count.get() == 0 {
                    sink(Intake::Hovering(false));
                }
            }
        }),
    );
    let (sink, count) = (Rc::clone(&receive), depth);
    on(
        "drop",
        Box::new(move |event| {
            if carries_files(event) {
                event.prevent_default();
                count.set(0);
                let transfer = event.dyn_ref::<DragEvent>().and_then(|event| event.data_transfer());
                sink(Intake::Files(files_of(transfer.and_then(|transfer| transfer.files()))));
            }
        }),
    );
    on(
        "paste",
        Box::new(move |event| {
            let transfer = event.dyn_ref::<ClipboardEvent>().and_then(|event| event.clipboard_data());
            let files = files_of(transfer.and_then(|transfer| transfer.files()));
            // Text goes where it was meant to go.
            if !files.is_empty() {
                event.prevent_default();
                receive(Intake::Files(files));
            }
        }),
    );
}

/// The file's content as JSON; `None` if it is none, or not of this shape.
pub async fn json<T: serde::de::DeserializeOwned>(file: &File) -> Option<T> {
    let text = wasm_bindgen_futures::JsFuture::from(file.text()).await.ok()?.as_string()?;
    if !is_shallow(&text) {
        return None;
    }
    serde_wasm_bindgen::from_value(js_sys::JSON::parse(&text).ok()?).ok()
}

fn carries_files(event: &Event) -> bool {
    let transfer = event.dyn_ref::<DragEvent>().and_then(|event| event.data_transfer());
    transfer.is_some_and(|transfer| transfer.types().includes(&"Files".into(), 0))
}

pub fn files_of(list: Option<FileList>) -> Vec<File> {
    list.map(|list| (0..list.length()).filter_map(|index| list.get(index)).collect()).unwrap_or_default()
}
