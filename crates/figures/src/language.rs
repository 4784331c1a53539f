//! The two languages a figure or a document may speak.

/// The language of a figure or a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// Chinese.
    Zh,
    /// English.
    En,
}

impl Language {
    /// One of the two texts.
    pub fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    /// The other language.
    pub fn other(self) -> Language {
        match self {
            Language::Zh => Language::En,
            Language::En => Language::Zh,
        }
    }

    /// `zh` or `en`.
    pub fn code(self) -> &'static str {
        self.pick("zh", "en")
    }

    /// What stands where a value is missing.
    pub fn no_data(self) -> &'static str {
        self.pick("无数据", "no data")
    }

    /// Names in a row: 甲、乙; A, B.
    pub fn listed<T: AsRef<str>>(self, names: &[T]) -> String {
        let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
        names.join(self.pick("、", ", "))
    }
}
