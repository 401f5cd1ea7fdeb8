//! What is stored, wherever it lies: one door for the records and the files of all places.

use crate::browser::shelf::{self, Records, Source, Target, files, lent, pieces};
use crate::browser::store::{Database, Shelf, Store};
use crate::library::record::Record;
use crate::library::storage::Place;
use js_sys::{Object, Reflect};
use pieces::PieceFile;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use web_sys::Blob;

/// A model in the tab's memory.
#[derive(Default)]
struct Held {
    /// `None` until there is something to tell of.
    record: Option<Record>,
    files: BTreeMap<String, Rc<PieceFile>>,
}

#[derive(Default)]
pub struct Stock {
    records: Option<Records>,
    pieces: Option<Store>,
    memory: RefCell<BTreeMap<String, Held>>,
    /// Where new models are put.
    pub place: Place,
}

impl Stock {
    /// Tries what the browser offers.
    pub async fn open() -> Stock {
        let (records, pieces) = (Records::open().await.ok(), open_pieces().await.ok());
        let place = match (&records, &pieces) {
            // Bytes that nobody remembers are of no use.
            (None, _) => Place::Memory,
            (Some(_), _) if files::work().await => Place::Files,
            (Some(_), Some(_)) => Place::Database,
            (Some(_), None) => Place::Memory,
        };
        Stock { records, pieces, memory: RefCell::default(), place }
    }

    pub async fn all(&self) -> Vec<Record> {
        let mut all = match &self.records {
            Some(records) => records.all().await,
            None => Vec::new(),
        };
        all.extend(self.memory.borrow().values().filter_map(|held| held.record.clone()));
        all
    }

    pub async fn get(&self, model: &str) -> Option<Record> {
        let held = self.memory.borrow().get(model).and_then(|held| held.record.clone());
        match (held, &self.records) {
            (None, Some(records)) => records.get(model).await,
            (held, _) => held,
        }
    }

    pub async fn put(&self, record: &Record) -> Result<(), JsValue> {
        match &self.records {
            Some(records) if record.place != Place::Memory => records.put(record).await,
            _ => {
                self.memory.borrow_mut().entry(record.model.clone()).or_default().record = Some(record.clone());
                Ok(())
            }
        }
    }

    /// Opens a file of a model to write, making it if need be.
    ///
    /// # Errors
    /// When the place has gone out of reach, or another tab has the file open.
    pub async fn open_write(&self, record: &Record, name: &str) -> Result<Rc<Target>, JsValue> {
        Ok(match record.place {
            Place::Files => Rc::new(files::open_write(&record.model, name).await?),
            Place::Database => Rc::new(PieceFile::in_database(self.pieces()?, &record.model, name).await?),
            Place::Memory => {
                let mut memory = self.memory.borrow_mut();
                let held = memory.entry(record.model.clone()).or_default();
                held.files.entry(name.to_owned()).or_insert_with(|| Rc::new(PieceFile::in_memory())).clone()
            }
        })
    }

    /// Opens a file of a model to read.
    ///
    /// # Errors
    /// When it isn't there.
    pub async fn open_read(&self, record: &Record, name: &str) -> Result<Rc<Source>, JsValue> {
        Ok(match record.place {
            Place::Files => Rc::new(files::open_read(&record.model, name).await?),
            Place::Database => Rc::new(pieces::open(self.pieces()?, &record.model, name).await?),
            Place::Memory => {
                let memory = self.memory.borrow();
                let file = memory.get(&record.model).and_then(|held| held.files.get(name));
                Rc::new(shelf::BlobSource::new(file.ok_or("the tab let go of it")?.blob()?)?)
            }
        })
    }

    /// Deletes what is stored of a model: first the promise, then what was promised.
    pub async fn remove(&self, record: &Record) -> Result<(), JsValue> {
        self.memory.borrow_mut().remove(&record.model);
        if record.place == Place::Memory {
            return Ok(());
        }
        if let Some(records) = &self.records {
            records.delete(&record.model).await?;
        }
        match record.place {
            Place::Files => files::remove(&record.model).await,
            _ => self.pieces()?.delete_below(Shelf::Pieces, &format!("{}/", record.model)).await,
        }
    }

    /// What other tabs may read from this one's memory.
    pub fn lendable(&self) -> Vec<lent::Lent> {
        let whole = |held: &Held| {
            let record = held.record.clone().filter(Record::is_whole)?;
            let files = Object::new();
            for (name, file) in &held.files {
                Reflect::set(&files, &name.into(), file.blob().ok()?.as_ref()).ok()?;
            }
            Some(lent::Lent { record, files })
        };
        self.memory.borrow().values().filter_map(whole).collect()
    }

    fn pieces(&self) -> Result<&Store, JsValue> {
        self.pieces.as_ref().ok_or_else(|| "it has no database for this site".into())
    }
}

/// The database for pieces, if it takes blobs: some private windows have one that doesn't.
async fn open_pieces() -> Result<Store, JsValue> {
    const TRIAL: &str = "trial";
    let store = Store::open(Database::Pieces).await?;
    let blob = Blob::new()?;
    store.exchange(Shelf::Pieces, &[], &[(TRIAL.to_owned(), blob)]).await?;
    store.exchange(Shelf::Pieces, &[TRIAL.to_owned()], &[]).await?;
    Ok(store)
}
