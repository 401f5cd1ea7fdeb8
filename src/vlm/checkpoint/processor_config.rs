//! How a Hugging Face folder wants its pictures prepared: `preprocessor_config.json`, or what transformers 5 saves as
//! `image_processor` in `processor_config.json`. What is asked for is done or refused.

use super::declared::Declared;
use super::json::{Object, read_optional, read_required};
use super::preprocessing::{DeclaredFrames, ImageValues};
use super::{CheckpointError, Folder};

const PREPROCESSOR: &str = "preprocessor_config.json";
const PROCESSOR: &str = "processor_config.json";

/// The filter that transformers numbers so.
const LANCZOS: u32 = 1;

pub struct Processor {
    pub frames: DeclaredFrames,
    /// Rows of a frame in the prompt, where it is said.
    pub tokens_per_frame: Option<Declared<u64>>,
}

impl Processor {
    pub fn open(folder: &dyn Folder) -> Result<Self, CheckpointError> {
        let processor = match read_optional(folder, PROCESSOR)? {
            Some(bytes) => Some(Object::parse(PROCESSOR, &bytes)?),
            None => None,
        };
        let (nested, tokens_per_frame) = match &processor {
            Some(processor) => (processor.object("image_processor")?, processor.size("image_seq_len")?),
            None => (None, None),
        };
        let image = match nested {
            Some(nested) => nested,
            None => Object::parse(PREPROCESSOR, &read_required(folder, PREPROCESSOR)?)?,
        };
        Ok(Self { frames: frames(&image)?, tokens_per_frame })
    }
}

fn frames(image: &Object) -> Result<DeclaredFrames, CheckpointError> {
    if let Some(kind) = image.text("image_processor_type")?
        && !["SmolVLM", "Idefics3"].iter().any(|family| kind.starts_with(family))
    {
        return Err(image.refuse("image_processor_type", "SmolVLMImageProcessor"));
    }
    image.expect_flag("do_resize", true)?;
    image.expect_flag("do_convert_rgb", true)?;
    image.expect_unset(&["do_center_crop", "do_grayscale", "pad_size"])?;
    if let Some(filter) = image.size("resample")? {
        filter.within(LANCZOS..=LANCZOS).map_err(|_| filter.refuse("1 (Lanczos)"))?;
    }
    let (size, tile) = ("size", "max_image_size");
    let edge = |field: &str| -> Result<_, CheckpointError> {
        let edge = image.object(field)?.ok_or_else(|| image.missing(field))?;
        match edge.size("longest_edge")? {
            Some(length) => Ok(length),
            None => Err(image.refuse(field, "an object with longest_edge")),
        }
    };
    Ok(DeclaredFrames {
        tile: Some(edge(tile)?),
        longest_edge: edge(size)?,
        split: image.flag("do_image_splitting")?.unwrap_or(true),
        values: values(image)?,
    })
}

/// Frames are all of one size, so that `do_pad` finds nothing to do.
fn values(image: &Object) -> Result<ImageValues, CheckpointError> {
    image.flag("do_pad")?;
    let all = |value: f64| std::array::from_fn(|_| Declared::new(&image.file, "do_normalize", value));
    let factor = image.number("rescale_factor")?;
    let (mean, std) = (image.channels("image_mean")?, image.channels("image_std")?);
    let is_plain = image.flag("do_normalize")? == Some(false);
    let is_rescaled = image.flag("do_rescale")? != Some(false);
    Ok(ImageValues {
        factor: if is_rescaled { factor } else { Some(Declared::new(&image.file, "do_rescale", 1.0)) },
        mean: if is_plain { Some(all(0.0)) } else { mean },
        std: if is_plain { Some(all(1.0)) } else { std },
    })
}
