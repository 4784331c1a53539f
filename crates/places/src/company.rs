//! The place a company's name contains.

use crate::address::Setting;
use crate::names::settle;
use crate::text::Normalised;
use crate::{Code, Hint, Places, Resolution};

impl Places {
    /// The place named in a company's name: 深圳市XX有限公司, 江苏昆山XX, XX(上海)有限公司.
    ///
    /// This is inference: the place may be that of founding and not the seat of today, and a company may be
    /// called after a place it never was in. Names of counties are read only with their suffix or behind
    /// their province or city, as many are everyday words (东方, 新和). A province alone is returned as the
    /// province. Two places that do not lie in each other, as in 北京XX(亳州)有限公司, are a question.
    /// `nearest` is always empty.
    pub fn resolve_company_name(&self, text: &str) -> Resolution {
        let normalised = Normalised::new(text);
        let text = normalised.as_str();
        let leading = self.leading_place(text);
        let bracketed = bracketed(text).find_map(|inner| match self.whole_chain(inner) {
            Some(codes) if codes != [Code::CHINA] => Some(codes),
            _ => None,
        });
        let codes = match (leading, bracketed) {
            (Some(leading), Some(bracketed)) => self.reconcile(&leading, &bracketed),
            (Some(codes), None) | (None, Some(codes)) => codes,
            (None, None) => {
                return Resolution::Unknown {
                    nearest: Vec::new(),
                };
            }
        };
        match codes.as_slice() {
            [only] => Resolution::Found(*only),
            _ => Resolution::Ambiguous(codes),
        }
    }

    fn leading_place(&self, text: &str) -> Option<Vec<Code>> {
        let chain = self.chain(text, Setting::Company, None)?;
        let codes = codes(settle(self.all(), &chain.last, false, &Hint::default()))?;
        (codes != [Code::CHINA]).then_some(codes)
    }

    fn whole_chain(&self, text: &str) -> Option<Vec<Code>> {
        let chain = self.chain(text, Setting::Chain, None)?;
        if chain.end < text.len() {
            return None;
        }
        codes(settle(self.all(), &chain.last, false, &Hint::default()))
    }

    /// The finer of two readings where one lies in the other, else both.
    fn reconcile(&self, a: &[Code], b: &[Code]) -> Vec<Code> {
        let lies_in = |code: &Code, others: &[Code]| {
            self.get(*code)
                .is_some_and(|place| others.iter().any(|other| place.lies_in(*other)))
        };
        let finer = |these: &[Code], those: &[Code]| -> Vec<Code> {
            these
                .iter()
                .filter(|code| lies_in(code, those))
                .copied()
                .collect()
        };
        let mut codes = finer(b, a);
        codes.extend(finer(a, b));
        if codes.is_empty() {
            codes = [a, b].concat();
        }
        codes.sort_unstable();
        codes.dedup();
        codes
    }
}

fn codes(resolution: Resolution) -> Option<Vec<Code>> {
    match resolution {
        Resolution::Found(code) => Some(vec![code]),
        Resolution::Ambiguous(codes) => Some(codes),
        Resolution::Unknown { .. } => None,
    }
}

/// The texts in round brackets.
fn bracketed(text: &str) -> impl Iterator<Item = &str> {
    text.split('(')
        .skip(1)
        .filter_map(|part| part.split_once(')'))
        .map(|(inner, _)| inner)
}
