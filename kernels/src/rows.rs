//! Activations as small integers, made on the fly, row by row.

use super::error::KernelError;
use super::lanes::F32x4;

/// Largest integer: seven bits, as relaxed SIMD's dot product asks for.
pub const LARGEST: f32 = 127.0;

/// Rows in 0…127, each group of inputs with a scale and a zero point of its own: `x = scale · (integer − zero)`.
///
/// `TILE` rows lie interleaved, four inputs at a time, as a product takes them. Missing rows of the last tile are zero.
pub struct Rows<const TILE: usize> {
    count: usize,
    /// Steps of four inputs in a group.
    group: usize,
    steps_per_tile: usize,
    /// [tiles, steps]
    steps: Vec<[[u8; 4]; TILE]>,
    /// [tiles, groups]
    scales: Vec<[f32; TILE]>,
    zeros: Vec<[f32; TILE]>,
}

/// What a product needs of a tile.
#[derive(Clone, Copy)]
pub struct Tile<'a, const TILE: usize> {
    pub steps: &'a [[[u8; 4]; TILE]],
    pub scales: &'a [[f32; TILE]],
    pub zeros: &'a [[f32; TILE]],
}

/// A tile on its way in.
pub struct TileMut<'a, const TILE: usize> {
    pub steps: &'a mut [[[u8; 4]; TILE]],
    pub scales: &'a mut [[f32; TILE]],
    pub zeros: &'a mut [[f32; TILE]],
}

impl<const TILE: usize> Rows<TILE> {
    /// No rows yet; memory is taken by [`Rows::fill`] and kept for the next time.
    pub fn new() -> Self {
        Self { count: 0, group: 1, steps_per_tile: 0, steps: Vec::new(), scales: Vec::new(), zeros: Vec::new() }
    }

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
        write: &mut dyn FnMut(usize, &mut [f32]),
    ) -> Result<(), KernelError> {
        self.make_room(count, inputs, group);
        let mut line = vec![0.0; inputs];
        for (index, mut tile) in self.tiles_mut().enumerate() {
            for lane in 0..TILE {
                let row = index * TILE + lane;
                if row < count {
                    write(row, &mut line)
                } else {
                    line.fill(0.0)
                }
                tile.set(lane, &line, group)?;
            }
        }
        Ok(())
    }

    /// Sizes everything for `count` rows of `inputs` values, whatever is in them.
    pub fn make_room(&mut self, count: usize, inputs: usize, group: usize) {
        debug_assert!(group > 0 && group.is_multiple_of(4));
        let (tiles, steps) = (count.div_ceil(TILE), inputs.div_ceil(4));
        let groups = steps.div_ceil(group / 4);
        (self.count, self.group, self.steps_per_tile) = (count, group / 4, steps);
        self.steps.resize(tiles * steps, [[0; 4]; TILE]);
        self.scales.resize(tiles * groups, [0.0; TILE]);
        self.zeros.resize(tiles * groups, [0.0; TILE]);
    }

    /// Forgets all rows; the memory stays.
    pub fn clear(&mut self) {
        self.count = 0;
    }

    pub fn count(&self) -> usize {
        self.count
    }

    pub fn tiles(&self) -> impl Iterator<Item = Tile<'_, TILE>> + Clone {
        let (steps, groups) = (self.steps_per_tile, self.groups());
        (0..self.count.div_ceil(TILE)).map(move |tile| Tile {
            steps: &self.steps[tile * steps..][..steps],
            scales: &self.scales[tile * groups..][..groups],
            zeros: &self.zeros[tile * groups..][..groups],
        })
    }

    /// Every tile, to be written.
    pub fn tiles_mut(&mut self) -> impl Iterator<Item = TileMut<'_, TILE>> {
        let (steps, groups) = (self.steps_per_tile.max(1), self.groups().max(1));
        let parameters = self.scales.chunks_mut(groups).zip(self.zeros.chunks_mut(groups));
        let tiles = self.steps.chunks_mut(steps).zip(parameters);
        tiles.map(|(steps, (scales, zeros))| TileMut { steps, scales, zeros })
    }

    fn groups(&self) -> usize {
        self.steps_per_tile.div_ceil(self.group)
    }
}

impl<const TILE: usize> TileMut<'_, TILE> {
    fn set(&mut self, lane: usize, values: &[f32], group: usize) -> Result<(), KernelError> {
        let groups = self.steps.chunks_mut(group / 4).zip(values.chunks(group));
        for (index, (steps, values)) in groups.enumerate() {
            let (scale, zero) = scale_and_zero(range(values)?);
            let inverse = F32x4::splat(if scale > 0.0 { scale.recip() } else { 0.0 });
            // The half makes cutting off round to the nearest: nothing is below zero here.
            let shift = F32x4::splat(zero + 0.5);
            let integers = |x: F32x4| x.times_plus(inverse, shift).to_int().to_bytes().map(|byte| byte as u8);
            let (whole, rest) = values.as_chunks::<4>();
            steps.iter_mut().zip(whole).for_each(|(step, four)| step[lane] = integers(F32x4::load(four)));
            steps[whole.len()..].iter_mut().for_each(|step| step[lane] = integers(F32x4::load_part(rest)));
            self.scales[index][lane] = scale;
            self.zeros[index][lane] = zero;
        }
        Ok(())
    }
}

impl<const TILE: usize> Default for Rows<TILE> {
    fn default() -> Self {
        Self::new()
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
    let (whole, rest) = values.as_chunks::<4>();
    let zero = F32x4::splat(0.0);
    let (mut lowest, mut highest, mut check) = (zero, zero, zero);
    let mut see = |x: F32x4| {
        lowest = lowest.min(x);
        highest = highest.max(x);
        // Zero, unless x is infinite or no number.
        check = check + x * zero;
    };
    whole.iter().for_each(|four| see(F32x4::load(four)));
    if !rest.is_empty() {
        see(F32x4::load_part(rest));
    }
    let (lowest, highest) = (-(zero - lowest).largest(), highest.largest());
    if check.total() == 0.0 && (highest - lowest).is_finite() {
        Ok((lowest, highest))
    } else {
        Err(KernelError::NotFinite)
    }
}
