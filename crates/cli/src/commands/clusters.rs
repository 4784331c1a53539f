//! `jushu clusters`.

use jushu_clusters::{Duplicates, Names};
use jushu_project::plain::clusters::{self, ConcentrationOptions};

use super::{Outcome, cluster_points, said};
use crate::arguments::ClustersJob;
use crate::language::Language;

/// Measures industrial clusters on plain files.
pub fn clusters(job: ClustersJob, language: Language) -> Outcome {
    match job {
        ClustersJob::Hotspots(arguments) => cluster_points::hotspots(&arguments, language)?,
        ClustersJob::Autocorrelation(arguments) => {
            cluster_points::autocorrelation(&arguments, language)?;
        }
        ClustersJob::Distance(arguments) => cluster_points::distance(&arguments, language)?,
        ClustersJob::Concentration {
            table,
            duplicates,
            confidence,
            out,
        } => {
            let options = ConcentrationOptions {
                duplicates: of_duplicates(&duplicates),
                confidence: share(confidence, language)?,
            };
            let measured = clusters::concentration(&table, &options, &out).map_err(said)?;
            let values: [(&str, &dyn std::fmt::Display); 3] = [
                ("regions", &measured.regions.len()),
                ("industries", &measured.industries.len()),
                ("out", &out.display()),
            ];
            crate::say::aside(&language.text("clusters.measured", &values));
            say_notes(&measured.notes, language);
        }
    }
    Ok(())
}

fn of_duplicates(word: &str) -> Duplicates {
    match word {
        "sum" => Duplicates::Sum,
        _ => Duplicates::Refuse,
    }
}

/// A confidence in per cent as a share.
fn share(confidence: f64, language: Language) -> Outcome<f64> {
    if confidence > 0.0 && confidence < 100.0 {
        return Ok(confidence / 100.0);
    }
    Err(language
        .text("clusters.confidence", &[("confidence", &confidence)])
        .into())
}

fn say_notes(notes: &[Names], language: Language) {
    for note in notes {
        crate::say::aside(&format!("! {}", language.of(&note.zh, &note.en)));
    }
}
