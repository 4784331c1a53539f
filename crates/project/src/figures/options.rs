//! What may be asked of a figure beside its name.

use std::path::{Path, PathBuf};

use jushu_figures::maps::shapes::{Shapes, ShapesError};
use jushu_places::Code;

use crate::config::Names;

/// How a map is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MapForm {
    /// Without any boundary: a square for each province, a circle at the seat of each city.
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

/// A map of the user's own, read, with its review number (审图号).
#[derive(Debug, Clone, PartialEq)]
pub struct UserMap {
    /// What notes call the file.
    pub file: String,
    /// What is in it.
    pub shapes: Shapes,
    /// The review number, printed on the map.
    pub review_number: Option<String>,
}

/// A map of the user's own that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message().en)]
pub enum UserMapError {
    /// The file cannot be opened, or is not text.
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is no map.
    Shapes(ShapesError),
}

impl UserMapError {
    /// The message in both languages.
    pub fn message(&self) -> Names {
        match self {
            UserMapError::Read { path, source } => Names::new(
                format!("地图文件不能读取：{source}；请检查路径，文件须为 UTF-8 编码的 GeoJSON"),
                format!(
                    "the map cannot be read: {source}; check the path, the file must be GeoJSON in UTF-8"
                ),
            )
            .in_file(path),
            UserMapError::Shapes(error) => {
                let (zh, en) = error.message();
                Names::new(zh, en)
            }
        }
    }
}

impl UserMap {
    /// Reads a map of the user's own.
    pub fn read(path: &Path, review_number: Option<String>) -> Result<UserMap, UserMapError> {
        let text = std::fs::read_to_string(path).map_err(|source| UserMapError::Read {
            path: path.to_path_buf(),
            source,
        })?;
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        let shapes = Shapes::from_geojson(&text, &file).map_err(UserMapError::Shapes)?;
        Ok(UserMap {
            file: file.into_owned(),
            shapes,
            review_number,
        })
    }
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
    /// Into how many classes a map's values are cut; five where it is not said.
    pub class_count: Option<usize>,
    /// A map of the user's own.
    pub user_map: Option<UserMap>,
}
