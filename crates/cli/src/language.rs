//! What the program says, in Chinese and English: one table a language (`messages/*.toml`).

use std::collections::BTreeMap;
use std::sync::OnceLock;

/// A language of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Chinese.
    Zh,
    /// English.
    En,
}

impl From<Language> for jushu_figures::Language {
    fn from(language: Language) -> jushu_figures::Language {
        match language {
            Language::Zh => jushu_figures::Language::Zh,
            Language::En => jushu_figures::Language::En,
        }
    }
}

impl Language {
    /// The language named by `--lang`, else by `JUSHU_LANG`, else by the locale; Chinese where
    /// none of them says, because that is what most users read.
    pub fn choose(arguments: &[String], variable: impl Fn(&str) -> Option<String>) -> Language {
        let argument = arguments.iter().enumerate().find_map(|(index, argument)| {
            match argument.split_once('=') {
                Some(("--lang", value)) => Some(value.to_string()),
                _ if argument == "--lang" => arguments.get(index + 1).cloned(),
                _ => None,
            }
        });
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .iter()
            .find_map(|name| variable(name).filter(|value| !value.is_empty()));
        argument
            .or_else(|| variable("JUSHU_LANG"))
            .or(locale)
            .and_then(|name| Language::named(&name))
            .unwrap_or(Language::Zh)
    }

    /// Reads `zh`, `en`, `zh_CN.UTF-8`, `en-GB` …; `C` and `POSIX` name no language.
    fn named(name: &str) -> Option<Language> {
        match name.get(..2)?.to_ascii_lowercase().as_str() {
            "zh" => Some(Language::Zh),
            "en" => Some(Language::En),
            _ => None,
        }
    }

    /// Of a text in both languages, the one to show.
    pub fn of<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    /// The message `key` with `{name}` replaced by its value.
    pub fn text(self, key: &str, values: &[(&str, &dyn std::fmt::Display)]) -> String {
        let mut text = self.find(key).unwrap_or(key).to_string();
        for (name, value) in values {
            text = text.replace(&format!("{{{name}}}"), &value.to_string());
        }
        text
    }

    /// The message `key` as it stands in the table.
    pub fn find(self, key: &str) -> Option<&'static str> {
        self.table().get(key).map(String::as_str)
    }

    fn table(self) -> &'static BTreeMap<String, String> {
        static ZH: OnceLock<BTreeMap<String, String>> = OnceLock::new();
        static EN: OnceLock<BTreeMap<String, String>> = OnceLock::new();
        match self {
            Language::Zh => ZH.get_or_init(|| {
                let mut table = read(include_str!("../messages/zh.toml"));
                table.extend(read(include_str!("../messages/help.zh.toml")));
                table
            }),
            Language::En => EN.get_or_init(|| read(include_str!("../messages/en.toml"))),
        }
    }
}

fn read(table: &str) -> BTreeMap<String, String> {
    toml::from_str(table).expect("the tables of messages are part of the program and tested")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placeholders(text: &str) -> Vec<String> {
        let mut names: Vec<String> = text
            .split('{')
            .skip(1)
            .filter_map(|part| part.split_once('}').map(|(name, _)| name.to_string()))
            .collect();
        names.sort();
        names
    }

    #[test]
    fn both_tables_say_the_same_things() {
        let (zh, en) = (
            read(include_str!("../messages/zh.toml")),
            Language::En.table(),
        );
        assert_eq!(zh.keys().collect::<Vec<_>>(), en.keys().collect::<Vec<_>>());
        for (key, text) in &zh {
            assert_eq!(placeholders(text), placeholders(&en[key]), "{key}");
        }
    }

    #[test]
    fn every_command_and_argument_has_its_help_in_chinese() {
        fn check(command: &clap::Command, key: &str) {
            let known = |key: &str| Language::Zh.find(key).is_some();
            assert!(known(key), "{key}");
            for argument in command.get_arguments() {
                let id = argument.get_id();
                assert!(
                    known(&format!("{key}.{id}")) || known(&format!("help-argument.{id}")),
                    "{key}.{id}"
                );
            }
            for inner in command.get_subcommands() {
                check(inner, &format!("{key}.{}", inner.get_name()));
            }
        }
        check(&crate::arguments::localised(Language::En), "help");
    }

    #[test]
    fn the_argument_comes_before_the_environment_and_that_before_the_locale() {
        let locale = |name: &str| (name == "LANG").then(|| "en_GB.UTF-8".to_string());
        let arguments = |text: &str| text.split(' ').map(str::to_string).collect::<Vec<_>>();
        assert_eq!(
            Language::choose(&arguments("run x --lang zh"), locale),
            Language::Zh
        );
        assert_eq!(
            Language::choose(&arguments("run x --lang=zh"), locale),
            Language::Zh
        );
        assert_eq!(Language::choose(&arguments("run x"), locale), Language::En);
        assert_eq!(
            Language::choose(&arguments("run x"), |name| (name == "LANG")
                .then(|| "C.UTF-8".into())),
            Language::Zh
        );
        assert_eq!(
            Language::choose(&arguments("run x"), |name| match name {
                "JUSHU_LANG" => Some("zh".into()),
                other => locale(other),
            }),
            Language::Zh
        );
    }
}
