use std::path::PathBuf;

use thiserror::Error;

use crate::comparison::ComparisonError;

/// Why nothing was printed.
#[derive(Debug, Error)]
pub enum PressError {
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Data(Vec<ComparisonError>),
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Models(Vec<ComparisonError>),
    #[error("There is no comparison in public/comparisons/.")]
    NothingToPrint,
    #[error("public/{0}")]
    Settings(String),
    #[error("{} could not be read or written: {error}", path.display())]
    File { path: PathBuf, error: std::io::Error },
    #[error("dist/index.html has no place marked {0}")]
    Shell(&'static str),
    #[error("The picture for links could not be drawn: {0}")]
    Card(String),
}

impl PressError {
    /// What to do next.
    pub fn remedy(&self) -> String {
        match self {
            Self::Data(errors) => {
                let mut remedies: Vec<_> = errors.iter().map(ComparisonError::remedy).collect();
                remedies.dedup();
                remedies.join("\n")
            }
            Self::Models(_) => "Mend it; docs/MODELS.md and schema/models.json list every field.".into(),
            Self::NothingToPrint => "Write one; docs/COMPARISONS.md shows how.".into(),
            Self::Settings(_) => "Mend it; README.md lists the settings.".into(),
            Self::File { .. } => "Check the folder, its rights and the space on the disk.".into(),
            Self::Shell(_) => "Run `cargo xtask build`: printing needs the shell that Trunk writes.".into(),
            Self::Card(_) => "Shorten the comparison's title or its tools' names.".into(),
        }
    }
}

impl From<Vec<ComparisonError>> for PressError {
    fn from(errors: Vec<ComparisonError>) -> PressError {
        PressError::Data(errors)
    }
}
