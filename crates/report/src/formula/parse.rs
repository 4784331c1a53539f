//! Formulas as the methods write them about themselves, in one line of text, into a tree.
//!
//! ```text
//! y_i = Σ_j w_j·x_ij / Σ_j w_j          S_j = Σ_i (1 − x_ij)² / n_j          y = x/√(Σ x²)
//! ```
//!
//! Single letters are variables, longer words stand upright, `_` and `^` bind a letter, a word, digits or a bracket;
//! Σ and Π hold the product after them. ` / ` with spaces divides the whole product before it, `/` without spaces the
//! factor before it. Reading never fails: what is not known is printed as it stands.

use crate::document::Formula;

impl Formula {
    /// Reads one equation.
    pub fn read(text: &str) -> Formula {
        let mut reader = Reader {
            characters: text.chars().collect(),
            at: 0,
        };
        let mut parts = Vec::new();
        while reader.at < reader.characters.len() {
            parts.push(reader.expression());
            // A closing bracket that nothing opened.
            if let Some(character) = reader.next() {
                parts.push(operator(character));
            }
        }
        row(parts)
    }
}

/// The equations of a text: it is cut at semicolons, and at commas before another equation.
pub fn equations(text: &str) -> Vec<String> {
    let mut equations: Vec<String> = Vec::new();
    for clause in cut(text, ';') {
        let mut first = true;
        for piece in cut(&clause, ',') {
            let trimmed = piece.trim();
            match equations.last_mut() {
                Some(last) if !first && !defines(trimmed) => {
                    last.push_str(", ");
                    last.push_str(trimmed);
                }
                _ => equations.push(trimmed.to_string()),
            }
            first = false;
        }
    }
    equations
}

/// True where `text` begins with what it defines: `s² = …`, `d_j = …`.
fn defines(text: &str) -> bool {
    text.split_once(" = ")
        .is_some_and(|(left, _)| !left.contains(' '))
}

/// `text` cut at `separator`, outside brackets.
fn cut(text: &str, separator: char) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut depth = 0_i32;
    for character in text.chars() {
        match character {
            '(' | '{' => depth += 1,
            ')' | '}' => depth -= 1,
            _ => {}
        }
        if character == separator && depth == 0 {
            pieces.push(String::new());
        } else if let Some(piece) = pieces.last_mut() {
            piece.push(character);
        }
    }
    pieces
}

fn operator(character: char) -> Formula {
    Formula::Operator(character.to_string())
}

fn symbol(text: impl Into<String>) -> Formula {
    Formula::Symbol(text.into())
}

/// Parts in a row; a single one stands for itself.
fn row(mut parts: Vec<Formula>) -> Formula {
    match parts.len() {
        1 => parts.remove(0),
        _ => Formula::Row(parts),
    }
}

struct Reader {
    characters: Vec<char>,
    at: usize,
}

/// What raises the letter before it.
fn raised(character: char) -> Option<&'static str> {
    match character {
        '²' => Some("2"),
        '³' => Some("3"),
        '⁺' => Some("+"),
        '⁻' => Some("−"),
        'ᵀ' => Some("T"),
        _ => None,
    }
}

fn is_letter(character: char) -> bool {
    // Bars and dots over a letter are marks of their own; lowered digits are digits.
    (character.is_alphabetic() && raised(character).is_none())
        || matches!(character, '\u{300}'..='\u{36F}' | '₀'..='₉')
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.characters.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.at += 1;
        Some(character)
    }

    fn take(&mut self, accept: impl Fn(char) -> bool) -> String {
        let start = self.at;
        while self.peek().is_some_and(&accept) {
            self.at += 1;
        }
        self.characters[start..self.at].iter().collect()
    }

    /// Terms and operators up to the end or a closing bracket.
    fn expression(&mut self) -> Formula {
        let mut parts = Vec::new();
        loop {
            self.take(char::is_whitespace);
            match self.peek() {
                None | Some(')') => break,
                Some(character) if starts_factor(character) || self.opens_bars() => {
                    let term = self.term();
                    parts.push(term);
                }
                Some(character) => {
                    self.at += 1;
                    parts.push(operator(character));
                }
            }
        }
        row(parts)
    }

    /// Products and quotients.
    fn term(&mut self) -> Formula {
        let mut factors = self.product();
        loop {
            let before = self.at;
            let spaced = !self.take(char::is_whitespace).is_empty();
            if self.peek() != Some('/') {
                self.at = before;
                return row(factors);
            }
            self.at += 1;
            self.take(char::is_whitespace);
            let below = bare(self.divisor());
            let fraction = |above| Formula::Fraction(Box::new(bare(above)), Box::new(below));
            let last = factors.pop();
            let mut rest = match (spaced, last) {
                (false, Some(last)) => {
                    factors.push(fraction(last));
                    factors
                }
                (true, Some(last)) => {
                    factors.push(last);
                    vec![fraction(row(factors))]
                }
                (_, None) => vec![fraction(Formula::Row(Vec::new()))],
            };
            if let Some(dot) = self.times() {
                rest.push(dot);
                rest.extend(self.product());
            }
            factors = rest;
        }
    }

    /// Factors joined by dots, or standing side by side as in `ln p`.
    fn product(&mut self) -> Vec<Formula> {
        let mut factors = vec![self.factor()];
        loop {
            if let Some(dot) = self.times() {
                factors.push(dot);
                factors.push(self.factor());
                continue;
            }
            let before = self.at;
            let spaced = !self.take(char::is_whitespace).is_empty();
            let word = matches!(factors.last(), Some(Formula::Text(_)));
            let next = self.peek().is_some_and(starts_factor) || self.opens_bars();
            if !next {
                self.at = before;
                return factors;
            }
            let factor = self.factor();
            match (factors.last_mut(), factor) {
                (Some(Formula::Text(words)), Formula::Text(more)) => {
                    words.push(' ');
                    words.push_str(&more);
                }
                (_, factor) => {
                    if spaced && word {
                        factors.push(Formula::Text(" ".into()));
                    }
                    factors.push(factor);
                }
            }
        }
    }

    /// A factor, or a function with what it is applied to: `ln n`.
    fn divisor(&mut self) -> Formula {
        let factor = self.factor();
        let before = self.at;
        let spaced = !self.take(char::is_whitespace).is_empty();
        let applied = matches!(factor, Formula::Text(_)) && spaced;
        if applied && self.peek().is_some_and(starts_factor) {
            let argument = self.factor();
            return Formula::Row(vec![factor, Formula::Text(" ".into()), argument]);
        }
        self.at = before;
        factor
    }

    /// The dot of a product, where one comes next.
    fn times(&mut self) -> Option<Formula> {
        let before = self.at;
        self.take(char::is_whitespace);
        if self.peek() == Some('·') {
            self.at += 1;
            self.take(char::is_whitespace);
            return Some(operator('·'));
        }
        self.at = before;
        None
    }

    fn factor(&mut self) -> Formula {
        let Some(character) = self.peek() else {
            return Formula::Row(Vec::new());
        };
        match character {
            'Σ' | 'Π' => {
                self.at += 1;
                let below = match self.peek() {
                    Some('_') => {
                        self.at += 1;
                        self.script()
                    }
                    _ => Formula::Row(Vec::new()),
                };
                self.take(char::is_whitespace);
                let body = Box::new(row(self.product()));
                let above = Box::new(Formula::Row(Vec::new()));
                match character {
                    'Σ' => Formula::Sum(Box::new(below), above, body),
                    _ => Formula::Product(Box::new(below), above, body),
                }
            }
            '√' => {
                self.at += 1;
                let body = self.factor();
                Formula::Root(Box::new(bare(body)))
            }
            '(' => {
                let inner = self.bracket();
                self.scripts(Formula::Brackets(Box::new(inner)))
            }
            '|' | '‖' => {
                self.at += 1;
                let mut parts = vec![operator(character)];
                while let Some(next) = self.peek().filter(|&next| next != character) {
                    if next == ')' {
                        break;
                    }
                    if starts_factor(next) {
                        let term = self.term();
                        parts.push(term);
                    } else {
                        self.at += 1;
                        if !next.is_whitespace() {
                            parts.push(operator(next));
                        }
                    }
                }
                if self.next().is_some() {
                    parts.push(operator(character));
                }
                self.scripts(row(parts))
            }
            character if character.is_ascii_digit() => {
                let digits = self.take(|next| next.is_ascii_digit() || next == '.');
                self.scripts(symbol(digits))
            }
            character if is_letter(character) => {
                let word = self.word();
                self.scripts(word)
            }
            character => {
                self.at += 1;
                operator(character)
            }
        }
    }

    /// A variable, or a word that stands upright; words may hold hyphens.
    fn word(&mut self) -> Formula {
        let mut word = self.take(is_letter);
        let after =
            |reader: &Reader, ahead: usize| reader.characters.get(reader.at + ahead).copied();
        while word.len() > 1 && self.peek() == Some('-') && after(self, 1).is_some_and(is_letter) {
            self.at += 1;
            word = format!("{word}-{}", self.take(is_letter));
        }
        let letters = word.chars().filter(|letter| letter.is_alphabetic()).count();
        match letters {
            1 => symbol(word),
            _ => Formula::Text(word),
        }
    }

    /// The inside of a bracket, which stands next.
    fn bracket(&mut self) -> Formula {
        self.at += 1;
        let inner = self.expression();
        if self.peek() == Some(')') {
            self.at += 1;
        }
        inner
    }

    /// What is raised and lowered after `base`.
    fn scripts(&mut self, base: Formula) -> Formula {
        let mut base = base;
        loop {
            match self.peek() {
                Some('_') => {
                    self.at += 1;
                    let script = self.script();
                    base = Formula::Subscript(Box::new(base), Box::new(script));
                }
                Some('^') => {
                    self.at += 1;
                    let script = match self.peek() {
                        Some(sign @ ('+' | '−' | '±')) => {
                            self.at += 1;
                            operator(sign)
                        }
                        _ => {
                            let script = self.script();
                            // In `x^w_j` the index belongs to the exponent.
                            match self.peek() {
                                Some('_') => self.scripts(script),
                                _ => script,
                            }
                        }
                    };
                    base = Formula::Superscript(Box::new(base), Box::new(script));
                }
                Some(character) => match raised(character) {
                    Some(text) => {
                        self.at += 1;
                        base = Formula::Superscript(Box::new(base), Box::new(symbol(text)));
                    }
                    None => return base,
                },
                None => return base,
            }
        }
    }

    /// What `_` or `^` binds: a bracket, a brace, or letters and digits.
    fn script(&mut self) -> Formula {
        match self.peek() {
            Some('(') => self.bracket(),
            Some('{') => {
                self.at += 1;
                let inner = self.take(|next| next != '}');
                self.at = (self.at + 1).min(self.characters.len());
                Formula::read(&inner)
            }
            _ => {
                let text = self.take(|next| is_letter(next) || next.is_ascii_digit());
                match text.chars().count() {
                    // ij is two indices, min and ref are words.
                    2 => Formula::Row(
                        text.chars()
                            .map(|letter| symbol(letter.to_string()))
                            .collect(),
                    ),
                    0 | 1 => symbol(text),
                    _ => Formula::Text(text),
                }
            }
        }
    }

    /// True where a bar opens: `|x`, not `a | b`.
    fn opens_bars(&self) -> bool {
        let after = self.characters.get(self.at + 1);
        matches!(self.peek(), Some('|' | '‖')) && after.is_some_and(|next| !next.is_whitespace())
    }
}

fn starts_factor(character: char) -> bool {
    is_letter(character) || character.is_ascii_digit() || matches!(character, '(' | '√')
}

/// Without the round brackets that a fraction or a root makes needless.
fn bare(formula: Formula) -> Formula {
    match formula {
        Formula::Brackets(inner) => *inner,
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spoken(text: &str) -> String {
        Formula::read(text).spoken()
    }

    #[test]
    fn formulas_of_methods_are_read() {
        let cases = [
            (
                "y_i = Σ_j w_j·x_ij / Σ_j w_j",
                "y_i = (sum_j w_j · x_i j)/(sum_j w_j)",
            ),
            (
                "y = (x − min) / (max − min) · (high − low) + low",
                "y = (x − min)/(max − min) · (high − low) + low",
            ),
            (
                "y = (x − x̄)/s · deviation + mean",
                "y = (x − x̄)/(s) · deviation + mean",
            ),
            (
                "w_j = (1/S_j)/Σ(1/S_k)",
                "w_j = ((1)/(S_j))/(sum ((1)/(S_k)))",
            ),
            ("d_j = √S_j", "d_j = sqrt(S_j)"),
            (
                "S_j = Σ_i (1 − x_ij)² / n_j",
                "S_j = (sum_i (1 − x_i j)^2)/(n_j)",
            ),
            ("w_j = 1 / m", "w_j = (1)/(m)"),
            (
                "y_i = (Π_j x_ij^w_j)^(1 / Σ_j w_j)",
                "y_i = (product_j x_i j^w_j)^(1)/(sum_j w_j)",
            ),
            (
                "e_j = −Σ_i p_ij·ln p_ij / ln n_j",
                "e_j = − (sum_i p_i j · ln   p_i j)/(ln   n_j)",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(spoken(text), expected, "{text}");
        }
    }

    #[test]
    fn a_text_is_cut_into_its_equations() {
        assert_eq!(
            equations("p = a + b, s² = Σ(x, y)/(n − 1); w_j ∝ max(u, 0), x ≥ 0; ls: w = 1"),
            [
                "p = a + b",
                "s² = Σ(x, y)/(n − 1)",
                "w_j ∝ max(u, 0), x ≥ 0",
                "ls: w = 1"
            ]
        );
    }

    proptest::proptest! {
        #[test]
        fn nothing_is_lost_and_reading_ends(text in "[a-zΣΠ√()/·_^|²=+− {}#;,.0-9‖]{0,40}") {
            let formula = Formula::read(&text);
            let letters = |text: &str| text.chars().filter(char::is_ascii_digit).count();
            let kept = letters(&formula.spoken().replace("sum", "").replace("sqrt", ""));
            proptest::prop_assert!(kept >= letters(&text));
            proptest::prop_assert!(!formula.typst().is_empty());
        }
    }
}
