//! The command line's words.

use super::Failure;
use lexopt::{Arg, ValueExt};
use shipcheck::vlm::checkpoint::Precision;
use shipcheck::vlm::generate::GenerateOptions;
use std::ffi::OsString;
use std::path::PathBuf;

pub const HELP: &str = "\
Describes pictures with a SmolVLM or SmolVLM2 model.

caption --model DIR --image FILE [--image FILE …] --prompt TEXT
caption --text T.gguf --mmproj M.gguf --image FILE … --prompt TEXT

  --model DIR              Hugging Face folder (config.json, tokenizer.json, safetensors …)
  --text FILE              GGUF of the decoder, together with
  --mmproj FILE            GGUF of the vision tower
  --image FILE             PNG, JPEG, WebP, GIF or BMP; may be repeated
  --prompt TEXT            the question
  --longest-edge N         pixels the longer side is resized to (the model's own by default)
  --no-split               one frame only
  --max-new-tokens N       64
  --min-new-tokens N       0
  --temperature X          0, greedy
  --top-p X                1
  --repetition-penalty X   1
  --seed N                 0
  --precision WORD         auto, as on the page; f32, everything in float32; candle, that library's own products
  --json                   one JSON object instead of the text";

pub enum ModelFiles {
    Folder(PathBuf),
    Gguf { text: PathBuf, mmproj: PathBuf },
}

pub struct Arguments {
    pub help: bool,
    pub model: ModelFiles,
    pub images: Vec<PathBuf>,
    pub prompt: String,
    pub longest_edge: Option<u32>,
    pub split: Option<bool>,
    pub generate: GenerateOptions,
    pub precision: Precision,
    pub json: bool,
}

impl From<lexopt::Error> for Failure {
    fn from(error: lexopt::Error) -> Self {
        Failure::bad_input(format!("{error}; see --help"))
    }
}

impl Arguments {
    pub fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Self, Failure> {
        let (mut folder, mut text, mut mmproj) = (None, None, None);
        let mut arguments = Self {
            help: false,
            model: ModelFiles::Folder(PathBuf::new()),
            images: Vec::new(),
            prompt: String::new(),
            longest_edge: None,
            split: None,
            generate: GenerateOptions::default(),
            precision: Precision::Auto,
            json: false,
        };
        let mut parser = lexopt::Parser::from_args(words);
        while let Some(word) = parser.next()? {
            let generate = &mut arguments.generate;
            match word {
                Arg::Long("help") | Arg::Short('h') => {
                    arguments.help = true;
                    return Ok(arguments);
                }
                Arg::Long("model") => folder = Some(PathBuf::from(parser.value()?)),
                Arg::Long("text") => text = Some(PathBuf::from(parser.value()?)),
                Arg::Long("mmproj") => mmproj = Some(PathBuf::from(parser.value()?)),
                Arg::Long("image") => arguments.images.push(parser.value()?.into()),
                Arg::Long("prompt") => arguments.prompt = parser.value()?.string()?,
                Arg::Long("longest-edge") => arguments.longest_edge = Some(parser.value()?.parse()?),
                Arg::Long("no-split") => arguments.split = Some(false),
                Arg::Long("max-new-tokens") => generate.max_new_tokens = parser.value()?.parse()?,
                Arg::Long("min-new-tokens") => generate.min_new_tokens = parser.value()?.parse()?,
                Arg::Long("temperature") => generate.temperature = parser.value()?.parse()?,
                Arg::Long("top-p") => generate.top_p = parser.value()?.parse()?,
                Arg::Long("repetition-penalty") => generate.repetition_penalty = parser.value()?.parse()?,
                Arg::Long("seed") => generate.seed = parser.value()?.parse()?,
                Arg::Long("precision") => arguments.precision = precision(&parser.value()?.string()?)?,
                Arg::Long("json") => arguments.json = true,
                other => return Err(other.unexpected().into()),
            }
        }
        arguments.model = match (folder, text, mmproj) {
            (Some(folder), None, None) => ModelFiles::Folder(folder),
            (None, Some(text), Some(mmproj)) => ModelFiles::Gguf { text, mmproj },
            _ => {
                return Err(Failure::bad_input(
                    "give either --model DIR, or --text FILE and --mmproj FILE; see --help",
                ));
            }
        };
        if arguments.images.is_empty() && arguments.prompt.trim().is_empty() {
            return Err(Failure::bad_input("give --image FILE, --prompt TEXT, or both; see --help"));
        }
        Ok(arguments)
    }
}

fn precision(word: &str) -> Result<Precision, Failure> {
    match word {
        "f32" => Ok(Precision::F32),
        "auto" => Ok(Precision::Auto),
        "candle" => Ok(Precision::Candle),
        other => Err(Failure::bad_input(format!("--precision is {other}, expected auto, f32 or candle"))),
    }
}
