//! How wide text is, roughly, to lay out tables.

/// Width in em: Chinese characters count 1, others about a half.
pub(crate) fn text_width(text: &str) -> f64 {
    text.chars()
        .map(|character| match u32::from(character) {
            0x1100..=0x115F | 0x2E80..=0xFFEF | 0x20000..=0x3FFFF => 1.0,
            _ if character.is_uppercase() => 0.68,
            _ => 0.55,
        })
        .sum()
}
