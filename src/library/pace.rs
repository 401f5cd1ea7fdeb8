//! How long a model will take on a device whose speed is known.

use super::catalogue::Shape;

/// Tokens of a short question and of what stands around it and the picture.
const QUESTION_TOKENS: u64 = 26;

/// Seconds from a picture, looked at as a whole, to the first word of the answer, where so many operations a second
/// are done.
pub fn seconds_to_first_word(shape: &Shape, operations_per_second: f64) -> f64 {
    let (frame, token) = (frame(shape), token(shape));
    let tokens = QUESTION_TOKENS + tokens_per_frame(shape);
    (frame + tokens * token) as f64 / operations_per_second.max(1.0)
}

fn tokens_per_frame(shape: &Shape) -> u64 {
    let vision = &shape.vision;
    (vision.tile / vision.patch.max(1) / vision.scale.max(1)).pow(2)
}

/// Operations of the tower and the connector for one frame; a multiplication and an addition are two.
fn frame(shape: &Shape) -> u64 {
    let (vision, text) = (&shape.vision, &shape.text);
    let patches = (vision.tile / vision.patch.max(1)).pow(2);
    let layer = 2 * patches * (4 * vision.hidden * vision.hidden + 2 * vision.hidden * vision.intermediate)
        + 4 * patches * patches * vision.hidden;
    let unfolded = 2 * patches * 3 * vision.patch * vision.patch * vision.hidden;
    vision.layers * layer + unfolded + 2 * patches * vision.hidden * text.hidden
}

/// Operations of the decoder for one token of the prompt, without what attention grows by.
fn token(shape: &Shape) -> u64 {
    let text = &shape.text;
    let (wide, narrow) = (text.heads * text.head_dim, text.kv_heads * text.head_dim);
    2 * text.layers * text.hidden * (2 * wide + 2 * narrow + 3 * text.intermediate)
}

#[cfg(test)]
mod tests {
    use super::super::catalogue::samples::SMALL;
    use super::*;

    #[test]
    fn the_small_model_takes_what_its_products_take() {
        // 215 thousand million for the frame, 212 million for each of 90 tokens.
        let seconds = seconds_to_first_word(&SMALL, 1e9);
        assert!((seconds - (214.7 + 90.0 * 0.2123)).abs() < 0.5, "{seconds}");
        assert!((seconds_to_first_word(&SMALL, 50e9) - seconds / 50.0).abs() < 1e-9);
    }

    #[test]
    fn no_speed_is_no_division_by_zero() {
        assert!(seconds_to_first_word(&SMALL, 0.0).is_finite());
    }
}
