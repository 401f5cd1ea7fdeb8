//! Numbers in 16 bits: the upper half of a float32. Half the memory, and one instruction to read.

/// Eight numbers, read four at a time with [`super::lanes::F32x4::load_upper`] (the first four) and `load_lower`.
pub type Eight = [u32; 4];

const UPPER: u32 = 0xffff_0000;

/// Writes one of the eight, rounded to the nearest, halves to even. `value` is finite.
pub fn put(eight: &mut Eight, place: usize, value: f32) {
    let bits = value.to_bits();
    let rounded = bits.wrapping_add(0x7fff + (bits >> 16 & 1)) & UPPER;
    let pair = &mut eight[place % 4];
    *pair = if place < 4 { *pair & !UPPER | rounded } else { *pair & UPPER | rounded >> 16 };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lanes::F32x4;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn eight_numbers_keep_eight_bits(values in prop::array::uniform8(-1e30f32..1e30)) {
            let mut eight = [u32::MAX; 4];
            values.iter().enumerate().for_each(|(place, value)| put(&mut eight, place, *value));
            let found = [F32x4::load_upper(&eight).lanes(), F32x4::load_lower(&eight).lanes()].concat();
            for (found, value) in found.iter().zip(values) {
                prop_assert!((found - value).abs() <= value.abs() / 256.0, "{found} {value}");
            }
        }
    }

    #[test]
    fn what_fits_is_kept_and_halves_go_to_even() {
        let mut eight = [0; 4];
        for (value, expected) in [(-1.5, -1.5), (0.0, 0.0), (257.0, 256.0), (259.0, 260.0), (258.0, 258.0)] {
            put(&mut eight, 6, value);
            assert_eq!(F32x4::load_lower(&eight).lanes(), [0.0, 0.0, expected, 0.0]);
        }
    }
}
