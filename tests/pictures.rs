//! Picture files as people and programs make them, beside what Pillow makes of them.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use proptest::prelude::*;
use serde::Deserialize;
use shipcheck::vlm::picture::{MOST_BYTES, MOST_SIDE, PictureError, check_length, decode, decode_within, size};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What a picture is after it was turned upright and put on white.
#[derive(Deserialize)]
struct Expected {
    size: (u32, u32),
    /// Mean red, green and blue.
    mean: [f64; 3],
    /// The first pixel.
    corner: [u8; 3],
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pictures")
}

fn read(name: &str) -> Vec<u8> {
    std::fs::read(folder().join(name)).unwrap()
}

/// By file; `None` where the file is refused.
fn expected() -> BTreeMap<String, Option<Expected>> {
    serde_json::from_slice(&read("expect.json")).unwrap()
}

/// The figures are those of Pillow 13 (`exif_transpose`, then on white as transformers does it). Three differ on purpose:
/// files that lack only JPEG's end mark are read, and arithmetic coding, dense chroma and single colours are not.
#[test]
fn pictures_are_what_pillow_makes_of_them() {
    for (name, expected) in expected() {
        let bytes = read(&name);
        let found = decode(&bytes);
        let Some(expected) = expected else {
            assert!(found.is_err(), "{name} should be refused");
            continue;
        };
        let picture = found.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!((picture.width, picture.height), expected.size, "{name}");
        assert_eq!(size(&bytes), Ok(expected.size), "{name}");
        let pixels = picture.rgb.as_chunks::<3>().0;
        assert_eq!(pixels.len() as u32, expected.size.0 * expected.size.1, "{name}");
        // Decoders of lossy formats round differently.
        let slack = if name.ends_with(".jpg") || name.contains("lossy") { 1.5 } else { 0.01 };
        for colour in 0..3 {
            let mean = pixels.iter().map(|pixel| f64::from(pixel[colour])).sum::<f64>() / pixels.len() as f64;
            assert!((mean - expected.mean[colour]).abs() < slack, "{name}: {mean}, not {}", expected.mean[colour]);
            let off = pixels[0][colour].abs_diff(expected.corner[colour]);
            assert!(f64::from(off) < 12.0 * slack, "{name}: {:?}, not {:?}", pixels[0], expected.corner);
        }
    }
}

#[test]
fn what_cannot_be_read_is_named() {
    let words = |name: &str| decode(&read(name)).unwrap_err().to_string();
    for (name, expected) in [
        ("mif1_avif.bin", "AVIF"),
        ("avis.bin", "AVIF"),
        ("arithmetic.jpg", "JPEG picture can't be read here: it uses arithmetic coding"),
        ("cr_denser_than_luma.jpg", "JPEG picture can't be read here: its colours"),
        ("cut_half.jpg", "JPEG picture is damaged or cut short"),
        ("cut8_grey.jpg", "JPEG picture is damaged or cut short"),
        ("noframe.gif", "GIF picture is damaged or cut short: it holds no frame"),
        ("f0.gif", "its first frame has no pixels"),
        ("zero.bmp", "BMP"),
        ("huge.bmp", "BMP"),
    ] {
        assert!(words(name).contains(expected), "{name}: {}", words(name));
    }
}

/// A PNG of these sides that holds nothing else, and its chunks' sums are wrong.
fn hollow_png(width: u32, height: u32) -> Vec<u8> {
    let sides = [width.to_be_bytes(), height.to_be_bytes()].concat();
    [b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR", &sides[..], b"\x08\x02\0\0\0\0\0\0\0"].concat()
}

#[test]
fn sides_and_areas_are_bounded_before_anything_is_unpacked() {
    for (width, height) in [(1, MOST_SIDE + 1), (MOST_SIDE + 1, 1), (20_000, 20_000), (u32::MAX, u32::MAX)] {
        let bytes = hollow_png(width, height);
        assert_eq!(decode(&bytes), Err(PictureError::TooLarge { width, height }));
        assert_eq!(size(&bytes), Err(PictureError::TooLarge { width, height }));
    }
    assert!(matches!(size(&hollow_png(0, 9)), Err(PictureError::Damaged { format: "PNG", .. })));
    assert_eq!(size(&hollow_png(1, MOST_SIDE)), Ok((1, MOST_SIDE)));
    assert!(decode_within(&read("mP.png"), 100).is_err());
    assert_eq!(check_length(MOST_BYTES), Ok(()));
    assert_eq!(check_length(MOST_BYTES + 1), Err(PictureError::TooManyBytes { bytes: MOST_BYTES + 1 }));
}

/// Profiles and texts may be packed, a gigabyte to a megabyte. They are not looked at, so they may hold anything.
#[test]
fn what_stands_beside_the_pixels_is_not_unpacked() {
    let plain = read("mP.png");
    let pixels = decode(&plain).unwrap();
    for name in [b"iCCP", b"zTXt", b"iTXt", b"tEXt", b"eXIf"] {
        let mut chunk = 9u32.to_be_bytes().to_vec();
        chunk.extend_from_slice(name);
        chunk.extend_from_slice(b"name\0\0\xff\xff\xff sum");
        let bytes = [&plain[..33], &chunk.repeat(300), &plain[33..]].concat();
        assert!(decode(&bytes).as_ref() == Ok(&pixels), "{}", String::from_utf8_lossy(name));
    }
    let jpeg = read("keeprgb.jpg");
    let profile = [b"\xff\xe2\xea\x60ICC_PROFILE\0\x01\x02", &[0xff; 60_000 - 16][..]].concat();
    let bytes = [&jpeg[..2], &profile.repeat(20), &jpeg[2..]].concat();
    assert!(decode(&bytes) == decode(&jpeg));
}

/// A cut JPEG picture is refused wherever it was cut; one that lacks only its last two bytes is whole.
#[test]
fn a_jpeg_is_cut_or_whole() {
    for name in ["keeprgb.jpg", "greyp.jpg", "rgbprogressiveTrue.jpg", "rgb_ad0.jpg"] {
        let bytes = read(name);
        for end in (2..bytes.len() - 8).step_by(13) {
            assert!(decode(&bytes[..end]).is_err(), "{name} cut after {end} of {} bytes", bytes.len());
        }
        for missing in 1..=2 {
            assert!(decode(&bytes[..bytes.len() - missing]) == decode(&bytes), "{name} without {missing} bytes");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// A header and the pixels say the same, and nothing panics, whatever was damaged.
    #[test]
    fn damaged_pictures_are_refused_or_read(
        pick in any::<prop::sample::Index>(),
        hits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        keep in any::<prop::sample::Index>(),
        cut in any::<bool>(),
    ) {
        let names: Vec<String> = expected().into_keys().collect();
        let mut bytes = read(&names[pick.index(names.len())]);
        for (place, value) in hits {
            let place = place.index(bytes.len());
            bytes[place] = value;
        }
        if cut {
            bytes.truncate(keep.index(bytes.len()));
        }
        if let Ok(picture) = decode_within(&bytes, 1 << 18) {
            prop_assert_eq!(picture.rgb.len() as u64, 3 * u64::from(picture.width) * u64::from(picture.height));
            prop_assert_eq!(size(&bytes), Ok((picture.width, picture.height)));
        }
    }
}
