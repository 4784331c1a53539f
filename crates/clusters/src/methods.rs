//! What a statistic says about itself, for the command line, the web page and the documentation alike.

use crate::{Names, complexity, dynamics, plants, region_industry};

/// A statistic as it is described to people.
#[derive(Debug, PartialEq)]
pub struct About {
    /// The name in files and programs: kebab-case, the field's term.
    pub id: &'static str,
    /// The name shown to people.
    pub name: Names,
    /// What it says, in a sentence or two.
    pub description: Names,
    /// The formula in plain text.
    pub formula: &'static str,
    /// Where it is published.
    pub source: &'static str,
}

/// The statistics on tables of regions and industries and on their dynamics, in the order of their page
/// `docs/methods/clusters-regions.md`.
pub fn catalogue() -> Vec<&'static About> {
    [
        region_industry::METHODS,
        plants::METHODS,
        complexity::METHODS,
        dynamics::METHODS,
    ]
    .into_iter()
    .flatten()
    .copied()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_statistic_describes_itself_in_both_languages_and_once() {
        let methods = catalogue();
        for (position, about) in methods.iter().enumerate() {
            for text in [&about.name, &about.description] {
                assert!(!text.zh.is_empty() && !text.en.is_empty(), "{}", about.id);
            }
            assert!(!about.formula.is_empty() && !about.source.is_empty());
            assert!(
                methods[..position].iter().all(|twin| twin.id != about.id),
                "{} is listed twice",
                about.id
            );
        }
    }
}
