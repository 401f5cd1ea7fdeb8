//! Four numbers in one Wasm vector.

use core::arch::wasm32::*;

#[derive(Clone, Copy)]
pub struct F32x4(pub v128);

#[derive(Clone, Copy)]
pub struct I32x4(pub v128);

impl F32x4 {
    #[inline(always)]
    pub fn splat(value: f32) -> Self {
        Self(f32x4_splat(value))
    }

    #[inline(always)]
    pub fn load(values: &[f32; 4]) -> Self {
        // SAFETY: the array has the vector's 16 bytes, and Wasm loads need no alignment.
        Self(unsafe { v128_load(values.as_ptr().cast()) })
    }

    /// Those in the upper halves of the 32 bits.
    #[inline(always)]
    pub fn load_upper(eight: &[u32; 4]) -> Self {
        // SAFETY: as for `load`.
        Self(v128_and(unsafe { v128_load(eight.as_ptr().cast()) }, u32x4_splat(0xffff_0000)))
    }

    /// Those in the lower halves of the 32 bits.
    #[inline(always)]
    pub fn load_lower(eight: &[u32; 4]) -> Self {
        // SAFETY: as for `load`.
        Self(u32x4_shl(unsafe { v128_load(eight.as_ptr().cast()) }, 16))
    }

    #[inline(always)]
    pub fn store(self, values: &mut [f32; 4]) {
        // SAFETY: as for `load`.
        unsafe { v128_store(values.as_mut_ptr().cast(), self.0) }
    }

    #[inline(always)]
    pub fn plus(self, other: Self) -> Self {
        Self(f32x4_add(self.0, other.0))
    }

    #[inline(always)]
    pub fn minus(self, other: Self) -> Self {
        Self(f32x4_sub(self.0, other.0))
    }

    #[inline(always)]
    pub fn times(self, other: Self) -> Self {
        Self(f32x4_mul(self.0, other.0))
    }

    #[inline(always)]
    pub fn over(self, other: Self) -> Self {
        Self(f32x4_div(self.0, other.0))
    }

    /// `other` where it is smaller, else `self`; of what is no number, either: LLVM may take relaxed SIMD's minimum.
    #[inline(always)]
    pub fn min(self, other: Self) -> Self {
        Self(f32x4_pmin(self.0, other.0))
    }

    /// `other` where it is larger, else `self`; of what is no number, either.
    #[inline(always)]
    pub fn max(self, other: Self) -> Self {
        Self(f32x4_pmax(self.0, other.0))
    }

    #[inline(always)]
    pub fn bits(self) -> I32x4 {
        I32x4(self.0)
    }

    /// (1, 0, 3, 2).
    #[inline(always)]
    pub fn neighbours(self) -> Self {
        Self(i32x4_shuffle::<1, 0, 3, 2>(self.0, self.0))
    }

    #[inline(always)]
    pub fn lanes(self) -> [f32; 4] {
        let mut four = [0.0; 4];
        self.store(&mut four);
        four
    }
}

impl I32x4 {
    #[inline(always)]
    pub fn splat(value: i32) -> Self {
        Self(i32x4_splat(value))
    }

    #[inline(always)]
    pub fn to_float(self) -> F32x4 {
        F32x4(f32x4_convert_i32x4(self.0))
    }

    #[inline(always)]
    pub fn as_float_bits(self) -> F32x4 {
        F32x4(self.0)
    }

    /// Wraps around.
    #[inline(always)]
    pub fn plus(self, other: Self) -> Self {
        Self(i32x4_add(self.0, other.0))
    }

    /// Wraps around.
    #[inline(always)]
    pub fn minus(self, other: Self) -> Self {
        Self(i32x4_sub(self.0, other.0))
    }

    #[inline(always)]
    pub fn shifted_left<const BITS: u32>(self) -> Self {
        Self(i32x4_shl(self.0, BITS))
    }

    /// Four times four numbers, held to 0…127, as bytes.
    #[inline(always)]
    pub fn pack(four: [Self; 4]) -> [[u8; 4]; 4] {
        let [a, b, c, d] = four.map(|vector| vector.0);
        let packed = i8x16_narrow_i16x8(i16x8_narrow_i32x4(a, b), i16x8_narrow_i32x4(c, d));
        let packed = i8x16_max(packed, i8x16_splat(0));
        let mut bytes = [[0; 4]; 4];
        // SAFETY: the array has the vector's 16 bytes, and Wasm stores need no alignment.
        unsafe { v128_store(bytes.as_mut_ptr().cast(), packed) };
        bytes
    }

    /// The four numbers, held to −128…127, as bytes.
    #[inline(always)]
    pub fn to_bytes(self) -> [i8; 4] {
        let words = i16x8_narrow_i32x4(self.0, self.0);
        i32x4_extract_lane::<0>(i8x16_narrow_i16x8(words, words)).to_le_bytes().map(|byte| byte as i8)
    }
}
