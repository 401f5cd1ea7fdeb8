//! Rotary position embedding of one head.

/// Which elements of a head are turned together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pairs {
    /// Element i with i + half.
    Halves,
    /// Neighbours.
    Interleaved,
}

/// The angles of the positions up to the furthest that was needed yet.
pub struct Rotation {
    pairs: Pairs,
    /// Radians that each pair turns from one position to the next.
    frequencies: Vec<f32>,
    /// [positions, head_dim / 2]
    cos: Vec<f32>,
    sin: Vec<f32>,
}

impl Rotation {
    /// No angles yet. `frequencies` are the radians that each pair turns from one position to the next.
    pub fn new(pairs: Pairs, frequencies: &[f32]) -> Self {
        Self { pairs, frequencies: frequencies.to_vec(), cos: Vec::new(), sin: Vec::new() }
    }

    /// Makes the angles of the first `positions`, as far as they are missing.
    pub fn reserve(&mut self, positions: usize) {
        let made = self.cos.len() / self.frequencies.len().max(1);
        for position in made..positions {
            let angles = self.frequencies.iter().map(|frequency| position as f32 * frequency);
            self.cos.extend(angles.clone().map(f32::cos));
            self.sin.extend(angles.map(f32::sin));
        }
    }

    /// Turns a head [head_dim] that stands at `position`, whose angles have been made.
    pub fn turn(&self, head: &mut [f32], position: usize) {
        let half = head.len() / 2;
        let (cos, sin) = (&self.cos[position * half..][..half], &self.sin[position * half..][..half]);
        let turned = |a: f32, b: f32, cos: f32, sin: f32| (a * cos - b * sin, a * sin + b * cos);
        match self.pairs {
            Pairs::Halves => {
                let (left, right) = head.split_at_mut(half);
                for (((a, b), cos), sin) in left.iter_mut().zip(right).zip(cos).zip(sin) {
                    (*a, *b) = turned(*a, *b, *cos, *sin);
                }
            }
            Pairs::Interleaved => {
                for (([a, b], cos), sin) in head.as_chunks_mut::<2>().0.iter_mut().zip(cos).zip(sin) {
                    (*a, *b) = turned(*a, *b, *cos, *sin);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_turn() {
        let quarter = |pairs| Rotation {
            pairs,
            frequencies: vec![0.0; 2],
            cos: vec![1.0, 1.0, 0.0, 1.0],
            sin: vec![0.0, 0.0, 1.0, 0.0],
        };
        let mut head = [1.0, 2.0, 3.0, 4.0];
        quarter(Pairs::Halves).turn(&mut head, 0);
        assert_eq!(head, [1.0, 2.0, 3.0, 4.0]);
        quarter(Pairs::Halves).turn(&mut head, 1);
        assert_eq!(head, [-3.0, 2.0, 1.0, 4.0]);
        let mut head = [1.0, 2.0, 3.0, 4.0];
        quarter(Pairs::Interleaved).turn(&mut head, 1);
        assert_eq!(head, [-2.0, 1.0, 3.0, 4.0]);
    }

    #[test]
    fn angles_are_those_of_their_position_however_they_came() {
        let mut grown = Rotation::new(Pairs::Halves, &[1.0, 0.5]);
        (0..=5).for_each(|positions| grown.reserve(positions));
        let mut at_once = Rotation::new(Pairs::Halves, &[1.0, 0.5]);
        at_once.reserve(5);
        assert_eq!((&grown.cos, &grown.sin), (&at_once.cos, &at_once.sin));
        assert_eq!(grown.sin[6..8], [3f32.sin(), 1.5f32.sin()]);
    }
}
