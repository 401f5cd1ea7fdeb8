//! The types of tensors in GGUF files: their numbers, names and sizes.

use candle_core::quantized::GgmlDType;

/// Numbers as `ggml.h` gives them, with the type that candle computes with, where there is one. It knows two more
/// (Q8_1, Q8_K), which are for sums in between and which no file holds.
pub fn known(number: u32) -> Option<GgmlDType> {
    Some(match number {
        0 => GgmlDType::F32,
        1 => GgmlDType::F16,
        2 => GgmlDType::Q4_0,
        3 => GgmlDType::Q4_1,
        6 => GgmlDType::Q5_0,
        7 => GgmlDType::Q5_1,
        8 => GgmlDType::Q8_0,
        10 => GgmlDType::Q2K,
        11 => GgmlDType::Q3K,
        12 => GgmlDType::Q4K,
        13 => GgmlDType::Q5K,
        14 => GgmlDType::Q6K,
        30 => GgmlDType::BF16,
        _ => return None,
    })
}

/// What llama.cpp calls a type that is not read here.
pub fn name(number: u32) -> String {
    let name = match number {
        4 => "Q4_2",
        5 => "Q4_3",
        9 => "Q8_1",
        15 => "Q8_K",
        16 => "IQ2_XXS",
        17 => "IQ2_XS",
        18 => "IQ3_XXS",
        19 => "IQ1_S",
        20 => "IQ4_NL",
        21 => "IQ3_S",
        22 => "IQ2_S",
        23 => "IQ4_XS",
        24 => "I8",
        25 => "I16",
        26 => "I32",
        27 => "I64",
        28 => "F64",
        29 => "IQ1_M",
        31 => "Q4_0_4_4",
        32 => "Q4_0_4_8",
        33 => "Q4_0_8_8",
        34 => "TQ1_0",
        35 => "TQ2_0",
        36 => "IQ4_NL_4_4",
        37 => "IQ4_NL_4_8",
        38 => "IQ4_NL_8_8",
        39 => "MXFP4",
        40 => "NVFP4",
        other => return format!("number {other}"),
    };
    name.to_owned()
}

/// Bytes of a tensor with these sides, the last of which lies together in memory.
///
/// `None` when its rows are not whole blocks, or there are more bytes than can be counted.
pub fn bytes(dtype: GgmlDType, sides: &[u64]) -> Option<u64> {
    let block = dtype.block_size() as u64;
    let (row, rows) = sides.split_last()?;
    if !row.is_multiple_of(block) {
        return None;
    }
    let row = (row / block).checked_mul(dtype.type_size() as u64)?;
    rows.iter().try_fold(row, |bytes, side| bytes.checked_mul(*side))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_whole_blocks() {
        assert_eq!(bytes(GgmlDType::F32, &[3, 5]), Some(60));
        assert_eq!(bytes(GgmlDType::Q8_0, &[3, 64]), Some(3 * 2 * 34));
        assert_eq!(bytes(GgmlDType::Q8_0, &[64, 3]), None);
        assert_eq!(bytes(GgmlDType::F32, &[1 << 40, 1 << 40]), None);
    }
}
