//! The way of x86-64, with what all its processors have (SSE2), so that nothing here needs to be asked for first.

use super::Dot;
use crate::lanes::I32x4;
use core::arch::x86_64::*;

pub struct Widened;

impl Dot for Widened {
    type Weights = [__m128i; 2];
    type Activations = __m128i;
    /// Two outputs each, and two sums for each output.
    type Bundle = [__m128i; 2];
    const BUNDLED: bool = false;
    /// Twelve sums, which fit the registers.
    const ROWS: usize = 1;

    #[inline(always)]
    fn weights(weights: &[i8; 16]) -> [__m128i; 2] {
        // SAFETY: as said above; the array has the vector's 16 bytes, and this load needs no alignment.
        unsafe {
            let bytes = _mm_loadu_si128(weights.as_ptr().cast());
            // Twice in both halves of 16 bits; the shift leaves the upper one, with its sign.
            let (low, high) = (_mm_unpacklo_epi8(bytes, bytes), _mm_unpackhi_epi8(bytes, bytes));
            [_mm_srai_epi16::<8>(low), _mm_srai_epi16::<8>(high)]
        }
    }

    #[inline(always)]
    fn activations(activations: &[u8; 4]) -> __m128i {
        // SAFETY: as said above.
        unsafe { _mm_unpacklo_epi8(_mm_set1_epi32(i32::from_le_bytes(*activations)), _mm_setzero_si128()) }
    }

    #[inline(always)]
    fn open(_: I32x4) -> [__m128i; 2] {
        // SAFETY: as said above.
        [unsafe { _mm_setzero_si128() }; 2]
    }

    #[inline(always)]
    fn add([low, high]: [__m128i; 2], [of_low, of_high]: [__m128i; 2], activations: __m128i) -> [__m128i; 2] {
        // SAFETY: as said above.
        let added = |sums, weights| unsafe { _mm_add_epi32(sums, _mm_madd_epi16(weights, activations)) };
        [added(low, of_low), added(high, of_high)]
    }

    #[inline(always)]
    fn close(sums: I32x4, [low, high]: [__m128i; 2]) -> I32x4 {
        let mut added = [0; 4];
        // SAFETY: as said above; the array has the vector's 16 bytes, and this store needs no alignment.
        unsafe {
            let (low, high) = (_mm_castsi128_ps(low), _mm_castsi128_ps(high));
            let (even, odd) = (_mm_shuffle_ps::<0x88>(low, high), _mm_shuffle_ps::<0xdd>(low, high));
            let total = _mm_add_epi32(_mm_castps_si128(even), _mm_castps_si128(odd));
            _mm_storeu_si128(added.as_mut_ptr().cast(), total);
        }
        sums.plus(I32x4(added))
    }
}
