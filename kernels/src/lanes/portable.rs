//! Four numbers in an array. Compilers make vector instructions of this, too.

use std::array::from_fn;

#[derive(Clone, Copy)]
pub struct F32x4([f32; 4]);

#[derive(Clone, Copy)]
pub struct I32x4(pub [i32; 4]);

impl F32x4 {
    #[inline(always)]
    pub fn splat(value: f32) -> Self {
        Self([value; 4])
    }

    #[inline(always)]
    pub fn load(values: &[f32; 4]) -> Self {
        Self(*values)
    }

    /// Those in the upper halves of the 32 bits.
    #[inline(always)]
    pub fn load_upper(eight: &[u32; 4]) -> Self {
        Self(eight.map(|pair| f32::from_bits(pair & 0xffff_0000)))
    }

    /// Those in the lower halves of the 32 bits.
    #[inline(always)]
    pub fn load_lower(eight: &[u32; 4]) -> Self {
        Self(eight.map(|pair| f32::from_bits(pair << 16)))
    }

    #[inline(always)]
    pub fn store(self, values: &mut [f32; 4]) {
        *values = self.0;
    }

    #[inline(always)]
    fn with(self, other: Self, operation: impl Fn(f32, f32) -> f32) -> Self {
        Self(from_fn(|lane| operation(self.0[lane], other.0[lane])))
    }

    #[inline(always)]
    pub fn plus(self, other: Self) -> Self {
        self.with(other, |a, b| a + b)
    }

    #[inline(always)]
    pub fn minus(self, other: Self) -> Self {
        self.with(other, |a, b| a - b)
    }

    #[inline(always)]
    pub fn times(self, other: Self) -> Self {
        self.with(other, |a, b| a * b)
    }

    #[inline(always)]
    pub fn over(self, other: Self) -> Self {
        self.with(other, |a, b| a / b)
    }

    /// `other` where it is smaller, else `self`; of what is no number, either: LLVM may take relaxed SIMD's minimum.
    #[inline(always)]
    pub fn min(self, other: Self) -> Self {
        self.with(other, |a, b| if b < a { b } else { a })
    }

    /// `other` where it is larger, else `self`; of what is no number, either.
    #[inline(always)]
    pub fn max(self, other: Self) -> Self {
        self.with(other, |a, b| if a < b { b } else { a })
    }

    #[inline(always)]
    pub fn bits(self) -> I32x4 {
        I32x4(self.0.map(|value| value.to_bits() as i32))
    }

    /// (1, 0, 3, 2).
    #[inline(always)]
    pub fn neighbours(self) -> Self {
        let [a, b, c, d] = self.0;
        Self([b, a, d, c])
    }

    #[inline(always)]
    pub fn lanes(self) -> [f32; 4] {
        self.0
    }
}

impl I32x4 {
    #[inline(always)]
    pub fn splat(value: i32) -> Self {
        Self([value; 4])
    }

    #[inline(always)]
    pub fn to_float(self) -> F32x4 {
        F32x4(self.0.map(|value| value as f32))
    }

    #[inline(always)]
    pub fn as_float_bits(self) -> F32x4 {
        F32x4(self.0.map(|value| f32::from_bits(value as u32)))
    }

    /// Wraps around.
    #[inline(always)]
    pub fn plus(self, other: Self) -> Self {
        Self(from_fn(|lane| self.0[lane].wrapping_add(other.0[lane])))
    }

    /// Wraps around.
    #[inline(always)]
    pub fn minus(self, other: Self) -> Self {
        Self(from_fn(|lane| self.0[lane].wrapping_sub(other.0[lane])))
    }

    #[inline(always)]
    pub fn shifted_left<const BITS: u32>(self) -> Self {
        Self(self.0.map(|value| value << BITS))
    }

    /// Four times four numbers, held to 0…127, as bytes.
    #[inline(always)]
    pub fn pack(four: [Self; 4]) -> [[u8; 4]; 4] {
        four.map(|vector| vector.0.map(|value| value.clamp(0, 127) as u8))
    }

    /// The four numbers, held to −128…127, as bytes.
    #[inline(always)]
    pub fn to_bytes(self) -> [i8; 4] {
        self.0.map(|value| value.clamp(-128, 127) as i8)
    }
}
