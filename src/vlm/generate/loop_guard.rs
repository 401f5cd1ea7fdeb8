//! Small models sometimes fall into saying the same thing for ever; this notices.

/// Longest span that is looked for, in tokens.
const LONGEST_SPAN: usize = 48;
/// A repetition shorter than this in all may be deliberate ("very very very").
const FEWEST_TOKENS: usize = 16;
const FEWEST_TIMES: usize = 3;

/// Whether `tokens` ends in a span said at least three times in a row, sixteen tokens or more in all.
pub fn repeats(tokens: &[u32]) -> bool {
    (1..=LONGEST_SPAN).any(|span| {
        let times = FEWEST_TIMES.max(FEWEST_TOKENS.div_ceil(span));
        let Some(start) = tokens.len().checked_sub(span * times) else { return false };
        let tail = &tokens[start..];
        tail.iter().zip(&tail[span..]).all(|(earlier, later)| earlier == later)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_token_for_ever() {
        assert!(!repeats(&[7; 15]));
        assert!(repeats(&[7; 16]));
    }

    #[test]
    fn a_sentence_for_ever() {
        let sentence: Vec<u32> = (0..20).collect();
        assert!(!repeats(&sentence.repeat(2)));
        assert!(repeats(&sentence.repeat(3)));
    }

    #[test]
    fn varied_text_passes() {
        let tokens: Vec<u32> = (0..500).map(|index| index * index % 97).collect();
        assert!(!(1..tokens.len()).any(|end| repeats(&tokens[..end])));
    }
}
