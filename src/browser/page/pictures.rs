//! The bytes behind the plain data: pictures and model files, kept by name or number.

use std::cell::RefCell;
use std::collections::HashMap;
pub use web_sys::Blob;
use web_sys::{File, Url};

thread_local! {
    static SHELF: RefCell<Shelf> = RefCell::default();
}

#[derive(Default)]
struct Shelf {
    last: u32,
    pictures: HashMap<u32, (Blob, String)>,
    model_files: Vec<File>,
}

/// Keeps a picture; returns its number and an address to show it at.
pub fn keep(blob: Blob) -> (u32, String) {
    let address = Url::create_object_url_with_blob(&blob).unwrap_or_default();
    SHELF.with_borrow_mut(|shelf| {
        shelf.last += 1;
        shelf.pictures.insert(shelf.last, (blob, address.clone()));
        (shelf.last, address)
    })
}

pub fn picture(id: u32) -> Option<Blob> {
    SHELF.with_borrow(|shelf| shelf.pictures.get(&id).map(|(blob, _)| blob.clone()))
}

pub fn release(id: u32) {
    if let Some((_, address)) = SHELF.with_borrow_mut(|shelf| shelf.pictures.remove(&id)) {
        let _ = Url::revoke_object_url(&address);
    }
}

/// Keeps the visitor's model files in place of those chosen before.
pub fn keep_model_files(files: Vec<File>) {
    SHELF.with_borrow_mut(|shelf| shelf.model_files = files);
}

pub fn model_files() -> Vec<File> {
    SHELF.with_borrow(|shelf| shelf.model_files.clone())
}

pub fn model_file(name: &str) -> Option<File> {
    SHELF.with_borrow(|shelf| shelf.model_files.iter().find(|file| file.name() == name).cloned())
}
