//! Weights as small integers, in the order in which products read them.

use super::dot::BUNDLE;
use super::error::KernelError;
use super::lanes::{F32x4, I32x4, ROUNDER};
use std::ops::Range;

/// Vectors of four outputs that are computed together.
pub const VECTORS: usize = 6;

/// Outputs that are computed together.
pub const PANEL: usize = 4 * VECTORS;

/// The largest magnitude of a weight; −128 is left out so that a pair of products fits 16 bits.
const LARGEST: f32 = 127.0;

/// The most that the weights of one sign may add up to in one of a bundle's 16-bit sums: rounding may add a half for
/// each of eight, and 258 times an activation of 127 still fits.
const HEAVIEST: f32 = 254.0;

/// Four inputs of a panel: vectors of four outputs × four inputs. Aligned, so that none lies on two lines of a cache.
#[derive(Clone, Copy)]
#[repr(align(16))]
pub struct Step(pub [[i8; 16]; VECTORS]);

/// A matrix [outputs, inputs] in −127…127, with a scale for each `group` of inputs of each output.
///
/// Outputs are padded to a whole panel and inputs to a whole step, with zeros. A panel's steps lie one after the
/// other, so that a product reads memory once and in order.
pub struct Matrix {
    outputs: usize,
    inputs: usize,
    /// Steps in a group; the last group may be shorter.
    group: usize,
    /// [panels, steps]
    steps: Vec<Step>,
    /// [panels, groups]
    groups: Vec<OfOutputs>,
}

/// What belongs to a group of each output of a panel.
#[derive(Clone, Copy, Default)]
pub struct OfOutputs {
    /// What an integer stands for.
    pub scales: [f32; PANEL],
    /// The sum of the integers, which takes the activations' zero point out again.
    pub sums: [f32; PANEL],
}

/// What a product needs of a panel, or of some neighbouring groups of it.
#[derive(Clone, Copy)]
pub struct Panel<'a> {
    pub steps: &'a [Step],
    /// As many steps that lie behind these, as far as there are some: what comes next.
    pub following: &'a [Step],
    pub groups: &'a [OfOutputs],
    /// Steps in a group; the last group may be shorter.
    pub group: usize,
    /// How many groups come before these.
    pub first_group: usize,
}

impl<'a> Panel<'a> {
    /// The same in blocks of whole groups with at most so many inputs, if a group has no more.
    pub fn blocks(self, inputs: usize) -> impl Iterator<Item = Panel<'a>> {
        let groups = (inputs / 4 / self.group).max(1);
        let size = groups * self.group;
        let blocks = self.steps.chunks(size).zip(self.groups.chunks(groups));
        blocks.enumerate().map(move |(index, (steps, of_outputs))| Panel {
            steps,
            following: self.steps[index * size + steps.len()..].chunks(size).next().unwrap_or(self.following),
            groups: of_outputs,
            group: self.group,
            first_group: index * groups,
        })
    }
}

impl Matrix {
    /// Zeros; [`Matrix::set_row`] fills them. `group` counts inputs and is a multiple of four.
    pub fn new(outputs: usize, inputs: usize, group: usize) -> Self {
        debug_assert!(group > 0 && group.is_multiple_of(4));
        let (panels, steps) = (outputs.div_ceil(PANEL), inputs.div_ceil(4));
        let groups = steps.div_ceil(group / 4);
        Self {
            outputs,
            inputs,
            group: group / 4,
            steps: vec![Step([[0; 16]; VECTORS]); panels * steps],
            groups: vec![OfOutputs::default(); panels * groups],
        }
    }

    /// Packs the weights [inputs] of one output.
    ///
    /// # Errors
    /// When one of them is not finite.
    pub fn set_row(&mut self, output: usize, weights: &[f32]) -> Result<(), KernelError> {
        debug_assert_eq!(weights.len(), self.inputs);
        let (panel, lane) = (output / PANEL, output % PANEL);
        let (count, group) = (self.steps_per_panel(), self.group);
        let groups = self.groups_per_panel();
        let steps = &mut self.steps[panel * count..][..count];
        for (index, (steps, weights)) in steps.chunks_mut(group).zip(weights.chunks(4 * group)).enumerate() {
            let scale = (largest_magnitude(weights)? / LARGEST).max(heaviest_sum(weights, 1.0 / HEAVIEST));
            let inverse = if scale > f32::MIN_POSITIVE { scale.recip() } else { 0.0 };
            let (inverse_of_scale, rounder) = (F32x4::splat(inverse), F32x4::constant(ROUNDER));
            let mut sum = I32x4::splat(0);
            let mut set = |step: &mut Step, four: F32x4| {
                let integers = four.times_plus(inverse_of_scale, rounder).rounded(rounder);
                step.0[lane / 4].as_chunks_mut::<4>().0[lane % 4] = integers.to_bytes();
                sum = sum.plus(integers);
            };
            let (whole, rest) = weights.as_chunks::<4>();
            steps.iter_mut().zip(whole).for_each(|(step, four)| set(step, F32x4::load(four)));
            steps[whole.len()..].iter_mut().for_each(|step| set(step, F32x4::load_part(rest, 0.0)));
            let of_outputs = &mut self.groups[panel * groups + index];
            of_outputs.scales[lane] = if inverse > 0.0 { scale } else { 0.0 };
            of_outputs.sums[lane] = sum.to_float().total();
        }
        Ok(())
    }

    pub fn outputs(&self) -> usize {
        self.outputs
    }

    pub fn inputs(&self) -> usize {
        self.inputs
    }

    /// Inputs that share a scale.
    pub fn group(&self) -> usize {
        4 * self.group
    }

    /// Bytes in memory.
    pub fn bytes(&self) -> usize {
        size_of_val(&self.steps[..]) + size_of_val(&self.groups[..])
    }

    /// The panels that hold the given outputs, of which the first begins a panel.
    pub fn panels(&self, outputs: Range<usize>) -> impl Iterator<Item = Panel<'_>> {
        let (steps, groups) = (self.steps_per_panel(), self.groups_per_panel());
        (outputs.start / PANEL..outputs.end.div_ceil(PANEL)).map(move |panel| Panel {
            steps: &self.steps[panel * steps..][..steps],
            following: self.steps[(panel + 1) * steps..].chunks(steps).next().unwrap_or_default(),
            groups: &self.groups[panel * groups..][..groups],
            group: self.group,
            first_group: 0,
        })
    }

    fn steps_per_panel(&self) -> usize {
        self.inputs.div_ceil(4)
    }

    fn groups_per_panel(&self) -> usize {
        self.steps_per_panel().div_ceil(self.group)
    }
}

/// The largest sum, times `factor`, of weights of one sign that a bundle adds up in 16 bits: two of each four inputs.
fn heaviest_sum(weights: &[f32], factor: f32) -> f32 {
    let (zero, factor) = (F32x4::splat(0.0), F32x4::splat(factor));
    let mut heaviest = zero;
    for bundle in weights.chunks(4 * BUNDLE) {
        let (mut above, mut below) = (zero, zero);
        let mut see = |four: F32x4| {
            above = above + (four * factor).max(zero);
            below = below + (zero - four * factor).max(zero);
        };
        let (whole, rest) = bundle.as_chunks::<4>();
        whole.iter().for_each(|four| see(F32x4::load(four)));
        if !rest.is_empty() {
            see(F32x4::load_part(rest, 0.0));
        }
        heaviest = heaviest.max(above + above.neighbours()).max(below + below.neighbours());
    }
    heaviest.largest()
}

fn largest_magnitude(values: &[f32]) -> Result<f32, KernelError> {
    let (lowest, highest) = super::activations::range(values)?;
    Ok(highest.max(-lowest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference;
    use proptest::prelude::*;

    proptest! {
        /// Also where all weights have one sign, as those of a filter that averages.
        #[test]
        fn no_bundle_overflows_16_bits(
            inputs in 1usize..80, group in 1usize..10, shift in -1f32..1.0, magnitude in -30i32..126, seed in any::<u64>(),
        ) {
            let size = 2f32.powi(magnitude);
            let weights: Vec<f32> = reference::noise(seed, inputs).iter().map(|weight| (weight + shift) * size).collect();
            let mut matrix = Matrix::new(1, inputs, 4 * group);
            matrix.set_row(0, &weights).unwrap();
            let panel = matrix.panels(0..1).next().unwrap();
            for bundle in panel.steps.chunks(group).flat_map(|steps| steps.chunks(BUNDLE)) {
                for half in 0..2 {
                    let of_sign = |sign: i32| -> i32 {
                        let integers = bundle.iter().flat_map(|step| &step.0[0][2 * half..][..2]);
                        integers.map(|integer| (sign * i32::from(*integer)).max(0)).sum()
                    };
                    prop_assert!(of_sign(1) * 127 <= i32::from(i16::MAX) && of_sign(-1) * 127 <= i32::from(i16::MAX));
                }
            }
        }
    }
}
