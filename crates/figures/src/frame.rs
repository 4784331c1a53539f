//! What stands around a chart in a file that stands alone: title above, notes and source line below.

use std::fmt::Write as _;

use crate::figure::{About, Figure};
use crate::language::Language;
use crate::text::{escaped, wrapped};
use crate::{fonts, theme};

/// What is drawn around the chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frame {
    /// Title above, notes and source line below: a file that stands alone.
    Standalone,
    /// Nothing: the document prints the caption and the source.
    Bare,
}

const TITLE_SIZE: f64 = 17.0;
const SMALL_SIZE: f64 = 11.0;
const MARGIN: f64 = 16.0;

/// The chart `inner` (the content of an SVG element of the figure's size) as a whole SVG file.
pub(crate) fn framed(figure: &Figure, inner: &str, frame: Frame) -> String {
    let (width, height) = (f64::from(figure.width), f64::from(figure.height));
    match frame {
        Frame::Bare => svg(&figure.about, width, height, inner),
        Frame::Standalone => {
            let room = width - 2.0 * MARGIN;
            let mut content = String::new();
            let mut y = MARGIN;
            for line in wrapped(&figure.about.title, TITLE_SIZE, true, room) {
                y += TITLE_SIZE * 1.3;
                let style = format!("font-size=\"{TITLE_SIZE}\" font-weight=\"bold\"");
                line_of_text(&mut content, y - 5.0, &style, theme::INK, &line);
            }
            y += 10.0;
            let _ = write!(content, "<g transform=\"translate(0 {y})\">{inner}</g>");
            y += height + 6.0;
            for line in small_print(&figure.about, room) {
                y += SMALL_SIZE * 1.5;
                let style = format!("font-size=\"{SMALL_SIZE}\"");
                line_of_text(&mut content, y - 4.0, &style, theme::GREY, &line);
            }
            svg(&figure.about, width, y + MARGIN, &content)
        }
    }
}

fn small_print(about: &About, room: f64) -> Vec<String> {
    let note = match (about.language, about.notes.len()) {
        (_, 0) => None,
        (Language::Zh, _) => Some(format!("图注：{}", about.notes.join("；"))),
        (Language::En, 1) => Some(format!("Note: {}", about.notes.join("; "))),
        (Language::En, _) => Some(format!("Notes: {}", about.notes.join("; "))),
    };
    note.iter()
        .chain(std::iter::once(&about.source))
        .flat_map(|text| wrapped(text, SMALL_SIZE, false, room))
        .collect()
}

fn line_of_text(content: &mut String, y: f64, style: &str, colour: &str, text: &str) {
    let _ = write!(
        content,
        "<text x=\"{MARGIN}\" y=\"{y:.1}\" {style} fill=\"{colour}\" font-family=\"{}\">{}</text>",
        fonts::FAMILIES,
        escaped(text)
    );
}

fn svg(about: &About, width: f64, height: f64, content: &str) -> String {
    let height = height.round();
    let (id, title) = (escaped(&about.id), escaped(&about.title));
    let alternative = escaped(&about.alternative);
    let language = about.language.pick("zh-CN", "en");
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"{width}\" \
         height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" xml:lang=\"{language}\" \
         aria-labelledby=\"{id}-title {id}-desc\">\n<title id=\"{id}-title\">{title}</title>\n\
         <desc id=\"{id}-desc\">{alternative}</desc>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n{content}\n</svg>\n"
    )
}
