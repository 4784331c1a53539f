//! Readings as CSV text, in the form of the files of a [run](crate::tables).

use super::balance::balance;
use super::contribution::Gap;
use super::dominance::Dominance;
use super::editions::Change;
use super::profile::{Mark, Standing};
use super::tiers::{GapStatistic, Tiers};
use crate::Run;
use crate::tables::Csv;

/// `tiers.csv`: `unit,score,rank,tier`; tier 1 is best.
pub fn tiers_csv(run: &Run, tiers: &Tiers) -> String {
    let mut csv = Csv::new(["unit", "score", "rank", "tier"]);
    let index = run.index();
    for (unit, name) in run.units.iter().enumerate() {
        csv.text(name)
            .number(index.scores[unit])
            .rank(index.ranks[unit])
            .rank(tiers.of_unit[unit].map(|tier| tier as u32))
            .end_row();
    }
    csv.into_text()
}

/// `tier_advice.csv`: `tiers,gap,standard_error,advised`: the gap statistic for each number of tiers, and the number that
/// it advises.
pub fn tier_advice_csv(statistics: &[GapStatistic], advised: usize) -> String {
    let mut csv = Csv::new(["tiers", "gap", "standard_error", "advised"]);
    for statistic in statistics {
        csv.whole(statistic.classes as u32)
            .number(statistic.gap)
            .number(statistic.standard_error)
            .text(if statistic.classes == advised {
                "true"
            } else {
                "false"
            })
            .end_row();
    }
    csv.into_text()
}

/// `dominance.csv`: `unit,rank,best_rank,worst_rank,dominated_by,dominates`: the best and worst rank that any
/// weights could give, and the units (separated by `;`) on either side.
pub fn dominance_csv(run: &Run, dominance: &Dominance) -> String {
    let mut csv = Csv::new([
        "unit",
        "rank",
        "best_rank",
        "worst_rank",
        "dominated_by",
        "dominates",
    ]);
    let mut better: Vec<Vec<&str>> = vec![Vec::new(); run.units.len()];
    let mut worse = better.clone();
    for &(a, b) in &dominance.pairs {
        better[b].push(&run.units[a]);
        worse[a].push(&run.units[b]);
    }
    for (unit, name) in run.units.iter().enumerate() {
        let bounds = dominance.ranks[unit];
        csv.text(name)
            .rank(run.index().ranks[unit])
            .rank(bounds.map(|bounds| bounds.0))
            .rank(bounds.map(|bounds| bounds.1))
            .text(&better[unit].join(";"))
            .text(&worse[unit].join(";"))
            .end_row();
    }
    csv.into_text()
}

/// `balance.csv`: `unit,node,mean,spread,evenness,weakest` for every inner node of which a unit has two parts.
pub fn balance_csv(run: &Run) -> String {
    let mut csv = Csv::new(["unit", "node", "mean", "spread", "evenness", "weakest"]);
    for node in run.from_the_top() {
        for (unit, name) in run.units.iter().enumerate() {
            let Some(found) = balance(run, node, unit) else {
                continue;
            };
            csv.text(name)
                .text(&run.nodes[node].id)
                .number(found.mean)
                .number(found.spread)
                .number(found.evenness.unwrap_or(f64::NAN))
                .text(&run.nodes[found.weakest].id)
                .end_row();
        }
    }
    csv.into_text()
}

/// `standings.csv`: `unit,node,score,rank,peers,ahead_of,difference,mark` for the standings of each unit (by
/// position); the mark is `strength`, `weakness` or empty.
pub fn standings_csv(run: &Run, standings: &[(usize, Vec<Standing>)]) -> String {
    let header = [
        "unit",
        "node",
        "score",
        "rank",
        "peers",
        "ahead_of",
        "difference",
        "mark",
    ];
    let mut csv = Csv::new(header);
    for (unit, of_unit) in standings {
        for standing in of_unit {
            csv.text(&run.units[*unit])
                .text(&run.nodes[standing.node].id)
                .number(standing.score)
                .whole(standing.rank)
                .whole(standing.peers as u32)
                .number(standing.ahead_of)
                .number(standing.difference)
                .text(match standing.mark {
                    Mark::Strength => "strength",
                    Mark::Neither => "",
                    Mark::Weakness => "weakness",
                })
                .end_row();
        }
    }
    csv.into_text()
}

/// `score_parts.csv`: `unit,indicator,points`, what each indicator adds to the score of each unit that has one.
pub fn score_parts_csv(run: &Run, parts: &[Option<Vec<f64>>]) -> String {
    let mut csv = Csv::new(["unit", "indicator", "points"]);
    for (unit, parts) in run.units.iter().zip(parts) {
        let parts = parts.iter().flatten().zip(&run.indicators);
        for (points, &indicator) in parts {
            csv.text(unit)
                .text(&run.nodes[indicator].id)
                .number(*points)
                .end_row();
        }
    }
    csv.into_text()
}

/// `gap.csv`: `indicator,value,reference,points,standard_error`; the last row, without indicator, is what no
/// indicator explains.
pub fn gap_csv(run: &Run, gap: &Gap) -> String {
    let mut csv = Csv::new([
        "indicator",
        "value",
        "reference",
        "points",
        "standard_error",
    ]);
    for share in &gap.shares {
        csv.text(&run.nodes[share.node].id)
            .number(share.value)
            .number(share.reference)
            .number(share.points)
            .number(share.standard_error)
            .end_row();
    }
    csv.text("")
        .number(f64::NAN)
        .number(f64::NAN)
        .number(gap.residual)
        .number(f64::NAN);
    csv.end_row();
    csv.into_text()
}

/// The columns of causes of change.
const CAUSES: [&str; 8] = [
    "places",
    "places_method",
    "places_own_data",
    "places_other_units",
    "points",
    "points_method",
    "points_own_data",
    "points_other_units",
];

/// `causes.csv`: `unit,places,places_method,places_own_data,places_other_units,points,points_method,
/// points_own_data,points_other_units`: gains between two editions and what they are due to.
pub fn causes_csv(changes: &[(String, Option<Change>)]) -> String {
    let mut csv = Csv::new(["unit"].into_iter().chain(CAUSES));
    for (unit, change) in changes {
        csv.text(unit);
        causes(&mut csv, change);
    }
    csv.into_text()
}

/// Why each unit moved from one period to the next.
#[derive(Debug, Clone, PartialEq)]
pub struct PeriodChange {
    /// The time of the earlier period.
    pub before: f64,
    /// The time of the later period.
    pub after: f64,
    /// The units of both (see [`change`](super::editions::change)).
    pub units: Vec<(String, Option<Change>)>,
}

/// `panel_causes.csv`: `before,after` (the times of two periods), then as in [`causes_csv`].
pub fn panel_causes_csv(changes: &[PeriodChange]) -> String {
    let mut csv = Csv::new(["before", "after", "unit"].into_iter().chain(CAUSES));
    for period in changes {
        for (unit, change) in &period.units {
            csv.number(period.before).number(period.after).text(unit);
            causes(&mut csv, change);
        }
    }
    csv.into_text()
}

fn causes(csv: &mut Csv, change: &Option<Change>) {
    let numbers = change.map(|change| {
        let Change {
            places,
            points,
            method,
            own_data,
            other_units,
        } = change;
        let of_places = [places, method.0, own_data.0, other_units.0];
        let of_points = [points, method.1, own_data.1, other_units.1];
        [of_places, of_points].concat()
    });
    for number in numbers.unwrap_or(vec![f64::NAN; 8]) {
        csv.number(number);
    }
    csv.end_row();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::contribution::{Reference, gap};
    use crate::reading::dominance::dominance;
    use crate::reading::fixture::{run_of, with_missing};
    use crate::reading::profile::standings;
    use crate::reading::tiers::TierSpec;

    #[test]
    fn tables_have_a_row_for_each_unit_and_leave_unknowns_empty() {
        let (framework, run) = with_missing();
        let tiers = Tiers::cut(&run.index().scores, &TierSpec::NaturalBreaks(2)).unwrap();
        let text = tiers_csv(&run, &tiers);
        assert_eq!(text.lines().count(), 7);
        assert!(text.ends_with("u5,,,\n"), "{text}");
        let text = dominance_csv(&run, &dominance(&run, &run.indicators));
        assert!(text.ends_with("u5,,,,,\n"), "{text}");
        assert!(!balance_csv(&run).contains("u5"));
        let of_u0 = standings(&run, 0, &[1, 2, 3, 4], 0.8);
        let text = standings_csv(&run, &[(0, of_u0)]);
        assert!(
            text.contains("\nu0,index,") && text.contains("strength"),
            "{text}"
        );
        let found = gap(&framework, &run, 0, Reference::Unit(1), 100, 1).unwrap();
        let text = gap_csv(&run, &found);
        assert_eq!(text.lines().count(), 7);
        assert!(text.contains("\na,"));
    }

    #[test]
    fn dominance_names_both_sides() {
        let (_, run) = run_of(
            &[("x", 1.0), ("y", 1.0)],
            &[&[3.0, 2.0, 1.0], &[3.0, 2.0, 1.0]],
        );
        let text = dominance_csv(&run, &dominance(&run, &run.indicators));
        assert_eq!(
            text,
            "unit,rank,best_rank,worst_rank,dominated_by,dominates\nu0,1,1,1,,u1;u2\nu1,2,2,2,u0,u2\nu2,3,3,3,u0;u1,\n"
        );
    }

    #[test]
    fn the_advised_number_of_tiers_is_marked() {
        let statistic = |classes| GapStatistic {
            classes,
            gap: 0.5,
            standard_error: 0.25,
        };
        let text = tier_advice_csv(&[statistic(1), statistic(2)], 2);
        assert_eq!(
            text,
            "tiers,gap,standard_error,advised\n1,0.5,0.25,false\n2,0.5,0.25,true\n"
        );
    }

    #[test]
    fn causes_that_cannot_be_told_are_empty() {
        let text = causes_csv(&[("a".into(), None)]);
        assert!(text.ends_with("\na,,,,,,,,\n"));
    }
}
