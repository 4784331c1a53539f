//! The audit of the ASEM index and of indices that are known to be bad.

#![allow(clippy::unwrap_used)]

use jushu_index::audit::{
    Analysis, Audit, Language, RankInterval, RuleResult, Rules, Sensitivity, Status, Subject,
    Uncertainty, audit, html,
};
use jushu_index::{Framework, Run, Step, Table, build};

fn asem() -> (Framework, Table, Run) {
    let framework = Framework::parse(Framework::shipped("asem").unwrap(), "asem.toml").unwrap();
    let table = Table::from_csv(include_str!("asem/asem_idata.csv"), "asem_idata.csv").unwrap();
    let run = build(&framework, &table).unwrap();
    (framework, table, run)
}

fn audited(
    (framework, table, run): &(Framework, Table, Run),
    uncertainty: Option<&Uncertainty>,
    accepted: &str,
) -> Audit {
    let rules = Rules::shipped().unwrap();
    let acceptances = rules.acceptances(accepted, "accepted.toml", run).unwrap();
    let subject = Subject {
        framework,
        table,
        run,
        previous: None,
        uncertainty,
    };
    audit(&subject, &rules, &acceptances)
}

fn rule<'a>(audit: &'a Audit, id: &str) -> &'a RuleResult {
    audit
        .results
        .iter()
        .find(|result| result.rule.id == id)
        .unwrap()
}

fn flagged(audit: &Audit, id: &str) -> Vec<String> {
    rule(audit, id)
        .flags
        .iter()
        .map(|flag| flag.subject.clone())
        .collect()
}

#[test]
fn the_audit_of_asem() {
    let asem = asem();
    let found = audited(&asem, None, "");
    assert_eq!(found.results.len(), 34);
    // 63 of 51 × 49 values are missing.
    assert!((rule(&found, "A8").value - 63.0 / 2499.0).abs() < 1e-12);
    // 49 indicators; the groups have 8, 6, 3, 6, 8 and 5, 9, 5.
    assert_eq!(
        (rule(&found, "A3").value, rule(&found, "A3").status),
        (49.0, Status::Warn)
    );
    // Alpha as numpy finds it.
    assert_eq!(
        flagged(&found, "A19")
            .iter()
            .filter(|id| *id == "Sust")
            .count(),
        1
    );
    assert!(flagged(&found, "A19").contains(&"SusEcFin".to_owned()));
    assert!(!flagged(&found, "A19").contains(&"Physical".to_owned()));
    // Nothing is treated, so the extreme indicators keep their tails.
    assert!(flagged(&found, "A13").contains(&"Flights".to_owned()));
    assert_eq!(rule(&found, "A14").status, Status::Pass);
    // Min-max moves with the data.
    assert_eq!(rule(&found, "A15").status, Status::Warn);
    for skipped in ["A5", "A25", "A26", "A27", "A28", "A29", "A30", "A31"] {
        let result = rule(&found, skipped);
        assert_eq!(result.status, Status::Skipped, "{skipped}");
        assert!(result.note.is_some());
    }
    // Leaving out a unit that holds a minimum or maximum moves others.
    assert!(rule(&found, "A32").value > 0.0);
    let statuses = [Status::Pass, Status::Warn, Status::Fail, Status::Skipped];
    assert_eq!(
        statuses
            .map(|status| found.count(status))
            .iter()
            .sum::<usize>(),
        34
    );
}

#[test]
fn entries_speak_both_languages_and_hold_what_the_file_promises() {
    let asem = asem();
    let found = audited(&asem, None, "");
    let (zh, en) = (
        found.entries(Language::Chinese),
        found.entries(Language::English),
    );
    for ((zh, en), result) in zh.iter().zip(&en).zip(&found.results) {
        assert_eq!(
            (&zh.rule, zh.status, &zh.nodes),
            (&en.rule, en.status, &en.nodes)
        );
        assert_ne!(zh.title, en.title);
        let wants_advice = matches!(en.status, Status::Warn | Status::Fail);
        assert_eq!(!en.advice.is_empty(), wants_advice, "{}", en.rule);
        assert!(
            !wants_advice || !en.nodes.is_empty() || !en.units.is_empty(),
            "{}",
            en.rule
        );
        assert!(en.threshold.is_some());
        assert_eq!(en.value.is_none(), !result.value.is_finite());
    }
}

#[test]
fn the_page_needs_nothing_else() {
    let asem = asem();
    let found = audited(
        &asem,
        None,
        "[[acceptance]]\nrule = \"A3\"\nreason = \"a <wide> index\"\nwho = \"board\"\n",
    );
    for (language, word) in [
        (Language::Chinese, "统计审计"),
        (Language::English, "Statistical audit"),
    ] {
        let page = html(&found, language);
        assert!(page.contains(word) && page.contains("a &lt;wide&gt; index"));
        for number in 1..=34 {
            assert!(page.contains(&format!("id=\"A{number}\"")), "A{number}");
        }
        for outside in ["http", "src=", "<script", "url(", "@import", "NaN"] {
            assert!(!page.contains(outside), "{outside}");
        }
    }
}

#[test]
fn accepted_findings_pass_with_their_reason() {
    let asem = asem();
    let accepted = "
        [[acceptance]]
        rule = \"A3\"
        reason = \"the concept has two wide halves\"
        who = \"advisory board\"
        [[acceptance]]
        rule = \"A19\"
        node = \"SusEcFin\"
        reason = \"known trade-off\"
        who = \"advisory board\"
        [[acceptance]]
        rule = \"A11\"
        reason = \"nothing to accept\"
        who = \"advisory board\"
    ";
    let found = audited(&asem, None, accepted);
    assert_eq!(rule(&found, "A3").status, Status::Pass);
    assert_eq!(rule(&found, "A3").accepted.len(), 1);
    assert_eq!(rule(&found, "A19").status, Status::Warn);
    assert!(!flagged(&found, "A19").contains(&"SusEcFin".to_owned()));
    assert_eq!(found.unused.len(), 1);
    let entry = &found.entries(Language::English)[2];
    let reason = entry.findings[0].accepted.as_ref().unwrap();
    assert_eq!(reason.reason, "the concept has two wide halves");
}

/// Intervals `half` places to both sides of every rank, the median `shift` places off.
fn uncertainty(run: &Run, half: f64, shift: f64) -> Uncertainty {
    let ranks = run.units.iter().zip(&run.index().ranks);
    Uncertainty {
        analysis: Analysis::Given,
        replications: Some(10_000),
        weight_noise: Some(0.25),
        steps: Some(vec![
            Step::Treatment,
            Step::Normalisation,
            Step::Aggregation,
        ]),
        intervals: ranks
            .map(|(unit, rank)| {
                let rank = f64::from(rank.unwrap());
                RankInterval {
                    unit: unit.clone(),
                    median: rank + shift,
                    q05: rank - half,
                    q95: rank + half,
                }
            })
            .collect(),
        sensitivity: vec![
            Sensitivity {
                factor: "weights".into(),
                first: 0.2,
                total: 0.3,
            },
            Sensitivity {
                factor: "normalisation".into(),
                first: 0.6,
                total: 0.7,
            },
        ],
    }
}

#[test]
fn robustness_is_judged_from_the_intervals() {
    let asem = asem();
    let firm = audited(&asem, Some(&uncertainty(&asem.2, 0.0, 0.0)), "");
    for passed in ["A25", "A26", "A27", "A28", "A29", "A31"] {
        assert_eq!(rule(&firm, passed).status, Status::Pass, "{passed}");
    }
    assert!(
        rule(&firm, "A28")
            .note
            .as_ref()
            .unwrap()
            .en
            .starts_with("very robust")
    );
    assert_eq!(rule(&firm, "A30").status, Status::Warn);
    let of_uncertainty = |result: &&RuleResult| result.analysis == Some(Analysis::Given);
    let resting: Vec<&str> = firm
        .results
        .iter()
        .filter(of_uncertainty)
        .map(|result| result.rule.id.as_str())
        .collect();
    assert_eq!(resting, ["A25", "A26", "A27", "A28", "A29", "A30", "A31"]);
    assert!(!html(&firm, Language::English).contains("by the default"));

    let loose = audited(&asem, Some(&uncertainty(&asem.2, 4.0, 3.5)), "");
    assert_eq!(rule(&loose, "A28").status, Status::Fail);
    // 51 units: wider than 5.1 places.
    assert_eq!(rule(&loose, "A29").flags.len(), 51);
    assert_eq!(rule(&loose, "A31").status, Status::Warn);

    let fair = audited(&asem, Some(&uncertainty(&asem.2, 2.0, 2.5)), "");
    assert!(
        rule(&fair, "A28")
            .note
            .as_ref()
            .unwrap()
            .en
            .starts_with("robust")
    );

    let mut thin = uncertainty(&asem.2, 1.0, 0.0);
    thin.replications = Some(100);
    thin.weight_noise = Some(0.0);
    thin.steps = Some(vec![Step::Treatment]);
    thin.intervals.pop();
    let thin = audited(&asem, Some(&thin), "");
    assert_eq!(rule(&thin, "A25").flags.len(), 2);
    assert_eq!(rule(&thin, "A26").status, Status::Warn);
    assert_eq!(rule(&thin, "A27").flags.len(), 1);
}

#[test]
fn an_analysis_by_the_default_design_is_named_as_such() {
    let asem = asem();
    let mut default = uncertainty(&asem.2, 0.0, 0.0);
    default.analysis = Analysis::Default;
    let found = audited(&asem, Some(&default), "");
    let page = html(&found, Language::English);
    assert!(page.contains(
        "by the default design, as no other was given; 10000 replications; weights ± 25 %; \
         steps varied: treatment, normalisation, aggregation."
    ));
    assert!(html(&found, Language::Chinese).contains("按默认设计所作的不确定性分析"));
    let entries = found.entries(Language::English);
    let of = |id: &str| {
        let mut entries = entries.iter();
        entries.find(|entry| entry.rule == id).unwrap().analysis
    };
    assert_eq!(of("A28"), Some(Analysis::Default));
    assert_eq!(of("A32"), None);
    // Without any there is nothing to name.
    let none = audited(&asem, None, "");
    assert!(none.analysis.is_none() && none.results.iter().all(|one| one.analysis.is_none()));
}

const BAD: &str = r#"
    [framework]
    id = "bad"
    edition = "1"
    name = { zh = "坏指数", en = "Bad index" }
    [method]
    [[node]]
    id = "index"
    name = "index"
    [[node]]
    id = "g"
    parent = "index"
    name = "g"
    [[node]]
    id = "h"
    parent = "index"
    name = "h"
    [[indicator]]
    id = "one"
    parent = "g"
    name = "one"
    direction = "positive"
    [[indicator]]
    id = "twin"
    parent = "g"
    name = "twin"
    direction = "positive"
    [[indicator]]
    id = "against"
    parent = "g"
    name = "against"
    direction = "negative"
    [[indicator]]
    id = "same"
    parent = "h"
    name = "same"
    direction = "positive"
    [[indicator]]
    id = "sparse"
    parent = "h"
    name = "sparse"
    direction = "positive"
    [[indicator]]
    id = "zeros"
    parent = "h"
    name = "zeros"
    direction = "positive"
    definition = "how many"
    source = "a register"
"#;

fn bad() -> (Framework, Table, Run) {
    let framework = Framework::parse(BAD, "bad.toml").unwrap();
    let table = Table::from_csv(
        "unit,one,twin,against,same,sparse,zeros,size\n\
         a,1,2,1,5,,0,10\nb,2,4,2,5,,0,20\nc,3,6,3,5,,0,30\nd,4,8,4,5,1,0,40\ne,5,10,5,5,2,1,50\nf,60,120,60,5,,2,600\n",
        "bad.csv",
    )
    .unwrap();
    let run = build(&framework, &table).unwrap();
    (framework, table, run)
}

#[test]
fn bad_indicators_are_found() {
    let found = audited(&bad(), None, "");
    assert!(
        flagged(&found, "A1").contains(&"one".to_owned())
            && !flagged(&found, "A1").contains(&"zeros".to_owned())
    );
    assert_eq!(flagged(&found, "A6"), ["sparse"]);
    assert_eq!(rule(&found, "A6").status, Status::Fail);
    assert_eq!(flagged(&found, "A9"), ["zeros"]);
    assert_eq!(flagged(&found, "A11"), ["same"]);
    assert!(flagged(&found, "A12").contains(&"one".to_owned()));
    assert!(flagged(&found, "A13").contains(&"one".to_owned()));
    assert_eq!(flagged(&found, "A16"), ["against"]);
    let bands = rule(&found, "A17");
    let notes: Vec<&str> = bands
        .flags
        .iter()
        .map(|flag| flag.note.as_ref().unwrap().en.as_ref())
        .collect();
    assert!(
        notes
            .iter()
            .any(|note| note.starts_with("counted twice with one")),
        "{notes:?}"
    );
    assert!(
        notes
            .iter()
            .any(|note| note.starts_with("cancels out with"))
    );
    // The size is in the data and all but equals an indicator: there is no denominator to compare with, but the index
    // can be compared with it.
    assert_eq!(rule(&found, "A4").status, Status::Skipped);
    assert!(matches!(
        rule(&found, "A33").status,
        Status::Warn | Status::Pass
    ));
    assert!(!found.entries(Language::Chinese).is_empty());
}

#[test]
fn a_ratio_that_moves_by_its_denominator_is_named() {
    let text = BAD
        .replace("[method]", "[method]\n    denominate = true")
        .replace("id = \"one\"", "id = \"one\"\n    denominator = \"size\"");
    let framework = Framework::parse(&text, "bad.toml").unwrap();
    let (_, table, _) = bad();
    let run = build(&framework, &table).unwrap();
    let mut previous = table.clone();
    // Unit b: the numerator was lower (2 after 1.9), the size much lower (20 after 10): the ratio falls.
    for column in &mut previous.columns {
        if column.id == "one" {
            column.values[1] = 1.9;
        }
        if column.id == "size" {
            column.values[1] = 10.0;
        }
    }
    let subject = Subject {
        framework: &framework,
        table: &table,
        run: &run,
        previous: Some(&previous),
        uncertainty: None,
    };
    let found = audit(&subject, &Rules::shipped().unwrap(), &[]);
    assert_eq!(flagged(&found, "A5"), ["b"]);
    assert!((rule(&found, "A5").flags[0].value - (2.0 / 20.0 / (1.9 / 10.0) - 1.0)).abs() < 1e-12);
    assert_ne!(rule(&found, "A4").status, Status::Skipped);
}

#[test]
fn tiny_indices_are_audited_without_panic() {
    for data in [
        "unit,x\na,1\nb,2\n",
        "unit,x\na,1\nb,\nc,2\n",
        "unit,x\na,1\nb,1\nc,2\nd,2\n",
    ] {
        let text = "[framework]\nid = \"t\"\nedition = \"1\"\nname = \"t\"\n[method]\n[[node]]\nid = \"i\"\nname = \"i\"\n[[indicator]]\nid = \"x\"\nparent = \"i\"\nname = \"x\"\ndirection = \"positive\"\n";
        let framework = Framework::parse(text, "t.toml").unwrap();
        let table = Table::from_csv(data, "t.csv").unwrap();
        let run = build(&framework, &table).unwrap();
        let found = audited(&(framework, table, run), None, "");
        assert_eq!(found.results.len(), 34);
        let page = html(&found, Language::English);
        assert!(!page.contains("NaN") && !page.contains("inf"));
    }
}

#[test]
fn every_rule_stands_in_the_documentation() {
    let text = include_str!("../../../docs/methods/audit.md");
    for rule in Rules::shipped().unwrap().rules() {
        let row = format!(
            "| {} | {} · {} · `{}` |",
            rule.id,
            rule.title.en,
            rule.title.zh,
            rule.check()
        );
        let line = text.lines().find(|line| line.starts_with(&row));
        let line = line.unwrap_or_else(|| panic!("no row {row}"));
        for limit in rule.limits.keys() {
            assert!(line.contains(&format!("`{limit}`")), "{} {limit}", rule.id);
        }
        assert_eq!(line.contains("(own)"), rule.own, "{}", rule.id);
        assert!(line.contains(&rule.source), "{}", rule.id);
    }
}
