//! Text in pictures: how wide it is in the shipped font, broken into lines, cut where it is too long, escaped.

use std::sync::LazyLock;

use ttf_parser::Face;

use crate::fonts;

/// Regular and bold, opened once.
static FACES: LazyLock<[Option<Face<'static>>; 2]> =
    LazyLock::new(|| [fonts::SANS, fonts::SANS_BOLD].map(|font| Face::parse(font, 0).ok()));

/// Signs that may not begin a line (GB/T 15834).
const NEVER_FIRST: &str = "，。、；：？！）》」』】〉”’%％…,.;:?!)]}·";

/// Signs that may not end a line.
const NEVER_LAST: &str = "（《「『【〈“‘([{";

/// The width of `text` in pixels at `size` pixels, in the shipped sans serif. A character that the font lacks
/// counts as a full em from U+2000 on, and 0.55 em below.
pub fn width(text: &str, size: f64, bold: bool) -> f64 {
    let face = FACES[usize::from(bold)].as_ref();
    text.chars()
        .map(|character| advance(face, character) * size)
        .sum()
}

fn advance(face: Option<&Face>, character: char) -> f64 {
    let known = face.and_then(|face| {
        let advance = face.glyph_hor_advance(face.glyph_index(character)?)?;
        Some(f64::from(advance) / f64::from(face.units_per_em()))
    });
    known.unwrap_or(if character < '\u{2000}' { 0.55 } else { 1.0 })
}

/// `text` if it is no wider than `most` pixels, else as much of it as fits before `…`.
pub fn shortened(text: &str, size: f64, most: f64) -> String {
    if width(text, size, false) <= most {
        return text.to_string();
    }
    let room = most - width("…", size, false);
    let mut used = 0.0;
    let kept = text.chars().take_while(|character| {
        used += width(character.encode_utf8(&mut [0; 4]), size, false);
        used <= room
    });
    kept.collect::<String>().trim_end().to_string() + "…"
}

/// `text` in lines no wider than `most` pixels: between words, and between any two Chinese characters unless a
/// sign would stand where it may not.
pub fn wrapped(text: &str, size: f64, bold: bool, most: f64) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for piece in pieces(text) {
        let together = width(line.trim_end(), size, bold) + width(piece.trim_end(), size, bold);
        if !line.is_empty() && together > most {
            lines.push(std::mem::take(&mut line).trim_end().to_string());
        }
        if line.is_empty() {
            line.push_str(piece.trim_start());
        } else {
            line.push_str(&piece);
        }
        // A word longer than a line is broken where it must be.
        while width(line.trim_end(), size, bold) > most && line.chars().count() > 1 {
            let mut used = 0.0;
            let cut = line
                .char_indices()
                .find(|&(at, character)| {
                    used += width(character.encode_utf8(&mut [0; 4]), size, bold);
                    at > 0 && used > most
                })
                .map_or(line.len(), |(at, _)| at);
            let rest = line.split_off(cut);
            lines.push(std::mem::replace(&mut line, rest));
        }
    }
    if !line.trim_end().is_empty() {
        lines.push(line.trim_end().to_string());
    }
    lines
}

/// The parts between which a line may end.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut before: Option<char> = None;
    for character in text.chars() {
        let breaks = before.is_none_or(|before| may_break(before, character));
        match pieces.last_mut() {
            Some(piece) if !breaks => piece.push(character),
            _ => pieces.push(character.to_string()),
        }
        before = Some(character);
    }
    pieces
}

fn may_break(before: char, after: char) -> bool {
    let chinese = |character: char| character >= '\u{2e80}';
    if NEVER_FIRST.contains(after) || NEVER_LAST.contains(before) || after == ' ' {
        return false;
    }
    before == ' ' || chinese(before) || chinese(after)
}

/// `text` as it may stand in SVG and XML, between tags and in attributes. Characters that XML does not allow
/// are left out.
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\t' | '\n' | '\r' => safe.push(' '),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_is_an_em_wide_and_latin_as_the_font_says() {
        assert_eq!(width("广东省", 10.0, false), 30.0);
        let narrow = width("iiii", 10.0, false);
        let wide = width("MMMM", 10.0, false);
        assert!(narrow < 12.0 && wide > 30.0, "{narrow} {wide}");
        assert!(width("Shenzhen", 10.0, true) > width("Shenzhen", 10.0, false));
    }

    #[test]
    fn no_line_is_too_wide_and_nothing_is_lost() {
        let text = "资料来源：沪深北交易所（2026-06-30）、香港交易所；计算：聚数，open-data-2026-79b46f007878，截至 2026-08-31";
        for most in [80.0, 120.0, 300.0] {
            let lines = wrapped(text, 12.0, false, most);
            for line in &lines {
                assert!(width(line, 12.0, false) <= most, "{line}");
                let first = line.chars().next().unwrap();
                assert!(!NEVER_FIRST.contains(first) || most == 80.0, "{line}");
            }
            let all: String = lines.concat();
            assert_eq!(all.replace(' ', ""), text.replace(' ', ""));
        }
    }

    #[test]
    fn english_breaks_between_words() {
        let lines = wrapped("computed by Jushu, as of 2026-08-31", 12.0, false, 90.0);
        assert!(lines.len() >= 3, "{lines:?}");
        assert!(
            lines
                .iter()
                .all(|line| !line.starts_with(' ') && !line.ends_with(' '))
        );
        assert_eq!(lines.join(" "), "computed by Jushu, as of 2026-08-31");
    }

    #[test]
    fn long_names_end_with_an_ellipsis() {
        assert_eq!(shortened("广东省", 10.0, 30.0), "广东省");
        let short = shortened("积石山保安族东乡族撒拉族自治县", 10.0, 60.0);
        assert!(
            short.ends_with('…') && width(&short, 10.0, false) <= 60.0,
            "{short}"
        );
    }

    #[test]
    fn markup_is_text() {
        assert_eq!(
            escaped("<script>a&'\"\u{1}\n"),
            "&lt;script&gt;a&amp;&#39;&quot; "
        );
    }
}
