//! The index of every unit over the periods of a panel, and what it says in tables: one row of periods for
//! all units, also those that come or go.
//!
//! Worked example: units a, b in the first period and b, c in the last make the order b, c, a: those of the last
//! period as they stand there, then those that went.

use super::panel::{Quadrant, chained, growth, lead, neighbours, streak};
use crate::tables::Csv;
use crate::{BuildError, FitOver, Framework, Panel, Period, Run, build_panel};

/// Scores and ranks of the index over the periods of a panel, in ascending order of time.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    /// The times.
    pub times: Vec<f64>,
    /// The units of all periods: those of the last one first.
    pub units: Vec<String>,
    /// Period by unit; NaN where the unit has no score or is not there.
    pub scores: Vec<Vec<f64>>,
    /// Period by unit.
    pub ranks: Vec<Vec<Option<u32>>>,
}

/// For which k it is counted how long a unit has been among the first k.
const FIRST: [u32; 5] = [1, 3, 5, 10, 20];

impl History {
    /// The index of the `runs` of a panel, a run a period.
    pub fn of(panel: &Panel, runs: &[Run]) -> History {
        let mut units: Vec<String> = Vec::new();
        for run in runs.iter().rev() {
            let new = run.units.iter().filter(|unit| !units.contains(unit));
            let new: Vec<String> = new.cloned().collect();
            units.extend(new);
        }
        let place = |run: &Run, unit: &String| run.units.iter().position(|own| own == unit);
        let places: Vec<Vec<Option<usize>>> = runs
            .iter()
            .map(|run| units.iter().map(|unit| place(run, unit)).collect())
            .collect();
        let of_runs = || runs.iter().zip(&places);
        let score =
            |run: &Run, at: &Option<usize>| at.map_or(f64::NAN, |at| run.index().scores[at]);
        let rank = |run: &Run, at: &Option<usize>| run.index().ranks[(*at)?];
        History {
            times: panel.periods().iter().map(|period| period.time).collect(),
            scores: of_runs()
                .map(|(run, places)| places.iter().map(|at| score(run, at)).collect())
                .collect(),
            ranks: of_runs()
                .map(|(run, places)| places.iter().map(|at| rank(run, at)).collect())
                .collect(),
            units,
        }
    }

    /// The history with all periods treated and normalised together, whatever the framework says, so that a
    /// point is worth the same in each.
    ///
    /// # Errors
    /// As [`build_panel`].
    pub fn on_one_scale(framework: &Framework, panel: &Panel) -> Result<History, BuildError> {
        let mut framework = framework.clone();
        framework.method.fit = FitOver::Pooled;
        Ok(History::of(panel, &build_panel(&framework, panel)?))
    }

    /// How long, by the period before: levels that begin at 100 for the units of the first period; a link is
    /// the ratio of two periods normalised together. Unit by period; `None` from the first link on that is not
    /// known.
    ///
    /// # Errors
    /// As [`build_panel`].
    pub fn chained(
        &self,
        framework: &Framework,
        panel: &Panel,
    ) -> Result<Vec<Vec<Option<f64>>>, BuildError> {
        let mut links: Vec<Vec<(f64, f64)>> = vec![Vec::new(); self.units.len()];
        for pair in panel.periods().windows(2) {
            // Two periods of a panel, in order and of different times, are a panel again.
            let Ok(both) = Panel::new(pair.to_vec()) else {
                continue;
            };
            let two = History::on_one_scale(framework, &both)?;
            for (links, unit) in links.iter_mut().zip(&self.units) {
                let at = two.units.iter().position(|own| own == unit);
                let score = |period: usize| at.map_or(f64::NAN, |at| two.scores[period][at]);
                links.push((score(1), score(0)));
            }
        }
        let begins = |unit: usize| !self.scores[0][unit].is_nan();
        Ok(links
            .iter()
            .enumerate()
            .map(|(unit, links)| match begins(unit) {
                true => chained(100.0, links),
                false => vec![None; self.times.len()],
            })
            .collect())
    }
}

/// `panel_scores.csv`: `time,unit,node,level,score,rank` of every node and period, as the framework normalises them.
pub fn panel_scores_csv(periods: &[Period], runs: &[Run]) -> String {
    let mut csv = Csv::new(["time", "unit", "node", "level", "score", "rank"]);
    for (period, run) in periods.iter().zip(runs) {
        for node in run.from_the_top().into_iter().map(|at| &run.nodes[at]) {
            for (unit, name) in run.units.iter().enumerate() {
                csv.number(period.time)
                    .text(name)
                    .text(&node.id)
                    .whole(node.level)
                    .number(node.scores[unit])
                    .rank(node.ranks[unit])
                    .end_row();
            }
        }
    }
    csv.into_text()
}

/// `growth.csv`: `unit,first,last,growth,quadrant`, compound growth a unit of time between the first and the
/// last period on one scale; quadrants are parted at the medians. Empty without both scores above 0.
pub fn growth_csv(history: &History) -> String {
    let mut csv = Csv::new(["unit", "first", "last", "growth", "quadrant"]);
    let last = history.times.len() - 1;
    let found = growth(
        &history.scores[0],
        &history.scores[last],
        history.times[last] - history.times[0],
    );
    for (unit, name) in history.units.iter().enumerate() {
        csv.text(name)
            .number(history.scores[0][unit])
            .number(history.scores[last][unit])
            .number(found.rate[unit].unwrap_or(f64::NAN))
            .text(found.quadrant[unit].map_or("", Quadrant::id))
            .end_row();
    }
    csv.into_text()
}

/// `streaks.csv`: `unit,first,periods`: for how many of the latest periods in a row the unit has been among the
/// first so many (1, 3, 5, 10, 20, as far as there are more units).
pub fn streaks_csv(history: &History) -> String {
    let mut csv = Csv::new(["unit", "first", "periods"]);
    for (unit, name) in history.units.iter().enumerate() {
        let ranks: Vec<Option<u32>> = history.ranks.iter().map(|ranks| ranks[unit]).collect();
        for first in FIRST
            .into_iter()
            .filter(|&k| (k as usize) < history.units.len())
        {
            csv.text(name)
                .whole(first)
                .whole(streak(&ranks, |rank| rank <= first) as u32)
                .end_row();
        }
    }
    csv.into_text()
}

/// `leads.csv`: `time,unit,rank,ahead_of,points,widening,narrowing`: in every period the unit next below by score and
/// the lead over it; in how many of the changes up to then in a row the lead over that unit grew or shrank. On one scale.
pub fn leads_csv(history: &History) -> String {
    let mut csv = Csv::new([
        "time",
        "unit",
        "rank",
        "ahead_of",
        "points",
        "widening",
        "narrowing",
    ]);
    for (period, &time) in history.times.iter().enumerate() {
        let up_to: Vec<&[f64]> = history.scores[..=period]
            .iter()
            .map(Vec::as_slice)
            .collect();
        for (unit, name) in history.units.iter().enumerate() {
            let Some(own) = neighbours(&history.scores[period], unit) else {
                continue;
            };
            csv.number(time).text(name).whole(own.rank);
            match own.below {
                Some((below, points)) => {
                    let over = lead(&up_to, unit, below);
                    csv.text(&history.units[below])
                        .number(points)
                        .whole(over.widening as u32)
                        .whole(over.narrowing as u32);
                }
                None => {
                    csv.text("").text("").text("").text("");
                }
            }
            csv.end_row();
        }
    }
    csv.into_text()
}

/// `chained.csv`: `time,unit,level` (see [`History::chained`]).
pub fn chained_csv(history: &History, levels: &[Vec<Option<f64>>]) -> String {
    let mut csv = Csv::new(["time", "unit", "level"]);
    for (period, &time) in history.times.iter().enumerate() {
        for (name, levels) in history.units.iter().zip(levels) {
            csv.number(time)
                .text(name)
                .number(levels[period].unwrap_or(f64::NAN))
                .end_row();
        }
    }
    csv.into_text()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Table;

    const FRAMEWORK: &str = "framework = { id = \"t\", name = \"t\", edition = \"1\" }
        node = [{ id = \"root\" }]
        indicator = [{ id = \"x\", parent = \"root\" }]
        [method]
        normalisation = { kind = \"min-max\", low = 10, high = 110 }";

    fn panel() -> Panel {
        let data = "unit,year,x\na,2020,0\nb,2020,10\nc,2020,5\n\
            b,2021,20\nc,2021,12\nd,2021,0\nb,2023,10\nc,2023,15\nd,2023,\n";
        Panel::from_csv(data, "p.csv", "year").unwrap()
    }

    #[test]
    fn units_come_and_go() {
        let framework = Framework::parse(FRAMEWORK, "t.toml").unwrap();
        let panel = panel();
        let runs = build_panel(&framework, &panel).unwrap();
        let own = History::of(&panel, &runs);
        assert_eq!(own.units, ["b", "c", "d", "a"]);
        assert_eq!(own.times, [2020.0, 2021.0, 2023.0]);
        assert_eq!(own.ranks[0], [Some(1), Some(2), None, Some(3)]);
        assert_eq!(own.ranks[2], [Some(2), Some(1), None, None]);
        assert!(panel_scores_csv(panel.periods(), &runs).contains("\n2021,b,root,2,110,1\n"));
        // Together the values reach from 0 to 20: 10 + 5·x.
        let one = History::on_one_scale(&framework, &panel).unwrap();
        assert_eq!(one.scores[0][..2], [60.0, 35.0]);
        assert_eq!(one.scores[2][..2], [60.0, 85.0]);
        let growth = growth_csv(&one);
        assert!(growth.contains("\nb,60,60,0,lagging\n"), "{growth}");
        let rate = (85.0_f64 / 35.0).powf(1.0 / 3.0) - 1.0;
        assert!(
            growth.contains(&format!("\nc,35,85,{rate},leading\n")),
            "{growth}"
        );
        assert!(growth.ends_with("\nd,,,,\na,10,,,\n"), "{growth}");
        let streaks = streaks_csv(&own);
        assert!(
            streaks.contains("\nb,1,0\nb,3,3\nc,1,1\nc,3,3\nd,1,0\nd,3,0\n"),
            "{streaks}"
        );
        let leads = leads_csv(&one);
        // b is 25 points ahead of c in 2020 and 40 in 2021; c then leads by 25.
        assert!(leads.contains("\n2020,b,1,c,25,0,0\n"), "{leads}");
        assert!(leads.contains("\n2021,b,1,c,40,1,0\n"), "{leads}");
        assert!(leads.contains("\n2023,c,1,b,25,1,0\n"), "{leads}");
        assert!(leads.contains("\n2023,b,2,,,,\n"), "{leads}");
    }

    #[test]
    fn levels_are_chained_by_ratios_of_two_periods() {
        let framework = Framework::parse(FRAMEWORK, "t.toml").unwrap();
        let panel = panel();
        let one = History::on_one_scale(&framework, &panel).unwrap();
        let levels = one.chained(&framework, &panel).unwrap();
        // 2020 and 2021 reach from 0 to 20, b goes from 60 to 110; 2021 and 2023 likewise, from 110 to 60.
        let near = |found: Option<f64>, expected: f64| (found.unwrap() - expected).abs() < 1e-9;
        assert!(near(levels[0][1], 100.0 * 110.0 / 60.0) && near(levels[0][2], 100.0));
        // d was not there in the first period; a is gone after it.
        assert_eq!(levels[2], [None; 3]);
        assert_eq!(levels[3], [Some(100.0), None, None]);
        assert!(chained_csv(&one, &levels).contains("\n2023,d,\n"));
    }

    #[test]
    fn one_period_has_no_growth() {
        let framework = Framework::parse(FRAMEWORK, "t.toml").unwrap();
        let table = Table::from_csv("unit,x\na,1\nb,2\n", "d.csv").unwrap();
        let panel = Panel::new(vec![Period { time: 1.0, table }]).unwrap();
        let one = History::on_one_scale(&framework, &panel).unwrap();
        assert_eq!(
            growth_csv(&one),
            "unit,first,last,growth,quadrant\na,10,10,,\nb,110,110,,\n"
        );
    }
}
