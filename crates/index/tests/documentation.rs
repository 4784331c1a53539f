//! The pages on the steps against the tables of methods.

#![allow(clippy::unwrap_used)]

use jushu_index::{Step, methods::catalogue};

#[test]
fn every_method_stands_on_its_page() {
    let pages = [
        (
            Step::Imputation,
            include_str!("../../../docs/methods/imputation.md"),
        ),
        (
            Step::Treatment,
            include_str!("../../../docs/methods/treatment.md"),
        ),
        (
            Step::Normalisation,
            include_str!("../../../docs/methods/normalisation.md"),
        ),
        (
            Step::Weighting,
            include_str!("../../../docs/methods/weighting.md"),
        ),
        (
            Step::Aggregation,
            include_str!("../../../docs/methods/aggregation.md"),
        ),
    ];
    for (step, page) in pages {
        let mut methods = 0;
        for (_, about) in catalogue().into_iter().filter(|(other, _)| *other == step) {
            let heading = format!("{} · {} · `{}`\n", about.name.en, about.name.zh, about.id);
            let section = page
                .split("\n## ")
                .find(|section| section.starts_with(&heading));
            let section = section.unwrap_or_else(|| panic!("no section {heading}"));
            for part in [
                &about.description.en,
                &about.description.zh,
                &format!("- Formula: `{}`", about.formula).into(),
                &format!("- Source: {}", about.source).into(),
                &"- Worked example: ".into(),
                &"- Degenerate cases: ".into(),
            ] {
                assert!(section.contains(part.as_ref()), "{}: {part}", about.id);
            }
            for parameter in about.parameters {
                let line = format!("- `{}`: {} (", parameter.id, parameter.name.en);
                assert!(section.contains(&line), "{}: {line}", about.id);
            }
            methods += 1;
        }
        let headings = page
            .lines()
            .filter(|line| line.starts_with("## ") && line.ends_with('`'));
        assert_eq!(headings.count(), methods);
    }
}
