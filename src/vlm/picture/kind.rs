//! What a file is, judged by its first bytes.

/// Pictures that are read here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Png,
    Jpeg,
    WebP,
    Gif,
    Bmp,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Kind::Png => "PNG",
            Kind::Jpeg => "JPEG",
            Kind::WebP => "WebP",
            Kind::Gif => "GIF",
            Kind::Bmp => "BMP",
        }
    }

    /// The kind of a picture, or what the file seems to be instead.
    pub fn of(bytes: &[u8]) -> Result<Self, &'static str> {
        let at = |place: usize, mark: &[u8]| bytes.get(place..).is_some_and(|rest| rest.starts_with(mark));
        Ok(match () {
            () if at(0, b"\x89PNG\r\n\x1a\n") => Kind::Png,
            () if at(0, b"\xff\xd8\xff") => Kind::Jpeg,
            () if at(0, b"RIFF") && at(8, b"WEBP") => Kind::WebP,
            () if at(0, b"GIF87a") || at(0, b"GIF89a") => Kind::Gif,
            // Two letters alone may begin any text.
            () if at(0, b"BM") && bytes.get(15..18) == Some(&[0; 3]) => Kind::Bmp,
            () => return Err(other(bytes)),
        })
    }
}

/// Marks at the beginning of files that people take for pictures, or that browsers show beside them.
const MARKS: [(usize, &[u8], &str); 29] = [
    (0, b"II*\0", "a TIFF picture or a camera's raw file"),
    (0, b"MM\0*", "a TIFF picture or a camera's raw file"),
    (0, b"II+\0", "a TIFF picture"),
    (0, b"MM\0+", "a TIFF picture"),
    (0, b"8BPS", "a Photoshop picture"),
    (0, b"%PDF", "a PDF document"),
    (0, b"%!PS", "a PostScript document"),
    (0, b"\xff\x0a", "a JPEG XL picture"),
    (0, b"\0\0\0\x0cJXL \r\n\x87\n", "a JPEG XL picture"),
    (0, b"\0\0\0\x0cjP  \r\n\x87\n", "a JPEG 2000 picture"),
    (0, b"\xff\x4f\xff\x51", "a JPEG 2000 picture"),
    (0, b"\0\0\x01\0", "a Windows icon"),
    (0, b"\0\0\x02\0", "a Windows cursor"),
    (0, b"icns", "an Apple icon"),
    (0, b"DDS ", "a DDS texture"),
    (0, b"qoif", "a QOI picture"),
    (0, b"farbfeld", "a farbfeld picture"),
    (0, b"\x76\x2f\x31\x01", "an OpenEXR picture"),
    (0, b"#?RADIANCE", "a Radiance HDR picture"),
    (0, b"\x8aMNG", "an MNG animation"),
    (0, b"\x1a\x45\xdf\xa3", "a video (WebM or Matroska)"),
    (8, b"AVI ", "a video (AVI)"),
    (0, b"\0\0\x01\xba", "a video (MPEG)"),
    (0, b"\0\0\x01\xb3", "a video (MPEG)"),
    (0, b"FLV\x01", "a video (Flash)"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "a video (Windows Media)"),
    (0, b"OggS", "a video or sound (Ogg)"),
    (0, b"PK\x03\x04", "a ZIP archive or an office document"),
    (0, b"\x1f\x8b", "a gzip archive"),
];

/// A guess for the message.
fn other(bytes: &[u8]) -> &'static str {
    if bytes.get(4..8) == Some(b"ftyp") {
        return branded(bytes);
    }
    // QuickTime's old files begin with any of these.
    if matches!(bytes.get(4..8), Some(b"moov" | b"mdat" | b"wide" | b"free" | b"skip" | b"pnot")) {
        return "a video (QuickTime)";
    }
    let is = |(place, mark, _): &&(usize, &[u8], &str)| bytes.get(*place..).is_some_and(|rest| rest.starts_with(mark));
    if let Some((_, _, name)) = MARKS.iter().find(is) {
        return name;
    }
    if bytes.len() > 188 && bytes[0] == 0x47 && bytes[188] == 0x47 {
        return "a video (MPEG transport stream)";
    }
    text(&bytes[..bytes.len().min(2048)]).unwrap_or("no picture format known here")
}

/// An ISO base media file: its first box lists brands, and the first that says something wins. `mif1` and `msf1` only
/// say that there are pictures.
fn branded(bytes: &[u8]) -> &'static str {
    let length = bytes.first_chunk().map_or(0, |length| u32::from_be_bytes(*length)) as usize;
    let brands = &bytes[8.min(bytes.len())..length.clamp(12, 4096).min(bytes.len())];
    // The four bytes behind the first brand are its version.
    let brands = brands.as_chunks::<4>().0.iter().enumerate().filter(|(place, _)| *place != 1);
    let names = brands.filter_map(|(_, brand)| {
        Some(match brand {
            b"avif" | b"avis" | b"avio" | b"MA1A" | b"MA1B" => "an AVIF picture",
            b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"hevm" | b"hevs" => "a HEIC picture",
            b"jxl " => "a JPEG XL picture",
            b"jp2 " | b"jpx " | b"jpm " => "a JPEG 2000 picture",
            b"crx " => "a camera's raw file",
            b"qt  " => "a video (QuickTime)",
            b"M4A " | b"M4B " => "a sound file",
            b"mif1" | b"msf1" | b"mif2" | b"miaf" | b"heif" => return None,
            _ => "a video (MP4)",
        })
    });
    let is_picture = matches!(bytes.get(8..12), Some(b"mif1" | b"msf1" | b"mif2" | b"miaf" | b"heif"));
    let mut names = names.filter(|name| !is_picture || !name.starts_with("a video"));
    names.next().unwrap_or(if is_picture { "a HEIF picture" } else { "a video (MP4)" })
}

fn text(head: &[u8]) -> Option<&'static str> {
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        // A cut inside a character is no reason to call a text binary.
        Err(error) if error.error_len().is_none() => std::str::from_utf8(&head[..error.valid_up_to()]).ok()?,
        Err(_) if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") => return Some("a text file"),
        Err(_) => return None,
    };
    let lower = text.to_ascii_lowercase();
    match () {
        () if lower.contains("<svg") => Some("an SVG drawing"),
        () if lower.trim_start().starts_with("<!doctype html") || lower.contains("<html") => Some("a web page"),
        () if !text.contains('\0') => Some("a text file"),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ftyp(brands: &[&[u8; 4]]) -> Vec<u8> {
        let mut bytes = (16 + 4 * brands.len() as u32 - 4).to_be_bytes().to_vec();
        bytes.extend_from_slice(b"ftyp");
        bytes.extend_from_slice(brands[0]);
        bytes.extend_from_slice(&[0; 4]);
        brands[1..].iter().for_each(|brand| bytes.extend_from_slice(*brand));
        // What follows the box says nothing about the brand.
        bytes.extend_from_slice(b"\0\0\0\x10metaavif");
        bytes
    }

    #[test]
    fn brands_tell_pictures_from_videos() {
        let cases: [(&[&[u8; 4]], &str); 12] = [
            (&[b"heic", b"mif1", b"heic"], "a HEIC picture"),
            (&[b"mif1", b"mif1", b"heic"], "a HEIC picture"),
            (&[b"msf1", b"hevc"], "a HEIC picture"),
            (&[b"heix"], "a HEIC picture"),
            (&[b"mif1", b"miaf", b"avif"], "an AVIF picture"),
            (&[b"avis", b"msf1", b"iso8"], "an AVIF picture"),
            (&[b"avif"], "an AVIF picture"),
            (&[b"mif1"], "a HEIF picture"),
            (&[b"isom", b"iso2", b"avc1", b"mp41"], "a video (MP4)"),
            (&[b"mp42"], "a video (MP4)"),
            (&[b"qt  "], "a video (QuickTime)"),
            (&[b"crx ", b"isom"], "a camera's raw file"),
        ];
        for (brands, name) in cases {
            assert_eq!(Kind::of(&ftyp(brands)), Err(name), "{brands:?}");
        }
    }

    #[test]
    fn other_files_are_named() {
        let cases: [(&[u8], &str); 12] = [
            (b"\x1a\x45\xdf\xa3\x01", "a video (WebM or Matroska)"),
            (b"RIFF\0\0\0\0AVI LIST", "a video (AVI)"),
            (b"\0\0\0\x08wide\0\0\0\0mdat", "a video (QuickTime)"),
            (b"\xff\x0a\x00", "a JPEG XL picture"),
            (b"\0\0\0\x0cjP  \r\n\x87\n", "a JPEG 2000 picture"),
            (b"\0\0\x01\0\x01\0", "a Windows icon"),
            (b"8BPS\0\x01", "a Photoshop picture"),
            (b"<?xml version='1.0'?><svg>", "an SVG drawing"),
            (b"<!DOCTYPE html><p>", "a web page"),
            ("BM é".as_bytes(), "a text file"),
            (b"\xff\xd8", "no picture format known here"),
            (b"\0\0\0\x10ftyp", "a video (MP4)"),
        ];
        for (bytes, name) in cases {
            assert_eq!(Kind::of(bytes), Err(name), "{bytes:?}");
        }
    }
}
