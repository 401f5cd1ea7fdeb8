//! The header of a safetensors file: names, types, shapes and places of its tensors.
//!
//! Format: 8 bytes of header length (little endian), a JSON header, the data
//! (https://huggingface.co/docs/safetensors). As the reference does, this refuses headers of more than 100 MB, names that
//! come twice, and data that overlaps, has gaps, or ends elsewhere than the file.

use super::{CheckpointError, ReadSeek};
use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::collections::HashMap;
use std::fmt;
use std::io::SeekFrom;
use std::ops::Range;

const MAX_HEADER_BYTES: u64 = 100_000_000;
/// More sides than any tensor has.
const MOST_SIDES: usize = 8;

/// One tensor, as the header has it.
pub struct Entry {
    pub dtype: String,
    pub shape: Vec<usize>,
    /// Where its bytes are, in the file.
    pub bytes: Range<u64>,
}

/// Reads and checks the header.
///
/// # Errors
/// Names the file, and the tensor where there is one to blame.
pub fn read(file: &str, reader: &mut dyn ReadSeek) -> Result<HashMap<String, Entry>, CheckpointError> {
    let unreadable = |detail: &dyn fmt::Display| CheckpointError::unreadable(file, detail);
    let file_bytes = reader.seek(SeekFrom::End(0)).map_err(|error| unreadable(&error))?;
    reader.seek(SeekFrom::Start(0)).map_err(|error| unreadable(&error))?;
    let mut length = [0; 8];
    reader.read_exact(&mut length).map_err(|_| unreadable(&"it is too short to be a safetensors file"))?;
    let length = u64::from_le_bytes(length);
    if length > MAX_HEADER_BYTES || length > file_bytes.saturating_sub(8) {
        return Err(unreadable(&"it is not a safetensors file (its header length makes no sense)"));
    }
    let mut header = vec![0; length as usize];
    reader.read_exact(&mut header).map_err(|error| unreadable(&error))?;
    let Header(declared) = serde_json::from_slice(&header)
        .map_err(|error| unreadable(&format_args!("its header is damaged ({error})")))?;
    place(file, declared, 8 + length, file_bytes)
}

/// Finds the bytes of each tensor: one after the other, without a gap, up to the end of the file.
fn place(
    file: &str,
    mut declared: Vec<(String, Declared)>,
    data_start: u64,
    file_bytes: u64,
) -> Result<HashMap<String, Entry>, CheckpointError> {
    declared.sort_by_key(|(_, tensor)| tensor.data_offsets);
    let mut entries = HashMap::with_capacity(declared.len());
    let mut position = 0;
    for (name, Declared { dtype, shape: Sides(shape), data_offsets: (start, end) }) in declared {
        let wrong = |detail: String| CheckpointError::tensor(file, &name, detail);
        if start != position || end < start {
            return Err(wrong(format!(
                "its offsets are {start} to {end}, but the tensor before it ends at {position}"
            )));
        }
        if let Some(size) = size(&dtype) {
            let needed = shape.iter().try_fold(size, |bytes, side| bytes.checked_mul(*side));
            if needed != Some(end - start) {
                return Err(wrong(format!("its offsets are {start} to {end}, which does not fit its shape")));
            }
        }
        let bytes =
            data_start.checked_add(start).zip(data_start.checked_add(end)).filter(|(_, end)| *end <= file_bytes);
        let (start, end) =
            bytes.ok_or_else(|| wrong(format!("its offsets are {start} to {end}, and the file ends too early")))?;
        position = end - data_start;
        let shape: Option<Vec<usize>> = shape.iter().map(|side| usize::try_from(*side).ok()).collect();
        let shape = shape.ok_or_else(|| wrong("it is too large for this program".to_owned()))?;
        entries.insert(name, Entry { dtype, shape, bytes: start..end });
    }
    if data_start + position != file_bytes {
        let end = data_start + position;
        return Err(CheckpointError::unreadable(
            file,
            format_args!("its tensors end at byte {end}, the file at byte {file_bytes}"),
        ));
    }
    Ok(entries)
}

/// Bytes of one number; `None` for types that came after this was written.
fn size(dtype: &str) -> Option<u64> {
    match dtype {
        "BOOL" | "U8" | "I8" | "F8_E5M2" | "F8_E4M3" | "F8_E8M0" | "F8_E4M3FNUZ" | "F8_E5M2FNUZ" => Some(1),
        "U16" | "I16" | "F16" | "BF16" => Some(2),
        "U32" | "I32" | "F32" => Some(4),
        "U64" | "I64" | "F64" | "C64" => Some(8),
        _ => None,
    }
}

#[derive(Deserialize)]
struct Declared {
    dtype: String,
    shape: Sides,
    data_offsets: (u64, u64),
}

/// The sides of a tensor; a list without end is refused while it is read.
struct Sides(Vec<u64>);

impl<'de> Deserialize<'de> for Sides {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Sides;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("the sides of a tensor")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Sides, A::Error> {
                let mut sides = Vec::new();
                while let Some(side) = list.next_element()? {
                    if sides.len() == MOST_SIDES {
                        return Err(A::Error::custom("a tensor has too many sides"));
                    }
                    sides.push(side);
                }
                Ok(Sides(sides))
            }
        }
        deserializer.deserialize_seq(Reader)
    }
}

/// The tensors in the order of the header.
struct Header(Vec<(String, Declared)>);

impl<'de> Deserialize<'de> for Header {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Header;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object of tensors")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Header, A::Error> {
                let (mut tensors, mut names) = (Vec::new(), std::collections::HashSet::new());
                while let Some(name) = map.next_key::<String>()? {
                    if !names.insert(name.clone()) {
                        return Err(A::Error::custom(format_args!("{name} is there twice")));
                    }
                    if name == "__metadata__" {
                        map.next_value::<IgnoredAny>()?;
                    } else {
                        tensors.push((name, map.next_value()?));
                    }
                }
                Ok(Header(tensors))
            }
        }
        deserializer.deserialize_map(Reader)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Cursor;

    fn file(header: &str, data: usize) -> Vec<u8> {
        let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
        bytes.extend_from_slice(header.as_bytes());
        bytes.resize(bytes.len() + data, 0);
        bytes
    }

    fn refused(header: &str, data: usize) -> String {
        match read("model.safetensors", &mut Cursor::new(file(header, data))) {
            Ok(_) => panic!("{header} is taken"),
            Err(error) => error.to_string(),
        }
    }

    const TWO: &str = r#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},
        "b":{"dtype":"F16","shape":[1,2],"data_offsets":[8,12]},"__metadata__":{"format":"pt"}} "#;

    #[test]
    fn tensors_lie_one_after_the_other() {
        let entries = read("f", &mut Cursor::new(file(TWO, 12))).unwrap();
        let start = 8 + TWO.len() as u64;
        assert_eq!((&entries["b"].shape[..], &entries["b"].bytes), (&[1, 2][..], &(start + 8..start + 12)));
    }

    #[test]
    fn overlaps_gaps_and_wrong_ends_are_refused_by_name() {
        let with = |offsets: &str| TWO.replace("[8,12]", offsets);
        for offsets in ["[4,8]", "[0,4]", "[9,13]", "[12,8]", "[8,16]", "[8,18446744073709551615]"] {
            let message = refused(&with(offsets), 12);
            assert!(message.contains("can't be read: its offsets"), "{message}");
        }
        assert!(refused(TWO, 11).contains("tensor b"));
        assert!(refused(TWO, 13).contains("its tensors end at byte"));
        assert!(refused(&with("[-8,12]"), 12).contains("damaged"));
    }

    #[test]
    fn shapes_that_wrap_or_never_end_are_refused() {
        let huge = TWO.replace("[1,2]", "[4294967296,4294967296,2]");
        assert!(refused(&huge, 12).contains("does not fit its shape"));
        let endless = TWO.replace("[1,2]", &format!("[{}2]", "1,".repeat(20)));
        assert!(refused(&endless, 12).contains("too many sides"));
    }

    #[test]
    fn a_name_that_comes_twice_is_refused() {
        let twice = TWO.replace("\"b\"", "\"a\"");
        assert!(refused(&twice, 12).contains("a is there twice"));
    }

    #[test]
    fn header_lengths_beyond_the_file_are_refused_before_anything_is_set_aside() {
        for length in [u64::MAX, 1 << 40, MAX_HEADER_BYTES + 1, 100] {
            let mut bytes = length.to_le_bytes().to_vec();
            bytes.extend_from_slice(b"{}");
            let message = match read("f", &mut Cursor::new(bytes)) {
                Ok(_) => panic!("{length}"),
                Err(error) => error.to_string(),
            };
            assert!(message.contains("header length makes no sense"), "{message}");
        }
    }

    proptest! {
        /// Whatever a header says, what is taken lies within the file.
        #[test]
        fn what_is_taken_lies_within_the_file(place in 0usize..200, byte: u8, data in 0usize..64) {
            let mut bytes = file(TWO, data);
            let place = place % bytes.len();
            bytes[place] = byte;
            let length = bytes.len() as u64;
            if let Ok(entries) = read("f", &mut Cursor::new(bytes)) {
                prop_assert!(entries.values().all(|entry| entry.bytes.start <= entry.bytes.end && entry.bytes.end <= length));
            }
        }
    }
}
