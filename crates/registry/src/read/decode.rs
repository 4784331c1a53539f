//! Text of unknown encoding as a stream of UTF-8.
//!
//! The encoding is told by a byte-order mark; without one, text is UTF-8 as long as it is valid. A file whose
//! first characters outside ASCII are not valid UTF-8 is GB18030 (of which GBK and GB 2312 are parts), which
//! can be decided late because all three share ASCII. UTF-16 without a mark shows itself by its zero bytes.

use std::fs::File;
use std::io::Read;

use encoding_rs::{Decoder, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// Bytes read at once.
const CHUNK: usize = 256 << 10;

enum Mode {
    /// UTF-8; `settled` once a character outside ASCII was valid, or when it was asked for.
    Utf8 { settled: bool },
    Other {
        decoder: Box<Decoder>,
        encoding: &'static Encoding,
    },
}

/// Why no text can be delivered.
#[derive(Debug)]
pub(super) enum DecodeError {
    /// The operating system.
    Io(std::io::Error),
    /// The bytes are not valid in the encoding named.
    Invalid { encoding: &'static str },
}

/// Reads a file as text.
pub(super) struct TextReader {
    file: File,
    mode: Mode,
    /// Bytes read and not yet delivered: the beginning of a character, or everything in the first chunk.
    carried: Vec<u8>,
    ended: bool,
    begun: bool,
}

impl TextReader {
    pub(super) fn new(file: File, encoding: Option<&'static Encoding>) -> TextReader {
        let mode = match encoding {
            None => Mode::Utf8 { settled: false },
            Some(encoding) if encoding == UTF_8 => Mode::Utf8 { settled: true },
            Some(encoding) => other(encoding),
        };
        TextReader {
            file,
            mode,
            carried: Vec::new(),
            ended: false,
            begun: false,
        }
    }

    /// The name of the encoding found so far.
    pub(super) fn encoding(&self) -> &'static str {
        match &self.mode {
            Mode::Utf8 { .. } => "UTF-8",
            Mode::Other { encoding, .. } => encoding.name(),
        }
    }

    /// Appends more text to `out`; false at the end. The text before an invalid byte is delivered first.
    pub(super) fn read_to(&mut self, out: &mut String, wanted: usize) -> Result<bool, DecodeError> {
        if self.ended && self.carried.is_empty() {
            return Ok(false);
        }
        let kept = self.carried.len();
        self.carried.resize(kept + wanted.max(CHUNK), 0);
        let mut filled = kept;
        while filled < self.carried.len() {
            match self.file.read(&mut self.carried[filled..]) {
                Ok(0) => {
                    self.ended = true;
                    break;
                }
                Ok(read) => filled += read,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(DecodeError::Io(error)),
            }
        }
        self.carried.truncate(filled);
        if !self.begun {
            self.begun = true;
            self.begin();
        }
        self.deliver(out)?;
        Ok(true)
    }

    /// Looks for a byte-order mark and for UTF-16 without one.
    fn begin(&mut self) {
        let bytes = &self.carried;
        let marked = Encoding::for_bom(bytes);
        if let Some((encoding, length)) = marked {
            self.carried.drain(..length);
            self.mode = if encoding == UTF_8 {
                Mode::Utf8 { settled: true }
            } else {
                other(encoding)
            };
        } else if matches!(self.mode, Mode::Utf8 { settled: false }) {
            let sample = &bytes[..bytes.len().min(4096)];
            let zeros = |parity: usize| {
                sample
                    .iter()
                    .skip(parity)
                    .step_by(2)
                    .filter(|byte| **byte == 0)
                    .count()
            };
            let (even, odd) = (zeros(0), zeros(1));
            // Line ends, delimiters and digits have one zero byte each; text in one byte has none.
            if odd > sample.len() / 40 && odd > 4 * even {
                self.mode = other(UTF_16LE);
            } else if even > sample.len() / 40 && even > 4 * odd {
                self.mode = other(UTF_16BE);
            }
        }
    }

    fn deliver(&mut self, out: &mut String) -> Result<(), DecodeError> {
        if let Mode::Utf8 { settled } = &mut self.mode {
            match std::str::from_utf8(&self.carried) {
                Ok(text) => {
                    *settled |= !text.is_ascii();
                    out.push_str(text);
                    self.carried.clear();
                    return Ok(());
                }
                Err(error) => {
                    let valid = error.valid_up_to();
                    let cut = error.error_len().is_none() && !self.ended;
                    *settled |= !self.carried[..valid].is_ascii();
                    if cut || *settled {
                        // The part before the error is valid by its definition.
                        out.push_str(
                            std::str::from_utf8(&self.carried[..valid]).unwrap_or_default(),
                        );
                        self.carried.drain(..valid);
                    }
                    if cut {
                        return Ok(());
                    }
                    if *settled {
                        return Err(DecodeError::Invalid { encoding: "UTF-8" });
                    }
                }
            }
            self.mode = other(GB18030);
        }
        if let Mode::Other { decoder, encoding } = &mut self.mode {
            out.reserve(
                decoder
                    .max_utf8_buffer_length_without_replacement(self.carried.len())
                    .unwrap_or(3 * self.carried.len() + 16),
            );
            let (result, read) =
                decoder.decode_to_string_without_replacement(&self.carried, out, self.ended);
            self.carried.drain(..read);
            if let encoding_rs::DecoderResult::Malformed(..) = result {
                return Err(DecodeError::Invalid {
                    encoding: encoding.name(),
                });
            }
            self.carried.clear();
        }
        Ok(())
    }
}

fn other(encoding: &'static Encoding) -> Mode {
    Mode::Other {
        decoder: Box::new(encoding.new_decoder_without_bom_handling()),
        encoding,
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Seek, Write};

    use super::*;

    fn read(
        bytes: &[u8],
        encoding: Option<&'static Encoding>,
    ) -> Result<(String, &'static str), String> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        file.rewind().unwrap();
        let mut reader = TextReader::new(file, encoding);
        let mut text = String::new();
        loop {
            match reader.read_to(&mut text, 0) {
                Ok(true) => {}
                Ok(false) => return Ok((text, reader.encoding())),
                Err(error) => return Err(format!("{error:?} after {}", text.len())),
            }
        }
    }

    const TEXT: &str = "企业名称,城市\n深圳市腾讯计算机系统有限公司,深圳\n";

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|unit| {
                if big {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            })
            .collect()
    }

    #[test]
    fn encodings_are_found() {
        let marked = [b"\xef\xbb\xbf", TEXT.as_bytes()].concat();
        let gb = GB18030.encode(TEXT).0.into_owned();
        for (bytes, name) in [
            (TEXT.as_bytes().to_vec(), "UTF-8"),
            (marked, "UTF-8"),
            (gb, "gb18030"),
            (utf16(&format!("\u{feff}{TEXT}"), false), "UTF-16LE"),
            (utf16(&format!("\u{feff}{TEXT}"), true), "UTF-16BE"),
            (utf16(TEXT, false), "UTF-16LE"),
            (utf16(TEXT, true), "UTF-16BE"),
        ] {
            assert_eq!(read(&bytes, None).unwrap(), (TEXT.to_string(), name));
        }
    }

    #[test]
    fn gb18030_is_found_behind_a_long_ascii_beginning() {
        let text = format!("{}{TEXT}", "a,b\n".repeat(200_000));
        let bytes = GB18030.encode(&text).0.into_owned();
        assert_eq!(read(&bytes, None).unwrap(), (text, "gb18030"));
    }

    #[test]
    fn characters_across_chunks_survive() {
        for shift in 0..3 {
            let text = format!("{}{}", "a".repeat(shift), "数据".repeat(CHUNK / 4));
            assert_eq!(read(text.as_bytes(), None).unwrap().0, text);
            let gb = GB18030.encode(&text).0.into_owned();
            assert_eq!(read(&gb, None).unwrap().0, text);
        }
    }

    #[test]
    fn a_wrong_byte_is_an_error_after_the_text_before_it() {
        let mut bytes = TEXT.as_bytes().to_vec();
        bytes.extend(b"\xff\xfe\n");
        assert!(
            read(&bytes, None)
                .unwrap_err()
                .contains(&format!("after {}", TEXT.len()))
        );
        let gb = GB18030.encode(TEXT).0.into_owned();
        assert!(read(&gb, Some(UTF_8)).is_err());
        assert!(read(b"a,b\n\x80\xff", None).is_err());
    }
}
