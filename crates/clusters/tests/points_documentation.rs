//! The page on clusters, autocorrelation and distances of points against the modules it speaks of.

#![allow(clippy::unwrap_used)]

use std::path::Path;

#[test]
fn every_section_is_the_documentation_of_its_module() {
    let page = include_str!("../../../docs/methods/clusters-points.md");
    let sections: Vec<&str> = page.split("\n## `").skip(1).collect();
    for section in &sections {
        let (module, text) = section.split_once("`\n\n").unwrap();
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("src")
            .join(format!("{module}.rs"));
        let source = std::fs::read_to_string(path).unwrap();
        let documentation: Vec<&str> = source
            .lines()
            .map_while(|line| line.strip_prefix("//!"))
            .map(|line| line.strip_prefix(' ').unwrap_or(line))
            .collect();
        assert_eq!(
            text.trim_end(),
            documentation.join("\n").trim_end(),
            "{module}"
        );
        // Rules of the tree and of the machinery have no formula to work through.
        let plain = [
            "autocorrelation/permutation",
            "autocorrelation/significance",
            "distances/null",
        ];
        assert!(
            text.contains("orked example") || plain.contains(&module),
            "{module}"
        );
    }
    assert_eq!(sections.len(), MODULES);
}

/// Modules with a statistic of their own.
const MODULES: usize = 30;
