//! A tile of a product: a few rows times a panel of outputs, whose sums stay in registers.

use super::activations::{OfRow, Row};
use super::dot::{BUNDLE, Dot};
use super::lanes::{F32x4, I32x4};
use super::matrix::{OfOutputs, PANEL, Panel, Step, VECTORS};

/// Where the results of a tile belong.
pub struct Place<'a> {
    /// Each row's results are `width` behind those of the row before.
    pub out: &'a mut [f32],
    pub width: usize,
    /// What they begin with; without it they are added to what is there.
    pub start: Option<&'a [f32; PANEL]>,
}

/// Adds the products of some rows with a panel to what is in `place`.
#[inline(always)]
pub fn add_product<D: Dot, const HEIGHT: usize>(panel: Panel<'_>, rows: &[Row<'_>; HEIGHT], mut place: Place<'_>) {
    for (index, (weights, of_outputs)) in panel.steps.chunks(panel.group).zip(panel.groups).enumerate() {
        let index = panel.first_group + index;
        add_group::<D, HEIGHT>(weights, of_outputs, rows, (index, index * panel.group), &mut place);
        place.start = None;
    }
}

/// Adds one group: outputs with scales and sums, rows with scales and zero points.
///
/// A function of its own: the results wait in memory while V8's vector registers hold the sums of integers.
#[inline(never)]
fn add_group<D: Dot, const HEIGHT: usize>(
    weights: &[Step],
    of_outputs: &OfOutputs,
    rows: &[Row<'_>; HEIGHT],
    (index, first): (usize, usize),
    place: &mut Place<'_>,
) {
    let totals = integer_product::<D, HEIGHT>(weights, rows.each_ref().map(|row| &row.steps[first..][..weights.len()]));
    for (row, totals) in totals.iter().enumerate() {
        let Some(line) = place.out[row * place.width..].first_chunk_mut::<PANEL>() else { continue };
        let OfRow { scale, zero } = rows[row].groups[index];
        let (scale, zero) = (F32x4::splat(scale), F32x4::splat(zero));
        let of = |outputs: &[f32; PANEL], vector: usize| F32x4::load(&outputs.as_chunks().0[vector]);
        let product = |vector: usize, before: F32x4| {
            let exact = totals[vector].to_float() - zero * of(&of_outputs.sums, vector);
            exact.times_plus(scale * of(&of_outputs.scales, vector), before)
        };
        let line = line.as_chunks_mut().0.iter_mut().enumerate();
        match place.start {
            Some(start) => line.for_each(|(vector, four)| product(vector, of(start, vector)).store(four)),
            None => line.for_each(|(vector, four)| product(vector, F32x4::load(four)).store(four)),
        }
    }
}

/// The sums of one group: [rows][vectors of four outputs]. A row has as many steps as there are of weights.
#[inline(always)]
fn integer_product<D: Dot, const HEIGHT: usize>(
    weights: &[Step],
    activations: [&[[u8; 4]]; HEIGHT],
) -> [[I32x4; VECTORS]; HEIGHT] {
    debug_assert!(activations.iter().all(|steps| steps.len() == weights.len()));
    let mut sums = [[I32x4::splat(0); VECTORS]; HEIGHT];
    let heads = activations.map(<[_]>::as_ptr);
    let mut add = |first: usize, weights: &[Step]| {
        let mut bundles = sums.map(|line| line.map(D::open));
        for (index, Step(weights)) in weights.iter().enumerate() {
            // SAFETY: a row has as many steps as the weights, and `first` counts those before these.
            let activations = heads.map(|head| D::activations(unsafe { &*head.add(first + index) }));
            for (vector, weights) in weights.iter().enumerate() {
                let weights = D::weights(weights);
                for (bundles, activations) in bundles.iter_mut().zip(activations) {
                    bundles[vector] = D::add(bundles[vector], weights, activations);
                }
            }
        }
        for (sums, bundles) in sums.iter_mut().zip(bundles) {
            for (sum, bundle) in sums.iter_mut().zip(bundles) {
                *sum = D::close(*sum, bundle);
            }
        }
    };
    if !D::BUNDLED {
        add(0, weights);
        return sums;
    }
    // Bundles of a length that the compiler knows: a Wasm loop's own work is not small beside its products.
    let (bundles, last) = weights.as_chunks::<BUNDLE>();
    bundles.iter().enumerate().for_each(|(index, steps)| add(index * BUNDLE, steps));
    if !last.is_empty() {
        add(bundles.len() * BUNDLE, last);
    }
    sums
}
