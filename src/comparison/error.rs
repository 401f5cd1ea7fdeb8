use thiserror::Error;

/// What can be wrong with the data files. Every message names the file and the place in it.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum ComparisonError {
    #[error("{file}:{line}:{column}: {field}: {problem}")]
    Field { file: String, line: usize, column: usize, field: String, problem: String },
    #[error("{file}: {field}: there is no tools/{slug}.json")]
    DanglingTool { file: String, field: String, slug: String },
    #[error("votes/{slug}.json: there is no comparisons/{slug}.json that it could belong to")]
    DanglingVotes { slug: String },
    #[error("{file}: {field}: {problem}")]
    Content { file: String, field: String, problem: String },
    #[error("{file}: {problem}")]
    File { file: String, problem: String },
}

impl ComparisonError {
    /// What the site owner does next.
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::Field { .. } => "Mend that line; docs/COMPARISONS.md and schema/*.json list every field.",
            Self::DanglingTool { .. } => "Add the tool's file, or correct its name in the comparison.",
            Self::DanglingVotes { .. } => "Name the file after the comparison whose votes it holds.",
            Self::Content { .. } => "Mend that field; docs/COMPARISONS.md says what belongs in it.",
            Self::File { .. } => "Files are named after what they hold: lower-case letters, digits and hyphens, .json.",
        }
    }
}
