//! The fonts for Chinese that come with the program: parts of Noto CJK (SIL Open Font License), see `data/fonts/`.

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
