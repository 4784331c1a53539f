//! SVG to PNG.

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use crate::engine::DrawError;
use crate::fonts;

/// The picture of `svg` with `scale` pixels a CSS pixel. Characters that no font has ([`fonts::missing`]) leave
/// a gap.
pub fn png(svg: &str, scale: f32) -> Result<Vec<u8>, DrawError> {
    let options = Options {
        fontdb: fonts::database(svg),
        font_family: "Noto Sans CJK SC".to_string(),
        ..Options::default()
    };
    let failed = |detail: String| DrawError::Raster { detail };
    let tree = Tree::from_str(svg, &options).map_err(|error| failed(error.to_string()))?;
    let size = tree.size().to_int_size().scale_by(scale);
    let size = size.ok_or_else(|| failed("the picture has no size".into()))?;
    let mut pixels = Pixmap::new(size.width(), size.height())
        .ok_or_else(|| failed("the picture is too large".into()))?;
    resvg::render(
        &tree,
        Transform::from_scale(scale, scale),
        &mut pixels.as_mut(),
    );
    pixels
        .encode_png()
        .map_err(|error| failed(error.to_string()))
}
