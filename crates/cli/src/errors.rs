//! Errors in the language of the reader.
//!
//! Every error of the crates below carries its message in Chinese and English; it is chosen here,
//! where the language is known. Words of the operating system, of the database and of the readers
//! of TOML and CSV stay as they are.

use std::error::Error;

use jushu_project::claims::ClaimsError;
use jushu_figures::DrawError;
use jushu_project::clusters::ClustersError;
use jushu_project::config::Names;
use jushu_project::create::CreateError;
use jushu_project::evidence::EvidenceError;
use jushu_project::figures::UserMapError;
use jushu_project::importing::ImportingError;
use jushu_project::plain::PlainError;
use jushu_project::published::PublishedError;
use jushu_project::report::ReportError;
use jushu_project::results::ResultsError;
use jushu_project::review::ReviewError;
use jushu_project::run::RunError;
use jushu_project::trace::TraceError;
use jushu_project::{GroupsError, OpenError};
use jushu_registry::schema::SchemaError;
use jushu_registry::store::StoreError;

use crate::language::Language;

/// What the user reads of `error`. An error that no crate below knows, such as a message of a
/// command, says itself.
pub fn rendered(error: &(dyn Error + 'static), language: Language) -> String {
    match message(error) {
        Some(names) => language.of(&names.zh, &names.en).to_string(),
        None => error.to_string(),
    }
}

fn message(error: &(dyn Error + 'static)) -> Option<Names> {
    of(error, OpenError::message)
        .or_else(|| of(error, StoreError::message))
        .or_else(|| of(error, SchemaError::message))
        .or_else(|| of(error, ImportingError::message))
        .or_else(|| of(error, RunError::message))
        .or_else(|| of(error, ClaimsError::message))
        .or_else(|| of(error, ClustersError::message))
        .or_else(|| of(error, ResultsError::message))
        .or_else(|| of(error, TraceError::message))
        .or_else(|| of(error, EvidenceError::message))
        .or_else(|| of(error, UserMapError::message))
        .or_else(|| of(error, ReportError::message))
        .or_else(|| of(error, PublishedError::message))
        .or_else(|| of(error, GroupsError::message))
        .or_else(|| of(error, ReviewError::message))
        .or_else(|| of(error, CreateError::message))
        .or_else(|| of(error, PlainError::message))
        .or_else(|| of(error, DrawError::message))
}

/// The message of `error`, if it is an `E`.
fn of<E: Error + 'static, N: Into<Names>>(
    error: &(dyn Error + 'static),
    message: fn(&E) -> N,
) -> Option<Names> {
    error.downcast_ref().map(|error| message(error).into())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use jushu_project::create::create;
    use jushu_project::importing::ImportOptions;
    use jushu_project::run::RunOptions;
    use jushu_project::{Project, plain, review};
    use jushu_registry::store::{Access, Stamp};

    use super::*;

    const FRAMEWORK: &str = r#"
        [framework]
        id = "small"
        edition = "1"
        name = { zh = "小", en = "Small" }
        [method]
        normalisation = { kind = "min-max", low = 0, high = 100 }
        weighting = { kind = "equal" }
        aggregation = { kind = "arithmetic" }
        [[node]]
        id = "index"
        name = { zh = "总", en = "Index" }
        [[indicator]]
        id = "a"
        parent = "index"
        direction = "positive"
        name = { zh = "甲", en = "A" }
    "#;

    /// Checks that `error` reads in Chinese and English, names `parts` in both, and says
    /// `chinese` in Chinese.
    fn assert_bilingual(error: impl Error + 'static, parts: &[&str], chinese: &[&str]) {
        let (zh, en) = (
            rendered(&error, Language::Zh),
            rendered(&error, Language::En),
        );
        assert_eq!(en, error.to_string());
        for part in parts {
            assert!(
                zh.contains(part) && en.contains(part),
                "{part}: {zh} | {en}"
            );
        }
        for part in chinese {
            assert!(zh.contains(part), "{part}: {zh}");
        }
        assert!(!en.contains(['：', '；', '“']), "{en}");
    }

    fn project(folder: &Path) -> Project {
        create(folder, "empty", &[]).unwrap()
    }

    fn written(folder: &Path, name: &str, text: &str) -> std::path::PathBuf {
        let path = folder.join(name);
        fs::write(&path, text).unwrap();
        path
    }

    #[test]
    fn errors_of_projects_name_the_file_and_the_row() {
        let place = tempfile::tempdir().unwrap();
        let missing = place.path().join("nowhere");
        assert_bilingual(
            Project::open(&missing).unwrap_err(),
            &["nowhere/project.toml", "`jushu new`"],
            &["这是项目文件夹吗"],
        );

        let project = project(&place.path().join("project"));
        assert_bilingual(
            create(project.folder(), "empty", &[]).unwrap_err(),
            &["project"],
            &["已存在"],
        );
        assert_bilingual(
            create(&missing, "leer", &[]).unwrap_err(),
            &["leer", "empty"],
            &["没有模板"],
        );
        assert_bilingual(
            jushu_project::results::Results::latest(&project).unwrap_err(),
            &["`jushu run "],
            &["尚未计算"],
        );

        written(
            project.folder(),
            "groups.csv",
            "group,place\na,深圳\na,深川市\n",
        );
        assert_bilingual(
            project.group("a").unwrap_err(),
            &["groups.csv", "3", "深川市"],
            &["第 3 行", "没有叫"],
        );

        let decisions = written(
            place.path(),
            "pairs.csv",
            "decision,score,evidence,records\nmaybe,1,x,1+2\n",
        );
        assert_bilingual(
            review::read(&decisions).unwrap_err(),
            &["pairs.csv", "decision", "maybe"],
            &["第 2 行", "请写"],
        );
    }

    #[test]
    fn errors_of_the_registry_name_the_file_the_column_and_the_nearest() {
        let place = tempfile::tempdir().unwrap();
        let project = project(&place.path().join("project"));
        assert_bilingual(
            project.schemas().get("frim").unwrap_err(),
            &["frim", "firm"],
            &["没有", "是否为"],
        );
        let registry = project.registry(Access::Read).unwrap();
        assert_bilingual(
            registry.show_version(Some(9)).unwrap_err(),
            &["9", "`jushu log`"],
            &["没有版本 9"],
        );
        drop(registry);

        let stamp = Stamp {
            who: "test".into(),
            at: "2026-01-01 00:00:00".into(),
        };
        let import = |file: &Path, kind: &str| {
            let options = ImportOptions {
                kind: Some(kind.into()),
                ..ImportOptions::default()
            };
            project
                .import(file, &options, &stamp, &mut |_| {})
                .unwrap_err()
        };
        assert_bilingual(
            import(&place.path().join("none.csv"), "firm"),
            &["none.csv"],
            &["不存在", "请检查路径"],
        );
        let pdf = written(place.path(), "a.csv", "%PDF-1.7\n");
        assert_bilingual(import(&pdf, "firm"), &["a.csv", "CSV"], &["是 PDF 文档"]);
        let twice = written(
            place.path(),
            "b.csv",
            "企业名称,公司名称,城市\n甲,乙,深圳\n",
        );
        assert_bilingual(
            import(&twice, "firm"),
            &["企业名称", "公司名称", "#2"],
            &["都对应到字段"],
        );
        let open = written(place.path(), "c.csv", "企业名称,城市\n甲,深圳\n\"乙,广州\n");
        assert_bilingual(import(&open, "firm"), &["c.csv"], &["第 3 行", "引号"]);
    }

    #[test]
    fn errors_of_counting_name_the_indicator_and_the_row() {
        let place = tempfile::tempdir().unwrap();
        let project = project(&place.path().join("project"));
        let run = |from: &str| {
            let framework =
                FRAMEWORK.replace("edition =", "unit_sets = [\"provinces-31\"]\nedition =") + from;
            written(&project.folder().join("frameworks"), "own.toml", &framework);
            project
                .run(&RunOptions {
                    as_of: None,
                    framework: Some("own".into()),
                })
                .unwrap_err()
        };
        assert_bilingual(
            run("from = { registry = \"firm\", measur = \"count\" }"),
            &["`from`", "measur", "measure"],
            &["没有“measur”这个键"],
        );
        assert_bilingual(
            run("from = { registry = \"firm\", where = \"listd\" }"),
            &["listd", "listed"],
            &["“a”的 `from`", "既不是"],
        );
        written(project.folder(), "given.csv", "unit,a\n北京,1\n上海,many\n");
        assert_bilingual(
            run("from = { table = \"given.csv\", column = \"a\" }"),
            &["given.csv", "3", "many"],
            &["第 3 行，列“a”", "不是数"],
        );
    }

    #[test]
    fn errors_of_plain_files_name_the_line() {
        let place = tempfile::tempdir().unwrap();
        let framework = written(place.path(), "small.toml", FRAMEWORK);
        let data = written(place.path(), "data.csv", "unit,a\nx,1\nx,2\n");
        let out = place.path().join("out");
        assert_bilingual(
            plain::build(&framework, &data, None, &out).unwrap_err(),
            &["data.csv", "3"],
            &["第 3 行", "出现两次"],
        );
        let wrong = written(
            place.path(),
            "wrong.toml",
            &FRAMEWORK.replace("parent =", "parnet ="),
        );
        assert_bilingual(
            plain::build(&wrong, &data, None, &out).unwrap_err(),
            &["wrong.toml", "parnet"],
            &["没有“parnet”这个键"],
        );
    }

    #[test]
    fn a_message_of_a_command_says_itself() {
        let error: Box<dyn Error> = "甲".into();
        assert_eq!(rendered(error.as_ref(), Language::Zh), "甲");
        assert_eq!(rendered(error.as_ref(), Language::En), "甲");
    }
}
