//! What may be asked of a figure beside its name.

use std::path::PathBuf;

use jushu_places::Code;

/// How a map is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MapForm {
    /// A square for each province, without borders.
    #[default]
    Tiles,
    /// Polygons from the shipped boundaries, marked 示意图.
    Polygons,
}

/// How values are cut into the classes of a map's legend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Classes {
    /// Natural breaks (Jenks).
    #[default]
    Jenks,
    /// As many units in each class.
    Quantile,
    /// Classes of equal width.
    Equal,
}

/// A map of the user's own, with its review number (审图号).
#[derive(Debug, Clone, PartialEq)]
pub struct UserMap {
    /// The GeoJSON file.
    pub file: PathBuf,
    /// The review number, printed under the map.
    pub review_number: Option<String>,
}

/// What may be asked of a figure beside its name; each figure heeds what concerns it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Options {
    /// The unit set, where the figure can be drawn of several.
    pub unit_set: Option<String>,
    /// How many units, where it shows the first.
    pub top: Option<usize>,
    /// The place it is about.
    pub place: Option<Code>,
    /// The node or indicator it is about.
    pub node: Option<String>,
    /// How a map is drawn.
    pub map_form: MapForm,
    /// How a map's values are cut into classes.
    pub classes: Classes,
    /// A map of the user's own.
    pub user_map: Option<UserMap>,
}
