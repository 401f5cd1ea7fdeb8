//! Where models lie on the device: bytes in the origin private file system, or else in the database or in one tab's
//! memory; records in the database; and locks that tell tabs from one another. The library worker writes here, the
//! engine's worker reads, the page looks at records.

#[cfg(any(feature = "engine", feature = "library"))]
mod blob;
#[cfg(any(feature = "engine", feature = "library"))]
pub mod files;
#[cfg(any(feature = "engine", feature = "library"))]
mod hashing;
pub mod lent;
#[cfg(any(feature = "engine", feature = "library"))]
pub mod locks;
#[cfg(any(feature = "engine", feature = "library"))]
pub mod pieces;
#[cfg(feature = "engine")]
mod reader;
mod records;

#[cfg(any(feature = "engine", feature = "library"))]
pub use blob::BlobSource;
#[cfg(any(feature = "engine", feature = "library"))]
pub use hashing::hash;
#[cfg(feature = "engine")]
pub use reader::StoredReader;
pub use records::Records;

/// A file to read, wherever it lies.
#[cfg(any(feature = "engine", feature = "library"))]
pub type Source = dyn crate::library::storage::ReadAt<Error = wasm_bindgen::JsValue>;

/// A file to write, wherever it lies.
#[cfg(feature = "library")]
pub type Target = dyn crate::library::storage::WriteAt<Bytes = js_sys::Uint8Array, Error = wasm_bindgen::JsValue>;
