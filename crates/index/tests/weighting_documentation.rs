//! The page of methods says what the table of methods says.

use jushu_index::weighting::METHODS;

#[test]
fn every_method_of_weighting_stands_in_the_documentation() {
    let page = include_str!("../../../docs/methods/weighting.md");
    let sections: Vec<&str> = page.split("\n## ").skip(1).collect();
    assert_eq!(sections.len(), METHODS.len());
    for (section, method) in sections.iter().zip(METHODS) {
        let about = &method.about;
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
        for parameter in about.parameters {
            let line = format!("- `{}`: {} (", parameter.id, parameter.name.en);
            assert!(section.contains(&line), "{}: {line}", about.id);
        }
    }
}
