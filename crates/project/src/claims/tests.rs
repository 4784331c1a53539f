//! The labelled claims of `tests/claims/`, and ordinary true text, judged by the checker.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use jushu_report::claims::names::{Gazetteer, Scale};
use jushu_report::claims::series::{Measure, Series};
use proptest::prelude::*;

use super::*;

fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn labelled() -> Vec<csv::StringRecord> {
    csv::Reader::from_path(repository().join("tests/claims/labelled.csv"))
        .unwrap()
        .records()
        .collect::<Result<_, _>>()
        .unwrap()
}

/// The run of the public demonstration project, from the tables beside the labelled claims.
fn run(gazetteer: &Gazetteer) -> Vec<Series> {
    let framework =
        Framework::parse(Framework::shipped("open-data-2026").unwrap(), "framework").unwrap();
    let files = [
        ("run_provinces_31.csv", Scale::Province),
        ("run_cities_337.csv", Scale::City),
    ];
    let mut all = Vec::new();
    for (file, scale) in files {
        let sheet = sheet(&repository().join("tests/claims").join(file)).unwrap();
        let (header, body) = sheet.rows.split_first().unwrap();
        for (column, heading) in header.iter().enumerate().skip(3) {
            let (kind, node) = heading.split_once(':').unwrap();
            let cells: BTreeMap<u32, f64> = body
                .iter()
                .filter_map(|row| {
                    let place = gazetteer.named(&row[0])[0];
                    Some((gazetteer.places[place].code, row[column].parse().ok()?))
                })
                .collect();
            let mut series =
                Series::new(super::Origin::Run, heading.clone(), scale, Measure::Overall);
            series.complete = true;
            if let Some(indicator) = framework
                .indicators
                .iter()
                .find(|indicator| indicator.id == node)
            {
                series.measure = Measure::Named(indicator.name.zh.to_string());
                series.aliases = evidence::aliases(&indicator.name.zh, &indicator.name.en);
                series.unit = indicator
                    .unit
                    .as_ref()
                    .map_or(String::new(), |unit| unit.zh.to_string());
            } else if node != "index" {
                let node = framework
                    .nodes
                    .iter()
                    .find(|other| other.id == node)
                    .unwrap();
                series.measure = Measure::Named(node.name.zh.to_string());
                series.dimension = true;
            } else {
                series.intervals = body
                    .iter()
                    .map(|row| {
                        let place = gazetteer.named(&row[0])[0];
                        (
                            gazetteer.places[place].code,
                            (row[1].parse().unwrap(), row[2].parse().unwrap()),
                        )
                    })
                    .collect();
            }
            if kind == "rank" {
                series.ranks = cells
                    .into_iter()
                    .map(|(code, rank)| (code, rank as u32))
                    .collect();
            } else {
                series.values = cells;
                series.whole = true;
                series.rank_values();
            }
            all.push(series);
        }
    }
    all
}

/// The published tables 2-1 and 2-2.
fn published(gazetteer: &Gazetteer) -> Vec<Series> {
    let folder = repository().join("data/projects/public");
    let one = |unit_set: &str, file: &str| {
        let published = crate::config::Published {
            unit_set: unit_set.into(),
            file: file.into(),
            title: Names::new("表", "table"),
        };
        evidence::of_published(&folder, &published, Origin::Document, gazetteer).unwrap()
    };
    let mut all = one("provinces-31", "published_ranks_provinces.csv");
    all.extend(one("cities-337", "published_ranks_cities.csv"));
    all
}

fn backgrounds() -> BTreeMap<&'static str, Background> {
    let gazetteer = gazetteer(&[]);
    let with = |series, year| Background {
        gazetteer: gazetteer.clone(),
        series,
        year,
        language: Language::Zh,
    };
    BTreeMap::from([
        ("none", with(Vec::new(), None)),
        ("run", with(run(&gazetteer), Some(2026))),
        ("published", with(published(&gazetteer), None)),
    ])
}

/// The verdict of a text: a contradiction first, then what is left open, then what holds.
fn verdict(findings: &[Finding]) -> &'static str {
    let has = |verdict| findings.iter().any(|finding| finding.verdict == verdict);
    if has(Verdict::Contradicted) {
        "contradicted"
    } else if has(Verdict::Undecided) {
        "undecided"
    } else if has(Verdict::Remark) {
        "remark"
    } else if has(Verdict::Confirmed) {
        "confirmed"
    } else {
        "not-checkable"
    }
}

#[derive(Default, Debug, PartialEq, Eq)]
struct Score {
    texts: usize,
    found: usize,
    missed: usize,
    false_alarms: usize,
    same_verdict: usize,
    right_value: usize,
    with_right_value: usize,
}

#[test]
fn labelled_claims_are_judged() {
    let backgrounds = backgrounds();
    let mut scores: BTreeMap<&str, Score> = BTreeMap::new();
    for row in labelled() {
        let (part, context, expected, right, text) = (&row[1], &row[2], &row[4], &row[5], &row[6]);
        let findings = claims::check(&text::read(text), &backgrounds[context]);
        let found = verdict(&findings);
        let part = ["tuning", "held-out", "later"]
            .into_iter()
            .find(|known| *known == part)
            .unwrap();
        let score = scores.entry(part).or_default();
        score.texts += 1;
        score.same_verdict += usize::from(found == expected);
        match (found == "contradicted", expected == "contradicted") {
            (true, true) => score.found += 1,
            (true, false) => score.false_alarms += 1,
            (false, true) => score.missed += 1,
            (false, false) => {}
        }
        // What was not found has no right value either: that is what `missed` counts.
        if !right.is_empty() && found == expected {
            score.with_right_value += 1;
            score.right_value +=
                usize::from(findings.iter().any(|finding| finding.right.contains(right)));
        }
        if found != expected {
            println!("{}: expected {expected}, found {found}: {text}", &row[0]);
        }
    }
    for (part, score) in &scores {
        println!("{part}: {score:?}");
        assert_eq!(score.false_alarms, 0, "{part}");
        assert_eq!(score.right_value, score.with_right_value, "{part}");
    }
    assert_eq!(scores["tuning"].missed, 0);
    assert_eq!(scores["held-out"].missed, 0);
    assert!(
        scores["later"].missed * 10 <= scores["later"].found,
        "{scores:?}"
    );
}

#[test]
fn ordinary_true_text_raises_no_alarm() {
    let mut texts = vec![
        "tests/claims/ordinary.zh.md",
        "docs/guide.zh.md",
        "docs/guide.md",
        "docs/methods.md",
        "README.zh.md",
        "README.md",
    ];
    texts.push("data/projects/public/README.md");
    let backgrounds = backgrounds();
    for name in texts {
        let reading = text::read(&std::fs::read_to_string(repository().join(name)).unwrap());
        for (context, background) in &backgrounds {
            let findings = claims::check(&reading, background);
            let alarms: Vec<&Finding> = findings
                .iter()
                .filter(|finding| finding.verdict == Verdict::Contradicted)
                .collect();
            assert!(alarms.is_empty(), "{name}, {context}: {alarms:?}");
        }
    }
}

#[test]
fn published_dimensions_have_their_names() {
    let gazetteer = gazetteer(&[]);
    let measures: Vec<Measure> = published(&gazetteer)
        .into_iter()
        .take(4)
        .map(|series| series.measure)
        .collect();
    let named = |name: &str| Measure::Named(name.to_string());
    assert_eq!(
        measures,
        [
            Measure::Overall,
            named("产业水平"),
            named("产业创新"),
            named("产业环境")
        ]
    );
}

#[test]
fn a_name_that_several_places_share_is_none_or_both_levels() {
    let gazetteer = gazetteer(&[]);
    let scales = |text: &str| -> Vec<Vec<Scale>> {
        gazetteer
            .named(text)
            .iter()
            .map(|place| gazetteer.places[*place].scales.clone())
            .collect()
    };
    assert_eq!(scales("吉林"), [[Scale::Province], [Scale::City]]);
    assert_eq!(scales("北京"), [[Scale::Province, Scale::City]]);
    assert!(scales("Suzhou").is_empty());
    assert_eq!(scales("苏州"), [[Scale::City]]);
}

#[test]
fn sixty_pages_take_well_under_a_second() {
    let background = &backgrounds()["run"];
    // About 700 characters a page.
    let claims: String = labelled()
        .iter()
        .map(|row| format!("{}\n\n", &row[6]))
        .collect();
    let length = claims.chars().count();
    let text = claims.repeat(60 * 700 / length + 1);
    let reading = text::read(&text);
    claims::check(&reading, background);
    let start = Instant::now();
    let findings = claims::check(&reading, background);
    let took = start.elapsed();
    println!(
        "{} characters, {} findings: {took:?}",
        text.chars().count(),
        findings.len()
    );
    assert!(findings.len() > 1000);
    // Tests are built without optimisation and share the machine.
    assert!(took.as_secs() < 10, "{took:?}");
}

#[test]
fn names_with_markup_stay_text_on_the_page() {
    let finding = Finding {
        line: 1,
        sentence: "<script>alert(1)</script>".into(),
        kind: claims::Kind::Rank,
        subject: "a & b".into(),
        stated: "\"1\"".into(),
        verdict: Verdict::Contradicted,
        right: "'2'".into(),
        reason: "<b>".into(),
        evidence: "<i>".into(),
    };
    let checked = [Checked {
        file: "<x>.md".into(),
        findings: vec![finding],
    }];
    let page = page::html(&checked, Language::En);
    assert!(
        !page.contains("<script>") && !page.contains("<i>") && !page.contains("<x>"),
        "{page}"
    );
    assert!(page.contains("a &amp; b") && page.contains("contradicted 1"));
    let table = String::from_utf8(page::csv(&checked)).unwrap();
    assert!(
        table.starts_with("file,line,sentence,kind,subject,stated,verdict,right,reason,evidence\n")
    );
    assert!(
        table.contains(",rank,a & b,\"\"\"1\"\"\",contradicted,"),
        "{table}"
    );
}

#[test]
fn files_that_cannot_be_read_say_what_to_do() {
    let place = tempfile::tempdir().unwrap();
    let written = |name: &str, bytes: &[u8]| {
        let path = place.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let refused = |path: PathBuf| {
        let request = Request {
            texts: &[path],
            tables: &[],
            evidence: None,
            language: Language::Zh,
        };
        check(request).unwrap_err().message()
    };
    let pdf = refused(written("a.pdf", b"%PDF"));
    assert!(
        pdf.zh.contains("a.pdf") && pdf.en.contains("docx"),
        "{pdf:?}"
    );
    let gbk = refused(written("b.txt", &[0xC4, 0xE3]));
    assert!(gbk.en.contains("UTF-8"), "{gbk:?}");
    let word = refused(written("c.docx", b"no"));
    assert!(word.en.contains("not a .docx file"), "{word:?}");
    let table = Request {
        texts: &[],
        tables: &[written("t.csv", "x,y\n1,2\n".as_bytes())],
        evidence: None,
        language: Language::Zh,
    };
    assert!(check(table).unwrap_err().message().zh.contains("地名"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn no_text_makes_it_panic(text in "([北上广深杭东西部省市城前第名位列居占的中有为，。、；0-9一二三十百万亿%\\-|\n .]|京津冀|长三角|上市公司数量|倒数|超过|增长){0,60}") {
        static BACKGROUND: std::sync::LazyLock<Background> = std::sync::LazyLock::new(|| backgrounds().remove("run").unwrap());
        let findings = claims::check(&text::read(&text), &BACKGROUND);
        prop_assert!(findings.iter().all(|finding| finding.line >= 1));
    }

    #[test]
    fn any_characters_are_read(text in "\\PC{0,200}") {
        let background = Background { gazetteer: Gazetteer::default(), series: Vec::new(), year: None, language: Language::En };
        claims::check(&text::read(&text), &background);
    }
}
