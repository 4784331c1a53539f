//! The thresholds and parameters of the diagnosis, from `rules/diagnosis.toml`.

use std::num::NonZeroUsize;

use jushu_clusters::circles::Limits;
use serde::Deserialize;

use super::rules::{About, RulesError, parsed};
use crate::config::Names;

/// Every threshold of the diagnosis.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    /// What the file is.
    pub about: About,
    /// Which firms lead.
    pub leader: Leader,
    /// Which fields are core or frontier.
    pub frontier: Frontier,
    /// Which cities have a mix of industries.
    pub mix: Mix,
    /// What makes a position.
    pub position: Position,
    /// How the share of the core is looked at.
    pub share: Share,
    /// Relabellings behind p-values.
    pub permutations: Relabellings,
    /// Roles and patterns of circles.
    pub circles: Circles,
    /// Texts of policies.
    pub policies: Policies,
    /// Short boards.
    pub short_boards: ShortBoards,
    /// Complexity and entry candidates.
    pub complexity: Complexity,
    /// Hot spots of firms.
    pub density: Density,
    /// Sizes of plants.
    pub plants: Plants,
}

/// Which firms lead.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leader {
    /// The condition, in the language of `where` in frameworks.
    pub condition: String,
}

/// Which fields are core or frontier.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frontier {
    /// Words in the name or the field of a cluster.
    pub words: Vec<String>,
}

/// Which cities have a mix of industries.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mix {
    /// The least firms of the core.
    pub least_firms: NonZeroUsize,
}

/// What makes a position.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Position {
    /// The least firms.
    pub least_firms: usize,
    /// The level of the interval of the location quotient, between 0 and 1.
    pub confidence: f64,
    /// How near neighbours lie, in kilometres.
    pub neighbour_km: f64,
}

/// How the share of the core is looked at.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// The least firms of a city.
    pub least_firms: usize,
    /// How many nearest cities are neighbours.
    pub neighbours: NonZeroUsize,
}

/// Relabellings behind p-values.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relabellings {
    /// How many.
    pub count: NonZeroUsize,
    /// The seed of their random numbers.
    pub seed: u64,
}

/// Roles and patterns of circles, as [`Limits`].
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Circles {
    twin: f64,
    wing: f64,
    wing_angle: f64,
    even_gini: f64,
    polarised_share: f64,
}

impl Circles {
    /// The limits.
    pub fn limits(&self) -> Limits {
        Limits {
            twin: self.twin,
            wing: self.wing,
            wing_angle: self.wing_angle,
            even_gini: self.even_gini,
            polarised_share: self.polarised_share,
        }
    }
}

/// Texts of policies.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policies {
    /// The least texts from which their overlap is judged.
    pub least_texts: usize,
}

/// Short boards.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShortBoards {
    /// With how many units next in the whole a unit is compared.
    pub peers: NonZeroUsize,
}

/// Complexity and entry candidates.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Complexity {
    /// The least comparative advantage, above 0.
    pub threshold: f64,
    /// Firms added on both sides of the quotient.
    pub shrinkage: f64,
    /// The least firms of an advantage.
    pub least_firms: usize,
    /// The least advantages of a city that is measured.
    pub least_diversity: usize,
    /// The least cities with an advantage in an industry that is measured.
    pub least_ubiquity: usize,
    /// The share of what a city lacks that counts as near.
    pub near_share: f64,
    /// The weight of density in the score of a candidate.
    pub density_weight: f64,
}

/// Hot spots of firms.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Density {
    /// The radius, in kilometres.
    pub eps_km: f64,
    /// The least firms within it, the firm itself among them.
    pub least_firms: NonZeroUsize,
    /// Hot spots nearer to each other are one, in kilometres.
    pub merge_km: f64,
}

/// Sizes of plants.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plants {
    /// Fields that tell the size, the best first.
    pub sizes: Vec<SizeField>,
    /// The share of firms a field must be known for.
    pub least_known: f64,
}

/// A field that tells the size of a firm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SizeField {
    /// People employed.
    Employees,
    /// Capital subscribed, in yuan.
    RegisteredCapital,
}

/// Half the Earth's circumference: no two places are farther apart.
const FARTHEST_KM: f64 = 20_000.0;

/// Reads the thresholds and refuses those without meaning.
pub fn thresholds(file: &str, text: &str) -> Result<Thresholds, RulesError> {
    let read: Thresholds = parsed(file, text)?;
    let (position, circles) = (&read.position, &read.circles);
    let (complexity, density) = (&read.complexity, &read.density);
    // (section, key, value, lowest, whether the lowest is allowed, highest)
    let ranges = [
        (
            "position",
            "confidence",
            position.confidence,
            0.0,
            false,
            0.9999,
        ),
        (
            "position",
            "neighbour_km",
            position.neighbour_km,
            0.0,
            false,
            FARTHEST_KM,
        ),
        ("circles", "twin", circles.twin, 0.0, false, 1.0),
        ("circles", "wing", circles.wing, 0.0, false, 1.0),
        (
            "circles",
            "wing_angle",
            circles.wing_angle,
            0.0,
            true,
            180.0,
        ),
        ("circles", "even_gini", circles.even_gini, 0.0, true, 1.0),
        (
            "circles",
            "polarised_share",
            circles.polarised_share,
            0.0,
            true,
            1.0,
        ),
        (
            "complexity",
            "threshold",
            complexity.threshold,
            0.0,
            false,
            f64::MAX,
        ),
        (
            "complexity",
            "shrinkage",
            complexity.shrinkage,
            0.0,
            true,
            f64::MAX,
        ),
        (
            "complexity",
            "near_share",
            complexity.near_share,
            0.0,
            false,
            1.0,
        ),
        (
            "complexity",
            "density_weight",
            complexity.density_weight,
            0.0,
            true,
            1.0,
        ),
        ("density", "eps_km", density.eps_km, 0.0, false, FARTHEST_KM),
        (
            "density",
            "merge_km",
            density.merge_km,
            0.0,
            false,
            FARTHEST_KM,
        ),
        (
            "plants",
            "least_known",
            read.plants.least_known,
            0.0,
            false,
            1.0,
        ),
    ];
    for (section, key, value, lowest, allowed, highest) in ranges {
        let high_enough = if allowed {
            value >= lowest
        } else {
            value > lowest
        };
        if high_enough && value <= highest {
            continue;
        }
        let most = |words: &str| match highest {
            f64::MAX => String::new(),
            highest => format!("{words}{highest}"),
        };
        let (zh, en) = match allowed {
            true => ("不小于", "at least"),
            false => ("大于", "above"),
        };
        return Err(RulesError::Invalid {
            file: file.into(),
            line: line_of_key(text, section, key),
            detail: Names::new(
                format!(
                    "[{section}] 的 {key} = {value} 应{zh} {lowest}{}；请更正",
                    most("、不超过 ")
                ),
                format!(
                    "{key} = {value} of [{section}] must be {en} {lowest}{}; correct it",
                    most(" and at most ")
                ),
            ),
        });
    }
    Ok(read)
}

/// The fault of a condition of leaders that the kind of the firm does not understand.
pub fn of_leader(file: &str, text: &str, why: &Names) -> RulesError {
    RulesError::Invalid {
        file: file.into(),
        line: line_of_key(text, "leader", "condition"),
        detail: Names::new(
            format!("[leader] 的 condition：{}", why.zh),
            format!("condition of [leader]: {}", why.en),
        ),
    }
}

/// The line of a key written below the heading of its section; `None` where it is written in another way.
fn line_of_key(text: &str, section: &str, key: &str) -> Option<usize> {
    let heading = format!("[{section}]");
    let mut lines = text.lines().map(str::trim_start);
    let above = lines.position(|line| line.starts_with(&heading))?;
    let below = lines
        .take_while(|line| !line.starts_with('['))
        .position(|line| {
            line.strip_prefix(key)
                .is_some_and(|rest| rest.trim_start().starts_with('='))
        })?;
    Some(above + below + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIPPED: &str = include_str!("../../../../rules/diagnosis.toml");

    #[test]
    fn the_shipped_limits_of_circles_are_those_of_the_method() {
        let read = thresholds("diagnosis.toml", SHIPPED).unwrap();
        assert_eq!(read.circles.limits(), Limits::default());
        assert!(read.about.own);
    }

    #[test]
    fn a_number_without_meaning_is_refused_with_its_line() {
        for (from, to, words) in [
            (
                "confidence = 0.95",
                "confidence = 1.5",
                "confidence = 1.5 of [position] must be above 0 and at most 0.9999",
            ),
            (
                "eps_km = 15",
                "eps_km = 0",
                "eps_km = 0 of [density] must be above 0 and at most 20000",
            ),
            (
                "shrinkage = 0",
                "shrinkage = -1",
                "shrinkage = -1 of [complexity] must be at least 0; correct it",
            ),
            ("twin = 0.75", "twin = nan", "twin = NaN of [circles]"),
        ] {
            let wrong = SHIPPED.replacen(from, to, 1);
            let line = 1 + wrong.lines().position(|line| line == to).unwrap();
            let error = thresholds("d.toml", &wrong).unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
            assert!(
                error.starts_with(&format!("d.toml, line {line}: ")),
                "{error}"
            );
        }
    }

    #[test]
    fn keys_that_are_unknown_missing_or_of_no_count_are_refused() {
        let error = |from: &str, to: &str| {
            let wrong = SHIPPED.replacen(from, to, 1);
            thresholds("d.toml", &wrong).unwrap_err().to_string()
        };
        assert!(error("neighbour_km", "neigbour_km").contains("did you mean `neighbour_km`"));
        assert!(error("least_texts = 100\n", "").contains("missing field `least_texts`"));
        assert!(error("peers = 10", "peers = 0").contains("nonzero"));
        assert!(error("\"employees\"", "\"turnover\"").contains("unknown variant `turnover`"));
    }
}
