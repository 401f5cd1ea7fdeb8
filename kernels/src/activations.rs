//! Rows on their way into a product: in tiles when there are many, alone when there is one.

use super::error::KernelError;
use super::matrix::Matrix;
use super::multiply::{TILE, Target, multiply, multiply_one};
use super::rows::Rows;

/// The input of products. Its memory is kept from one to the next.
#[derive(Default)]
pub struct Activations {
    many: Rows<TILE>,
    /// A tile of four would do three rows' work for nothing.
    one: Rows<1>,
}

impl Activations {
    /// Takes `count` rows of `inputs` values, which `write` puts into the line it gets, row by row.
    ///
    /// # Errors
    /// When a value is not finite.
    pub fn fill(
        &mut self,
        count: usize,
        inputs: usize,
        group: usize,
        mut write: impl FnMut(usize, &mut [f32]),
    ) -> Result<(), KernelError> {
        self.one.clear();
        self.many.clear();
        if count == 1 {
            self.one.fill(count, inputs, group, &mut write)
        } else {
            self.many.fill(count, inputs, group, &mut write)
        }
    }

    /// `rows · matrixᵀ (+ bias)`: many rows on this thread, a single one on all hands.
    pub fn times(&self, matrix: &Matrix, target: Target<'_>) {
        if self.one.count() == 1 {
            multiply_one(matrix, &self.one, target)
        } else {
            multiply(matrix, &self.many, target)
        }
    }
}
