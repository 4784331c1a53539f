use std::collections::{BTreeMap, BTreeSet};

use jushu_figures::charts::ranked_bars::{Bar, ranked_bars};
use jushu_figures::{About, Frame, Renderer};

use super::*;
use crate::document::Meta;
use crate::material::DrawnFigure;
use crate::source::Source;

const EVIL: &str = "<script>alert('x')</script>\"&市";

fn cell(score: Option<f64>, rank: Option<u32>, value: Option<f64>) -> SiteCell {
    SiteCell {
        score,
        rank,
        value,
        state: Some(match value {
            Some(0.0) => State::TrueZero,
            Some(_) => State::Counted,
            None => State::Missing,
        }),
        records: 3,
        sources: format!("{EVIL}: 3"),
    }
}

fn unit_set(id: &str, codes: &[&str]) -> SiteUnitSet {
    let node = |id: &str, parent, indicator: bool| SiteNode {
        id: id.into(),
        name: format!("{id} {EVIL}"),
        parent,
        weight: Some(0.5),
        effective_weight: Some(0.25),
        definition: EVIL.into(),
        indicator: indicator.then(|| SiteIndicator {
            unit: "家".into(),
            direction: EVIL.into(),
            source: EVIL.into(),
        }),
    };
    let units = codes.iter().enumerate().map(|(at, code)| SiteUnit {
        code: (*code).into(),
        name: format!("{EVIL}{code}"),
        other_names: vec![EVIL.into()],
        within: (at > 0).then(|| (codes[0].to_string(), EVIL.to_string())),
        interval: (at > 0).then_some((1.0, 2.0)),
        coverage: Some(0.5),
        cells: vec![
            cell(Some(50.0 - at as f64), Some(at as u32 + 1), None),
            cell(None, None, None),
            cell(Some(10.0), Some(1), Some(0.0)),
            cell(Some(20.5), Some(1), Some(12345.678)),
        ],
    });
    SiteUnitSet {
        id: id.into(),
        name: format!("{} 个", codes.len()),
        robustness: Some(EVIL.into()),
        replications: 100,
        nodes: vec![
            node("index", None, false),
            node("Level/1", Some(0), false),
            node("a", Some(1), true),
            node("b", Some(0), true),
        ],
        units: units.collect(),
    }
}

fn edition(language: Language) -> SiteEdition {
    let about = About {
        id: "top-cities".into(),
        title: EVIL.into(),
        source: EVIL.into(),
        notes: vec![EVIL.into()],
        alternative: EVIL.into(),
        language,
    };
    let bars = [Bar {
        label: EVIL.into(),
        value: 3.5,
    }];
    let figure = ranked_bars(about, "score", &bars);
    let svg = Renderer::new().unwrap().svg(&figure, Frame::Bare).unwrap();
    SiteEdition {
        meta: Meta {
            title: EVIL.into(),
            citation: EVIL.into(),
            run: "run-1".into(),
            date: "2026-01-31".into(),
            language: Some(language),
            synthetic: true,
            ..Meta::default()
        },
        description: EVIL.into(),
        unit_sets: vec![
            unit_set("provinces-2", &["110000", "440000"]),
            unit_set("cities-2", &["110000", "440300"]),
        ],
        figures: vec![DrawnFigure { figure, svg }],
        missing: BTreeMap::from([(EVIL.into(), EVIL.into())]),
        sources: vec![Source {
            id: EVIL.into(),
            ..Source::default()
        }],
        choices: vec![SiteChoice {
            text: EVIL.into(),
            inferred: true,
            ..SiteChoice::default()
        }],
    }
}

fn material() -> SiteMaterial {
    SiteMaterial {
        editions: vec![edition(Language::Zh), edition(Language::En)],
        downloads: vec![("cities-2/scores.csv".into(), b"unit,score\n".to_vec())],
        templates: BTreeMap::new(),
    }
}

/// A tag of a page.
#[derive(Debug)]
struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
}

/// The tags of a page, which must be closed in order, with quoted attributes.
fn tags(path: &str, page: &str) -> Vec<Tag> {
    const VOID: [&str; 5] = ["meta", "link", "br", "input", "img"];
    let decode = |text: &str| {
        text.replace("&quot;", "\"")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&#x27;", "'")
            .replace("&#x2f;", "/")
            .replace("&amp;", "&")
    };
    let mut tags = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut rest = page;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        if rest.starts_with("!DOCTYPE") {
            continue;
        }
        // The style sheet inside a picture.
        if rest.starts_with("![CDATA[") {
            rest = &rest[rest.find("]]>").unwrap()..];
            continue;
        }
        if let Some(closing) = rest.strip_prefix('/') {
            let name = &closing[..closing.find('>').unwrap()];
            assert_eq!(open.pop().as_deref(), Some(name), "{path}");
            continue;
        }
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap();
        let name = rest[..end].to_string();
        assert!(!name.is_empty(), "{path}: a bare <: {}", &rest[..40]);
        rest = &rest[end..];
        let mut attributes = Vec::new();
        loop {
            rest = rest.trim_start();
            if let Some(after) = rest.strip_prefix("/>") {
                rest = after;
                break;
            } else if let Some(after) = rest.strip_prefix('>') {
                rest = after;
                if !VOID.contains(&name.as_str()) {
                    open.push(name.clone());
                }
                if name == "script" {
                    rest = &rest[rest.find("</script>").unwrap()..];
                }
                break;
            }
            let equals = rest.find('=').unwrap();
            let key = rest[..equals].to_string();
            let value = rest[equals + 1..]
                .strip_prefix('"')
                .unwrap_or_else(|| panic!("{path}: {key}"));
            let end = value.find('"').unwrap();
            assert!(!value[..end].contains('<'), "{path}: {key}");
            attributes.push((key, decode(&value[..end])));
            rest = &value[end + 1..];
        }
        tags.push(Tag { name, attributes });
    }
    assert!(open.is_empty(), "{path}: {open:?}");
    tags
}

/// Where a relative link of the page at `path` leads.
fn target(path: &str, link: &str) -> String {
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            ".." => assert!(parts.pop().is_some(), "{path}: {link} leaves the site"),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[test]
fn pages_are_well_formed_linked_escaped_and_ask_nothing_of_the_network() {
    let files = site(&material()).unwrap();
    let paths: BTreeSet<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths.len(), files.len(), "every path once");
    let mut pages = 0;
    for (path, contents) in &files {
        if !path.ends_with(".html") {
            continue;
        }
        pages += 1;
        let page = std::str::from_utf8(contents).unwrap();
        let mut ids = BTreeSet::new();
        for Tag { name, attributes } in tags(path, page) {
            if name == "script" {
                // Only files of the site, and data that is no script.
                assert!(
                    attributes.iter().any(|(key, value)| key == "src"
                        || (key == "type" && value == "application/json")),
                    "{path}"
                );
            }
            for (key, value) in &attributes {
                assert!(!key.starts_with("on"), "{path}: {key}");
                match key.as_str() {
                    "href" | "src" if !value.starts_with('#') => {
                        let target = target(path, value);
                        assert!(
                            paths.contains(target.as_str()),
                            "{path}: {value} leads nowhere"
                        );
                    }
                    "id" => assert!(ids.insert(value.clone()), "{path}: {value} twice"),
                    "xmlns" | "xmlns:xlink" => {}
                    _ => assert!(!value.contains("://"), "{path}: {key}={value}"),
                }
            }
        }
        assert!(!page.contains("<script>"), "{path}");
        assert!(page.contains("Content-Security-Policy"), "{path}");
        assert!(
            path == "index.html" || page.contains("role=\"note\""),
            "{path}: 合成"
        );
    }
    // 2 × (index, 2 rankings, 3 places, figures, 1 figure, indicators, 4 nodes, method, download), and one.
    assert_eq!(pages, 2 * 15 + 1);
    let script = files
        .iter()
        .find(|(path, _)| path == "assets/places.js")
        .unwrap();
    assert!(!std::str::from_utf8(&script.1).unwrap().contains('<'));
}

#[test]
fn missing_is_a_dash_and_zero_is_zero() {
    let files = site(&material()).unwrap();
    let page = |path: &str| {
        let found = files.iter().find(|(name, _)| name == path).unwrap();
        String::from_utf8(found.1.clone()).unwrap()
    };
    let place = page("en/places/440300.html");
    assert!(place.contains("<td class=\"number\">0</td>"), "{place}");
    assert!(place.contains("true zero") && place.contains("12,345.68"));
    assert!(place.contains("<dd>1–2</dd>"));
    let data = page("en/data/places/440300.csv");
    let rows: Vec<&str> = data.lines().collect();
    assert!(rows[2].contains(",,,,no data,"), "{data}");
    let json: serde_json::Value =
        serde_json::from_str(&page("en/data/places/440300.json")).unwrap();
    assert_eq!(json["rows"][1]["value"], serde_json::Value::Null);
    assert_eq!(json["rows"][3]["value"], 12345.678);
    assert_eq!(json["synthetic"], true);
}

#[test]
fn the_same_material_gives_the_same_bytes() {
    let material = material();
    assert_eq!(site(&material).unwrap(), site(&material).unwrap());
}

#[test]
fn a_wrong_template_is_named_with_its_line() {
    let mut material = material();
    let own = "{% extends \"base.html\" %}\n{% block content %}{{ nonsense.x }}{% endblock %}";
    material.templates.insert("place.html".into(), own.into());
    let error = site(&material).unwrap_err();
    let (zh, en) = error.message();
    assert!(zh.contains("place.html") && zh.contains("第 2 行"), "{zh}");
    assert!(en.contains("line 2"), "{en}");
}

#[test]
fn ids_become_names_that_stand_in_paths_and_stay_apart() {
    assert_eq!(file_name("top-cities_2"), "top-cities_2");
    assert_eq!(file_name("../x"), "~2e~~2e~~2f~x");
    assert_ne!(file_name("A"), file_name("a"));
}
