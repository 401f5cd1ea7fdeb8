//! A long text in blocks, so that only its last one is drawn anew when more comes.

/// Bytes of a block, give or take a letter.
const BLOCK: usize = 4096;
/// Bytes of a text that are shown. Nobody reads on, and a page can't lay out a text without end in time.
pub const SHOWN: usize = 24 * BLOCK;

/// How many blocks of a text are shown.
pub fn count(text: &str) -> usize {
    text.len().min(SHOWN).div_ceil(BLOCK)
}

/// One of them. Once another follows, it stays as it is.
pub fn block(text: &str, at: usize) -> &str {
    let edge = |at: usize| text.floor_char_boundary((at * BLOCK).min(SHOWN));
    &text[edge(at)..edge(at + 1)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_the_text_and_full_ones_stay() {
        let mut text = String::new();
        let mut full: Vec<String> = Vec::new();
        for piece in ["short", " süß 🦀 ", &"é".repeat(3001), "x"].iter().cycle().take(60) {
            text.push_str(piece);
            let blocks: Vec<_> = (0..count(&text)).map(|at| block(&text, at).to_owned()).collect();
            assert!(text.starts_with(&blocks.concat()));
            assert_eq!(blocks.concat().len(), text.len().min(text.floor_char_boundary(SHOWN)));
            assert!(blocks.starts_with(&full), "a full block has changed");
            full = blocks[..blocks.len().saturating_sub(1)].to_vec();
        }
        assert_eq!(count(""), 0);
        assert!(count(&text) <= 24);
    }
}
