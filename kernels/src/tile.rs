//! A tile of a product: a few rows times a panel of outputs, whose sums stay in registers.

use super::dot::{BUNDLE, Dot};
use super::lanes::{F32x4, I32x4};
use super::matrix::{PANEL, Panel, Step};
use super::rows::Tile;
use std::slice;

/// The integers of each group, turned into floats and added: [rows][two vectors of four outputs].
#[inline(always)]
pub fn tile_product<D: Dot, const HEIGHT: usize>(
    panel: Panel<'_>,
    tile: Tile<'_, HEIGHT>,
    group: usize,
) -> [[F32x4; 2]; HEIGHT] {
    let mut results = [[F32x4::splat(0.0); 2]; HEIGHT];
    let of_outputs = panel.scales.iter().zip(panel.sums);
    let of_rows = tile.scales.iter().zip(tile.zeros);
    let mut start = 0;
    for (of_outputs, of_rows) in of_outputs.zip(of_rows) {
        let end = panel.steps.len().min(start + group);
        let steps = start..end;
        let add = if D::BUNDLED { add_group::<D, HEIGHT> } else { add_group_apart::<D, HEIGHT> };
        add(&panel.steps[steps.clone()], &tile.steps[steps], of_outputs, of_rows, &mut results);
        start = end;
    }
    results
}

/// A function of its own: the results wait in memory while V8's vector registers hold the sums of integers.
#[inline(never)]
fn add_group_apart<D: Dot, const HEIGHT: usize>(
    weights: &[Step],
    activations: &[[[u8; 4]; HEIGHT]],
    of_outputs: (&[f32; PANEL], &[f32; PANEL]),
    of_rows: (&[f32; HEIGHT], &[f32; HEIGHT]),
    results: &mut [[F32x4; 2]; HEIGHT],
) {
    add_group::<D, HEIGHT>(weights, activations, of_outputs, of_rows, results);
}

/// Adds one group to the results: outputs with scales and sums, rows with scales and zero points.
#[inline(always)]
fn add_group<D: Dot, const HEIGHT: usize>(
    weights: &[Step],
    activations: &[[[u8; 4]; HEIGHT]],
    (scales, sums): (&[f32; PANEL], &[f32; PANEL]),
    (row_scales, row_zeros): (&[f32; HEIGHT], &[f32; HEIGHT]),
    results: &mut [[F32x4; 2]; HEIGHT],
) {
    let totals = integer_product::<D, HEIGHT>(weights, activations);
    let (scales, sums) = (scales.as_chunks::<4>().0, sums.as_chunks::<4>().0);
    for (row, (results, totals)) in results.iter_mut().zip(totals).enumerate() {
        let (scale, zero) = (F32x4::splat(row_scales[row]), F32x4::splat(row_zeros[row]));
        for (half, (result, total)) in results.iter_mut().zip(totals).enumerate() {
            let exact = total.to_float() - zero * F32x4::load(&sums[half]);
            *result = exact.times_plus(scale * F32x4::load(&scales[half]), *result);
        }
    }
}

/// The sums of one group: [rows][two vectors of four outputs].
#[inline(always)]
fn integer_product<D: Dot, const HEIGHT: usize>(
    weights: &[Step],
    activations: &[[[u8; 4]; HEIGHT]],
) -> [[I32x4; 2]; HEIGHT] {
    let mut sums = [[I32x4::splat(0); 2]; HEIGHT];
    let mut bundle = |weights: &[Step], activations: &[[[u8; 4]; HEIGHT]]| {
        let mut bundles = sums.map(|row| row.map(D::open));
        for (weights, activations) in weights.iter().zip(activations) {
            let weights = [D::weights(&weights[0]), D::weights(&weights[1])];
            for (bundles, activations) in bundles.iter_mut().zip(activations) {
                let activations = D::activations(activations);
                bundles[0] = D::add(bundles[0], weights[0], activations);
                bundles[1] = D::add(bundles[1], weights[1], activations);
            }
        }
        for (sums, bundles) in sums.iter_mut().zip(bundles) {
            *sums = [D::close(sums[0], bundles[0]), D::close(sums[1], bundles[1])];
        }
    };
    if !D::BUNDLED {
        // One step in the loop: of two, V8 would keep some sums in memory, which takes twice the time.
        let steps = weights.iter().zip(activations);
        steps.for_each(|(weights, activations)| bundle(slice::from_ref(weights), slice::from_ref(activations)));
        return sums;
    }
    // Bundles of a length that the compiler knows: a Wasm loop's own work is not small beside eight products.
    let (weights, last_weights) = weights.as_chunks::<BUNDLE>();
    let (activations, last_activations) = activations.as_chunks::<BUNDLE>();
    weights.iter().zip(activations).for_each(|(weights, activations)| bundle(weights, activations));
    if !last_weights.is_empty() {
        bundle(last_weights, last_activations);
    }
    sums
}

/// Finishes one row's part of a tile.
#[inline(always)]
pub fn store(result: &[F32x4; 2], bias: &[f32; PANEL], out: &mut [f32], add: bool) {
    match <&mut [f32; PANEL]>::try_from(&mut *out) {
        Ok(whole) => store_whole(result, bias, whole, add),
        Err(_) => store_part(result, bias, out, add),
    }
}

#[inline(always)]
fn store_whole(result: &[F32x4; 2], bias: &[f32; PANEL], out: &mut [f32; PANEL], add: bool) {
    for ((result, bias), out) in result.iter().zip(bias.as_chunks::<4>().0).zip(out.as_chunks_mut::<4>().0) {
        let before = if add { F32x4::load(out) } else { F32x4::splat(0.0) };
        (*result + F32x4::load(bias) + before).store(out);
    }
}

/// The last panel may hold fewer outputs than its vectors.
#[cold]
#[inline(never)]
fn store_part(result: &[F32x4; 2], bias: &[f32; PANEL], out: &mut [f32], add: bool) {
    let mut padded = [0.0; PANEL];
    padded[..out.len()].copy_from_slice(out);
    store_whole(result, bias, &mut padded, add);
    out.copy_from_slice(&padded[..out.len()]);
}
