//! The ways of Wasm SIMD, plain and relaxed.

use super::Dot;
use crate::lanes::I32x4;
use core::arch::wasm32::*;

#[cfg(target_feature = "relaxed-simd")]
fn load(weights: &[i8; 16]) -> v128 {
    // SAFETY: the array has the vector's 16 bytes, and Wasm loads need no alignment.
    unsafe { v128_load(weights.as_ptr().cast()) }
}

pub struct Widened;

impl Dot for Widened {
    type Weights = [v128; 2];
    type Activations = v128;
    /// Two outputs each, and two sums for each output.
    type Bundle = [v128; 2];
    const BUNDLED: bool = false;
    /// Twelve sums, which fit the registers.
    const ROWS: usize = 1;

    #[inline(always)]
    fn weights(weights: &[i8; 16]) -> [v128; 2] {
        // SAFETY: each half of the array has the eight bytes that are loaded.
        let widened = |first: usize| unsafe { i16x8_load_extend_i8x8(weights.as_ptr().add(first)) };
        [widened(0), widened(8)]
    }

    #[inline(always)]
    fn activations(activations: &[u8; 4]) -> v128 {
        i16x8_extend_low_u8x16(u32x4_splat(u32::from_le_bytes(*activations)))
    }

    #[inline(always)]
    fn open(_: I32x4) -> [v128; 2] {
        [i32x4_splat(0); 2]
    }

    #[inline(always)]
    fn add([low, high]: [v128; 2], weights: [v128; 2], activations: v128) -> [v128; 2] {
        let [of_low, of_high] = weights.map(|weights| i32x4_dot_i16x8(weights, activations));
        [i32x4_add(low, of_low), i32x4_add(high, of_high)]
    }

    #[inline(always)]
    fn close(sums: I32x4, [low, high]: [v128; 2]) -> I32x4 {
        let halves = i32x4_add(i32x4_shuffle::<0, 2, 4, 6>(low, high), i32x4_shuffle::<1, 3, 5, 7>(low, high));
        I32x4(i32x4_add(sums.0, halves))
    }
}

#[cfg(target_feature = "relaxed-simd")]
pub struct Fused;

#[cfg(target_feature = "relaxed-simd")]
impl Dot for Fused {
    type Weights = v128;
    type Activations = v128;
    type Bundle = I32x4;
    const BUNDLED: bool = false;
    /// Twelve sums, two rows and a vector of weights: all fifteen registers that V8 has on x86.
    const ROWS: usize = 2;

    #[inline(always)]
    fn weights(weights: &[i8; 16]) -> v128 {
        load(weights)
    }

    #[inline(always)]
    fn activations(activations: &[u8; 4]) -> v128 {
        u32x4_splat(u32::from_le_bytes(*activations))
    }

    #[inline(always)]
    fn open(sums: I32x4) -> I32x4 {
        sums
    }

    #[inline(always)]
    fn close(_: I32x4, bundle: I32x4) -> I32x4 {
        bundle
    }

    #[inline(always)]
    fn add(sums: I32x4, weights: v128, activations: v128) -> I32x4 {
        I32x4(i32x4_relaxed_dot_i8x16_i7x16_add(weights, activations, sums.0))
    }
}

#[cfg(target_feature = "relaxed-simd")]
pub struct Bundled;

#[cfg(target_feature = "relaxed-simd")]
impl Dot for Bundled {
    type Weights = v128;
    type Activations = v128;
    type Bundle = v128;
    const BUNDLED: bool = true;
    /// Its sums go through memory anyway; so many rows share what is read of the weights.
    const ROWS: usize = 4;

    #[inline(always)]
    fn weights(weights: &[i8; 16]) -> v128 {
        load(weights)
    }

    #[inline(always)]
    fn activations(activations: &[u8; 4]) -> v128 {
        u32x4_splat(u32::from_le_bytes(*activations))
    }

    #[inline(always)]
    fn open(_: I32x4) -> v128 {
        i16x8_splat(0)
    }

    #[inline(always)]
    fn close(sums: I32x4, bundle: v128) -> I32x4 {
        I32x4(i32x4_add(sums.0, i32x4_dot_i16x8(bundle, i16x8_splat(1))))
    }

    #[inline(always)]
    fn add(bundle: v128, weights: v128, activations: v128) -> v128 {
        i16x8_add(bundle, i16x8_relaxed_dot_i8x16_i7x16(weights, activations))
    }
}
