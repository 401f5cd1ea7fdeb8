//! The `--json` object.

use serde_json::{Value, json};
use shipcheck::vlm::Answer;

/// How many of the most likely next tokens are listed.
const TOP: usize = 10;

pub fn json(answer: &Answer) -> Value {
    let (rows, cols) = answer.grids.first().copied().unwrap_or_default();
    let timings = answer.timings;
    json!({
        "input_ids": answer.input_ids,
        "rows": rows,
        "cols": cols,
        "grids": answer.grids,
        "frames": answer.frames,
        "frame_mean_u8": answer.frame_means,
        "top_logits": top(&answer.prompt_logits),
        "tokens": answer.tokens,
        "text": answer.text,
        "finish_reason": answer.finish_reason.name(),
        "timings_ms": {
            "load": timings.load,
            "preprocess": timings.preprocess,
            "encode": timings.encode,
            "prefill": timings.prefill,
            "decode": timings.decode,
        },
    })
}

/// `[id, logit]` of the most likely tokens, best first.
fn top(logits: &[f32]) -> Vec<(usize, f32)> {
    let mut ranked: Vec<(usize, f32)> = logits.iter().copied().enumerate().collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
    ranked.truncate(TOP);
    ranked
}
