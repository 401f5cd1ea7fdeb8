//! A file in pieces: blobs in the database, or, where that fails too, blobs that only this tab knows.

use super::blob::BlobSource;
use crate::browser::store::{Shelf, Store};
use js_sys::Array;
use wasm_bindgen::JsValue;
use web_sys::Blob;

#[cfg(feature = "library")]
pub use writing::PieceFile;

/// The pieces of a stored file, as one source. Nothing is copied for it.
///
/// # Errors
/// When the database can't be read.
pub async fn open(store: &Store, model: &str, name: &str) -> Result<BlobSource, JsValue> {
    let pieces = store.blobs(Shelf::Pieces, &beginning(model, name)).await?;
    BlobSource::new(joined(pieces.iter().map(|(_, blob)| blob))?)
}

/// One blob of several.
fn joined<'a>(blobs: impl Iterator<Item = &'a Blob>) -> Result<Blob, JsValue> {
    Blob::new_with_blob_sequence(&blobs.collect::<Array>())
}

/// What the keys of a file's pieces begin with.
fn beginning(model: &str, name: &str) -> String {
    format!("{model}/{name}/")
}

#[cfg(feature = "library")]
mod writing {
    use super::*;
    use crate::library::pieces::{Pieces, by_chunk};
    use crate::library::record::{CHUNK, FileRecord};
    use crate::library::storage::{Flushing, ReadAt, WriteAt};
    use js_sys::{Promise, Uint8Array};
    use std::cell::RefCell;
    use std::ops::Range;
    use std::rc::Rc;
    use wasm_bindgen_futures::{JsFuture, future_to_promise};

    /// Where pieces are kept, and what their keys begin with.
    #[derive(Clone)]
    struct Home {
        store: Store,
        beginning: String,
    }

    impl Home {
        /// As many digits for each, so that keys have the order of the pieces.
        fn key(&self, start: u64) -> String {
            format!("{}{start:015}", self.beginning)
        }

        /// Puts pieces into the database and lets go of their bytes in memory: from then on the handles are the
        /// database's.
        async fn exchange(
            &self,
            strays: &[String],
            put: &[(u64, Blob)],
            pieces: &RefCell<Pieces<Blob>>,
        ) -> Result<(), JsValue> {
            let keyed: Vec<_> = put.iter().map(|(start, blob)| (self.key(*start), blob.clone())).collect();
            self.store.exchange(Shelf::Pieces, strays, &keyed).await?;
            for ((start, mine), (key, _)) in put.iter().zip(&keyed) {
                let kept = self.store.blobs(Shelf::Pieces, key).await?.pop();
                // Meanwhile the file may have begun anew.
                let mut pieces = pieces.borrow_mut();
                if let (Some(piece), Some((_, kept))) = (pieces.at(*start).filter(|piece| *piece == mine), kept) {
                    *piece = kept;
                }
            }
            Ok(())
        }
    }

    /// A file that is being fetched.
    pub struct PieceFile {
        home: Option<Home>,
        pieces: Rc<RefCell<Pieces<Blob>>>,
        /// Arrived since the last flush: stretches without a gap, each within a chunk.
        fresh: RefCell<Vec<(Range<u64>, Array)>>,
        /// Keys of pieces that count no more.
        strays: RefCell<Vec<String>>,
        /// The latest flush: the next one comes after it, and fails if it has failed.
        flushed: RefCell<Option<Promise>>,
        /// All pieces as one, until there is another.
        whole: RefCell<Option<Rc<BlobSource>>>,
    }

    impl PieceFile {
        /// A file whose pieces only this tab knows.
        pub fn in_memory() -> PieceFile {
            PieceFile::with(None, Pieces::new())
        }

        /// A file whose pieces are in the database.
        pub async fn in_database(store: &Store, model: &str, name: &str) -> Result<PieceFile, JsValue> {
            let beginning = beginning(model, name);
            let mut pieces = Pieces::new();
            for (key, blob) in store.blobs(Shelf::Pieces, &beginning).await? {
                if let Some(start) = key.strip_prefix(&beginning).and_then(|start| start.parse::<u64>().ok()) {
                    pieces.put(start..start + blob.size() as u64, blob);
                }
            }
            Ok(PieceFile::with(Some(Home { store: store.clone(), beginning }), pieces))
        }

        fn with(home: Option<Home>, pieces: Pieces<Blob>) -> PieceFile {
            PieceFile {
                home,
                pieces: Rc::new(RefCell::new(pieces)),
                fresh: RefCell::default(),
                strays: RefCell::default(),
                flushed: RefCell::default(),
                whole: RefCell::default(),
            }
        }

        /// Everything that has been flushed, as one blob.
        pub fn blob(&self) -> Result<Blob, JsValue> {
            joined(self.pieces.borrow().in_order())
        }

        fn whole(&self) -> Result<Rc<BlobSource>, JsValue> {
            if let Some(whole) = &*self.whole.borrow() {
                return Ok(whole.clone());
            }
            let whole = Rc::new(BlobSource::new(self.blob()?)?);
            self.whole.replace(Some(whole.clone()));
            Ok(whole)
        }

        fn forget(&self, starts: Vec<u64>) {
            let keys = starts.into_iter().filter_map(|start| Some(self.home.as_ref()?.key(start)));
            self.strays.borrow_mut().extend(keys);
            self.whole.replace(None);
        }

        /// Makes a piece of each fresh stretch. Returns them by where they begin.
        fn pieced(&self) -> Result<Vec<(u64, Blob)>, JsValue> {
            let mut put = Vec::new();
            for (span, parts) in self.fresh.take() {
                let (start, blob) = (span.start, Blob::new_with_u8_array_sequence(&parts)?);
                let replaced = self.pieces.borrow_mut().put(span, blob.clone());
                self.forget(replaced);
                put.push((start, blob));
            }
            Ok(put)
        }
    }

    impl ReadAt for PieceFile {
        type Error = JsValue;

        fn size(&self) -> Result<u64, JsValue> {
            self.whole()?.size()
        }

        fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<usize, JsValue> {
            self.whole()?.read_at(offset, buffer)
        }
    }

    impl WriteAt for PieceFile {
        type Bytes = Uint8Array;

        fn settle(&self, record: &mut FileRecord) -> Result<(), JsValue> {
            let strays = self.pieces.borrow_mut().settle(record);
            self.forget(strays);
            Ok(())
        }

        fn write_at(&self, offset: u64, bytes: &Uint8Array) -> Result<(), JsValue> {
            let mut fresh = self.fresh.borrow_mut();
            for part in by_chunk(offset..offset + u64::from(bytes.length())) {
                let bytes = bytes.subarray((part.start - offset) as u32, (part.end - offset) as u32);
                let goes_on = |span: &Range<u64>| span.end == part.start && !part.start.is_multiple_of(CHUNK);
                match fresh.iter_mut().find(|(span, _)| goes_on(span)) {
                    Some((span, parts)) => {
                        span.end = part.end;
                        parts.push(&bytes);
                    }
                    None => fresh.push((part, Array::of1(&bytes))),
                }
            }
            Ok(())
        }

        fn clear(&self) -> Result<(), JsValue> {
            self.fresh.borrow_mut().clear();
            let starts = self.pieces.borrow_mut().clear();
            self.forget(starts);
            Ok(())
        }

        fn flush(&self) -> Flushing<JsValue> {
            let put = self.pieced();
            let (before, strays, pieces) = (self.flushed.take(), self.strays.take(), self.pieces.clone());
            let home = self.home.clone();
            let now = future_to_promise(async move {
                if let Some(before) = before {
                    JsFuture::from(before).await?;
                }
                let put = put?;
                if let Some(home) = home.filter(|_| !put.is_empty() || !strays.is_empty()) {
                    home.exchange(&strays, &put, &pieces).await?;
                }
                Ok(JsValue::UNDEFINED)
            });
            self.flushed.replace(Some(now.clone()));
            let done = JsFuture::from(now);
            Box::pin(async move { done.await.map(drop) })
        }
    }
}
