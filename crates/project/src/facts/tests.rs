//! Facts of a small project, made here, against numbers worked out by hand, and the reading of its facts in both
//! languages.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jushu_figures::Language;
use jushu_registry::schema::Schemas;
use jushu_registry::store::{Registry, Stamp};
use jushu_report::{Block, Fact, FactKind, Strength};

use super::{Facts, facts};
use crate::evidence::Evidence;
use crate::report::recommendations::Rules;
use crate::report::{Request, material};
use crate::results::Results;
use crate::run::RunOptions;
use crate::{Project, templates};

const FRAMEWORK: &str = r#"
[framework]
id = "small"
edition = "1"
name = { zh = "小指数", en = "Small index" }
unit_sets = ["provinces-31", "cities-337"]

[method]
imputation    = { kind = "none" }
treatment     = { kind = "none" }
normalisation = { kind = "min-max", low = 0, high = 100 }
weighting     = { kind = "equal" }
aggregation   = { kind = "arithmetic" }
coverage      = { minimum = 0.5 }

[[node]]
id = "index"
name = { zh = "小指数", en = "Small index" }

[[node]]
id = "scale"
parent = "index"
name = { zh = "规模", en = "Scale" }

[[node]]
id = "innovation"
parent = "index"
name = { zh = "创新", en = "Innovation" }

[[indicator]]
id = "firms"
parent = "scale"
direction = "positive"
unit = { zh = "家", en = "firms" }
name = { zh = "企业数量", en = "Firms" }
from = { registry = "firm", measure = "count" }

[[indicator]]
id = "staff"
parent = "scale"
direction = "positive"
unit = { zh = "人", en = "persons" }
name = { zh = "从业人员", en = "Staff" }
from = { registry = "firm", measure = "sum", field = "employees" }

[[indicator]]
id = "patents"
parent = "innovation"
direction = "positive"
unit = { zh = "件", en = "patents" }
name = { zh = "专利数", en = "Patents" }
from = { registry = "firm", measure = "sum", field = "patents" }
"#;

/// City, firms, staff of each firm, patents of each firm. Twelve cities of eleven provinces.
const CITIES: [(&str, usize, u32, u32); 12] = [
    ("北京市", 10, 100, 9),
    ("上海市", 9, 90, 8),
    ("深圳市", 8, 120, 7),
    ("杭州市", 7, 80, 6),
    ("成都市", 6, 70, 5),
    ("武汉市", 5, 60, 30),
    ("南京市", 4, 50, 4),
    ("广州市", 4, 55, 5),
    ("西安市", 3, 40, 3),
    ("沈阳市", 2, 1000, 2),
    ("贵阳市", 2, 20, 1),
    ("济南市", 1, 10, 1),
];

/// The records: two firms of Beijing came only after the first day of counting.
fn firms() -> String {
    let mut text = String::from("企业名称,有效期自,城市,从业人员数,专利数\n");
    for (city, firms, staff, patents) in CITIES {
        for index in 0..firms {
            let since = if city == "北京市" && index >= 8 {
                "2023-06-01"
            } else {
                "2010-01-01"
            };
            let name = format!("{}第{}数据有限公司", city.trim_end_matches('市'), index + 1);
            text += &format!("{name},{since},{city},{staff},{patents}\n");
        }
    }
    text
}

fn project_file(date: &str) -> String {
    format!(
        r#"
[project]
name = {{ zh = "小项目", en = "Small project" }}
framework = "small"
date = "{date}"

[[import]]
file = "lists/firms.csv"
kind = "firm"
source = "list"
retrieved = "2024-01-15"

[[census]]
registry = "firm"
unit_sets = ["provinces-31", "cities-337"]
reason = {{ zh = "全部名单", en = "the whole list" }}

[[published]]
unit_set = "cities-337"
file = "published.csv"
title = {{ zh = "某报告", en = "Some report" }}
"#
    )
}

const PUBLISHED: &str = "adcode,overall_rank\n110000,1\n310000,2\n440300,3\n330100,4\n510100,5\n420100,6\n320100,7\n440100,8\n520100,9\n";

/// The project with one run a day.
pub(crate) fn with_runs(folder: &Path, days: &[&str]) -> (Project, Results) {
    for inner in [
        "lists",
        "frameworks",
        "mappings",
        "rejects",
        "runs",
        "schemas",
    ] {
        std::fs::create_dir_all(folder.join(inner)).unwrap();
    }
    std::fs::write(folder.join("frameworks/small.toml"), FRAMEWORK).unwrap();
    std::fs::write(folder.join("lists/firms.csv"), firms()).unwrap();
    std::fs::write(folder.join("published.csv"), PUBLISHED).unwrap();
    std::fs::write(folder.join("project.toml"), project_file(days[0])).unwrap();
    drop(
        Registry::create(
            &folder.join("registry.duckdb"),
            Schemas::shipped().unwrap(),
            false,
        )
        .unwrap(),
    );
    let stamp = Stamp {
        who: "test".into(),
        at: "2024-01-15 00:00:00".into(),
    };
    let project = Project::open(folder).unwrap();
    project
        .import_listed(&stamp, &mut |_| {}, &mut |_, _| {})
        .unwrap();
    let mut last = None;
    for day in days {
        std::fs::write(folder.join("project.toml"), project_file(day)).unwrap();
        let project = Project::open(folder).unwrap();
        let results = project.run(&RunOptions::default()).unwrap();
        last = Some((project, results));
    }
    last.unwrap()
}

fn by_id(facts: Vec<Fact>) -> BTreeMap<String, Fact> {
    let count = facts.len();
    let map: BTreeMap<String, Fact> = facts
        .into_iter()
        .map(|fact| (fact.id.clone(), fact))
        .collect();
    assert_eq!(map.len(), count, "ids are given once");
    map
}

#[test]
fn facts_of_a_small_run() {
    let folder = tempfile::tempdir().unwrap();
    let (project, results) = with_runs(folder.path(), &["2022-12-31", "2023-12-31"]);
    let evidence = Evidence::open(&project, &results, Language::Zh).unwrap();
    let english = Evidence::open(&project, &results, Language::En).unwrap();
    let zh = by_id(facts(&evidence));
    let en = by_id(facts(&english));
    assert!(
        zh.keys().eq(en.keys()),
        "both languages have the same facts"
    );
    for (id, fact) in &zh {
        let other = &en[id];
        assert_eq!(
            (fact.kind, fact.number, fact.strength, fact.inferred),
            (other.kind, other.number, other.strength, other.inferred),
            "{id}"
        );
    }

    // 10 + 9 + … + 1 firms.
    let number = |id: &str| zh[id].number.unwrap();
    assert_eq!(number("cities.total.firms"), 61.0);
    // 10·100 + 9·90 + 8·120 + 7·80 + 6·70 + 5·60 + 4·50 + 4·55 + 3·40 + 2·1000 + 2·20 + 10.
    assert_eq!(number("cities.total.staff"), 6_640.0);
    assert_eq!(number("provinces.total.firms"), 61.0);
    let close =
        |id: &str, value: f64| assert!((number(id) - value).abs() < 1e-12, "{id}: {}", number(id));
    close("cities.share.firms.top3", 27.0 / 61.0);
    // Guangdong has Shenzhen's 8 and Guangzhou's 4.
    close("provinces.share.firms.top1", 12.0 / 61.0);
    assert!(zh["provinces.max.firms"].sentence.contains("广东"));
    close("cities.with.firms", 12.0 / 337.0);
    assert_eq!(number("cities.zero.firms"), 325.0);
    // Shenyang's 2 firms have 2,000 people.
    assert_eq!(zh["cities.outlier.staff.1"].text, "沈阳");
    assert_eq!(zh["cities.outlier.staff.1"].strength, Strength::Firm);
    assert!(zh["cities.outlier.staff.1"].sentence.contains("偏高"));
    // Beijing's two new firms: 8 became 10 of 61 instead of 59; the first three were Shanghai 9, Beijing 8, Shenzhen 8.
    close(
        "cities.share-change.firms.top3",
        (27.0 / 61.0 - 25.0 / 59.0) * 100.0,
    );
    assert_eq!(
        zh["cities.top10.east"].text,
        (seats(&evidence, 10)).to_string()
    );
    assert_eq!(
        number("cities.published.overlap"),
        8.0 + f64::from(u8::from(among(&evidence, "贵阳市", 9)))
    );

    // Wording and numbers hold together.
    for (language, facts) in [(Language::Zh, &zh), (Language::En, &en)] {
        all_sound(facts.values(), language);
    }
    // Lists of many alike facts are cut: the first three of each, and one place.
    let shown = |fact: &&Fact| {
        let mut numbers = fact
            .id
            .split('.')
            .filter_map(|part| part.parse::<u32>().ok());
        numbers.all(|number| number <= 3 || matches!(number, 110_000 | 440_000))
    };
    let snapshot = |facts: &BTreeMap<String, Fact>| {
        let lines = facts.values().filter(shown).map(|fact| {
            format!(
                "{} [{:?}] {} | {}",
                fact.id, fact.strength, fact.text, fact.sentence
            )
        });
        lines.collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!("facts_zh", snapshot(&zh));
    insta::assert_snapshot!("facts_en", snapshot(&en));
    documented(zh.keys());

    // Places.
    let open = Facts::open(&evidence);
    let beijing = by_id(open.of_place("110000".parse().unwrap()));
    assert!(
        beijing.contains_key("place.110000.rank")
            && beijing.contains_key("place.110000.cities.rank")
    );
    assert_eq!(beijing["place.110000.cities.value.firms"].text, "10 家");
    let guangdong = by_id(open.of_place("440000".parse().unwrap()));
    assert!(guangdong["place.440000.cities"].sentence.contains("深圳"));
    assert_eq!(
        guangdong["place.440000.capital-share.firms"].number,
        Some(8.0 / 12.0)
    );
    all_sound(beijing.values().chain(guangdong.values()), Language::Zh);
    insta::assert_snapshot!("places_zh", snapshot(&beijing));
    insta::assert_snapshot!(
        "places_en",
        snapshot(&by_id(
            Facts::open(&english).of_place("440000".parse().unwrap())
        ))
    );
    documented(beijing.keys().chain(guangdong.keys()));
}

/// Cities of the east among the first `n`, counted another way.
fn seats(evidence: &Evidence, n: usize) -> usize {
    let set = evidence.cities().unwrap();
    let ranks = set.ranks("index");
    set.places
        .iter()
        .zip(ranks)
        .filter(|(place, rank)| {
            place.region == Some(jushu_places::Region::East)
                && rank.is_some_and(|rank| rank as usize <= n)
        })
        .count()
}

fn among(evidence: &Evidence, name: &str, n: u32) -> bool {
    let set = evidence.cities().unwrap();
    let unit = set
        .places
        .iter()
        .position(|place| place.name == name)
        .unwrap();
    set.ranks("index")[unit].is_some_and(|rank| rank <= n)
}

/// What every fact must hold to: its number stands in its text and its text in its sentence, no wording of certainty
/// without firm evidence, a citation without paths, no full stop at the end, no "NaN".
fn sound(fact: &Fact, language: Language) -> Result<(), String> {
    let Fact {
        id, sentence, text, ..
    } = fact;
    let citation = &fact.citation.text;
    let hold = |holds: bool, what: &str| {
        if holds {
            Ok(())
        } else {
            Err(format!("{id}: {what}: {text} | {sentence} | {citation}"))
        }
    };
    hold(
        !text.is_empty() && !sentence.is_empty() && !fact.scope.is_empty(),
        "something is empty",
    )?;
    hold(!sentence.ends_with(['。', '.']), "ends with a full stop")?;
    let mut tokens = sentence.split(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '.'));
    hold(
        tokens.all(|token| !matches!(token, "NaN" | "inf" | "-inf" | "-0" | "-0.0" | "-0.00")),
        "a number that is none",
    )?;
    if fact.strength != Strength::Firm {
        let certain = ["领先于", "稳居", "ahead of", "stays first"];
        hold(
            !certain.iter().any(|word| sentence.contains(word)),
            "certain without evidence",
        )?;
    }
    hold(citation.contains("jushu "), "no command")?;
    hold(!citation.contains(['/', '\\']), "a path")?;
    hold(citation.contains(language.pick("截至", "as of")), "no day")?;
    let (Some(number), Some((printed, tolerance))) = (fact.number, read(text)) else {
        return Ok(());
    };
    let near = |value: f64| (printed - value).abs() <= tolerance + 1e-9;
    hold(
        near(number) || near(number * 100.0),
        &format!("not {number}"),
    )?;
    // Sentences of changes give both ends instead.
    let both_ends = matches!(fact.kind, FactKind::Movement | FactKind::Change);
    let digits = text.split_whitespace().next().unwrap_or(text);
    hold(
        both_ends || sentence.contains(digits.trim_start_matches('-')),
        "the number is not in the sentence",
    )
}

fn all_sound<'f>(facts: impl Iterator<Item = &'f Fact>, language: Language) {
    let wrong: Vec<String> = facts
        .filter_map(|fact| sound(fact, language).err())
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The number a text is, with half of its last digit; `None` where the text is no number.
fn read(text: &str) -> Option<(f64, f64)> {
    let text = text.replace(',', "");
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.' && c != '-')
        .unwrap_or(text.len());
    let number: f64 = text[..end].parse().ok()?;
    let decimals = text[..end]
        .split_once('.')
        .map_or(0, |(_, rest)| rest.len());
    let scale = match text[end..].trim_start() {
        rest if rest.starts_with("万亿") || rest.starts_with("trillion") => 1e12,
        rest if rest.starts_with('亿') => 1e8,
        rest if rest.starts_with('万') => 1e4,
        rest if rest.starts_with("billion") => 1e9,
        rest if rest.starts_with("million") => 1e6,
        _ => 1.0,
    };
    Some((
        number * scale,
        0.5 * scale * 10_f64.powi(-(decimals as i32)),
    ))
}

/// Every id follows a pattern of docs/facts.md: `<…>` stands for one part or more.
fn documented<'f>(ids: impl Iterator<Item = &'f String>) {
    let text = include_str!("../../../../docs/facts.md");
    let patterns: BTreeSet<Vec<&str>> = text
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
        .map(|(pattern, _)| pattern.split('.').collect())
        .collect();
    assert!(patterns.len() > 40, "the table of ids is there");
    let fits = |pattern: &Vec<&str>, parts: &[&str]| {
        pattern.len() == parts.len()
            && pattern
                .iter()
                .zip(parts)
                .all(|(wanted, part)| match wanted.split_once('<') {
                    Some((start, _)) => part.starts_with(start),
                    None => wanted == part,
                })
    };
    let missing: Vec<&String> = ids
        .filter(|id| {
            let parts: Vec<&str> = id.split('.').collect();
            !patterns.iter().any(|pattern| fits(pattern, &parts))
        })
        .collect();
    assert!(missing.is_empty(), "not in docs/facts.md: {missing:?}");
}

/// Every shipped template in both languages renders with the material of the small run, and no heading stands over
/// nothing.
#[test]
fn every_template_renders() {
    let folder = tempfile::tempdir().unwrap();
    let (project, results) = with_runs(folder.path(), &["2023-12-31"]);
    let rules = Rules::load(folder.path()).unwrap();
    for language in [Language::Zh, Language::En] {
        let evidence = Evidence::open(&project, &results, language).unwrap();
        let framework = super::setting::framework(&evidence).unwrap();
        let open = Facts::open(&evidence);
        let place = language.pick("440000", "440300");
        let subjects: [(Option<&str>, &[&str]); 2] = [
            (None, &["national", "article", "annex"]),
            (Some(place), &["province", "profile"]),
        ];
        for (place, names) in subjects {
            let request = Request {
                template: names[0].to_string(),
                place: place.map(|code| code.parse().unwrap()),
            };
            let mut material = material(&evidence, &framework, &rules, &request);
            let mut all = open.all();
            let codes: BTreeSet<&str> = material.values["places"]
                .as_array()
                .unwrap()
                .iter()
                .map(|place| place["code"].as_str().unwrap())
                .collect();
            for code in codes {
                all.extend(open.of_place(code.parse().unwrap()));
            }
            material.facts = by_id(all);
            for name in names {
                let template = templates::template(folder.path(), name, language).unwrap();
                let document =
                    jushu_report::template::render(&template.text, &template.label, &material)
                        .unwrap_or_else(|error| panic!("{name} {place:?}: {error}"));
                assert!(document.blocks.len() >= 2, "{name} {place:?}");
                no_empty_section(&document.blocks, &format!("{name} {place:?}"));
            }
        }
    }
}

/// A heading is followed by text, or by a heading below it.
fn no_empty_section(blocks: &[Block], name: &str) {
    let level = |block: &Block| match block {
        Block::Heading { level, .. } => Some(*level),
        _ => None,
    };
    let text: Vec<&Block> = blocks
        .iter()
        .filter(|block| !matches!(block, Block::PageBreak))
        .collect();
    for (index, block) in text.iter().enumerate() {
        let Some(own) = level(block) else { continue };
        let empty = match text.get(index + 1).map(|next| level(next)) {
            None => true,
            Some(Some(next)) => next <= own,
            Some(None) => false,
        };
        assert!(!empty, "{name}: nothing under {block:?}");
    }
}
