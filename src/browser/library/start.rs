//! Beginning a transfer, or going on with one.

use super::server::{Desk, Running};
use super::stock::Stock;
use super::{keeper, space};
use crate::browser::shelf::locks::{self, Lock, Share};
use crate::library::LibraryError;
use crate::library::catalogue::Model;
use crate::library::record::Record;
use crate::library::transfer::{Input, Transfer};
use std::collections::HashMap;

impl Desk {
    pub async fn fetch_model(&self, model: &Model, hub: &str) -> Result<(), LibraryError> {
        if let Some(running) = &*self.0.running.borrow() {
            let other = running.transfer.record().name.clone();
            return if running.transfer.record().model == model.id {
                Ok(())
            } else {
                Err(LibraryError::Busy { other })
            };
        }
        self.0.queued.replace(Some(model.id.clone()));
        // Another tab may be fetching; when it is done or gone, it is this one's turn.
        let writer = locks::take(locks::WRITER, Share::Alone, true).await;
        let wanted = self.0.queued.borrow_mut().take_if(|queued| *queued == model.id).is_some();
        let Some(writer) = writer.filter(|_| wanted) else { return Ok(()) };
        let in_use = LibraryError::InUse { model: model.name.clone() };
        let own = locks::take(&locks::of_model(&model.id), Share::Alone, false).await.ok_or(in_use)?;
        self.start(model, hub, [writer, own]).await
    }

    async fn start(&self, model: &Model, hub: &str, locks: [Lock; 2]) -> Result<(), LibraryError> {
        let stock = self.stock()?;
        self.all_kept().await;
        let others = stock.all().await;
        let deletable = others.iter().filter(|other| other.model != model.id).map(Record::stored).sum();
        let storage = |error| keeper::storage(&error);
        let mut record = self.begun(model, hub, &stock).await?;
        let mut files = Vec::new();
        for index in 0..record.files.len() {
            let file = stock.open_write(&record, &record.files[index].name).await.map_err(storage)?;
            file.settle(&mut record.files[index]).map_err(storage)?;
            files.push(file);
        }
        stock.put(&record).await.map_err(storage)?;
        let transfer = Transfer::new(record, deletable);
        self.0.run.set(self.0.run.get() + 1);
        self.0.running.replace(Some(Running { transfer, files, requests: HashMap::new(), _locks: locks }));
        self.feed(Input::Begin { free: space::free().await });
        Ok(())
    }

    /// The record to go on with.
    async fn begun(&self, model: &Model, hub: &str, stock: &Stock) -> Result<Record, LibraryError> {
        let new = || Record { place: stock.place, ..Record::new(model, hub) };
        match stock.get(&model.id).await {
            None => Ok(new()),
            Some(old) if old.place == stock.place => Ok(old.renewed(model, hub)),
            // A browser that has become able to do more, or is no longer: half a model here and half there is none.
            Some(old) => {
                keeper::remove(&old, stock).await?;
                Ok(new())
            }
        }
    }
}
