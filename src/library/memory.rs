//! Whether a model fits: what its packed weights, its memory of a conversation and its work need, against what a
//! Wasm program may have and what the browser tells of the device.

use super::catalogue::{Shape, TextShape, VisionShape};
use serde::{Deserialize, Serialize};

/// Addresses of a Wasm program are 32 bits wide.
const WASM_LIMIT: u64 = 4 << 30;
/// Of the memory that a device has, this share may go to one tab.
const SHARE_OF_DEVICE: f64 = 0.5;
/// Browsers never tell of more than this many gibibytes, so it means "this or more".
const MOST_TOLD_GIB: f64 = 8.0;
/// Program, tokenizer, decoded picture, and what an allocator loses between its pieces.
const GROUND: u64 = 96 << 20;
/// Inputs that share a scale in the tower and in the decoder; each costs a scale and a sum of four bytes.
const VISION_GROUP: u64 = 256;
const TEXT_GROUP: u64 = 192;
/// Outputs that are computed together, of which a matrix holds a whole number.
const PANEL: u64 = 24;
/// Patches in the tower's feed-forward part at a time: 64 on each of four threads.
const FEED_TOKENS: u64 = 256;
/// Rows of a prompt that pass the decoder together.
const PREFILL_ROWS: u64 = 256;
/// Contexts worth offering, in tokens: two pictures in full detail, one, and one with short answers.
const CONTEXTS: [u64; 3] = [4096, 2048, 1536];

/// Lengths of a conversation to choose from, in tokens, up to what the model was made for.
const LENGTHS: [u64; 6] = [1024, 1536, 2048, 4096, 8192, 16384];

/// A length of conversation and what it costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Length {
    /// In tokens.
    pub context: u64,
    /// Of memory, for everything.
    pub bytes: u64,
    pub fits: bool,
}

/// What a model needs, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    pub weights: u64,
    /// Keys and values of a full context, in 16 bits each.
    pub conversation: u64,
    /// What a pass needs besides, and the tensor being packed.
    pub work: u64,
}

/// Whether it fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Verdict {
    Fits,
    /// Only with a context of at most so many tokens.
    Shorter {
        context: u64,
    },
    TooLarge,
}

/// What is needed, what there is, and what follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    pub need: Need,
    /// Bytes there are.
    pub limit: u64,
    /// Whether the limit is the device's and not that of Wasm.
    pub device_limits: bool,
    pub verdict: Verdict,
}

impl Need {
    /// Of a model with this shape whose conversations have up to `context` tokens.
    pub fn of(shape: &Shape, context: u64) -> Need {
        let (vision, text) = (&shape.vision, &shape.text);
        let weights = tower(vision, text).saturating_add(decoder(text));
        let of_layers = product([4, context, text.layers, text.kv_heads, text.head_dim]);
        let conversation = of_layers.saturating_add(product([4, context, text.head_dim]));
        let work = sum([GROUND, packing(text), passing(vision, text)]);
        Need { weights, conversation, work }
    }

    pub fn total(&self) -> u64 {
        sum([self.weights, self.conversation, self.work])
    }
}

impl Plan {
    /// `device_gib` is what `navigator.deviceMemory` says, where it says anything.
    pub fn new(shape: &Shape, device_gib: Option<f64>) -> Plan {
        let device = device_gib
            .filter(|gib| *gib > 0.0 && *gib < MOST_TOLD_GIB)
            .map(|gib| (gib * SHARE_OF_DEVICE * (1u64 << 30) as f64) as u64);
        let limit = device.unwrap_or(WASM_LIMIT).min(WASM_LIMIT);
        let need = Need::of(shape, shape.text.context);
        let fits = |context: &u64| Need::of(shape, *context).total() <= limit;
        let verdict = match CONTEXTS.into_iter().filter(|context| *context < shape.text.context).find(fits) {
            _ if need.total() <= limit => Verdict::Fits,
            Some(context) => Verdict::Shorter { context },
            None => Verdict::TooLarge,
        };
        Plan { need, limit, device_limits: limit < WASM_LIMIT, verdict }
    }
}

/// The lengths a visitor may choose from, shortest first.
pub fn lengths(shape: &Shape, device_gib: Option<f64>) -> Vec<Length> {
    let own = shape.text.context;
    let shorter = LENGTHS.into_iter().filter(|context| *context < own);
    let length = |context| {
        let plan = Plan::new(&shape.with_context(context), device_gib);
        Length { context, bytes: plan.need.total(), fits: plan.verdict == Verdict::Fits }
    };
    shorter.chain([own]).map(length).collect()
}

/// Sizes come from files that anybody may have written: what can't be counted needs more than there is.
fn product<const N: usize>(factors: [u64; N]) -> u64 {
    factors.into_iter().fold(1, u64::saturating_mul)
}

fn sum<const N: usize>(parts: [u64; N]) -> u64 {
    parts.into_iter().fold(0, u64::saturating_add)
}

/// A packed matrix: a byte for each weight, and a scale and a sum for each group of each output.
fn matrix(inputs: u64, outputs: u64, group: u64) -> u64 {
    let outputs = product([outputs.div_ceil(PANEL), PANEL]);
    let steps = product([inputs.div_ceil(4), 4]);
    product([outputs, sum([steps, product([8, inputs.div_ceil(group)])])])
}

fn tower(vision: &VisionShape, text: &TextShape) -> u64 {
    let packed = |inputs, outputs| sum([matrix(inputs, outputs, VISION_GROUP), product([4, outputs])]);
    let VisionShape { hidden, intermediate, layers, tile, patch, scale } = *vision;
    let square = product([4, packed(hidden, hidden)]);
    let block = sum([square, packed(hidden, intermediate), packed(intermediate, hidden), product([16, hidden])]);
    let side = tile / patch.max(1);
    sum([
        product([layers, block]),
        product([4, side, side, hidden]),
        packed(product([3, patch, patch]), hidden),
        matrix(product([scale, scale, hidden]), text.hidden, VISION_GROUP),
    ])
}

fn decoder(text: &TextShape) -> u64 {
    let packed = |inputs, outputs| matrix(inputs, outputs, TEXT_GROUP);
    let TextShape { hidden, intermediate, layers, heads, kv_heads, head_dim, vocabulary, .. } = *text;
    let (wide, narrow) = (product([heads, head_dim]), product([kv_heads, head_dim]));
    let attention = sum([product([2, packed(hidden, wide)]), product([2, packed(hidden, narrow)])]);
    let feed = sum([product([2, packed(hidden, intermediate)]), packed(intermediate, hidden)]);
    let layer = sum([attention, feed, product([8, hidden])]);
    sum([product([layers, layer]), packed(hidden, vocabulary), table(text)])
}

/// The table of embeddings, as blocks of 32 weights with a scale of two bytes.
fn table(text: &TextShape) -> u64 {
    product([text.vocabulary, text.hidden, 34]) / 32
}

/// The largest tensor of the file beside what it is packed into.
fn packing(text: &TextShape) -> u64 {
    table(text).max(product([text.hidden, text.intermediate, 34]) / 32)
}

/// Activations of one frame in the tower, or of one stretch of prompt in the decoder.
fn passing(vision: &VisionShape, text: &TextShape) -> u64 {
    let side = vision.tile / vision.patch.max(1);
    let patches = product([side, side]);
    let feed = product([patches.min(FEED_TOKENS), 2 * 4, vision.intermediate]);
    let frame = sum([product([patches, 8 * 4, vision.hidden]), feed]);
    let row = sum([product([8 * 4, text.hidden]), product([2 * 4, text.intermediate])]);
    frame.max(sum([product([PREFILL_ROWS, row]), product([4, text.vocabulary])]))
}

#[cfg(test)]
mod tests {
    use super::super::catalogue::samples::SMALL;
    use super::*;

    const MIB: u64 = 1 << 20;

    /// The 2.2B's, of which the weights alone are more than two gigabytes.
    fn large() -> Shape {
        Shape {
            vision: VisionShape { hidden: 1152, intermediate: 4304, layers: 27, tile: 384, patch: 14, scale: 3 },
            text: TextShape {
                hidden: 2048,
                intermediate: 8192,
                layers: 24,
                heads: 32,
                kv_heads: 32,
                head_dim: 64,
                vocabulary: 49280,
                context: 8192,
            },
        }
    }

    #[test]
    fn the_small_model_fits_where_half_of_two_gigabytes_is() {
        let need = Need::of(&SMALL, 8192);
        // The engine measures 269.3 MB (tests/e2e/specs/real-size.spec.ts).
        assert!((268..272).contains(&(need.weights / 1_000_000)), "{need:?}");
        assert_eq!(need.conversation, 8192 * 23_040 + 8192 * 256);
        assert_eq!(Plan::new(&SMALL, None).verdict, Verdict::Fits);
        assert_eq!(Plan::new(&SMALL, Some(2.0)).verdict, Verdict::Fits);
    }

    #[test]
    fn a_shorter_context_is_offered_where_only_that_fits() {
        assert_eq!(Plan::new(&large(), None).verdict, Verdict::Fits);
        let plan = Plan::new(&large().with_context(16384), None);
        assert!(plan.need.total() > WASM_LIMIT && !plan.device_limits, "{plan:?}");
        assert_eq!(plan.verdict, Verdict::Shorter { context: 4096 });
        let plan = Plan::new(&large(), Some(6.0));
        assert!(plan.need.total() > plan.limit && plan.device_limits, "{plan:?}");
        assert_eq!(plan.verdict, Verdict::Shorter { context: 2048 });
    }

    #[test]
    fn every_length_has_its_price() {
        let small = lengths(&SMALL, None);
        let contexts: Vec<_> = small.iter().map(|length| length.context).collect();
        assert_eq!(contexts, [1024, 1536, 2048, 4096, 8192]);
        assert!(small.iter().all(|length| length.fits));
        // 23 kB a token, and the angles of its position.
        assert_eq!(small[2].bytes - small[0].bytes, 1024 * (23_040 + 256));
        let fitting: Vec<_> = lengths(&large(), Some(6.0)).into_iter().filter(|length| length.fits).collect();
        assert_eq!(fitting.last().map(|length| length.context), Some(2048));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let plan = Plan::new(&SMALL, Some(0.5));
        assert_eq!((plan.verdict, plan.device_limits, plan.limit), (Verdict::TooLarge, true, 256 * MIB));
        assert_eq!(Plan::new(&large(), Some(4.0)).verdict, Verdict::TooLarge);
    }

    #[test]
    fn eight_gigabytes_mean_eight_or_more() {
        assert_eq!(Plan::new(&SMALL, Some(8.0)).limit, WASM_LIMIT);
    }

    #[test]
    fn sizes_without_end_are_too_large_and_nothing_else() {
        const MOST: u64 = u64::MAX;
        let vision = VisionShape { hidden: MOST, intermediate: MOST, layers: MOST, tile: MOST, patch: 0, scale: MOST };
        let text = TextShape {
            hidden: MOST,
            intermediate: MOST,
            layers: MOST,
            heads: MOST,
            kv_heads: MOST,
            head_dim: MOST,
            vocabulary: MOST,
            context: MOST,
        };
        assert_eq!(Plan::new(&Shape { vision, text }, None).verdict, Verdict::TooLarge);
        assert!(lengths(&SMALL.with_context(MOST), None).last().is_some_and(|length| !length.fits));
    }
}
