//! Text in the two languages of the product.

use std::borrow::Cow;

use serde::Serialize;

/// One piece of text in Chinese and in English.
///
/// Text of the program itself is borrowed, text read from a framework is owned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Names {
    /// The Chinese text.
    pub zh: Cow<'static, str>,
    /// The English text.
    pub en: Cow<'static, str>,
}

impl Names {
    /// Text of the program, usable in tables of constants.
    pub const fn fixed(zh: &'static str, en: &'static str) -> Names {
        Names {
            zh: Cow::Borrowed(zh),
            en: Cow::Borrowed(en),
        }
    }

    /// Text put together at run time.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Names {
        Names {
            zh: Cow::Owned(zh.into()),
            en: Cow::Owned(en.into()),
        }
    }

    /// The same text for both languages, where only one was given.
    pub fn same(text: impl Into<String>) -> Names {
        let text = text.into();
        Names::new(text.clone(), text)
    }
}
