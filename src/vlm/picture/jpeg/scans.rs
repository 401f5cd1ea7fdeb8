//! Which parts of a JPEG picture its scans hold, by their headers.

use super::segments::Frame;

const COEFFICIENTS: usize = 64;

/// The lowest bit that is known of each coefficient of each component.
#[derive(Default)]
pub struct Scans {
    known: Vec<(u8, [Option<u8>; COEFFICIENTS])>,
}

impl Scans {
    /// Notes a scan by its header.
    pub fn take(&mut self, header: &[u8], frame: &Frame) {
        let Some((count, rest)) = header.split_first() else { return };
        let Some((components, &[start, end, bits, ..])) = rest.split_at_checked(2 * usize::from(*count)) else {
            return;
        };
        let (first, last) = if frame.is_progressive { (start, end) } else { (0, 63) };
        let lowest = if frame.is_progressive { bits & 15 } else { 0 };
        for [id, _] in components.as_chunks().0 {
            let place = self.known.iter().position(|(known, _)| known == id).unwrap_or_else(|| {
                self.known.push((*id, [None; COEFFICIENTS]));
                self.known.len() - 1
            });
            let coefficients = self.known[place].1.get_mut(usize::from(first)..=usize::from(last));
            coefficients.unwrap_or_default().iter_mut().for_each(|known| *known = Some(lowest));
        }
    }

    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Whether every bit of the picture was begun.
    pub fn are_complete(&self, frame: &Frame) -> bool {
        frame.components.iter().all(|component| {
            self.known.iter().any(|(id, known)| *id == component.id && known.iter().all(|lowest| *lowest == Some(0)))
        })
    }
}
