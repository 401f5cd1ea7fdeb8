//! Which way up a picture is, read from EXIF or XMP as Pillow reads them. What is broken there is left aside.

/// What stands before the TIFF structure in JPEG files, and wrongly in some others.
const PREFIX: &[u8] = b"Exif\0\0";

/// The tag that says how the camera was held.
const ORIENTATION: u16 = 0x112;

/// What must be done to see a picture as it was taken: EXIF's values 1 to 8, of which 1 is nothing.
///
/// EXIF speaks first; XMP is asked where it has no such tag.
pub fn orientation(exif: Option<&[u8]>, xmp: Option<&[u8]>) -> u8 {
    let value = exif.and_then(in_exif).or_else(|| xmp.and_then(in_xmp));
    value.filter(|value| (1..=8).contains(value)).unwrap_or(1)
}

/// The value of the tag; 0 where it is there and is no whole number.
fn in_exif(exif: &[u8]) -> Option<u8> {
    let tiff = exif.strip_prefix(PREFIX).unwrap_or(exif);
    let tiff = tiff.strip_prefix(PREFIX).unwrap_or(tiff);
    let little = match tiff.get(..4)? {
        b"II*\0" | b"II\0*" => true,
        b"MM\0*" | b"MM*\0" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let bytes = *tiff.get(at..)?.first_chunk()?;
        Some(if little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let long = |at: usize| {
        let bytes = *tiff.get(at..)?.first_chunk()?;
        Some(if little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    };
    let directory = long(4)? as usize;
    let mut kept_elsewhere = 0u64;
    for entry in 0..usize::from(short(directory)?) {
        let at = directory.checked_add(2 + 12 * entry)?;
        let (tag, kind, count, place) = (short(at)?, short(at + 2)?, long(at + 4)?, long(at + 8)?);
        let Some(unit) = unit(kind) else { continue };
        let size = u64::from(count) * unit;
        let mut value_at = at + 8;
        if size > 4 {
            value_at = place as usize;
            kept_elsewhere += size;
            if kept_elsewhere > tiff.len() as u64 {
                continue;
            }
            // An offset that lies ends the list.
            if u64::from(place) + size > tiff.len() as u64 {
                return None;
            }
        }
        if tag != ORIENTATION || count == 0 {
            continue;
        }
        // Of several numbers the first counts.
        let value = match kind {
            3 | 8 => short(value_at).map(u32::from),
            4 | 9 | 13 => long(value_at),
            6 => tiff.get(value_at).map(|byte| u32::from(*byte)),
            _ => None,
        };
        return Some(value.and_then(|value| u8::try_from(value).ok()).unwrap_or(0));
    }
    None
}

/// Bytes of a value, by its type in TIFF.
fn unit(kind: u16) -> Option<u64> {
    match kind {
        1 | 2 | 6 | 7 => Some(1),
        3 | 8 => Some(2),
        4 | 9 | 11 | 13 => Some(4),
        5 | 10 | 12 | 16 => Some(8),
        _ => None,
    }
}

/// `tiff:Orientation="6"`, or as an element.
fn in_xmp(xmp: &[u8]) -> Option<u8> {
    const NAME: &[u8] = b"tiff:Orientation";
    xmp.windows(NAME.len()).enumerate().filter(|(_, name)| *name == NAME).find_map(|(at, _)| {
        let rest = &xmp[at + NAME.len()..];
        let value = rest.strip_prefix(b"=\"").or_else(|| rest.strip_prefix(b">"))?.first()?;
        value.is_ascii_digit().then(|| value - b'0')
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Tag, type, count, and the value as it stands in the file.
    type Entry = (u16, u16, u32, [u8; 4]);

    fn tiff(little: bool, entries: &[Entry]) -> Vec<u8> {
        let short = |value: u16| if little { value.to_le_bytes() } else { value.to_be_bytes() };
        let long = |value: u32| if little { value.to_le_bytes() } else { value.to_be_bytes() };
        let mut bytes = if little { b"II*\0".to_vec() } else { b"MM\0*".to_vec() };
        bytes.extend(long(8));
        bytes.extend(short(entries.len() as u16));
        for (tag, kind, count, value) in entries {
            bytes.extend(short(*tag));
            bytes.extend(short(*kind));
            bytes.extend(long(*count));
            bytes.extend(value);
        }
        bytes.extend([0; 4]);
        bytes
    }

    #[test]
    fn both_byte_orders_and_all_whole_numbers_are_read() {
        for value in 1..=8 {
            assert_eq!(orientation(Some(&tiff(true, &[(ORIENTATION, 3, 1, [value, 0, 0, 0])])), None), value);
            assert_eq!(orientation(Some(&tiff(false, &[(ORIENTATION, 3, 1, [0, value, 0, 0])])), None), value);
            assert_eq!(orientation(Some(&tiff(false, &[(ORIENTATION, 4, 1, [0, 0, 0, value])])), None), value);
            let prefixed = [PREFIX, &tiff(true, &[(ORIENTATION, 9, 1, [value, 0, 0, 0])])].concat();
            assert_eq!(orientation(Some(&prefixed), None), value);
        }
    }

    /// The answers are Pillow's.
    #[test]
    fn what_is_broken_is_left_aside() {
        let six = (ORIENTATION, 3, 1, [6, 0, 0, 0]);
        let cases: [(&[Entry], u8); 8] = [
            (&[(ORIENTATION, 3, 1, [9, 0, 0, 0])], 1),
            (&[(ORIENTATION, 1, 1, [6, 0, 0, 0])], 1),
            (&[(ORIENTATION, 3, 2, [6, 0, 3, 0])], 6),
            (&[(ORIENTATION, 99, 1, [6, 0, 0, 0]), (ORIENTATION, 3, 1, [8, 0, 0, 0])], 8),
            (&[six, (ORIENTATION, 3, 1, [8, 0, 0, 0])], 6),
            (&[(0x10f, 2, 9, [255, 255, 255, 0]), six], 1),
            (&[(0x10f, 2, u32::MAX, [0; 4]), six], 6),
            (&[(0x8769, 4, 1, [255; 4]), six], 6),
        ];
        for (entries, value) in cases {
            assert_eq!(orientation(Some(&tiff(true, entries)), None), value, "{entries:?}");
        }
        assert_eq!(orientation(Some(&tiff(true, &[six])[..20]), None), 1);
        assert_eq!(orientation(Some(b"Exif\0\0no TIFF"), None), 1);
    }

    #[test]
    fn xmp_speaks_where_exif_is_silent() {
        let xmp = br#"<x tiff:Orientation="8"/>"#;
        assert_eq!(orientation(None, Some(xmp)), 8);
        assert_eq!(orientation(Some(&tiff(true, &[])), Some(b"<tiff:Orientation>3</tiff:Orientation>")), 3);
        assert_eq!(orientation(Some(&tiff(true, &[(ORIENTATION, 3, 1, [1, 0, 0, 0])])), Some(xmp)), 1);
        assert_eq!(orientation(None, Some(b"tiff:Orientation")), 1);
    }

    proptest! {
        #[test]
        fn any_bytes_are_some_way_up(head in prop::sample::select(vec!["II*\0\x08\0\0\0", "MM\0*\0\0\0\x08"]),
                                     rest in prop::collection::vec(any::<u8>(), 0..80)) {
            let bytes = [head.as_bytes(), &rest].concat();
            prop_assert!((1..=8).contains(&orientation(Some(&bytes), Some(&rest))));
        }
    }
}
