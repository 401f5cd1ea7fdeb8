//! The browser's databases: what the votes and the stored models need kept between visits. Page and workers share them.

#[cfg(any(feature = "engine", feature = "library"))]
mod blobs;

use js_sys::{Array, Promise};
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbFactory, IdbObjectStore, IdbRequest, IdbTransactionMode};

const VERSION: u32 = 1;

/// A set of shelves that come into being together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    Votes,
    Models,
    /// A database of its own, so that tabs with an older page need not be closed before it can come into being.
    #[cfg(any(feature = "engine", feature = "library"))]
    Pieces,
}

impl Database {
    fn name(self) -> &'static str {
        match self {
            Database::Votes => "shipcheck-votes",
            Database::Models => "shipcheck-models",
            #[cfg(any(feature = "engine", feature = "library"))]
            Database::Pieces => "shipcheck-model-pieces",
        }
    }

    fn shelves(self) -> &'static [Shelf] {
        match self {
            Database::Votes => &[Shelf::Ledger, Shelf::Key, Shelf::Sent, Shelf::Parcels],
            Database::Models => &[Shelf::Records],
            #[cfg(any(feature = "engine", feature = "library"))]
            Database::Pieces => &[Shelf::Pieces],
        }
    }
}

/// Where values lie, each under a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shelf {
    /// The ballots of this device, in one value.
    Ledger,
    /// The secret key, in one value.
    Key,
    /// The latest public vote on each tool.
    Sent,
    /// Public votes on their way, one value for each vote and relay.
    Parcels,
    /// What is stored of each model, one value for each.
    Records,
    /// Bytes of models where there is no file system for them, as blobs.
    #[cfg(any(feature = "engine", feature = "library"))]
    Pieces,
}

impl Shelf {
    fn name(self) -> &'static str {
        match self {
            Shelf::Ledger => "ledger",
            Shelf::Key => "key",
            Shelf::Sent => "sent",
            Shelf::Parcels => "parcels",
            Shelf::Records => "records",
            #[cfg(any(feature = "engine", feature = "library"))]
            Shelf::Pieces => "pieces",
        }
    }
}

/// The key where a shelf holds one value only.
pub const ONLY: &str = "only";

/// The database, open. Private windows and strict settings may refuse it.
#[derive(Clone)]
pub struct Store(IdbDatabase);

impl Store {
    pub async fn open(which: Database) -> Result<Store, JsValue> {
        let factory = js_sys::Reflect::get(&js_sys::global(), &"indexedDB".into())?.dyn_into::<IdbFactory>()?;
        let request = factory.open_with_u32(which.name(), VERSION)?;
        let making = request.clone();
        let make = Closure::once_into_js(move || {
            let database = making.result().ok().and_then(|database| database.dyn_into::<IdbDatabase>().ok());
            for shelf in which.shelves() {
                database.as_ref().map(|database| database.create_object_store(shelf.name()));
            }
        });
        request.set_onupgradeneeded(Some(make.unchecked_ref()));
        Ok(Store(answer(&request).await?.dyn_into()?))
    }

    /// A value, if it is there and can still be read.
    pub async fn get<T: DeserializeOwned>(&self, shelf: Shelf, key: &str) -> Result<Option<T>, JsValue> {
        let found = answer(&self.shelf(shelf, IdbTransactionMode::Readonly)?.get(&key.into())?).await?;
        Ok(serde_wasm_bindgen::from_value(found).ok())
    }

    /// Every value of a shelf that can still be read.
    pub async fn all<T: DeserializeOwned>(&self, shelf: Shelf) -> Result<Vec<T>, JsValue> {
        let found = answer(&self.shelf(shelf, IdbTransactionMode::Readonly)?.get_all()?).await?;
        Ok(Array::from(&found).iter().filter_map(|value| serde_wasm_bindgen::from_value(value).ok()).collect())
    }

    pub async fn put(&self, shelf: Shelf, key: &str, value: &impl Serialize) -> Result<(), JsValue> {
        let shelf = self.shelf(shelf, IdbTransactionMode::Readwrite)?;
        answer(&shelf.put_with_key(&plain(value)?, &key.into())?).await.map(|_| ())
    }

    /// Replaces a value by what `change` makes of it. No other tab comes between reading and writing.
    pub async fn update<T: Serialize + DeserializeOwned>(
        &self,
        shelf: Shelf,
        key: &str,
        change: impl FnOnce(Option<T>) -> T,
    ) -> Result<T, JsValue> {
        let shelf = self.shelf(shelf, IdbTransactionMode::Readwrite)?;
        let found = answer(&shelf.get(&key.into())?).await?;
        let value = change(serde_wasm_bindgen::from_value(found).ok());
        answer(&shelf.put_with_key(&plain(&value)?, &key.into())?).await?;
        Ok(value)
    }

    pub async fn delete(&self, shelf: Shelf, key: &str) -> Result<(), JsValue> {
        answer(&self.shelf(shelf, IdbTransactionMode::Readwrite)?.delete(&key.into())?).await.map(|_| ())
    }

    pub async fn clear(&self, shelf: Shelf) -> Result<(), JsValue> {
        answer(&self.shelf(shelf, IdbTransactionMode::Readwrite)?.clear()?).await.map(|_| ())
    }

    fn shelf(&self, shelf: Shelf, mode: IdbTransactionMode) -> Result<IdbObjectStore, JsValue> {
        self.0.transaction_with_str_and_mode(shelf.name(), mode)?.object_store(shelf.name())
    }
}

fn plain(value: &impl Serialize) -> Result<JsValue, JsValue> {
    Ok(value.serialize(&serde_wasm_bindgen::Serializer::json_compatible())?)
}

/// Waits for a request. The transaction stays open for whoever asks again at once.
async fn answer(request: &IdbRequest) -> Result<JsValue, JsValue> {
    let promise = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    JsFuture::from(promise).await?;
    request.result()
}
