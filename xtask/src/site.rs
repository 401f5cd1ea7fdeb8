//! What the static server answers: which file, which part of it, and what it is.

use crate::say::{Outcome, problem};
use std::fs::File;
use std::path::{Component, Path, PathBuf};

/// `dist/`, and more folders under names of their own.
pub struct Site {
    root: PathBuf,
    mounts: Vec<(String, PathBuf)>,
}

impl Site {
    pub fn new(root: PathBuf, mounts: &[String]) -> Outcome<Self> {
        if !root.join("index.html").exists() {
            return Err(problem("dist/ is empty.", "Run `cargo xtask build` first, or `serve` without --no-build."));
        }
        let pairs = mounts.iter().map(|mount| {
            let (name, folder) = mount
                .split_once('=')
                .ok_or_else(|| problem(format!("`--mount {mount}` has no `=`."), "Write `--mount name=folder`."))?;
            Ok((name.to_owned(), PathBuf::from(folder)))
        });
        Ok(Self { root, mounts: pairs.collect::<Outcome<_>>()? })
    }

    #[cfg(test)]
    pub fn over(root: PathBuf) -> Self {
        Self { root, mounts: vec![] }
    }

    /// The file behind an address, if it exists inside one of our folders.
    pub fn find(&self, url: &str) -> Option<(File, PathBuf)> {
        let path = decode(url.split(['?', '#']).next()?)?;
        let path = path.trim_start_matches('/');
        let (folder, rest) = self
            .mounts
            .iter()
            .find_map(|(name, folder)| Some((folder, path.strip_prefix(name.as_str())?.strip_prefix('/')?)))
            .unwrap_or((&self.root, path));
        let inside = Path::new(rest).components().all(|part| matches!(part, Component::Normal(_)));
        if !inside {
            return None;
        }
        let mut file = folder.join(rest);
        if file.is_dir() {
            file.push("index.html");
        }
        // A link is followed only where it stays inside.
        let real = file.canonicalize().ok()?;
        let stays = real.starts_with(folder.canonicalize().ok()?);
        Some((File::open(&real).ok().filter(|_| stays)?, file))
    }
}

/// What a `Range` header asks for. Several ranges at once are answered with everything, as the standard allows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Span {
    Whole,
    Part(u64, u64),
    Outside,
}

impl Span {
    pub fn parse(text: &str, length: u64) -> Self {
        let Some((first, last)) = text.strip_prefix("bytes=").and_then(|text| text.split_once('-')) else {
            return Self::Whole;
        };
        let (start, end) = match (first.trim().parse::<u64>(), last.trim().parse::<u64>()) {
            (Ok(start), Ok(end)) if start > end => return Self::Whole,
            (Ok(start), Ok(end)) => (start, end.saturating_add(1).min(length)),
            (Ok(start), Err(_)) if last.trim().is_empty() => (start, length),
            (Err(_), Ok(count)) if first.trim().is_empty() => (length.saturating_sub(count), length),
            _ => return Self::Whole,
        };
        if start >= length || start >= end { Self::Outside } else { Self::Part(start, end - start) }
    }
}

pub fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "webmanifest") => "application/json",
        Some("wasm") => "application/wasm",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("webp") => "image/webp",
        Some("svg") => "image/svg+xml",
        Some("ico") => "image/x-icon",
        Some("txt" | "md" | "ts") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Undoes `%20` and its kind.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        if first == b'%' {
            let code = std::str::from_utf8(after.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(code, 16).ok()?);
            rest = &after[2..];
        } else {
            bytes.push(first);
            rest = after;
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project;

    #[test]
    fn ranges_follow_the_standard() {
        let cases = [
            ("bytes=0-3", Span::Part(0, 4)),
            ("bytes=8-", Span::Part(8, 2)),
            ("bytes=-4", Span::Part(6, 4)),
            ("bytes=5-99", Span::Part(5, 5)),
            ("bytes=10-", Span::Outside),
            ("bytes=-0", Span::Outside),
            ("bytes=4-2", Span::Whole),
            ("bytes=0-1,3-4", Span::Whole),
            ("lines=0-1", Span::Whole),
        ];
        for (text, span) in cases {
            assert_eq!(Span::parse(text, 10), span, "{text}");
        }
    }

    #[test]
    fn nothing_outside_the_folder_is_served() {
        let site = Site::over(project::root().join("xtask"));
        assert!(site.find("/Cargo.toml?v=1").is_some());
        assert!(site.find("/src/%6dain.rs").is_some());
        for url in ["/../Cargo.toml", "/%2e%2e/Cargo.toml", "//etc/passwd", "/src/..%2f..%2fCargo.toml", "/%"] {
            assert!(site.find(url).is_none(), "{url}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_out_is_not_followed() {
        let folder = project::target().join("site-with-links");
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(folder.join("inside")).unwrap();
        std::fs::write(folder.join("inside/a.txt"), "a").unwrap();
        std::os::unix::fs::symlink("inside/a.txt", folder.join("near")).unwrap();
        std::os::unix::fs::symlink(project::root().join("Cargo.toml"), folder.join("far")).unwrap();
        std::os::unix::fs::symlink(project::root(), folder.join("away")).unwrap();
        let site = Site::over(folder);
        assert!(site.find("/near").is_some());
        assert!(site.find("/far").is_none());
        assert!(site.find("/away/Cargo.toml").is_none());
    }
}
