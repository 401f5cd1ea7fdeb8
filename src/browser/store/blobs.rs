//! Blobs in a database: they go in and come out as handles, their bytes never through the Wasm heap.

use super::{Shelf, Store, answer};
use js_sys::{Array, Promise};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, IdbKeyRange, IdbTransaction, IdbTransactionMode};

/// Behind every key that begins with what stands before it.
const LAST: char = '\u{ffff}';

impl Store {
    /// Every blob whose key begins so, by key.
    pub async fn blobs(&self, shelf: Shelf, beginning: &str) -> Result<Vec<(String, Blob)>, JsValue> {
        let shelf = self.shelf(shelf, IdbTransactionMode::Readonly)?;
        let range = below(beginning)?;
        let keys = shelf.get_all_keys_with_key(&range)?;
        let blobs = shelf.get_all_with_key(&range)?;
        let (keys, blobs) = (Array::from(&answer(&keys).await?), Array::from(&answer(&blobs).await?));
        let pairs = keys.iter().zip(blobs.iter());
        Ok(pairs.filter_map(|(key, blob)| Some((key.as_string()?, blob.dyn_into().ok()?))).collect())
    }

    /// Takes blobs away and puts others in, all at once or not at all.
    ///
    /// # Errors
    /// `QuotaExceededError` when there is no room; the browser may notice that only at the end.
    pub async fn exchange(&self, shelf: Shelf, out: &[String], put: &[(String, Blob)]) -> Result<(), JsValue> {
        let transaction = self.0.transaction_with_str_and_mode(shelf.name(), IdbTransactionMode::Readwrite)?;
        let shelf = transaction.object_store(shelf.name())?;
        for key in out {
            shelf.delete(&key.into())?;
        }
        for (key, blob) in put {
            shelf.put_with_key(blob, &key.into())?;
        }
        committed(&transaction).await
    }

    /// Deletes every blob whose key begins so.
    pub async fn delete_below(&self, shelf: Shelf, beginning: &str) -> Result<(), JsValue> {
        let transaction = self.0.transaction_with_str_and_mode(shelf.name(), IdbTransactionMode::Readwrite)?;
        transaction.object_store(shelf.name())?.delete(below(beginning)?.as_ref())?;
        committed(&transaction).await
    }
}

fn below(beginning: &str) -> Result<IdbKeyRange, JsValue> {
    IdbKeyRange::bound(&beginning.into(), &format!("{beginning}{LAST}").into())
}

/// Waits until everything of a transaction is where it stays: a request that succeeded is only on its way there.
async fn committed(transaction: &IdbTransaction) -> Result<(), JsValue> {
    let ended = Promise::new(&mut |resolve, reject| {
        let failed = {
            let transaction = transaction.clone();
            Closure::once_into_js(move |_: JsValue| {
                let why = transaction.error().map_or(JsValue::UNDEFINED, JsValue::from);
                let _ = reject.call1(&JsValue::NULL, &why);
            })
        };
        transaction.set_oncomplete(Some(&resolve));
        transaction.set_onabort(Some(failed.unchecked_ref()));
    });
    JsFuture::from(ended).await.map(drop)
}
