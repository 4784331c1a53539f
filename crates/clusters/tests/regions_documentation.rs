//! The page of methods says what the table of methods says.

use jushu_clusters::methods::catalogue;

#[test]
fn every_statistic_stands_in_the_documentation() {
    let page = include_str!("../../../docs/methods/clusters-regions.md");
    let sections: Vec<&str> = page.split("\n## ").skip(1).collect();
    let methods = catalogue();
    assert_eq!(sections.len(), methods.len());
    for (section, about) in sections.iter().zip(methods) {
        let heading = format!("{} · {} · `{}`\n", about.name.en, about.name.zh, about.id);
        assert!(section.starts_with(&heading), "{heading}");
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
    }
}
