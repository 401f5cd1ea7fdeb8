//! One pass of rows over a matrix, in an order that asks little of the memory.

use super::activations::Row;
use super::dot::Dot;
use super::matrix::{Matrix, PANEL, Panel, Step};
use super::multiply::Target;
use super::tile::{Place, add_product};
use std::ops::Range;

/// Inputs of a panel that stay in the nearest cache while all rows pass: 24 KiB of weights.
const INPUTS_IN_CACHE: usize = 1024;

/// Fewer tiles than this are done before weights that are asked for ahead have come.
const TILES_TO_FETCH: usize = 8;

/// A matrix with fewer bytes of weights stays in a near cache by itself.
const BYTES_TO_FETCH: usize = 128 << 10;

/// Whole tiles, then what is left row by row: the given outputs of a matrix. `out` is [rows, outputs].
///
/// Never inlined: with several ways in one function, V8's register allocation puts sums into memory.
#[inline(never)]
pub fn pass<D: Dot, const HEIGHT: usize>(matrix: &Matrix, outputs: Range<usize>, rows: &[Row<'_>], target: Target<'_>) {
    let Target { out, bias, add } = target;
    if let (Some(bias), true) = (bias, add) {
        let lines = out.chunks_mut(outputs.len());
        lines.for_each(|line| line.iter_mut().zip(bias).for_each(|(out, bias)| *out += bias));
    }
    let (tiles, left) = rows.as_chunks::<HEIGHT>();
    let (of_tiles, of_left) = out.split_at_mut(tiles.len() * HEIGHT * outputs.len());
    panels::<D, HEIGHT>(matrix, outputs.clone(), tiles, Target { out: of_tiles, bias, add });
    panels::<D, 1>(matrix, outputs, left.as_chunks().0, Target { out: of_left, bias, add });
}

/// Panels outside, tiles inside: a block of a panel stays in the nearest cache while all rows pass it. Where `target`
/// is added to, its bias is in it already.
#[inline(always)]
fn panels<D: Dot, const HEIGHT: usize>(
    matrix: &Matrix,
    outputs: Range<usize>,
    tiles: &[[Row<'_>; HEIGHT]],
    target: Target<'_>,
) {
    if tiles.is_empty() {
        return;
    }
    let Target { out, bias, add } = target;
    let width = outputs.len();
    let far = tiles.len() >= TILES_TO_FETCH && matrix.bytes() >= BYTES_TO_FETCH;
    for (index, panel) in matrix.panels(outputs).enumerate() {
        let columns = index * PANEL..width.min((index + 1) * PANEL);
        let mut biases = [0.0; PANEL];
        biases.iter_mut().zip(bias.map_or(&[][..], |bias| &bias[columns.clone()])).for_each(|(to, from)| *to = *from);
        for block in panel.blocks(INPUTS_IN_CACHE) {
            let start = (block.first_group == 0 && !add).then_some(&biases);
            let following = if far { block.following } else { &[] };
            let mut ahead = following.chunks(following.len().div_ceil(tiles.len()).max(1));
            for (tile, lines) in tiles.iter().zip(out.chunks_mut(HEIGHT * width)) {
                fetch(ahead.next().unwrap_or_default());
                let place = Place { out: &mut lines[columns.start..], width, start };
                if columns.len() == PANEL {
                    add_product::<D, HEIGHT>(block, tile, place);
                } else {
                    add_part::<D, HEIGHT>(block, tile, place, columns.len());
                }
            }
        }
    }
}

/// Has weights brought near while there is other work. Wasm has no instruction for that, so they are read.
#[inline(always)]
fn fetch(steps: &[Step]) {
    // SAFETY: a reference may be read.
    steps.iter().for_each(|step| _ = unsafe { (&raw const step.0[0][0]).read_volatile() });
}

/// The same for the last panel, which has fewer outputs than its vectors: they are computed elsewhere.
#[inline(never)]
fn add_part<D: Dot, const HEIGHT: usize>(
    panel: Panel<'_>,
    rows: &[Row<'_>; HEIGHT],
    Place { out, width, start }: Place<'_>,
    count: usize,
) {
    let mut whole = [[0.0; PANEL]; HEIGHT];
    for (whole, line) in whole.iter_mut().zip(out.chunks(width)) {
        whole.iter_mut().zip(&line[..count]).for_each(|(to, from)| *to = *from);
    }
    add_product::<D, HEIGHT>(panel, rows, Place { out: whole.as_flattened_mut(), width: PANEL, start });
    for (whole, line) in whole.iter().zip(out.chunks_mut(width)) {
        line[..count].iter_mut().zip(whole).for_each(|(to, from)| *to = *from);
    }
}
