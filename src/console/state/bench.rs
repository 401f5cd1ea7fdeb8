//! What is asked: the picture, the question, the length.

/// Names a picture whose bytes the browser room keeps.
pub type PictureId = u32;

/// What the field asks until the visitor asks something else.
const FIRST_PROMPT: &str = "Describe the picture.";

/// A picture as every target gets it: drawn anew, without what a camera wrote into the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    pub id: PictureId,
    /// An object URL for the preview.
    pub address: String,
    pub name: String,
    /// What it shows, where somebody has written it down.
    pub alt: Option<String>,
    /// The sample's file name, if it is one.
    pub sample: Option<String>,
    pub media_type: String,
    /// Of the file that is sent.
    pub bytes: u64,
    /// In pixels.
    pub width: u32,
    pub height: u32,
}

/// One line of `samples/samples.json`.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
pub struct Sample {
    pub file: String,
    pub title: String,
    pub alt: String,
}

/// The question as it stands on the page.
#[derive(Clone, Debug, PartialEq)]
pub struct Bench {
    pub picture: Option<Picture>,
    pub samples: Vec<Sample>,
    /// A file hovers over the page.
    pub dragging: bool,
    /// A picture is being read.
    pub reading: bool,
    pub prompt: String,
    pub max_output_tokens: u32,
    /// Something to say before anything is sent.
    pub notice: Option<String>,
}

impl Default for Bench {
    fn default() -> Self {
        Self {
            picture: None,
            samples: Vec::new(),
            dragging: false,
            reading: false,
            prompt: FIRST_PROMPT.into(),
            max_output_tokens: 128,
            notice: None,
        }
    }
}
