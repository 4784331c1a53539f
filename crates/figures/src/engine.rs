//! ECharts in an embedded JavaScript engine: a figure in, SVG out.

use rquickjs::{CatchResultExt, Context, Function, Runtime};

use crate::figure::Figure;
use crate::theme;

/// ECharts as its npm package carries it; `make` fetches it.
static ECHARTS: &str = include_str!(concat!(env!("ECHARTS_DIR"), "/echarts.min.js"));

/// What ECharts needs from a browser, and the one function called from here.
static GLUE: &str = include_str!("engine.js");

/// What is drawn around the chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frame {
    /// Title above, notes and source line below: a file that stands alone.
    Standalone,
    /// Nothing: the document prints the caption and the source.
    Bare,
}

/// A figure could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum DrawError {
    /// ECharts or the engine under it failed.
    #[error("figure `{figure}` cannot be drawn: {detail}")]
    Script {
        /// The figure's id.
        figure: String,
        /// What the engine says.
        detail: String,
    },
    /// The picture cannot be made of pixels.
    #[error("the picture cannot be made: {detail}")]
    Raster {
        /// Why.
        detail: String,
    },
}

/// ECharts, loaded once and used for any number of figures.
pub struct Renderer {
    context: Context,
    // Dropped after the context.
    _runtime: Runtime,
}

impl Renderer {
    /// Loads ECharts.
    pub fn new() -> Result<Renderer, DrawError> {
        let failed = |error: rquickjs::Error| DrawError::Script {
            figure: String::new(),
            detail: error.to_string(),
        };
        let runtime = Runtime::new().map_err(failed)?;
        let context = Context::full(&runtime).map_err(failed)?;
        context.with(|js| {
            js.eval::<(), _>(GLUE).map_err(failed)?;
            js.eval::<(), _>(ECHARTS).map_err(failed)?;
            let start: Function = js.globals().get("jushuStart").map_err(failed)?;
            start
                .call::<_, ()>((theme::echarts_theme().to_string(),))
                .map_err(failed)
        })?;
        Ok(Renderer {
            context,
            _runtime: runtime,
        })
    }

    /// The figure as SVG.
    pub fn svg(&self, figure: &Figure, _frame: Frame) -> Result<String, DrawError> {
        self.context.with(|js| {
            let failed = |detail: String| DrawError::Script {
                figure: figure.about.id.clone(),
                detail,
            };
            let draw: Function = js
                .globals()
                .get("jushuDraw")
                .map_err(|error| failed(error.to_string()))?;
            let maps = serde_json::to_string(&figure.maps).unwrap_or_default();
            draw.call((figure.option.to_string(), maps, figure.width, figure.height))
                .catch(&js)
                .map_err(|error| failed(error.to_string()))
        })
    }
}
