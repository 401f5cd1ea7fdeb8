//! What can go wrong with a model on its way to the device, and what to do about it.

use serde::{Deserialize, Serialize};

/// Every error of the room. `Display` says what happened, [`LibraryError::remedy`] what to do next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum LibraryError {
    #[error("{file} is not there (status {status}).")]
    Missing { file: String, status: u16 },
    #[error("The server sent a web page instead of {file}.")]
    Page { file: String },
    #[error("The server refuses to give {file} (status {status}).")]
    Refused { file: String, status: u16 },
    #[error("{file} could not be fetched after {tries} tries in a row: {why}.")]
    Unreachable { file: String, tries: u32, why: Trouble },
    #[error("{file} changed on the server while it was being fetched, {times} times.")]
    Changing { file: String, times: u32 },
    #[error("{file} arrived damaged: its SHA-256 is {found}, but should be {expected}.")]
    Damaged { file: String, expected: String, found: String },
    #[error("There is not enough room: {} more are needed.", bytes(*missing))]
    NoRoom {
        /// Bytes that are missing.
        missing: u64,
        /// Bytes of models that could be deleted.
        deletable: u64,
    },
    #[error("This browser could not write to its storage: {detail}.")]
    Storage { detail: String },
    #[error("{model} is in use by a tab of this site.")]
    InUse { model: String },
    #[error("{other} is being fetched already.")]
    Busy { other: String },
    #[error("{model} is no longer stored on this device.")]
    Gone { model: String },
}

/// Why a try failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    #[error("the connection could not be made or broke off")]
    Connection,
    #[error("nothing arrived for a long time")]
    Stalled,
    #[error("the answer ended too early")]
    Truncated,
    #[error("the server sent another part of the file than was asked for")]
    WrongPart,
    #[error("the server is busy or out of order")]
    Busy,
}

impl LibraryError {
    /// What the reader can do.
    pub fn remedy(&self) -> String {
        match self {
            Self::Missing { .. } | Self::Page { .. } => {
                "The owner of this site has to correct the address in models.json.".into()
            }
            Self::Refused { .. } => "The file may want a sign-in. Use another model, or files from your disk.".into(),
            Self::Unreachable { .. } => "Check the connection, then press Resume: what has arrived is kept.".into(),
            Self::Changing { .. } => "Wait until the server has settled, then press Resume.".into(),
            Self::Damaged { .. } => {
                "It was thrown away. Press Resume to fetch it again; if it stays damaged, the server has another file \
                 than models.json names."
                    .into()
            }
            Self::NoRoom { deletable: 0, .. } => "Free some space on this device, then press Resume.".into(),
            Self::NoRoom { deletable, .. } => {
                format!("Delete models you don’t need here, up to {}, then press Resume.", bytes(*deletable))
            }
            Self::Storage { .. } => "Leave private browsing, or allow this site to store data, and try again.".into(),
            Self::InUse { .. } => "Close the tab that uses it, or choose another model there; then try again.".into(),
            Self::Busy { .. } => "Wait until it is here, or cancel it.".into(),
            Self::Gone { .. } => "Fetch it again on the page Models.".into(),
        }
    }
}

/// Exact below a kilobyte, then decimal units with three figures.
fn bytes(count: u64) -> String {
    let count = count as f64;
    match count {
        c if c < 1e3 => format!("{c} bytes"),
        c if c < 1e6 => format!("{:.1} kB", c / 1e3),
        c if c < 1e9 => format!("{:.1} MB", c / 1e6),
        c => format!("{:.2} GB", c / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_room_is_told_in_bytes_and_with_what_can_go() {
        let error = LibraryError::NoRoom { missing: 180_300_000, deletable: 279_000_000 };
        assert_eq!(error.to_string(), "There is not enough room: 180.3 MB more are needed.");
        assert!(error.remedy().contains("279.0 MB"));
        assert!(LibraryError::NoRoom { missing: 1, deletable: 0 }.remedy().contains("Free some space"));
    }
}
