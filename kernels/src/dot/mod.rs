//! The innermost operation: four inputs of one row, times the same four inputs of four outputs.
//!
//! There are several ways to ask a processor for it. All are exact, so they give the same sums.

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod portable;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd;
#[cfg(target_arch = "x86_64")]
mod x86;

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
pub use portable::Portable;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub use simd::Widened;
#[cfg(all(target_arch = "wasm32", target_feature = "relaxed-simd"))]
pub use simd::{Bundled, Fused};
#[cfg(target_arch = "x86_64")]
pub use x86::Widened;

use super::lanes::I32x4;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed as Unordered};

/// A way to multiply small integers.
pub trait Dot {
    type Weights: Copy;
    type Activations: Copy;
    type Bundle: Copy;

    /// Whether products are added up a bundle of [`BUNDLE`] steps at a time, in a form that suits the processor. Otherwise
    /// every step is added to the sums by itself.
    const BUNDLED: bool;

    /// Rows of a tile, a divisor of [`crate::multiply::TILE`].
    const ROWS: usize;

    /// Four outputs × four inputs, as `Matrix` stores them.
    fn weights(weights: &[i8; 16]) -> Self::Weights;

    /// Four inputs of one row, each in 0…127.
    fn activations(activations: &[u8; 4]) -> Self::Activations;

    /// A bundle that follows what was summed up before.
    fn open(sums: I32x4) -> Self::Bundle;

    /// Adds the four products of every output. At most [`BUNDLE`] times between `open` and `close`.
    fn add(bundle: Self::Bundle, weights: Self::Weights, activations: Self::Activations) -> Self::Bundle;

    /// The sums before, with the bundle's.
    fn close(sums: I32x4, bundle: Self::Bundle) -> I32x4;
}

/// Steps in a bundle. The products of so many fit 16 bits, because [`crate::Matrix`] holds its weights to it.
pub const BUNDLE: usize = 4;

/// The ways this build knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// One relaxed instruction: best where the processor has it (Arm's dot product, x86's VNNI).
    #[cfg(all(target_arch = "wasm32", target_feature = "relaxed-simd"))]
    Fused,
    /// In 16 bits as long as they fit, then in 32: better on x86 without VNNI, where engines would build the same from
    /// more.
    #[cfg(all(target_arch = "wasm32", target_feature = "relaxed-simd"))]
    Bundled,
    /// Widened to 16 bits: plain Wasm SIMD, and x86-64.
    #[cfg(any(target_arch = "x86_64", all(target_arch = "wasm32", target_feature = "simd128")))]
    Widened,
    /// Plain Rust.
    #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
    Portable,
}

/// Every method this build knows.
fn methods() -> &'static [Method] {
    #[cfg(all(target_arch = "wasm32", target_feature = "relaxed-simd"))]
    return &[Method::Fused, Method::Bundled, Method::Widened];
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128", not(target_feature = "relaxed-simd")))]
    return &[Method::Widened];
    #[cfg(target_arch = "x86_64")]
    return &[Method::Widened, Method::Portable];
    #[cfg(not(any(target_arch = "x86_64", all(target_arch = "wasm32", target_feature = "simd128"))))]
    return &[Method::Portable];
}

/// Index into [`methods`]. One for the whole program: it describes the processor.
static CHOSEN: AtomicUsize = AtomicUsize::new(0);

/// The method that products use.
pub fn chosen() -> Method {
    methods()[CHOSEN.load(Unordered)]
}

/// Lets every method do `work`, by the clock, and keeps the fastest.
pub fn choose(mut now_ms: impl FnMut() -> f64, mut work: impl FnMut()) {
    const TURNS: usize = 4;
    let mut best = (f64::INFINITY, 0);
    if methods().len() > 1 {
        for index in (0..methods().len()).cycle().take(TURNS * methods().len()) {
            CHOSEN.store(index, Unordered);
            let start = now_ms();
            work();
            let spent = now_ms() - start;
            if spent < best.0 {
                best = (spent, index);
            }
        }
    }
    CHOSEN.store(best.1, Unordered);
}

/// Lets every method do `work`, one after the other, and returns what comes of it.
#[cfg(test)]
pub fn with_each<T>(mut work: impl FnMut() -> T) -> Vec<T> {
    let chosen = CHOSEN.load(Unordered);
    let results = (0..methods().len()).map(|index| {
        CHOSEN.store(index, Unordered);
        work()
    });
    let results = results.collect();
    CHOSEN.store(chosen, Unordered);
    results
}

/// Evaluates an expression in which a name stands for the [`Dot`] that was chosen.
macro_rules! with_chosen {
    ($name:ident => $expression:expr) => {{
        use $crate::dot::{self, Method};
        match dot::chosen() {
            #[cfg(all(target_arch = "wasm32", target_feature = "relaxed-simd"))]
            Method::Fused => {
                type $name = dot::Fused;
                $expression
            }
            #[cfg(all(target_arch = "wasm32", target_feature = "relaxed-simd"))]
            Method::Bundled => {
                type $name = dot::Bundled;
                $expression
            }
            #[cfg(any(target_arch = "x86_64", all(target_arch = "wasm32", target_feature = "simd128")))]
            Method::Widened => {
                type $name = dot::Widened;
                $expression
            }
            #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
            Method::Portable => {
                type $name = dot::Portable;
                $expression
            }
        }
    }};
}
pub(super) use with_chosen;
