//! Reading the bytes of a GGUF header, little endian, never beyond the file and never much at once.

use super::ReadSeek;
use std::io::{self, BufReader, Read};

/// Larger headers are refused: the tokenizers of the largest vocabularies take a tenth of it.
pub const MAX_HEADER_BYTES: u64 = 100_000_000;

/// Lists in lists beyond this depth are refused.
const MOST_DEPTH: u32 = 8;

/// A value of the metadata. Numbers keep their kind, so that none stands in for another.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Whole(u64),
    Negative(i64),
    Number(f64),
    Flag(bool),
    Text(String),
    Texts(Vec<String>),
    Wholes(Vec<u64>),
    Numbers(Vec<f64>),
    /// A list of something else.
    List,
}

impl Value {
    /// What it is, in words.
    pub fn words(&self) -> String {
        match self {
            Value::Whole(number) => number.to_string(),
            Value::Negative(number) => number.to_string(),
            Value::Number(number) => format!("{number:?}"),
            Value::Flag(flag) => flag.to_string(),
            Value::Text(text) => format!("the text \"{}\"", text.chars().take(40).collect::<String>()),
            Value::Texts(_) => "a list of texts".to_owned(),
            Value::Wholes(_) => "a list of whole numbers".to_owned(),
            Value::Numbers(_) => "a list of numbers".to_owned(),
            Value::List => "a list".to_owned(),
        }
    }
}

/// Reads a header and counts what is left of it.
pub struct HeaderReader<'a> {
    reader: &'a mut BufReader<Box<dyn ReadSeek>>,
    read: u64,
    /// Where the header has to end.
    end: u64,
}

impl<'a> HeaderReader<'a> {
    /// `file_bytes` is how long the whole file is.
    pub fn new(reader: &'a mut BufReader<Box<dyn ReadSeek>>, file_bytes: u64) -> Self {
        Self { reader, read: 0, end: file_bytes.min(MAX_HEADER_BYTES) }
    }

    /// Bytes read so far.
    pub fn position(&self) -> u64 {
        self.read
    }

    fn bytes<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        self.take(N as u64, 1)?;
        let mut bytes = [0; N];
        self.reader.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    /// Counts `count` things of `size` bytes as read.
    fn take(&mut self, count: u64, size: u64) -> io::Result<()> {
        self.fits(count, size)?;
        self.read += count * size;
        Ok(())
    }

    /// Fails unless `count` things of at least `size` bytes can still come.
    pub fn fits(&self, count: u64, size: u64) -> io::Result<()> {
        let left = self.end - self.read;
        match count.checked_mul(size) {
            Some(needed) if needed <= left => Ok(()),
            _ => Err(invalid("it ends too early for what its header says is in it")),
        }
    }

    pub fn u32(&mut self) -> io::Result<u32> {
        self.bytes().map(u32::from_le_bytes)
    }

    pub fn u64(&mut self) -> io::Result<u64> {
        self.bytes().map(u64::from_le_bytes)
    }

    pub fn text(&mut self) -> io::Result<String> {
        let length = self.u64()?;
        self.take(length, 1)?;
        let mut bytes = vec![0; length as usize];
        self.reader.read_exact(&mut bytes)?;
        // Some writers put the zero of C behind it.
        while bytes.last() == Some(&0) {
            bytes.pop();
        }
        Ok(String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
    }

    /// A value of the type with this number.
    pub fn value(&mut self, kind: u32) -> io::Result<Value> {
        Ok(match kind {
            6 => Value::Number(f64::from(f32::from_le_bytes(self.bytes()?))),
            12 => Value::Number(f64::from_le_bytes(self.bytes()?)),
            7 => match self.bytes()? {
                [0] => Value::Flag(false),
                [1] => Value::Flag(true),
                _ => return Err(invalid("a truth value in its header is neither 0 nor 1")),
            },
            8 => Value::Text(self.text()?),
            9 => self.list()?,
            other => match self.integer(other)? {
                number if number < 0 => Value::Negative(number as i64),
                number => Value::Whole(number as u64),
            },
        })
    }

    fn integer(&mut self, kind: u32) -> io::Result<i128> {
        Ok(match kind {
            0 => i128::from(u8::from_le_bytes(self.bytes()?)),
            1 => i128::from(i8::from_le_bytes(self.bytes()?)),
            2 => i128::from(u16::from_le_bytes(self.bytes()?)),
            3 => i128::from(i16::from_le_bytes(self.bytes()?)),
            4 => i128::from(u32::from_le_bytes(self.bytes()?)),
            5 => i128::from(i32::from_le_bytes(self.bytes()?)),
            10 => i128::from(u64::from_le_bytes(self.bytes()?)),
            11 => i128::from(i64::from_le_bytes(self.bytes()?)),
            other => return Err(invalid(&format!("its header holds a value of the unknown type {other}"))),
        })
    }

    fn list(&mut self) -> io::Result<Value> {
        let (kind, count) = self.list_head()?;
        match kind {
            8 => (0..count).map(|_| self.text()).collect::<io::Result<_>>().map(Value::Texts),
            6 | 12 => {
                let number = |_| match self.value(kind)? {
                    Value::Number(number) => Ok(number),
                    _ => Err(invalid("a list in its header is damaged")),
                };
                (0..count).map(number).collect::<io::Result<_>>().map(Value::Numbers)
            }
            // The types of tokens are a list of these.
            4 | 5 => {
                let numbers = (0..count).map(|_| self.integer(kind)).collect::<io::Result<Vec<_>>>()?;
                let wholes = numbers.into_iter().map(|number| u64::try_from(number).ok()).collect::<Option<_>>();
                Ok(wholes.map_or(Value::List, Value::Wholes))
            }
            other => self.skip(other, count, 1).map(|()| Value::List),
        }
    }

    /// The type of what is in a list, and how many there are.
    fn list_head(&mut self) -> io::Result<(u32, u64)> {
        let (kind, count) = (self.u32()?, self.u64()?);
        self.fits(count, least_bytes(kind)?)?;
        Ok((kind, count))
    }

    fn skip(&mut self, kind: u32, count: u64, depth: u32) -> io::Result<()> {
        if depth > MOST_DEPTH {
            return Err(invalid("its header holds lists in lists without end"));
        }
        match kind {
            9 => {
                for _ in 0..count {
                    let (kind, count) = self.list_head()?;
                    self.skip(kind, count, depth + 1)?;
                }
            }
            8 => {
                for _ in 0..count {
                    let length = self.u64()?;
                    self.pass(length)?;
                }
            }
            fixed => self.pass(count * least_bytes(fixed)?)?,
        }
        Ok(())
    }

    fn pass(&mut self, bytes: u64) -> io::Result<()> {
        self.take(bytes, 1)?;
        io::copy(&mut self.reader.by_ref().take(bytes), &mut io::sink()).map(drop)
    }
}

/// The fewest bytes that a value of a type takes.
fn least_bytes(kind: u32) -> io::Result<u64> {
    Ok(match kind {
        0 | 1 | 7 => 1,
        2 | 3 => 2,
        4..=6 => 4,
        8 | 10..=12 => 8,
        9 => 12,
        other => return Err(invalid(&format!("its header holds a list of the unknown type {other}"))),
    })
}

pub fn invalid(detail: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, detail.to_owned())
}
