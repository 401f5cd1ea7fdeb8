//! How fast each pair of a head turns with the position: RoFormer's frequencies, and what models make of them.

use super::CheckpointError;
use super::declared::Declared;
use std::f64::consts::TAU;

/// Which elements of a head form the pairs that RoPE turns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RopePairing {
    /// Element i with i + half: safetensors.
    Halves,
    /// Neighbours: GGUF, whose q and k rows are reordered for it.
    Interleaved,
}

/// What a model does to its frequencies, for texts longer than it was trained with first.
#[derive(Clone, Debug)]
pub enum RopeScaling {
    None,
    /// All are divided by the same number.
    Linear(Declared<f64>),
    /// Llama 3: the slow ones are divided, the fast ones stay, and between is a transition.
    Llama3 {
        factor: Declared<f64>,
        low: Declared<f64>,
        high: Declared<f64>,
        original: Declared<u64>,
    },
    /// Each is divided by its own number: `rope_freqs` of GGUF files.
    Each {
        file: String,
        factors: Vec<f32>,
    },
}

/// Factors outside this range are no model's.
const FACTORS: std::ops::RangeInclusive<f64> = 1e-3..=1e6;

/// Radians that each pair turns from one position to the next: [head_dim / 2].
///
/// # Errors
/// When a number is out of bounds, or there are more or fewer factors than pairs.
pub fn frequencies(theta: &Declared<f64>, scaling: &RopeScaling, head_dim: usize) -> Result<Vec<f32>, CheckpointError> {
    let theta = theta.within(1.0..=1e15)?;
    let plain = (0..head_dim / 2).map(|pair| theta.powf(-(2.0 * pair as f64) / head_dim as f64));
    match scaling {
        RopeScaling::None => Ok(plain.map(|frequency| frequency as f32).collect()),
        RopeScaling::Linear(factor) => {
            let factor = factor.within(FACTORS)?;
            Ok(plain.map(|frequency| (frequency / factor) as f32).collect())
        }
        RopeScaling::Llama3 { factor, low, high, original } => {
            let (factor, low, top) = (factor.within(FACTORS)?, low.within(FACTORS)?, high.within(FACTORS)?);
            if top <= low {
                return Err(high.refuse(format!("above {low}")));
            }
            let original = original.within(1..=u32::MAX)? as f64;
            let scaled = |frequency: f64| {
                let turns = original * frequency / TAU;
                let kept = ((turns - low) / (top - low)).clamp(0.0, 1.0);
                (frequency * (kept + (1.0 - kept) / factor)) as f32
            };
            Ok(plain.map(scaled).collect())
        }
        RopeScaling::Each { file, factors } => {
            let wrong = factors.iter().find(|factor| !FACTORS.contains(&f64::from(**factor)));
            if let Some(wrong) = wrong {
                return Err(CheckpointError::unexpected(file, "a factor in rope_freqs.weight", wrong, "above 0"));
            }
            if factors.len() != head_dim / 2 {
                let expected = head_dim / 2;
                return Err(CheckpointError::unexpected(
                    file,
                    "the length of rope_freqs.weight",
                    factors.len(),
                    expected,
                ));
            }
            Ok(plain.zip(factors).map(|(frequency, factor)| (frequency / f64::from(*factor)) as f32).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(value: f64) -> Declared<f64> {
        Declared::new("config.json", "a", value)
    }

    #[test]
    fn linear_scaling_divides_every_frequency() {
        let plain = frequencies(&number(1e4), &RopeScaling::None, 8).unwrap();
        let halved = frequencies(&number(1e4), &RopeScaling::Linear(number(2.0)), 8).unwrap();
        assert_eq!(plain, [1.0, 0.1, 0.01, 0.001]);
        assert!(plain.iter().zip(&halved).all(|(plain, halved)| plain / 2.0 == *halved));
    }

    #[test]
    fn llama_3_keeps_fast_pairs_and_slows_slow_ones() {
        let scaling = RopeScaling::Llama3 {
            factor: number(8.0),
            low: number(1.0),
            high: number(4.0),
            original: Declared::new("config.json", "b", 8192),
        };
        let plain = frequencies(&number(5e5), &RopeScaling::None, 64).unwrap();
        let scaled = frequencies(&number(5e5), &scaling, 64).unwrap();
        assert_eq!(plain[0], scaled[0]);
        assert_eq!(scaled[31], plain[31] / 8.0);
        let between = scaled.iter().zip(&plain).filter(|(scaled, plain)| *scaled < *plain && **scaled > *plain / 8.0);
        assert!(between.count() > 0);
    }

    #[test]
    fn bases_and_factors_out_of_bounds_are_refused() {
        for theta in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(frequencies(&number(theta), &RopeScaling::None, 8).is_err());
        }
        assert!(frequencies(&number(1e4), &RopeScaling::Linear(number(0.0)), 8).is_err());
        for factors in [vec![1.0; 3], vec![1.0, 1.0, 0.0, 1.0], vec![1.0, f32::NAN, 1.0, 1.0]] {
            let each = RopeScaling::Each { file: "text.gguf".into(), factors };
            assert!(frequencies(&number(1e4), &each, 8).is_err());
        }
    }
}
