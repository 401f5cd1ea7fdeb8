//! Whether a model fits into memory, before any of its weights is read.

use super::protocol::Failure;
use crate::library::catalogue::{Shape, TextShape, VisionShape};
use crate::library::memory::{Plan, Verdict};
use crate::vlm::checkpoint::Checkpoint;

/// Bytes as decimal megabytes.
const MEGA: u64 = 1_000_000;

/// Refuses a model that does not fit, with what would. `context` is the longest conversation that is wanted, in tokens;
/// `device_gib` what the browser tells of the device's memory.
pub fn check(checkpoint: &mut Checkpoint, context: Option<u32>, device_gib: Option<f64>) -> Result<(), Failure> {
    if let Some(wanted) = context.filter(|wanted| *wanted > 0) {
        checkpoint.geometry.shorten(wanted as usize);
    }
    let plan = Plan::new(&shape(checkpoint), device_gib);
    let remedy = match plan.verdict {
        Verdict::Fits => return Ok(()),
        Verdict::Shorter { context } => {
            format!(
                "It fits with conversations of {context} tokens: choose that on the page Models (or give the option \
                 `context`), or choose a smaller model."
            )
        }
        Verdict::TooLarge => "Choose a smaller model.".to_owned(),
    };
    let whose = if plan.device_limits { "a tab of this device" } else { "a Wasm program" };
    Err(Failure {
        kind: "memory".to_owned(),
        message: format!(
            "{} needs {} MB of memory, more than the {} MB that {whose} may have.",
            checkpoint.name,
            plan.need.total() / MEGA,
            plan.limit / MEGA
        ),
        remedy,
    })
}

fn shape(checkpoint: &Checkpoint) -> Shape {
    let (vision, text) = (checkpoint.geometry.vision(), checkpoint.geometry.text());
    let size = |number: usize| number as u64;
    Shape {
        vision: VisionShape {
            hidden: size(vision.hidden),
            intermediate: size(vision.intermediate),
            layers: size(vision.layers),
            tile: size(vision.tile),
            patch: size(vision.patch),
            scale: size(vision.scale),
        },
        text: TextShape {
            hidden: size(text.hidden),
            intermediate: size(text.intermediate),
            layers: size(text.layers),
            heads: size(text.heads),
            kv_heads: size(text.kv_heads),
            head_dim: size(text.head_dim),
            vocabulary: size(text.vocabulary),
            context: size(text.context),
        },
    }
}
