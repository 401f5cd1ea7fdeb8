//! A file in pieces, as a database keeps it: which pieces count, and in which order they make the file.

use super::record::{CHUNK, FileRecord};
use std::collections::BTreeMap;
use std::ops::Range;

/// Pieces by where they begin. None reaches into the next chunk, so that a chunk's pieces say how much of it is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pieces<T> {
    pieces: BTreeMap<u64, (u64, T)>,
}

impl<T> Pieces<T> {
    pub fn new() -> Self {
        Self { pieces: BTreeMap::new() }
    }

    /// Takes a piece in. Returns where those began that it replaces: whatever overlaps it is of an earlier try.
    pub fn put(&mut self, span: Range<u64>, content: T) -> Vec<u64> {
        let below = self.pieces.range(..span.end);
        let overlapping = below.filter(|(start, (end, _))| *end > span.start && **start < span.end);
        let replaced: Vec<u64> = overlapping.map(|(start, _)| *start).collect();
        for start in &replaced {
            self.pieces.remove(start);
        }
        self.pieces.insert(span.start, (span.end, content));
        replaced
    }

    /// Makes record and pieces agree: a piece counts if it lies right behind what is there and the record speaks of
    /// all of it. Returns where those began that don't.
    pub fn settle(&mut self, file: &mut FileRecord) -> Vec<u64> {
        let told = std::mem::take(&mut file.have);
        file.have = vec![0; told.len()];
        let mut strays = Vec::new();
        self.pieces.retain(|start, (end, _)| {
            let (chunk, from) = ((*start / CHUNK) as usize, *start % CHUNK);
            let reach = *end - (*start - from);
            let counts = file.have.get(chunk) == Some(&from) && told.get(chunk).is_some_and(|told| reach <= *told);
            if counts {
                file.have[chunk] = reach;
            } else {
                strays.push(*start);
            }
            counts
        });
        if !file.has_all() {
            file.sha256 = None;
        }
        strays
    }

    /// Lets go of everything. Returns where the pieces began.
    pub fn clear(&mut self) -> Vec<u64> {
        std::mem::take(&mut self.pieces).into_keys().collect()
    }

    /// The piece that begins there.
    pub fn at(&mut self, start: u64) -> Option<&mut T> {
        self.pieces.get_mut(&start).map(|(_, content)| content)
    }

    /// From the first byte to the last.
    pub fn in_order(&self) -> impl Iterator<Item = &T> {
        self.pieces.values().map(|(_, content)| content)
    }
}

/// `span`, cut where chunks begin.
pub fn by_chunk(span: Range<u64>) -> impl Iterator<Item = Range<u64>> {
    let mut start = span.start;
    std::iter::from_fn(move || {
        let end = span.end.min((start / CHUNK + 1) * CHUNK);
        let part = start..end;
        start = end;
        (!part.is_empty()).then_some(part)
    })
}

#[cfg(test)]
mod tests {
    use super::super::catalogue::samples::{file, model};
    use super::super::record::Record;
    use super::*;

    fn record(length: u64, have: &[u64]) -> FileRecord {
        let mut file = Record::new(&model(vec![file("a", 10)]), "https://hub.test").files.remove(0);
        file.set_length(length);
        file.have.copy_from_slice(have);
        file
    }

    fn pieces(spans: &[Range<u64>]) -> Pieces<u64> {
        let mut pieces = Pieces::new();
        for span in spans {
            assert_eq!(pieces.put(span.clone(), span.start), [0; 0]);
        }
        pieces
    }

    #[test]
    fn pieces_that_the_record_speaks_of_stay() {
        let mut file = record(CHUNK + 50, &[300, 50]);
        let mut pieces = pieces(&[0..100, 100..300, CHUNK..CHUNK + 50]);
        assert_eq!(pieces.settle(&mut file), [0; 0]);
        assert_eq!(file.have, [300, 50]);
        assert_eq!(pieces.in_order().collect::<Vec<_>>(), [&0, &100, &CHUNK]);
    }

    #[test]
    fn a_piece_that_came_after_the_record_goes() {
        let mut file = record(CHUNK, &[150]);
        assert_eq!(pieces(&[0..100, 100..300]).settle(&mut file), [100]);
        assert_eq!(file.have, [100]);
    }

    #[test]
    fn a_record_believes_the_pieces() {
        let mut file = record(CHUNK, &[CHUNK]);
        file.sha256 = Some("x".into());
        assert_eq!(pieces(&[0..100, 200..CHUNK]).settle(&mut file), [200]);
        assert_eq!((file.have, file.sha256), (vec![100], None));
    }

    #[test]
    fn a_file_that_begins_anew_leaves_nothing_behind() {
        let mut file = record(CHUNK, &[CHUNK]);
        file.restart();
        assert_eq!(pieces(&[0..100, 100..CHUNK]).settle(&mut file), [0, 100]);
        assert_eq!(file.stored(), 0);
    }

    #[test]
    fn a_new_piece_replaces_what_it_overlaps() {
        let mut pieces = pieces(&[0..100, 100..300, 300..400]);
        assert_eq!(pieces.put(50..120, 7), [0, 100]);
        assert_eq!(pieces.in_order().collect::<Vec<_>>(), [&7, &300]);
        assert_eq!(pieces.at(50), Some(&mut 7));
        assert_eq!(pieces.clear(), [50, 300]);
    }

    #[test]
    fn no_piece_crosses_a_chunks_end() {
        let parts: Vec<_> = by_chunk(CHUNK - 5..2 * CHUNK + 1).collect();
        assert_eq!(parts, [CHUNK - 5..CHUNK, CHUNK..2 * CHUNK, 2 * CHUNK..2 * CHUNK + 1]);
        assert_eq!(by_chunk(7..7).count(), 0);
    }
}
