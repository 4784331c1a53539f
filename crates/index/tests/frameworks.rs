//! Reading frameworks: the shipped ones, and what is refused with file, line and key.

#![allow(clippy::unwrap_used)]

use jushu_index::{Framework, FrameworkError, FrameworkErrorKind};
use proptest::prelude::*;

const HEAD: &str = "[framework]\nid = \"t\"\nedition = \"1\"\nname = \"t\"\n";
const TREE: &str = "[[node]]\nid = \"index\"\n[[indicator]]\nid = \"a\"\nparent = \"index\"\n";

fn error(text: &str) -> FrameworkError {
    let error = Framework::parse(text, "f.toml").unwrap_err();
    assert!(error.to_string().starts_with("f.toml"), "{error}");
    assert!(error.message().zh.starts_with("f.toml"));
    error
}

fn method_error(line: &str) -> FrameworkError {
    let error = error(&format!("{HEAD}[method]\n{line}\n{TREE}"));
    assert_eq!(error.line, Some(6), "{error}");
    error
}

#[test]
fn shipped_frameworks_parse_and_name_everything_in_both_languages() {
    let ids: Vec<&str> = Framework::shipped_ids().collect();
    assert_eq!(
        ids,
        ["big-data-2023", "open-data-2026", "five-forces", "asem"]
    );
    for id in ids {
        let framework = Framework::parse(Framework::shipped(id).unwrap(), id).unwrap();
        assert_eq!(framework.id, id);
        assert!(
            framework.choices.is_empty(),
            "{id} leaves a choice to a default"
        );
        for indicator in &framework.indicators {
            assert_ne!(indicator.name.zh, indicator.name.en, "{}", indicator.id);
        }
    }
    assert_eq!(Framework::shipped("nothing"), None);
}

#[test]
fn the_big_data_framework_has_three_six_and_eighteen() {
    let framework = Framework::parse(Framework::shipped("big-data-2023").unwrap(), "f").unwrap();
    let under = |id: &str| {
        framework
            .nodes
            .iter()
            .filter(|node| node.parent.as_deref() == Some(id))
            .count()
    };
    assert_eq!(under("index"), 3);
    assert_eq!(framework.nodes.len(), 1 + 3 + 6);
    assert_eq!(framework.indicators.len(), 18);
    for (position, indicator) in framework.indicators.iter().enumerate() {
        let code = format!("I{:02}", position + 1);
        assert!(indicator.source.as_ref().unwrap().ends_with(&code));
        assert!(indicator.definition.is_some() && indicator.unit.is_some());
        let from = indicator.from.as_ref().unwrap();
        assert!(from.table.contains_key("registry") && from.table.contains_key("measure"));
        let line = Framework::shipped("big-data-2023")
            .unwrap()
            .lines()
            .nth(from.line - 1);
        assert!(line.unwrap().starts_with("from = "));
    }
}

#[test]
fn an_indicator_may_exist_in_one_unit_set_only() {
    let framework = Framework::parse(Framework::shipped("open-data-2026").unwrap(), "f").unwrap();
    let provinces = framework.for_unit_set("provinces-31").unwrap();
    let cities = framework.for_unit_set("cities-337").unwrap();
    assert_eq!(provinces.indicators.len(), cities.indicators.len() + 1);
    assert!(
        cities
            .choices
            .iter()
            .any(|c| c.node.as_deref() == Some("data_regulation"))
    );
    let error = framework.for_unit_set("cities-336").unwrap_err();
    assert!(
        matches!(*error.kind, FrameworkErrorKind::UnknownUnitSet { nearest: Some(nearest), .. } if nearest == "cities-337")
    );
}

#[test]
fn a_node_that_loses_its_indicators_is_left_out() {
    let text = "[framework]\nid = \"t\"\nedition = \"1\"\nname = \"t\"\nunit_sets = [\"p\", \"q\"]\n\
        [[node]]\nid = \"index\"\n[[node]]\nid = \"g\"\nparent = \"index\"\n[[node]]\nid = \"h\"\nparent = \"g\"\n\
        [[indicator]]\nid = \"a\"\nparent = \"index\"\n\
        [[indicator]]\nid = \"b\"\nparent = \"h\"\nunit_sets = [\"p\"]\n";
    let framework = Framework::parse(text, "f.toml").unwrap();
    let q = framework.for_unit_set("q").unwrap();
    assert_eq!(q.nodes.len(), 1);
    let left_out: Vec<_> = q
        .choices
        .iter()
        .filter(|c| c.text.en.contains("left out"))
        .filter_map(|c| c.node.as_deref())
        .collect();
    assert_eq!(left_out, ["b", "h", "g"]);
}

#[test]
fn keys_are_kept_and_defaults_are_noted() {
    let text = format!(
        "{HEAD}groups = [\"tier\"]\n[[group]]\nid = \"circle\"\nname = {{ zh = \"经济圈\", en = \"Circle\" }}\n\
         [[denominator]]\nid = \"gdp\"\nunit = \"CNY\"\nfrom = {{ registry = \"statistic\", measure = \"value\", metric = \"GDP\", year = 2024 }}\n{TREE}"
    );
    let framework = Framework::parse(&text, "f.toml").unwrap();
    let groups: Vec<&str> = framework
        .groups
        .iter()
        .map(|group| group.id.as_str())
        .collect();
    assert_eq!(groups, ["tier", "circle"]);
    let from = framework.denominators[0].from.as_ref().unwrap();
    assert_eq!(from.table["year"], toml::Value::Integer(2024));
    assert_eq!(from.line, 12);
    // No method at all: five steps and the minimum of coverage are chosen for the user.
    assert_eq!(framework.choices.len(), 6);
}

#[test]
fn a_method_serialises_to_what_it_was_read_from() {
    for method in [
        "",
        "weighting = { kind = \"improved-vector\", variant = \"angle\", levels = \"indicators\" }\n\
         normalisation = { kind = \"min-max\", low = 1 }\ndenominate = false",
        "weighting = { kind = \"equal\" }\ncoverage = { minimum = 0.65 }",
    ] {
        let parse = |method: &str| {
            Framework::parse(&format!("{HEAD}{TREE}[method]\n{method}\n"), "f.toml").unwrap()
        };
        let read = parse(method).method;
        let written = toml::Value::try_from(&read).unwrap();
        let lines = written.as_table().unwrap().iter();
        let text: String = lines
            .map(|(key, value)| format!("{key} = {value}\n"))
            .collect();
        let again = parse(&text);
        assert_eq!(again.method, read, "{text}");
        assert!(again.choices.is_empty());
    }
}

#[test]
fn unknown_keys_name_line_and_nearest() {
    let unknown = |text: &str| {
        let error = error(text);
        match *error.kind {
            FrameworkErrorKind::UnknownKey { key, nearest, .. } => (error.line, key, nearest),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(
        unknown(&format!("{HEAD}{TREE}wieght = 2\n")),
        (Some(10), "wieght".into(), Some("weight".into()))
    );
    assert_eq!(
        unknown(&format!("{HEAD}{TREE}[[indicators]]\n")),
        (Some(10), "indicators".into(), Some("indicator".into()))
    );
    assert_eq!(
        unknown(&format!(
            "{HEAD}[method]\nnormalisation = {{ kind = \"min-max\", hihg = 1 }}\n{TREE}"
        )),
        (Some(6), "hihg".into(), Some("high".into()))
    );
}

#[test]
fn unknown_methods_and_options_name_the_nearest() {
    let error = method_error("normalisation = { kind = \"minmax\" }");
    assert!(
        matches!(&*error.kind, FrameworkErrorKind::UnknownMethod { nearest: Some(nearest), .. } if nearest == "min-max"),
        "{error}"
    );
    let error = method_error("weighting = { kind = \"improved_vector\" }");
    assert!(
        error
            .to_string()
            .contains("did you mean \"improved-vector\"?"),
        "{error}"
    );
    let error = method_error("weighting = { kind = \"improved-vector\", variant = \"dist\" }");
    assert!(matches!(
        *error.kind,
        FrameworkErrorKind::UnknownOption { .. }
    ));
    let error = method_error("normalisation = { kind = \"min-max\", low = 3, high = 3 }");
    assert!(matches!(
        *error.kind,
        FrameworkErrorKind::Combination { .. }
    ));
    let error = method_error("coverage = { minimum = 65 }");
    assert!(matches!(*error.kind, FrameworkErrorKind::OutOfRange { .. }));
    let error = method_error("weighting = { kind = \"improved-vector\", minimum_units = 2 }");
    assert!(matches!(*error.kind, FrameworkErrorKind::OutOfRange { .. }));
    let error = method_error("denominate = \"yes\"");
    assert!(matches!(*error.kind, FrameworkErrorKind::WrongType { .. }));
    let text = format!("{HEAD}{TREE}direction = \"postive\"\n");
    assert!(error_text(&text).contains("did you mean \"positive\"?"));
    let text = format!(
        "{HEAD}[[node]]\nid = \"index\"\naggregation = {{ kind = \"arithmatic\" }}\n[[indicator]]\nid = \"a\"\nparent = \"index\"\n"
    );
    assert!(error_text(&text).contains("line 7") && error_text(&text).contains("arithmetic"));
}

fn error_text(text: &str) -> String {
    error(text).to_string()
}

#[test]
fn weights_must_be_above_zero() {
    for weight in ["0", "-1", "0.0", "nan", "inf", "\"1\""] {
        let error = error(&format!("{HEAD}{TREE}weight = {weight}\n"));
        assert_eq!(error.line, Some(10), "{error}");
        assert!(matches!(
            *error.kind,
            FrameworkErrorKind::Weight { .. } | FrameworkErrorKind::WrongType { .. }
        ));
    }
}

#[test]
fn what_is_missing_or_malformed_is_named() {
    assert!(matches!(*error("a = ").kind, FrameworkErrorKind::Syntax(_)));
    assert_eq!(error("a = 1\nb = [\n").file, "f.toml");
    assert!(error_text(TREE).contains("lacks \"framework\""));
    assert!(error_text("[framework]\nid = \"t\"\nedition = \"1\"\n").contains("lacks \"name\""));
    let text = format!("{HEAD}[[node]]\nid = \"index\"\n[[indicator]]\nid = \"a\"\n");
    assert!(error_text(&text).contains("line 7") && error_text(&text).contains("lacks \"parent\""));
    let text = format!("{HEAD}[[node]]\nid = \" \"\n");
    assert!(matches!(
        *error(&text).kind,
        FrameworkErrorKind::EmptyText { .. }
    ));
    let text = format!("{HEAD}{TREE}unit_sets = [\"p\"]\n");
    assert!(matches!(
        *error(&text).kind,
        FrameworkErrorKind::UnknownOption { .. }
    ));
}

proptest! {
    #[test]
    fn any_change_to_a_framework_is_read_or_refused(
        at in 0.0..1.0f64, length in 0..40usize, insert in "[\\PC\n]{0,12}",
    ) {
        let text = Framework::shipped("open-data-2026").unwrap();
        let characters: Vec<char> = text.chars().collect();
        let start = (at * characters.len() as f64) as usize;
        let end = (start + length).min(characters.len());
        let changed: String = characters[..start].iter().copied()
            .chain(insert.chars())
            .chain(characters[end..].iter().copied())
            .collect();
        if let Err(error) = Framework::parse(&changed, "f.toml") {
            let lines = changed.lines().count();
            prop_assert!(error.line.is_none_or(|line| (1..=lines + 1).contains(&line)));
        }
    }
}
