//! Progress as bytes (保存的进度): numbers in little-endian order behind a mark that says what they are, and a
//! checksum behind them, so that a file that was cut off or changed is recognised.

use super::random::mix;

/// Bytes being written.
pub(super) struct Writer(Vec<u8>);

/// Bytes being read. Every method gives `None` where they end too early.
pub(super) struct Reader<'a>(&'a [u8]);

/// The length of a mark.
const MARK: usize = 8;

impl Writer {
    /// Begins with what the bytes are.
    pub(super) fn new(mark: &[u8; MARK]) -> Writer {
        Writer(mark.to_vec())
    }

    pub(super) fn whole(&mut self, number: u64) -> &mut Writer {
        self.0.extend(number.to_le_bytes());
        self
    }

    pub(super) fn counts(&mut self, numbers: &[u32]) -> &mut Writer {
        self.0.extend(numbers.iter().flat_map(|n| n.to_le_bytes()));
        self
    }

    pub(super) fn numbers(&mut self, numbers: &[f64]) -> &mut Writer {
        self.0.extend(numbers.iter().flat_map(|n| n.to_le_bytes()));
        self
    }

    pub(super) fn short_numbers(&mut self, numbers: &[f32]) -> &mut Writer {
        self.0.extend(numbers.iter().flat_map(|n| n.to_le_bytes()));
        self
    }

    /// The bytes with their checksum.
    pub(super) fn finished(self) -> Vec<u8> {
        let sum = checksum(&self.0);
        let mut bytes = self.0;
        bytes.extend(sum.to_le_bytes());
        bytes
    }
}

impl<'a> Reader<'a> {
    /// Reads bytes of this kind; `None` when they are of another kind or damaged.
    pub(super) fn new(bytes: &'a [u8], mark: &[u8; MARK]) -> Option<Reader<'a>> {
        let (content, sum) = bytes.split_last_chunk::<8>()?;
        let rest = content.strip_prefix(mark)?;
        (checksum(content) == u64::from_le_bytes(*sum)).then_some(Reader(rest))
    }

    pub(super) fn whole(&mut self) -> Option<u64> {
        self.take().map(u64::from_le_bytes)
    }

    pub(super) fn counts(&mut self, length: usize) -> Option<Vec<u32>> {
        self.several(length, u32::from_le_bytes)
    }

    pub(super) fn numbers(&mut self, length: usize) -> Option<Vec<f64>> {
        self.several(length, f64::from_le_bytes)
    }

    pub(super) fn short_numbers(&mut self, length: usize) -> Option<Vec<f32>> {
        self.several(length, f32::from_le_bytes)
    }

    /// Whether all was read.
    pub(super) fn is_done(&self) -> bool {
        self.0.is_empty()
    }

    fn take<const SIZE: usize>(&mut self) -> Option<[u8; SIZE]> {
        let (first, rest) = self.0.split_first_chunk::<SIZE>()?;
        self.0 = rest;
        Some(*first)
    }

    fn several<T, const SIZE: usize>(
        &mut self,
        length: usize,
        read: fn([u8; SIZE]) -> T,
    ) -> Option<Vec<T>> {
        // Checked before room is made, so that a wrong length asks for none.
        if self.0.len() / SIZE < length {
            return None;
        }
        (0..length).map(|_| self.take().map(read)).collect()
    }
}

fn checksum(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let of_words = words.iter().fold(bytes.len() as u64, |sum, word| {
        mix(sum ^ u64::from_le_bytes(*word))
    });
    rest.iter()
        .fold(of_words, |sum, byte| mix(sum ^ u64::from(*byte)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MARK: &[u8; 8] = b"a mark 1";

    fn written(whole: u64, counts: &[u32], numbers: &[f64], short: &[f32]) -> Vec<u8> {
        let mut writer = Writer::new(MARK);
        writer.whole(whole).counts(counts).numbers(numbers);
        writer.short_numbers(short);
        writer.finished()
    }

    #[test]
    fn what_is_written_is_read() {
        let bytes = written(7, &[1, 2, 3], &[0.5, f64::NEG_INFINITY], &[2.5]);
        let mut reader = Reader::new(&bytes, MARK).unwrap();
        assert_eq!(reader.whole(), Some(7));
        assert_eq!(reader.counts(3), Some(vec![1, 2, 3]));
        assert_eq!(reader.numbers(2), Some(vec![0.5, f64::NEG_INFINITY]));
        assert!(!reader.is_done());
        assert_eq!(reader.short_numbers(1), Some(vec![2.5]));
        assert!(reader.is_done());
        assert_eq!((reader.whole(), reader.counts(usize::MAX)), (None, None));
        assert!(Reader::new(&bytes, b"a mark 2").is_none());
    }

    proptest! {
        #[test]
        fn damage_is_recognised(at in 0..60_usize, to in any::<u8>(), cut in 1..40_usize) {
            let bytes = written(1, &[5, 6], &[1.5, 2.5, 3.5], &[1.0, 2.0]);
            let mut changed = bytes.clone();
            let at = at % changed.len();
            changed[at] = to;
            prop_assert_eq!(Reader::new(&changed, MARK).is_some(), changed == bytes);
            prop_assert!(Reader::new(&bytes[..bytes.len() - cut], MARK).is_none());
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            prop_assert!(Reader::new(&bytes, MARK).is_none());
        }
    }
}
