//! The fonts for Chinese that come with the program: parts of Noto CJK (SIL Open Font License), see `data/fonts/`.
//! Characters that they lack are looked for among the fonts of the machine.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use resvg::usvg::fontdb::Database;
use ttf_parser::Face;

/// Families in the order of preference, for SVG, HTML and documents: the shipped ones first, so that the same
/// figure looks the same everywhere.
pub const FAMILIES: &str =
    "Noto Sans CJK SC, Noto Sans SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, sans-serif";

/// Sans serif (黑体), regular.
pub static SANS: &[u8] = include_bytes!("../../../data/fonts/NotoSansCJKsc-Regular.otf");
/// Sans serif (黑体), bold.
pub static SANS_BOLD: &[u8] = include_bytes!("../../../data/fonts/NotoSansCJKsc-Bold.otf");
/// Serif (宋体), regular.
pub static SERIF: &[u8] = include_bytes!("../../../data/fonts/NotoSerifCJKsc-Regular.otf");

/// The shipped fonts.
static SHIPPED: LazyLock<Arc<Database>> = LazyLock::new(|| Arc::new(shipped()));

/// The shipped fonts and those of the machine, which are read only when a character needs them.
static MACHINE: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut database = shipped();
    database.load_system_fonts();
    database.set_sans_serif_family("Noto Sans CJK SC");
    Arc::new(database)
});

fn shipped() -> Database {
    let mut database = Database::new();
    for font in [SANS, SANS_BOLD] {
        database.load_font_source(resvg::usvg::fontdb::Source::Binary(Arc::new(font)));
    }
    database.set_sans_serif_family("Noto Sans CJK SC");
    database
}

/// The fonts that pictures with `text` are drawn with: the shipped ones, and those of the machine where the
/// shipped ones lack a character.
pub(crate) fn database(text: &str) -> Arc<Database> {
    if lacking(text).is_empty() {
        SHIPPED.clone()
    } else {
        MACHINE.clone()
    }
}

/// The characters of `text` that neither the shipped fonts nor those of the machine have: a picture in pixels
/// or on paper shows a gap there, and the reader must be told.
pub fn missing(text: &str) -> Vec<char> {
    let mut missing = lacking(text);
    if missing.is_empty() {
        return Vec::new();
    }
    let faces: Vec<_> = MACHINE.faces().map(|face| face.id).collect();
    for id in faces {
        MACHINE.with_face_data(id, |data, index| {
            if let Ok(face) = Face::parse(data, index) {
                missing.retain(|character| face.glyph_index(*character).is_none());
            }
        });
    }
    missing.into_iter().collect()
}

/// The characters that the shipped fonts lack.
fn lacking(text: &str) -> BTreeSet<char> {
    let Ok(face) = Face::parse(SANS, 0) else {
        return BTreeSet::new();
    };
    text.chars()
        .filter(|character| !character.is_control() && face.glyph_index(*character).is_none())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_font_has_is_named() {
        assert!(missing("大数据产业 Index 2026（推定）—“①”").is_empty());
        // A private-use character that no font of the world need have.
        assert_eq!(missing("甲\u{10fffd}乙"), ['\u{10fffd}']);
    }
}
