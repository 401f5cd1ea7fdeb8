//! Pixel shuffle and projection: neighbouring patches become one row of the decoder's width.

use super::linear::Linear;
use candle_core::{Result, Tensor};

pub struct Connector {
    pub projection: Linear,
    /// Patches along one side of a frame.
    pub side: usize,
    pub scale: usize,
}

impl Connector {
    /// [side², hidden] → [(side / scale)², text hidden].
    pub fn forward(&self, patches: &Tensor) -> Result<Tensor> {
        let (side, scale) = (self.side, self.scale);
        let (_, hidden) = patches.dims2()?;
        let small = side / scale;
        // Row-major [y, x] patches: gather `scale` neighbours along x, then `scale` along y.
        let shuffled = patches
            .reshape((small, scale, small, scale * hidden))?
            .transpose(1, 2)?
            .contiguous()?
            .reshape((small * small, scale * scale * hidden))?;
        self.projection.forward(&shuffled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vlm::checkpoint::Weight;
    use candle_core::{DType, Device};

    #[test]
    fn neighbours_stay_together() {
        let projection = Linear::new(Weight::Full(Tensor::eye(4, DType::F32, &Device::Cpu).unwrap()), None).unwrap();
        let connector = Connector { projection, side: 4, scale: 2 };
        let patches = Tensor::arange(0f32, 16., &Device::Cpu).unwrap().reshape((16, 1)).unwrap();
        let rows: Vec<Vec<f32>> = connector.forward(&patches).unwrap().to_vec2().unwrap();
        assert_eq!(rows, [[0., 1., 4., 5.], [2., 3., 6., 7.], [8., 9., 12., 13.], [10., 11., 14., 15.]]);
    }
}
