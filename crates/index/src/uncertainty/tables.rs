//! Uncertainty and sensitivity as CSV text: UTF-8, a header, an empty cell for what is missing, numbers
//! that read back to the same `f64`.

use super::{Drawn, Interval, Output, Replication, Sensitivity, Study, Uncertainty};
use crate::reading::tiers::Tiers;
use crate::tables::Csv;

/// `rank_stats.csv`: a row a unit; `q…_error` are the standard errors of the ends of the interval,
/// `ranked` is the share of replications in which the unit has a rank, `score_…` are on the scale that
/// [`Uncertainty::scale`] tells, and `verdict` is that of [`RankVerdict`](super::RankVerdict).
pub fn rank_stats_csv(found: &Uncertainty) -> String {
    let mut csv = Csv::new([
        "unit",
        "nominal",
        "mean",
        "median",
        "q05",
        "q95",
        "best",
        "worst",
        "q25",
        "q75",
        "q05_error",
        "q95_error",
        "ranked",
        "score_mean",
        "score_median",
        "score_q05",
        "score_q95",
        "verdict",
    ]);
    for (unit, (name, ranks)) in found.units.iter().zip(&found.ranks).enumerate() {
        csv.text(name);
        let Some(ranks) = ranks else {
            (0..11).for_each(|_| {
                csv.number(f64::NAN);
            });
            csv.number(0.0);
            (0..5).for_each(|_| {
                csv.number(f64::NAN);
            });
            csv.end_row();
            continue;
        };
        csv.number(ranks.nominal.map_or(f64::NAN, f64::from));
        for number in [ranks.mean, ranks.median, ranks.q05, ranks.q95] {
            csv.number(number);
        }
        csv.whole(ranks.best).whole(ranks.worst);
        for number in [ranks.q25, ranks.q75, ranks.q05_error, ranks.q95_error] {
            csv.number(number);
        }
        csv.number(f64::from(ranks.ranked) / f64::from(found.replications));
        let scores = found.scores[unit].map_or([f64::NAN; 4], |scores| {
            [scores.mean, scores.median, scores.q05, scores.q95]
        });
        for number in scores {
            csv.number(number);
        }
        let verdict = found.rank_verdict(unit);
        csv.text(verdict.map_or("", |verdict| verdict.id()))
            .end_row();
    }
    csv.into_text()
}

/// `score_stats.csv`: a row a unit, on the scale that [`Uncertainty::scale`] tells.
pub fn score_stats_csv(found: &Uncertainty) -> String {
    let mut csv = Csv::new([
        "unit", "scale", "nominal", "mean", "median", "q05", "q95", "least", "most", "q25", "q75",
    ]);
    for (unit, scores) in found.units.iter().zip(&found.scores) {
        csv.text(unit).text(found.scale.id());
        let numbers = scores.map_or([f64::NAN; 9], |scores| {
            [
                scores.nominal,
                scores.mean,
                scores.median,
                scores.q05,
                scores.q95,
                scores.least,
                scores.most,
                scores.q25,
                scores.q75,
            ]
        });
        for number in numbers {
            csv.number(number);
        }
        csv.end_row();
    }
    csv.into_text()
}

/// `top_probability.csv`: `unit,k,probability`, the share of replications in which the unit stands among
/// the first k, for every k of the design that is not above the number of units.
pub fn top_probability_csv(found: &Uncertainty) -> String {
    let mut csv = Csv::new(["unit", "k", "probability"]);
    for (unit, name) in found.units.iter().enumerate() {
        let within = |k: &&u32| **k as usize <= found.units.len();
        for &k in found.top.iter().filter(within) {
            csv.text(name)
                .whole(k)
                .number(found.top_probability(unit, k))
                .end_row();
        }
    }
    csv.into_text()
}

/// `tier_probability.csv`: `unit,nominal_tier,tier,probability`, the share of replications in which the unit
/// stands in the ranks that the tier takes in the run. A unit without a rank in some replications is in no tier
/// there, so its shares may sum to less than 1.
pub fn tier_probability_csv(found: &Uncertainty, tiers: &Tiers) -> String {
    let mut csv = Csv::new(["unit", "nominal_tier", "tier", "probability"]);
    let within = |tier: usize| {
        tiers
            .of_unit
            .iter()
            .flatten()
            .filter(move |&&of| of <= tier)
    };
    let last_ranks: Vec<u32> = (1..tiers.count())
        .map(|tier| within(tier).count() as u32)
        .collect();
    for (unit, name) in found.units.iter().enumerate() {
        let nominal = tiers.of_unit[unit].map(|tier| tier as u32);
        for (tier, share) in (1..).zip(found.tier_probabilities(unit, &last_ranks)) {
            csv.text(name)
                .rank(nominal)
                .whole(tier)
                .number(share)
                .end_row();
        }
    }
    csv.into_text()
}

/// `before_probability.csv`: a row a unit, then a column a unit: the share of replications in which the
/// unit of the row stands before the unit of the column.
pub fn before_probability_csv(found: &Uncertainty) -> String {
    let units = found.units.iter().map(String::as_str);
    let mut csv = Csv::new(std::iter::once("unit").chain(units));
    for (a, name) in found.units.iter().enumerate() {
        csv.text(name);
        for b in 0..found.units.len() {
            csv.number(found.before_probability(a, b));
        }
        csv.end_row();
    }
    csv.into_text()
}

/// `sobol.csv`: `output,factor,first,first_low,first_high,total,total_low,total_high`; the output is
/// `mean_absolute_rank_shift` or `rank:` and a unit. Indices of an output that does not vary are missing.
pub fn sobol_csv(found: &Sensitivity) -> String {
    let mut csv = Csv::new([
        "output",
        "factor",
        "first",
        "first_low",
        "first_high",
        "total",
        "total_low",
        "total_high",
    ]);
    for output in &found.outputs {
        let name = match &output.output {
            Output::MeanAbsoluteRankShift => "mean_absolute_rank_shift".to_owned(),
            Output::Rank(unit) => format!("rank:{unit}"),
        };
        for (factor, id) in found.factors.iter().enumerate() {
            const MISSING: Interval = Interval {
                value: f64::NAN,
                low: f64::NAN,
                high: f64::NAN,
            };
            let indices = output.indices.as_ref().map(|indices| indices[factor]);
            let (first, total) = indices.map_or((MISSING, MISSING), |i| (i.first, i.total));
            csv.text(&name).text(id);
            for interval in [first, total] {
                csv.number(interval.value)
                    .number(interval.low)
                    .number(interval.high);
            }
            csv.end_row();
        }
    }
    csv.into_text()
}

/// `movers.csv`: `unit,mean_rank,rank_deviation,factor,total,total_low,total_high`, for every unit the choice
/// that moves its rank most: the one with the largest total index. Missing for a unit that never moves.
pub fn movers_csv(found: &Sensitivity) -> String {
    let mut csv = Csv::new([
        "unit",
        "mean_rank",
        "rank_deviation",
        "factor",
        "total",
        "total_low",
        "total_high",
    ]);
    for output in &found.outputs {
        let Output::Rank(unit) = &output.output else {
            continue;
        };
        csv.text(unit)
            .number(output.mean)
            .number(output.variance.max(0.0).sqrt());
        let totals = output.indices.iter().flatten().map(|indices| indices.total);
        let largest = totals
            .zip(&found.factors)
            .max_by(|(a, _), (b, _)| a.value.total_cmp(&b.value));
        match largest {
            Some((total, factor)) => {
                csv.text(factor);
                csv.number(total.value).number(total.low).number(total.high);
            }
            None => {
                csv.text("").text("").text("").text("");
            }
        }
        csv.end_row();
    }
    csv.into_text()
}

/// `replications.csv`, written while the replications are made: `replication`, what every choice was
/// (`choice:…`; of weights the weight within its parent of every node, `weight:…`), then a score a unit
/// (`score:…`).
#[derive(Debug)]
pub struct ReplicationsCsv(Csv);

impl ReplicationsCsv {
    /// The header for a study.
    pub fn new(study: &Study) -> ReplicationsCsv {
        let mut rows = ReplicationsCsv::continued();
        rows.header(study);
        rows
    }

    /// Rows to go behind those that were written before.
    pub fn continued() -> ReplicationsCsv {
        ReplicationsCsv(Csv::empty())
    }

    fn header(&mut self, study: &Study) {
        let mut header = vec!["replication".to_owned()];
        for choice in study.choices() {
            match study.weights_of(choice) {
                Some(nodes) => header.extend(nodes.map(|node| format!("weight:{choice}:{node}"))),
                None => header.push(format!("choice:{choice}")),
            }
        }
        let units = study.nominal().units.iter();
        header.extend(units.map(|unit| format!("score:{unit}")));
        for field in &header {
            self.0.text(field);
        }
        self.0.end_row();
    }

    /// Adds a row.
    pub fn add(&mut self, replication: &Replication) {
        let csv = &mut self.0;
        csv.text(&replication.number.to_string());
        for drawn in &replication.drawn {
            match drawn {
                Drawn::Label(label) => {
                    csv.text(label);
                }
                Drawn::Number(number) => {
                    csv.number(*number);
                }
                Drawn::Weights(weights) => weights.iter().for_each(|(_, weight)| {
                    csv.number(*weight);
                }),
                Drawn::Key(key) => {
                    csv.text(&key.to_string());
                }
            }
        }
        for &score in replication.scores {
            csv.number(score);
        }
        csv.end_row();
    }

    /// Takes the text written so far, so that a long table can be written to a file piece by piece.
    pub fn take(&mut self) -> String {
        self.0.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::tiers::TierSpec;
    use crate::uncertainty::{Design, sensitivity};
    use crate::{Framework, Table};

    #[test]
    fn tables_by_hand() {
        let framework = "framework = { id = \"t\", name = \"t\", edition = \"1\" }
            node = [{ id = \"root\" }]
            indicator = [{ id = \"x\", parent = \"root\" }, { id = \"y\", parent = \"root\" }]";
        let framework = Framework::parse(framework, "t.toml").unwrap();
        let table = Table::from_csv("unit,x,y\na,0,1\nb,1,0.5\nc,,\n", "d.csv").unwrap();
        let design = "[design]\nreplications = 2\ntop = [1, 9]\n[[choice]]\nstep = \"left-out\"
            probability = 1\nindicators = [\"x\"]";
        let design = Design::parse(design, "u.toml").unwrap();
        let mut study = Study::new(&framework, &table, &design).unwrap();
        let mut rows = ReplicationsCsv::new(&study);
        let mut add = |replication: &Replication| rows.add(replication);
        study.advance(1, Some(&mut add)).unwrap();
        let found = study.uncertainty();
        assert_eq!(
            rows.take(),
            "replication,choice:left-out,score:a,score:b,score:c\n0,x,100,0,\n1,x,100,0,\n"
        );
        assert_eq!(rows.take(), "");
        assert_eq!(
            rank_stats_csv(&found),
            "unit,nominal,mean,median,q05,q95,best,worst,q25,q75,q05_error,q95_error,ranked,\
             score_mean,score_median,score_q05,score_q95,verdict\n\
             a,1,1,1,1,1,1,1,1,1,0,0,1,100,100,100,100,steady\n\
             b,1,2,2,2,2,2,2,2,2,0,0,1,0,0,0,0,steady\nc,,,,,,,,,,,,0,,,,,\n"
        );
        assert_eq!(
            top_probability_csv(&found),
            "unit,k,probability\na,1,1\nb,1,0\nc,1,0\n"
        );
        assert_eq!(
            before_probability_csv(&found),
            "unit,a,b,c\na,0,1,1\nb,0,0,1\nc,0,0,0\n"
        );
        assert!(score_stats_csv(&found).contains("\na,own,50,100,100,100,100,100,100,100,100\n"));
        let tiers = Tiers::cut(&[50.0, 25.0, f64::NAN], &TierSpec::Quantiles(2)).unwrap();
        assert_eq!(
            tier_probability_csv(&found, &tiers),
            "unit,nominal_tier,tier,probability\na,1,1,1\na,1,2,0\nb,2,1,0\nb,2,2,1\nc,,1,0\nc,,2,0\n"
        );
        let found = sensitivity(&framework, &table, &design, 1, |_, _| ()).unwrap();
        assert!(movers_csv(&found).contains("\nb,2,0,,,,\n"));
        assert!(
            sobol_csv(&found).contains("mean_absolute_rank_shift,left-out,,,,,,\nrank:a,left-out,")
        );
    }
}
