//! Vectors of four numbers: Wasm SIMD where there is some, arrays elsewhere. Both round alike.

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod wasm;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub use wasm::{F32x4, I32x4};

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod portable;
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
pub use portable::{F32x4, I32x4};

use std::hint::black_box;
use std::ops::{Add, Mul, Sub};

/// 1.5 · 2²³. Added to a number below 2²² in magnitude, it leaves the nearest integer in the lowest bits of the sum,
/// with one addition where a conversion that saturates takes many instructions.
pub const ROUNDER: f32 = 12_582_912.0;

const MANTISSA_BITS: u32 = 23;

impl F32x4 {
    /// (0 + 1) + (2 + 3).
    #[inline(always)]
    pub fn total(self) -> f32 {
        let [a, b, c, d] = self.lanes();
        (a + b) + (c + d)
    }

    #[inline(always)]
    pub fn largest(self) -> f32 {
        let larger = |a: f32, b: f32| if a < b { b } else { a };
        let [a, b, c, d] = self.lanes();
        larger(larger(a, b), larger(c, d))
    }

    /// What `see` makes of a slice's values, vector by vector and in four places at a time, so that none waits for the
    /// one before; `join` makes one of two places. Behind the last value comes `padding`.
    #[inline(always)]
    pub fn fold<P: Copy>(
        values: &[f32],
        padding: f32,
        start: P,
        see: impl Fn(&mut P, F32x4),
        join: impl Fn(P, P) -> P,
    ) -> P {
        let mut places = [start; 4];
        let (sixteens, rest) = values.as_chunks::<16>();
        for sixteen in sixteens {
            places.iter_mut().zip(sixteen.as_chunks().0).for_each(|(place, four)| see(place, Self::load(four)));
        }
        for (place, values) in places.iter_mut().zip(rest.chunks(4)) {
            see(place, Self::load_part(values, padding));
        }
        let [a, b, c, d] = places;
        join(join(a, b), join(c, d))
    }

    /// The sum of a slice's values under `map`, which must leave zero at zero.
    #[inline(always)]
    pub fn sum_of(values: &[f32], map: impl Fn(F32x4) -> F32x4) -> f32 {
        Self::fold(values, 0.0, Self::splat(0.0), |sum, x| *sum = *sum + map(x), |a, b| a + b).total()
    }

    /// Up to four values, then padding.
    #[inline(always)]
    pub fn load_part(values: &[f32], padding: f32) -> Self {
        let mut four = [padding; 4];
        four[..values.len()].copy_from_slice(values);
        Self::load(&four)
    }

    /// Writes the first of the four values.
    #[inline(always)]
    pub fn store_part(self, values: &mut [f32]) {
        let mut four = [0.0; 4];
        self.store(&mut four);
        values.copy_from_slice(&four[..values.len()]);
    }

    /// Replaces every value of a slice, four at a time.
    #[inline(always)]
    pub fn replace(values: &mut [f32], mut map: impl FnMut(F32x4) -> F32x4) {
        let (whole, rest) = values.as_chunks_mut::<4>();
        for chunk in whole {
            map(F32x4::load(chunk)).store(chunk);
        }
        if !rest.is_empty() {
            map(F32x4::load_part(rest, 0.0)).store_part(rest);
        }
    }

    /// `self · factor + addend`, rounded twice: a fused product would differ between processors.
    #[inline(always)]
    pub fn times_plus(self, factor: Self, addend: Self) -> Self {
        self * factor + addend
    }

    /// The nearest integer, of a number to which `rounder`, four times [`ROUNDER`], was added.
    #[inline(always)]
    pub fn rounded(self, rounder: Self) -> I32x4 {
        self.bits().minus(rounder.bits())
    }

    /// A constant that is used in a loop. V8 makes a constant vector anew wherever one is used, which takes three
    /// instructions; one that the compiler knows nothing of stays in its register.
    #[inline(always)]
    pub fn constant(value: f32) -> Self {
        Self::splat(black_box(value))
    }
}

/// 2ˣ to one part in ten thousand: where seven bits follow, they see one in two hundred.
pub struct PowerOfTwo {
    rounder: F32x4,
    /// Minimax for the relative error on ±½, the highest power first.
    coefficients: [F32x4; 4],
}

impl PowerOfTwo {
    #[inline(always)]
    pub fn new() -> Self {
        Self {
            rounder: F32x4::constant(ROUNDER),
            coefficients: [0.055_171_67, 0.242_611_12, 0.693_260_99, 0.999_928_07].map(F32x4::constant),
        }
    }

    /// For x from −126 to 126.
    #[inline(always)]
    pub fn of(&self, x: F32x4) -> F32x4 {
        let shifted = x + self.rounder;
        let rest = x - (shifted - self.rounder);
        let [first, others @ ..] = self.coefficients;
        let p = others.into_iter().fold(first, |p, coefficient| p.times_plus(rest, coefficient));
        p.bits().plus(shifted.bits().shifted_left::<MANTISSA_BITS>()).as_float_bits()
    }
}

/// The operators, spelled once for both kinds.
macro_rules! operators {
    ($($operator:ident $function:ident $inner:ident),*) => {$(
        impl $operator for F32x4 {
            type Output = Self;
            #[inline(always)]
            fn $function(self, other: Self) -> Self {
                self.$inner(other)
            }
        }
    )*};
}
operators!(Add add plus, Sub sub minus, Mul mul times);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn powers_of_two_are_near(x in -126f32..126.0) {
            let reference = f64::from(x).exp2();
            prop_assert!((f64::from(PowerOfTwo::new().of(F32x4::splat(x)).lanes()[0]) - reference).abs() <= 1e-4 * reference);
        }

        #[test]
        fn sums_take_every_value(values in prop::collection::vec(-8i8..8, 0..40)) {
            let floats: Vec<f32> = values.iter().map(|value| f32::from(*value)).collect();
            prop_assert_eq!(F32x4::sum_of(&floats, |x| x), floats.iter().sum::<f32>());
        }
    }
}
