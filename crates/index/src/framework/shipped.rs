//! The frameworks shipped with the product, one file each.

const SHIPPED: &[(&str, &str)] = &[
    (
        "big-data-2023",
        include_str!("../../../../frameworks/big-data-2023.toml"),
    ),
    (
        "open-data-2026",
        include_str!("../../../../frameworks/open-data-2026.toml"),
    ),
    (
        "five-forces",
        include_str!("../../../../frameworks/five-forces.toml"),
    ),
    ("asem", include_str!("../../../../frameworks/asem.toml")),
];

pub(super) fn text(id: &str) -> Option<&'static str> {
    let (_, text) = SHIPPED.iter().find(|(known, _)| *known == id)?;
    Some(text)
}

pub(super) fn ids() -> impl Iterator<Item = &'static str> {
    SHIPPED.iter().map(|(id, _)| *id)
}
