//! The records of stored models, in the database: a change of one is whole or not at all.

use crate::browser::store::{Database, Shelf, Store};
use crate::library::record::Record;
use wasm_bindgen::JsValue;

#[derive(Clone)]
pub struct Records(Store);

impl Records {
    /// # Errors
    /// When the browser keeps nothing, as in some private windows.
    pub async fn open() -> Result<Records, JsValue> {
        Store::open(Database::Models).await.map(Records)
    }

    pub async fn all(&self) -> Vec<Record> {
        self.0.all(Shelf::Records).await.unwrap_or_default()
    }

    pub async fn get(&self, model: &str) -> Option<Record> {
        self.0.get(Shelf::Records, model).await.ok().flatten()
    }

    pub async fn put(&self, record: &Record) -> Result<(), JsValue> {
        self.0.put(Shelf::Records, &record.model, record).await
    }

    pub async fn delete(&self, model: &str) -> Result<(), JsValue> {
        self.0.delete(Shelf::Records, model).await
    }
}
