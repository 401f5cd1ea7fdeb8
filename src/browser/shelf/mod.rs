//! Where models lie on the device: bytes in the origin private file system, records in the database, and locks that
//! tell tabs from one another. The library worker writes here, the engine's worker reads, the page looks at records.

#[cfg(any(feature = "engine", feature = "library"))]
mod files;
#[cfg(any(feature = "engine", feature = "library"))]
mod hashing;
#[cfg(any(feature = "engine", feature = "library"))]
pub mod locks;
#[cfg(feature = "engine")]
mod reader;
mod records;

#[cfg(any(feature = "engine", feature = "library"))]
pub use files::{SyncFile, open_read};
#[cfg(feature = "library")]
pub use files::{is_quota, open_write, remove};
#[cfg(any(feature = "engine", feature = "library"))]
pub use hashing::hash;
#[cfg(feature = "engine")]
pub use reader::StoredReader;
pub use records::Records;
