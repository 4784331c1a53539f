//! `jushu clusters`.

use jushu_clusters::complexity::comparative_advantage::Advantage;
use jushu_clusters::complexity::entry::Rule;
use jushu_clusters::region_industry::star_rating::Thresholds;
use jushu_clusters::{Duplicates, Names, Table};
use jushu_project::plain::clusters::{
    self, ComplexityOptions, ComplexityResults, Concentration, ConcentrationOptions,
};
use jushu_registry::engine::{Rows, Value};

use super::{Outcome, cluster_dynamics, cluster_points, said};
use crate::arguments::{ClustersJob, ComplexityArguments, ConcentrationArguments};
use crate::language::Language;
use crate::table::print;

/// Measures industrial clusters on plain files.
pub fn clusters(job: ClustersJob, language: Language) -> Outcome {
    match job {
        ClustersJob::Concentration(arguments) => concentration(&arguments, language),
        ClustersJob::Complexity(arguments) => complexity(&arguments, language),
        ClustersJob::Hotspots(arguments) => cluster_points::hotspots(&arguments, language),
        ClustersJob::Weights(arguments) => cluster_points::weights(&arguments, language),
        ClustersJob::Autocorrelation(arguments) => {
            cluster_points::autocorrelation(&arguments, language)
        }
        ClustersJob::Distance(arguments) => cluster_points::distance(&arguments, language),
        ClustersJob::Dynamics(arguments) => cluster_dynamics::dynamics(&arguments, language),
        ClustersJob::ShiftShare(arguments) => cluster_dynamics::shift_share(&arguments, language),
        ClustersJob::Links(arguments) => cluster_dynamics::links(&arguments, language),
    }
}

fn concentration(arguments: &ConcentrationArguments, language: Language) -> Outcome {
    let options = ConcentrationOptions {
        plants: arguments.plants,
        duplicates: of_duplicates(&arguments.duplicates),
        region_groups: arguments.region_groups.clone(),
        industry_groups: arguments.industry_groups.clone(),
        regional: arguments.regional.clone(),
        confidence: share("confidence", arguments.confidence, language)?,
        replications: arguments.replications,
        seed: arguments.seed,
        stars: Thresholds {
            top_share: share("star-top", arguments.star_top, language)?,
            quotient: arguments.star_quotient,
            least: arguments.star_least,
        },
    };
    let out = &arguments.out;
    let found = clusters::concentration(&arguments.table, &options, out).map_err(said)?;
    let rows = industries(&found, arguments.top, language);
    print(&rows, arguments.format, 4);
    say_measured(&found.table, out, language);
    say_notes(&found.notes, language);
    Ok(())
}

fn industries(found: &Concentration, top: usize, language: Language) -> Rows {
    let mut columns = vec![
        "industry",
        "value",
        "herfindahl",
        "hoover",
        "locational_gini",
    ];
    columns.extend(found.of_plants.then_some("ellison_glaeser"));
    let shown = if top == 0 { usize::MAX } else { top };
    let rows = found.industries.iter().enumerate().take(shown);
    let rows = rows.map(|(industry, of)| {
        let mut cells = vec![
            Value::Text(found.table.industries[industry].clone()),
            Value::Number(found.table.industry_totals[industry]),
            number(of.map(|of| of.herfindahl)),
            number(of.map(|of| of.hoover)),
            number(of.map(|of| of.locational_gini)),
        ];
        cells.extend(
            found
                .of_plants
                .then(|| number(of.and_then(|of| of.ellison_glaeser))),
        );
        cells
    });
    Rows {
        columns: headings(&columns, language),
        rows: rows.collect(),
    }
}

fn complexity(arguments: &ComplexityArguments, language: Language) -> Outcome {
    let options = ComplexityOptions {
        duplicates: of_duplicates(&arguments.duplicates),
        advantage: Advantage {
            threshold: arguments.threshold,
            shrinkage: arguments.shrinkage,
            least: arguments.least,
        },
        least_diversity: arguments.least_diversity,
        least_ubiquity: arguments.least_ubiquity,
        entry: Rule {
            near_share: share("near", arguments.near, language)?,
            density_weight: arguments.density_weight,
        },
    };
    let at_least_zero = [
        ("threshold", arguments.threshold),
        ("shrinkage", arguments.shrinkage),
        ("least", arguments.least),
        ("density-weight", arguments.density_weight),
        ("density-weight", 1.0 - arguments.density_weight),
    ];
    if let Some((option, _)) = at_least_zero
        .into_iter()
        .find(|(_, value)| value.is_nan() || *value < 0.0)
    {
        return Err(language
            .text("clusters.out-of-range", &[("option", &option)])
            .into());
    }
    let out = &arguments.out;
    let found = clusters::complexity(&arguments.table, &options, out).map_err(said)?;
    print(
        &regions(&found, arguments.top, language),
        arguments.format,
        4,
    );
    say_measured(&found.table, out, language);
    say_notes(&found.notes, language);
    Ok(())
}

/// The regions by complexity, those without last.
fn regions(found: &ComplexityResults, top: usize, language: Language) -> Rows {
    let present = |value: f64| (!value.is_nan()).then_some(value);
    let eci = |region: usize| present(found.complexity.as_ref()?.regions[region]);
    let fitness = |region: usize| present(found.fitness.as_ref()?.regions[region]);
    let mut order: Vec<usize> = (0..found.table.regions.len()).collect();
    let key = |region: usize| eci(region).unwrap_or(f64::NEG_INFINITY);
    order.sort_by(|&a, &b| key(b).total_cmp(&key(a)));
    let shown = if top == 0 { usize::MAX } else { top };
    let rows = order.into_iter().take(shown).map(|region| {
        vec![
            Value::Text(found.table.regions[region].clone()),
            Value::Integer(found.diversity[region] as i64),
            number(eci(region)),
            number(fitness(region)),
        ]
    });
    Rows {
        columns: headings(&["region", "diversity", "eci", "fitness"], language),
        rows: rows.collect(),
    }
}

pub(super) fn headings(columns: &[&str], language: Language) -> Vec<String> {
    let heading = |column: &&str| language.text(&format!("clusters.{column}"), &[]);
    columns.iter().map(heading).collect()
}

pub(super) fn number(value: Option<f64>) -> Value {
    value.map_or(Value::Missing, Value::Number)
}

pub(super) fn of_duplicates(word: &str) -> Duplicates {
    match word {
        "sum" => Duplicates::Sum,
        _ => Duplicates::Refuse,
    }
}

/// A percentage given as `--option` as a share.
fn share(option: &str, percent: f64, language: Language) -> Outcome<f64> {
    if percent > 0.0 && percent < 100.0 {
        return Ok(percent / 100.0);
    }
    let values: [(&str, &dyn std::fmt::Display); 2] = [("option", &option), ("percent", &percent)];
    Err(language.text("clusters.percent", &values).into())
}

fn say_measured(table: &Table, out: &std::path::Path, language: Language) {
    let values: [(&str, &dyn std::fmt::Display); 3] = [
        ("regions", &table.regions.len()),
        ("industries", &table.industries.len()),
        ("out", &out.display()),
    ];
    crate::say::aside(&language.text("clusters.measured", &values));
}

pub(super) fn say_notes(notes: &[Names], language: Language) {
    for note in notes {
        crate::say::aside(&format!("! {}", language.of(&note.zh, &note.en)));
    }
}
