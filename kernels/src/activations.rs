//! Activations as small integers, made on the fly, row by row.

use super::error::KernelError;
use super::lanes::{F32x4, I32x4, ROUNDER};
use super::matrix::Matrix;
use super::multiply::{Target, multiply, multiply_one};

/// Largest integer: seven bits, as relaxed SIMD's dot product asks for.
pub const LARGEST: f32 = 127.0;

/// Rows in 0…127, each group of inputs with a scale and a zero point of its own: `x = scale · (integer − zero)`.
///
/// The input of products. Its memory is kept from one to the next.
#[derive(Default)]
pub struct Activations {
    count: usize,
    /// Steps of four inputs in a row, and those in a group.
    steps_per_row: usize,
    group: usize,
    /// [rows, steps], padded with zeros.
    steps: Vec<[u8; 4]>,
    /// [rows, groups]
    groups: Vec<OfRow>,
}

/// What belongs to a group of a row.
#[derive(Clone, Copy, Default)]
pub struct OfRow {
    pub scale: f32,
    pub zero: f32,
}

/// What a product needs of a row.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    pub steps: &'a [[u8; 4]],
    pub groups: &'a [OfRow],
}

/// A row on its way in.
pub struct RowMut<'a> {
    pub steps: &'a mut [[u8; 4]],
    pub groups: &'a mut [OfRow],
}

impl Activations {
    /// Takes `count` rows of `inputs` values, which `write` puts into the line it gets, row by row: whatever comes
    /// before a product (a norm, an activation) is computed while the row is in the nearest cache.
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
        self.make_room(count, inputs, group);
        let mut line = vec![0.0; inputs];
        self.rows_mut().enumerate().try_for_each(|(index, mut row)| {
            write(index, &mut line);
            row.set(&line, group)
        })
    }

    /// `rows · matrixᵀ (+ bias)`: many rows on this thread, a single one on all hands.
    pub fn times(&self, matrix: &Matrix, target: Target<'_>) {
        if self.count == 1 { multiply_one(matrix, self, target) } else { multiply(matrix, self, target) }
    }

    /// Sizes everything for `count` rows of `inputs` values, whatever is in them.
    pub fn make_room(&mut self, count: usize, inputs: usize, group: usize) {
        debug_assert!(group > 0 && group.is_multiple_of(4));
        (self.count, self.group, self.steps_per_row) = (count, group / 4, inputs.div_ceil(4));
        self.steps.resize(count * self.steps_per_row, [0; 4]);
        self.groups.resize(count * self.groups_per_row(), OfRow::default());
    }

    pub fn count(&self) -> usize {
        self.count
    }

    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let (steps, groups) = (self.steps_per_row, self.groups_per_row());
        (0..self.count).map(move |row| Row {
            steps: &self.steps[row * steps..][..steps],
            groups: &self.groups[row * groups..][..groups],
        })
    }

    /// Every row, to be written.
    pub fn rows_mut(&mut self) -> impl Iterator<Item = RowMut<'_>> {
        let (steps, groups) = (self.steps_per_row.max(1), self.groups_per_row().max(1));
        let rows = self.steps.chunks_mut(steps).zip(self.groups.chunks_mut(groups));
        rows.map(|(steps, groups)| RowMut { steps, groups })
    }

    fn groups_per_row(&self) -> usize {
        self.steps_per_row.div_ceil(self.group.max(1))
    }
}

impl RowMut<'_> {
    fn set(&mut self, values: &[f32], group: usize) -> Result<(), KernelError> {
        let groups = self.steps.chunks_mut(group / 4).zip(values.chunks(group));
        for ((steps, values), of_row) in groups.zip(&mut *self.groups) {
            let (scale, zero) = scale_and_zero(range(values)?);
            let inverse = F32x4::splat(if scale > 0.0 { scale.recip() } else { 0.0 });
            let shift = F32x4::splat(zero + ROUNDER);
            put(steps, values, 0.0, |x| x.times_plus(inverse, shift));
            *of_row = OfRow { scale, zero };
        }
        Ok(())
    }
}

/// Writes `map` of every value, which is near an integer plus [`ROUNDER`], as that integer, held to 0…127. Behind the
/// last value comes `map` of `padding`.
#[inline(always)]
pub fn put(steps: &mut [[u8; 4]], values: &[f32], padding: f32, mut map: impl FnMut(F32x4) -> F32x4) {
    let rounder = F32x4::constant(ROUNDER);
    let mut integers = |x: F32x4| map(x).rounded(rounder);
    let (sixteens, values) = values.as_chunks::<16>();
    let (steps, last) = steps.split_at_mut(4 * sixteens.len());
    for (steps, values) in steps.as_chunks_mut::<4>().0.iter_mut().zip(sixteens) {
        let [a, b, c, d] = values.as_chunks::<4>().0 else { continue };
        *steps = I32x4::pack([a, b, c, d].map(|four| integers(F32x4::load(four))));
    }
    for (step, values) in last.iter_mut().zip(values.chunks(4)) {
        [*step, ..] = I32x4::pack([integers(F32x4::load_part(values, padding)); 4]);
    }
}

/// Scale and zero point for values in `lowest..=highest`, which includes zero. No range: all values are zero.
fn scale_and_zero((lowest, highest): (f32, f32)) -> (f32, f32) {
    let scale = (highest - lowest) / LARGEST;
    // Below this the inverse would not be finite.
    if scale <= f32::MIN_POSITIVE {
        return (0.0, 0.0);
    }
    (scale, (-lowest / scale).round_ties_even())
}

/// Smallest and largest value, zero included.
///
/// # Errors
/// When a value, or the distance between the two, is not finite.
pub fn range(values: &[f32]) -> Result<(f32, f32), KernelError> {
    let zero = F32x4::splat(0.0);
    let [lowest, highest, check] = F32x4::fold(
        values,
        0.0,
        [zero; 3],
        |[lowest, highest, check], x| {
            *lowest = lowest.min(x);
            *highest = highest.max(x);
            // Zero, unless x is infinite or no number.
            *check = *check + x * zero;
        },
        |a, b| [a[0].min(b[0]), a[1].max(b[1]), a[2] + b[2]],
    );
    let (lowest, highest) = (-(zero - lowest).largest(), highest.largest());
    if check.total() == 0.0 && (highest - lowest).is_finite() {
        Ok((lowest, highest))
    } else {
        Err(KernelError::NotFinite)
    }
}
