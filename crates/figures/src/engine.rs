//! ECharts in an embedded JavaScript engine: a figure in, SVG out.

use std::collections::BTreeMap;

use rquickjs::{CatchResultExt, Context, Ctx, Function, Module, Runtime};

use crate::figure::Figure;
use crate::frame::framed;
use crate::{text, theme};

pub use crate::frame::Frame;

/// ECharts as its npm package carries it, compiled by the build script.
static ECHARTS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/echarts.bytecode"));

/// What ECharts needs from a browser, and the functions called from here.
static GLUE: &str = include_str!("engine.js");

/// Bytes allocated before the engine looks for garbage.
const GARBAGE_THRESHOLD: usize = 64 << 20;

/// A figure could not be drawn.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message().1)]
pub enum DrawError {
    /// ECharts or the engine under it failed.
    Script {
        /// The figure's id.
        figure: String,
        /// What the engine says.
        detail: String,
    },
    /// The picture cannot be made of pixels.
    Raster {
        /// Why.
        detail: String,
    },
}

impl DrawError {
    /// The message in Chinese and in English.
    pub fn message(&self) -> (String, String) {
        match self {
            DrawError::Script { figure, detail } => (
                format!("图“{figure}”无法绘制：{detail}；请检查图的数据，或报告此问题"),
                format!(
                    "figure `{figure}` cannot be drawn: {detail}; look at its data, or report this"
                ),
            ),
            DrawError::Raster { detail } => (
                format!("无法生成图片：{detail}；请改存为 SVG"),
                format!("the picture cannot be made: {detail}; write an SVG instead"),
            ),
        }
    }
}

/// ECharts, loaded once and used for any number of figures. A figure gives the same bytes whatever was drawn
/// before it.
pub struct Renderer {
    context: Context,
    // Dropped after the context.
    _runtime: Runtime,
}

impl Renderer {
    /// Loads ECharts.
    pub fn new() -> Result<Renderer, DrawError> {
        let failed = |detail: String| DrawError::Script {
            figure: String::new(),
            detail,
        };
        let runtime = Runtime::new().map_err(|error| failed(error.to_string()))?;
        // What one figure leaves behind is small; looking for it while drawing costs more than it frees.
        runtime.set_gc_threshold(GARBAGE_THRESHOLD);
        let context = Context::full(&runtime).map_err(|error| failed(error.to_string()))?;
        context
            .with(|js| start(&js).catch(&js).map_err(|error| error.to_string()))
            .map_err(failed)?;
        Ok(Renderer {
            context,
            _runtime: runtime,
        })
    }

    /// The figure as SVG.
    pub fn svg(&self, figure: &Figure, frame: Frame) -> Result<String, DrawError> {
        let drawn = self.context.with(|js| {
            draw(&js, figure)
                .catch(&js)
                .map_err(|error| error.to_string())
        });
        let drawn = drawn.map_err(|detail| DrawError::Script {
            figure: figure.about.id.clone(),
            detail,
        })?;
        let inner = with_own_ids(content(&drawn), &figure.about.id);
        Ok(framed(figure, &inner, frame))
    }
}

fn start(js: &Ctx) -> rquickjs::Result<()> {
    js.globals()
        .set("jushuMeasure", Function::new(js.clone(), measured)?)?;
    js.eval::<(), _>(GLUE)?;
    // Bytecode is trusted by the engine, hence `unsafe`. These bytes were written by the build script with the
    // same version of the engine, and are part of the program.
    #[allow(unsafe_code)]
    let echarts = unsafe { Module::load(js.clone(), ECHARTS)? };
    echarts.eval()?.1.finish::<()>()?;
    let start: Function = js.globals().get("jushuStart")?;
    start.call((theme::echarts_theme().to_string(),))
}

fn draw(js: &Ctx, figure: &Figure) -> rquickjs::Result<String> {
    let draw: Function = js.globals().get("jushuDraw")?;
    let maps = serde_json::to_string(&figure.maps).unwrap_or_default();
    draw.call((figure.option.to_string(), maps, figure.width, figure.height))
}

/// The width of `text` in `font`, a CSS font such as `bold 12px sans-serif`.
fn measured(text: String, font: String) -> f64 {
    let size = font
        .split_whitespace()
        .find_map(|part| part.strip_suffix("px")?.parse().ok())
        .unwrap_or(12.0);
    let bold = font
        .split_whitespace()
        .any(|part| part == "bold" || part.parse::<u32>().is_ok_and(|weight| weight >= 600));
    text::width(&text, size, bold)
}

/// What stands between `<svg …>` and `</svg>`.
fn content(svg: &str) -> &str {
    let start = svg.find('>').map_or(0, |at| at + 1);
    let end = svg.rfind("</svg>").unwrap_or(svg.len());
    svg[start..end].trim()
}

/// ECharts counts its ids (`zr3-c12`) over all charts of a process; here they are counted within the figure and
/// begin with its name, so that figures may stand together in one page. Inside the text of a figure `zr3-c12`
/// is left alone: only quoted ids, references in `url(#…)` and selectors of styles are renamed.
fn with_own_ids(svg: &str, figure: &str) -> String {
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    let mut out = String::with_capacity(svg.len());
    let mut rest = svg;
    while let Some(at) = rest.find("zr") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let length = id_length(from);
        let referred = ["\"", "#", ".", " "]
            .iter()
            .any(|sign| before.ends_with(sign));
        if length > 0 && referred && inside_tag_or_style(&out) {
            let next = names.len();
            let number = *names.entry(&from[..length]).or_insert(next);
            out.push_str(&format!("{figure}-{number}"));
            rest = &from[length..];
        } else {
            out.push_str("zr");
            rest = &from[2..];
        }
    }
    out.push_str(rest);
    out
}

/// The length of the id of ECharts at the start of `text`: `zr`, digits, `-`, letters, perhaps `-`, digits.
fn id_length(text: &str) -> usize {
    let after = |at: usize, wanted: fn(&u8) -> bool| {
        at + text.as_bytes()[at..]
            .iter()
            .take_while(|byte| wanted(byte))
            .count()
    };
    let number = after(2, u8::is_ascii_digit);
    if number == 2 || !text[number..].starts_with('-') {
        return 0;
    }
    let letters = after(number + 1, u8::is_ascii_alphabetic);
    let dash = letters + usize::from(text[letters..].starts_with('-'));
    let end = after(dash, u8::is_ascii_digit);
    if letters == number + 1 || end == dash {
        0
    } else {
        end
    }
}

/// Whether what follows `svg` stands in a tag or a style sheet, not in a text.
fn inside_tag_or_style(svg: &str) -> bool {
    let in_tag = || svg.rfind('<') > svg.rfind('>');
    let in_style = || {
        svg.rfind("<style")
            .is_some_and(|at| svg.rfind("</style>").is_none_or(|end| end < at))
    };
    in_tag() || in_style()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::ranked_bars::{Bar, ranked_bars};
    use crate::figure::About;
    use crate::language::Language;

    fn figure(id: &str, label: &str) -> Figure {
        let about = About {
            id: id.into(),
            title: "标题<b>".into(),
            source: "资料来源：甲".into(),
            notes: vec!["合成".into()],
            alternative: "甲 3".into(),
            language: Language::Zh,
        };
        let bar = |label: &str, value: f64| Bar {
            label: label.into(),
            value,
        };
        ranked_bars(about, "得分", &[bar(label, 3.0), bar("乙", 2.0)])
    }

    #[test]
    fn a_figure_is_the_same_alone_and_after_others() {
        let alone = Renderer::new()
            .unwrap()
            .svg(&figure("a", "甲"), Frame::Standalone)
            .unwrap();
        let renderer = Renderer::new().unwrap();
        for _ in 0..5 {
            renderer.svg(&figure("b", "丙"), Frame::Bare).unwrap();
        }
        assert_eq!(
            renderer.svg(&figure("a", "甲"), Frame::Standalone).unwrap(),
            alone
        );
    }

    #[test]
    fn markup_in_names_stays_text() {
        let hostile = "</text><script>alert(1)</script>";
        let svg = Renderer::new()
            .unwrap()
            .svg(&figure("a", hostile), Frame::Standalone)
            .unwrap();
        assert!(!svg.contains("<script") && !svg.contains("<b>"), "{svg}");
        resvg::usvg::Tree::from_str(&svg, &Default::default()).unwrap();
    }

    #[test]
    fn ids_are_renamed_and_texts_are_not() {
        let svg = "<g clip-path=\"url(#zr7-c3)\" class=\"zr7-cls-41\"><text>\"zr7-c3\"</text></g>\
                   <clipPath id=\"zr7-c3\"/><style>.zr7-cls-41{}</style>";
        assert_eq!(
            with_own_ids(svg, "top"),
            "<g clip-path=\"url(#top-0)\" class=\"top-1\"><text>\"zr7-c3\"</text></g>\
             <clipPath id=\"top-0\"/><style>.top-1{}</style>"
        );
    }

    #[test]
    fn a_broken_option_is_an_error_that_names_the_figure() {
        let mut figure = figure("a", "甲");
        figure.option = serde_json::json!({ "series": [{ "type": "map", "map": "nowhere" }] });
        let drawn = Renderer::new().unwrap().svg(&figure, Frame::Bare);
        assert!(drawn.is_err_and(|error| error.to_string().contains("`a`")));
    }
}
