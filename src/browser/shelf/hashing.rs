//! Reading a whole file for its hash, a piece at a time, so that messages come through.

use super::Source;
use crate::browser::breath::Breath;
use crate::library::digest::FileHash;
use wasm_bindgen::JsValue;

/// Bytes that are read at a time.
const PIECE: usize = 1 << 20;

/// The SHA-256 of a file. `tell` gets the bytes read so far, and says whether to go on.
///
/// # Errors
/// When the browser can't read it. `Ok(None)` when `tell` said to stop.
pub async fn hash(
    file: &Source,
    breath: &Breath,
    mut tell: impl FnMut(u64) -> bool,
) -> Result<Option<String>, JsValue> {
    let (mut hash, mut buffer, mut offset) = (FileHash::default(), vec![0; PIECE], 0);
    loop {
        let count = file.read_at(offset, &mut buffer)?;
        if count == 0 {
            return Ok(Some(hash.finish()));
        }
        hash.update(&buffer[..count]);
        offset += count as u64;
        breath.take().await;
        if !tell(offset) {
            return Ok(None);
        }
    }
}
