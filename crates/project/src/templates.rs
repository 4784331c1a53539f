//! Templates of reports: the project's own in `templates/`, else those shipped with the program.

use std::path::{Path, PathBuf};

use jushu_report::Language;
use rust_embed::RustEmbed;

use crate::config::Names;

#[derive(RustEmbed)]
#[folder = "../../templates"]
struct Shipped;

/// A template as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// What errors call it: `templates/national.zh.md`.
    pub label: String,
    /// Markdown with live facts.
    pub text: String,
}

/// A template cannot be had.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message().en)]
pub enum TemplateFileError {
    /// Neither the project nor the program has it.
    Unknown {
        /// What was asked for.
        name: String,
        /// What there is in that language.
        known: Vec<String>,
    },
    /// It is no name of a template.
    Name {
        /// What was asked for.
        name: String,
    },
    /// The project's own cannot be read.
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

impl TemplateFileError {
    /// The message in both languages.
    pub fn message(&self) -> Names {
        match self {
            TemplateFileError::Unknown { name, known } => Names::new(
                format!(
                    "没有模板“{name}”；现有 {}；也可在项目的 templates/ 中写自己的",
                    known.join("、")
                ),
                format!(
                    "there is no template `{name}`; there are {}; write your own into templates/ of the project",
                    known.join(", ")
                ),
            ),
            TemplateFileError::Name { name } => Names::new(
                format!("“{name}”不是模板名；模板名只含字母、数字、连字符和下划线"),
                format!(
                    "`{name}` is no name of a template: letters, digits, hyphens and underscores only"
                ),
            ),
            TemplateFileError::Unreadable { path, source } => Names::new(
                format!("{source}；请检查权限，并以 UTF-8 保存"),
                format!("{source}; check its permissions, and save it as UTF-8"),
            )
            .in_file(path),
        }
    }
}

/// The template called `name` in `language`: `templates/NAME.LANGUAGE.md` of the project in `folder`, else
/// `templates/NAME.md` there, else the shipped one.
pub fn template(
    folder: &Path,
    name: &str,
    language: Language,
) -> Result<Template, TemplateFileError> {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    if name.is_empty() || !name.chars().all(plain) {
        return Err(TemplateFileError::Name {
            name: name.to_string(),
        });
    }
    let in_language = format!("{name}.{}.md", language.code());
    for file in [in_language.clone(), format!("{name}.md")] {
        let label = format!("templates/{file}");
        let path = folder.join(&label);
        match std::fs::read_to_string(&path) {
            Ok(text) => return Ok(Template { label, text }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(source) => return Err(TemplateFileError::Unreadable { path, source }),
        }
    }
    let shipped =
        Shipped::get(&in_language).map(|file| String::from_utf8_lossy(&file.data).into_owned());
    match shipped {
        Some(text) => Ok(Template {
            label: format!("templates/{in_language}"),
            text,
        }),
        None => Err(TemplateFileError::Unknown {
            name: name.to_string(),
            known: names(folder, language),
        }),
    }
}

/// The names of the templates that the project in `folder` may use in `language`, sorted.
pub fn names(folder: &Path, language: Language) -> Vec<String> {
    let ending = format!(".{}.md", language.code());
    let own = std::fs::read_dir(folder.join("templates"))
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
        .map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = Shipped::iter()
        .map(|file| file.to_string())
        .chain(own)
        .filter_map(|file| {
            let name = file.strip_suffix(&ending);
            let any = || file.strip_suffix(".md").filter(|name| !name.contains('.'));
            name.or_else(any).map(str::to_string)
        })
        .collect();
    names.sort();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_templates_in_both_languages() {
        let folder = tempfile::tempdir().unwrap();
        for language in [Language::Zh, Language::En] {
            assert_eq!(
                names(folder.path(), language),
                ["annex", "article", "national", "profile", "province"]
            );
            for name in names(folder.path(), language) {
                let template = template(folder.path(), &name, language).unwrap();
                assert!(template.text.starts_with("+++\n"), "{name}");
            }
        }
    }

    #[test]
    fn the_projects_own_comes_first() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("templates")).unwrap();
        let write = |file: &str, text: &str| {
            std::fs::write(folder.path().join("templates").join(file), text).unwrap();
        };
        write("article.zh.md", "自己的");
        write("own.md", "# any language");
        let text = |name: &str, language| template(folder.path(), name, language).unwrap().text;
        assert_eq!(text("article", Language::Zh), "自己的");
        assert!(text("article", Language::En).starts_with("+++\n"));
        assert_eq!(text("own", Language::En), "# any language");
        assert!(names(folder.path(), Language::Zh).contains(&"own".to_string()));
    }

    #[test]
    fn names_that_are_none_are_told() {
        let folder = tempfile::tempdir().unwrap();
        let message = |name: &str| {
            template(folder.path(), name, Language::En)
                .unwrap_err()
                .to_string()
        };
        assert!(message("nationl").contains("there are annex, article, national"));
        assert!(message("../project").contains("is no name of a template"));
    }
}
