//! Any bytes as a picture: read or refused, and a header says the same as the pixels.

#![no_main]

use libfuzzer_sys::fuzz_target;
use shipcheck::vlm::picture::{decode_within, size};

/// Small, so that a fuzzer's memory is not the limit.
const MOST_PIXELS: u64 = 1 << 20;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(picture) = decode_within(bytes, MOST_PIXELS) {
        assert_eq!(picture.rgb.len() as u64, 3 * u64::from(picture.width) * u64::from(picture.height));
        assert_eq!(size(bytes), Ok((picture.width, picture.height)));
    }
});
