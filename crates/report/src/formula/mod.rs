//! A formula as Typst math, as OMML for Word and as MathML for browsers: one tree, three writings.

mod parse;

pub use parse::equations;

use crate::document::Formula;
use crate::xml::escape;

impl Formula {
    /// True for nothing at all.
    fn is_empty(&self) -> bool {
        matches!(self, Formula::Row(parts) if parts.is_empty())
    }

    /// Typst math, without the dollar signs. Words are string literals and operators are escaped, so that a name in a
    /// formula is never read as markup.
    pub fn typst(&self) -> String {
        match self {
            Formula::Symbol(text) if is_plain_symbol(text) => text.clone(),
            Formula::Symbol(text) => format!("italic({})", typst_string(text)),
            Formula::Text(text) => typst_string(text),
            Formula::Operator(text) => text.chars().map(typst_operator).collect(),
            Formula::Row(parts) => {
                let parts: Vec<String> = parts.iter().map(Formula::typst).collect();
                // Nothing at all is no argument to Typst.
                if parts.is_empty() {
                    typst_string("")
                } else {
                    parts.join(" ")
                }
            }
            Formula::Fraction(above, below) => {
                format!("frac({}, {})", above.typst(), below.typst())
            }
            Formula::Subscript(base, script) => {
                format!("attach({}, br: {})", base.typst(), script.typst())
            }
            Formula::Superscript(base, script) => {
                format!("attach({}, tr: {})", base.typst(), script.typst())
            }
            Formula::Sum(below, above, body) => {
                format!(
                    "attach(sum, b: {}, t: {}) {}",
                    below.typst(),
                    above.typst(),
                    body.typst()
                )
            }
            Formula::Product(below, above, body) => {
                format!(
                    "attach(product, b: {}, t: {}) {}",
                    below.typst(),
                    above.typst(),
                    body.typst()
                )
            }
            Formula::Root(body) => format!("sqrt({})", body.typst()),
            Formula::Brackets(body) => format!("lr(( {} ))", body.typst()),
        }
    }
}

impl Formula {
    /// The formula in one line of text, for those who hear it: `y_i = sum(j = 1 .. n) w_j`.
    pub fn spoken(&self) -> String {
        match self {
            Formula::Symbol(text) | Formula::Text(text) | Formula::Operator(text) => text.clone(),
            Formula::Row(parts) => {
                let parts: Vec<String> = parts.iter().map(Formula::spoken).collect();
                parts.join(" ")
            }
            Formula::Fraction(above, below) => format!("({})/({})", above.spoken(), below.spoken()),
            Formula::Subscript(base, script) => format!("{}_{}", base.spoken(), script.spoken()),
            Formula::Superscript(base, script) => format!("{}^{}", base.spoken(), script.spoken()),
            Formula::Sum(below, above, body) => spoken_over("sum", below, above, body),
            Formula::Product(below, above, body) => spoken_over("product", below, above, body),
            Formula::Root(body) => format!("sqrt({})", body.spoken()),
            Formula::Brackets(body) => format!("({})", body.spoken()),
        }
    }
}

impl Formula {
    /// MathML: `display` for a formula on a line of its own.
    pub fn mathml(&self, display: bool) -> String {
        let display = if display { "block" } else { "inline" };
        let spoken = escape(&self.spoken());
        format!(
            "<math display=\"{display}\" alttext=\"{spoken}\"><mrow>{}</mrow></math>",
            self.mathml_parts()
        )
    }

    fn mathml_parts(&self) -> String {
        let row = |formula: &Formula| format!("<mrow>{}</mrow>", formula.mathml_parts());
        match self {
            Formula::Symbol(text) if text.starts_with(|first: char| first.is_ascii_digit()) => {
                format!("<mn>{}</mn>", escape(text))
            }
            Formula::Symbol(text) => format!("<mi>{}</mi>", escape(text)),
            Formula::Text(text) => format!("<mtext>{}</mtext>", escape(text)),
            Formula::Operator(text) => format!("<mo>{}</mo>", escape(text)),
            Formula::Row(parts) => parts.iter().map(Formula::mathml_parts).collect(),
            Formula::Fraction(above, below) => {
                format!("<mfrac>{}{}</mfrac>", row(above), row(below))
            }
            Formula::Subscript(base, script) => {
                format!("<msub>{}{}</msub>", row(base), row(script))
            }
            Formula::Superscript(base, script) => {
                format!("<msup>{}{}</msup>", row(base), row(script))
            }
            Formula::Sum(below, above, body) => format!(
                "<munderover><mo>∑</mo>{}{}</munderover>{}",
                row(below),
                row(above),
                row(body)
            ),
            Formula::Product(below, above, body) => format!(
                "<munderover><mo>∏</mo>{}{}</munderover>{}",
                row(below),
                row(above),
                row(body)
            ),
            Formula::Root(body) => format!("<msqrt>{}</msqrt>", body.mathml_parts()),
            Formula::Brackets(body) => {
                format!("<mrow><mo>(</mo>{}<mo>)</mo></mrow>", row(body))
            }
        }
    }

    /// OMML, the formulas of Word: the content of `m:oMath`.
    pub fn omml(&self) -> String {
        let run = |text: &str, upright: bool| {
            let style = if upright {
                "<m:rPr><m:sty m:val=\"p\"/></m:rPr>"
            } else {
                ""
            };
            format!(
                "<m:r>{style}<w:rPr><w:rFonts w:ascii=\"Cambria Math\" w:hAnsi=\"Cambria Math\"/></w:rPr><m:t xml:space=\"preserve\">{}</m:t></m:r>",
                escape(text)
            )
        };
        let element =
            |name: &str, formula: &Formula| format!("<m:{name}>{}</m:{name}>", formula.omml());
        let large = |sign: &str, below: &Formula, above: &Formula, body: &Formula| {
            // An empty limit would be a dotted box in Word.
            let hide = |name: &str, limit: &Formula| match limit.is_empty() {
                true => format!("<m:{name} m:val=\"1\"/>"),
                false => String::new(),
            };
            format!(
                "<m:nary><m:naryPr><m:chr m:val=\"{sign}\"/><m:limLoc m:val=\"undOvr\"/>{}{}</m:naryPr>{}{}{}</m:nary>",
                hide("subHide", below),
                hide("supHide", above),
                element("sub", below),
                element("sup", above),
                element("e", body)
            )
        };
        match self {
            Formula::Symbol(text) => run(text, false),
            Formula::Text(text) => run(text, true),
            Formula::Operator(text) => run(text, true),
            Formula::Row(parts) => parts.iter().map(Formula::omml).collect(),
            Formula::Fraction(above, below) => {
                format!(
                    "<m:f>{}{}</m:f>",
                    element("num", above),
                    element("den", below)
                )
            }
            Formula::Subscript(base, script) => {
                format!(
                    "<m:sSub>{}{}</m:sSub>",
                    element("e", base),
                    element("sub", script)
                )
            }
            Formula::Superscript(base, script) => {
                format!(
                    "<m:sSup>{}{}</m:sSup>",
                    element("e", base),
                    element("sup", script)
                )
            }
            Formula::Sum(below, above, body) => large("∑", below, above, body),
            Formula::Product(below, above, body) => large("∏", below, above, body),
            Formula::Root(body) => format!(
                "<m:rad><m:radPr><m:degHide m:val=\"1\"/></m:radPr><m:deg/>{}</m:rad>",
                element("e", body)
            ),
            Formula::Brackets(body) => format!("<m:d>{}</m:d>", element("e", body)),
        }
    }
}

fn spoken_over(word: &str, below: &Formula, above: &Formula, body: &Formula) -> String {
    let limits = match (below.is_empty(), above.is_empty()) {
        (true, true) => String::new(),
        (false, true) => format!("_{}", below.spoken()),
        _ => format!("({} .. {})", below.spoken(), above.spoken()),
    };
    format!("{word}{limits} {}", body.spoken())
}

/// A letter of any alphabet or a number, which math prints as it is.
fn is_plain_symbol(text: &str) -> bool {
    let mut characters = text.chars();
    match (characters.next(), characters.next()) {
        (Some(character), None) => character.is_alphanumeric(),
        (None, _) => false,
        _ => {
            text.chars()
                .all(|character| character.is_ascii_digit() || character == '.')
                && text.starts_with(|first: char| first.is_ascii_digit())
        }
    }
}

fn typst_string(text: &str) -> String {
    crate::pdf::literal(text)
}

fn typst_operator(character: char) -> String {
    match character {
        character if character.is_ascii_punctuation() => format!("\\{character}"),
        character if character.is_alphanumeric() => typst_string(&character.to_string()),
        character if character.is_control() => String::new(),
        character => character.to_string(),
    }
}
