//! Rotary position embedding of one head.

/// Which elements of a head are turned together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pairs {
    /// Element i with i + half.
    Halves,
    /// Neighbours.
    Interleaved,
}

/// The angles of all positions.
pub struct Rotation {
    pairs: Pairs,
    /// [positions, head_dim / 2]
    cos: Vec<f32>,
    sin: Vec<f32>,
}

impl Rotation {
    /// The angles of `positions` tokens for heads of `head_dim` elements.
    pub fn new(pairs: Pairs, head_dim: usize, positions: usize, theta: f64) -> Self {
        let frequency = |pair: usize| theta.powf(-(2.0 * pair as f64) / head_dim as f64) as f32;
        let frequencies: Vec<f32> = (0..head_dim / 2).map(frequency).collect();
        let angles = (0..positions).flat_map(|position| frequencies.iter().map(move |f| position as f32 * f));
        let (cos, sin) = angles.map(|angle| (angle.cos(), angle.sin())).unzip();
        Self { pairs, cos, sin }
    }

    /// Turns a head [head_dim] that stands at `position`.
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
        let quarter = |pairs| Rotation { pairs, cos: vec![1.0, 1.0, 0.0, 1.0], sin: vec![0.0, 0.0, 1.0, 0.0] };
        let mut head = [1.0, 2.0, 3.0, 4.0];
        quarter(Pairs::Halves).turn(&mut head, 0);
        assert_eq!(head, [1.0, 2.0, 3.0, 4.0]);
        quarter(Pairs::Halves).turn(&mut head, 1);
        assert_eq!(head, [-3.0, 2.0, 1.0, 4.0]);
        let mut head = [1.0, 2.0, 3.0, 4.0];
        quarter(Pairs::Interleaved).turn(&mut head, 1);
        assert_eq!(head, [-2.0, 1.0, 3.0, 4.0]);
    }
}
