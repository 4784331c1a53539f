//! What a result hangs on: alternatives side by side, and the index without each of its elements and
//! without each of its units in turn.
//!
//! Every analysis builds the index again over the same table and compares the ranks with the nominal
//! ones. Sources: OECD & JRC (2008), Handbook on Constructing Composite Indicators, section 7
//! (alternatives, removing an indicator); Paruolo, Saisana & Saltelli (2013), Ratings and rankings:
//! voodoo or science?, J. R. Stat. Soc. A 176, 609–634; on rank reversals: Wang & Luo (2009), On rank
//! reversal in decision analysis, Mathematical and Computer Modelling 49, 1221–1229.

use std::collections::HashMap;

use crate::rank::{SUM_ROUNDING, ascending_ranks, ranks};
use crate::tables::Csv;
use crate::{BuildError, Framework, Run, Table, Tree, build};

/// How far two rankings agree, over the units that both rank.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Agreement {
    /// How many units both rank.
    pub units: usize,
    /// Spearman's correlation of the ranks (ties share the mean); NaN when one ranking ties all units.
    pub spearman: f64,
    /// Kendall's τ-b; NaN when one ranking ties all units.
    pub kendall: f64,
    /// The mean of the absolute shifts of rank; NaN without units.
    pub mean_shift: f64,
    /// The largest absolute shift of rank.
    pub largest_shift: u32,
    /// How many pairs of units stand the other way round.
    pub reversals: u64,
    /// How many pairs there are.
    pub pairs: u64,
}

/// A ranking beside the nominal one, both a value a unit of the nominal run.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The score of every unit on the index; NaN where none is given.
    pub scores: Vec<f64>,
    /// The ranks of those scores.
    pub ranks: Vec<Option<u32>>,
    /// The nominal ranks they are compared with.
    pub nominal: Vec<Option<u32>>,
    /// How far they agree.
    pub agreement: Agreement,
}

/// A framework that differs from the nominal one, and what it gives.
#[derive(Debug)]
pub struct Alternative {
    /// The name it was given.
    pub name: String,
    /// The index it gives, or why it cannot be built.
    pub outcome: Result<Comparison, BuildError>,
}

/// The index without one element: a node with all below it, or an indicator.
#[derive(Debug)]
pub struct ElementRemoval {
    /// The id of the element.
    pub removed: String,
    /// Its level in the nominal run: 1 for an indicator.
    pub level: u32,
    /// The index without it, or why it cannot be built.
    pub outcome: Result<Comparison, BuildError>,
}

/// The index without one unit.
#[derive(Debug)]
pub struct UnitRemoval {
    /// The position of the unit in the nominal run.
    pub removed: usize,
    /// The ranks of the others among themselves, with and without the unit (which has neither), or why the
    /// index cannot be built.
    pub outcome: Result<Comparison, BuildError>,
}

impl Comparison {
    /// How many places a unit moved up (down where below 0); `None` where either ranking lacks it.
    pub fn shift(&self, unit: usize) -> Option<i64> {
        Some(i64::from(self.nominal[unit]?) - i64::from(self.ranks[unit]?))
    }

    fn of(nominal: Vec<Option<u32>>, scores: Vec<f64>, ranks: Vec<Option<u32>>) -> Comparison {
        Comparison {
            agreement: Agreement::of(&nominal, &ranks),
            scores,
            ranks,
            nominal,
        }
    }
}

impl Agreement {
    /// How far two rankings of the same units agree.
    pub fn of(a: &[Option<u32>], b: &[Option<u32>]) -> Agreement {
        let mut both: Vec<(u32, u32)> = a
            .iter()
            .zip(b)
            .filter_map(|(a, b)| Some(((*a)?, (*b)?)))
            .collect();
        both.sort_unstable();
        let units = both.len();
        let shifts = || both.iter().map(|(a, b)| a.abs_diff(*b));
        let pairs = pairs_of(units as u64);
        let tied_in_a = tied_pairs(both.iter().map(|(a, _)| *a));
        let tied_in_both = tied_pairs(both.iter().copied());
        let mut second: Vec<u32> = both.iter().map(|(_, b)| *b).collect();
        // Pairs tied in a are in the order of b, so sorting by b swaps exactly the reversed pairs.
        let reversals = sort_counting_inversions(&mut second);
        let tied_in_b = tied_pairs(second.iter().copied());
        let agreeing = pairs + tied_in_both - tied_in_a - tied_in_b - reversals;
        let untied = |tied: u64| (pairs - tied) as f64;
        Agreement {
            units,
            spearman: spearman(&both),
            kendall: (agreeing as f64 - reversals as f64)
                / (untied(tied_in_a) * untied(tied_in_b)).sqrt(),
            mean_shift: shifts().map(f64::from).sum::<f64>() / units as f64,
            largest_shift: shifts().max().unwrap_or(0),
            reversals,
            pairs,
        }
    }
}

fn pairs_of(units: u64) -> u64 {
    units * units.saturating_sub(1) / 2
}

/// How many pairs of the sorted values are equal.
fn tied_pairs<T: PartialEq>(sorted: impl Iterator<Item = T>) -> u64 {
    let sorted: Vec<T> = sorted.collect();
    let runs = sorted.chunk_by(|a, b| a == b);
    runs.map(|run| pairs_of(run.len() as u64)).sum()
}

/// Sorts the values; the number of pairs that stood in the wrong order.
fn sort_counting_inversions(values: &mut [u32]) -> u64 {
    if values.len() < 2 {
        return 0;
    }
    let (left, right) = values.split_at_mut(values.len() / 2);
    let mut inversions = sort_counting_inversions(left) + sort_counting_inversions(right);
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut l, mut r) = (0, 0);
    while l < left.len() && r < right.len() {
        if left[l] <= right[r] {
            merged.push(left[l]);
            l += 1;
        } else {
            inversions += (left.len() - l) as u64;
            merged.push(right[r]);
            r += 1;
        }
    }
    merged.extend_from_slice(&left[l..]);
    merged.extend_from_slice(&right[r..]);
    values.copy_from_slice(&merged);
    inversions
}

/// Pearson's correlation of the ranks, ties sharing the mean.
fn spearman(both: &[(u32, u32)]) -> f64 {
    let column = |of: fn(&(u32, u32)) -> u32| {
        let values: Vec<f64> = both.iter().map(|pair| f64::from(of(pair))).collect();
        let mean = (both.len() as f64 + 1.0) / 2.0;
        let ranks = ascending_ranks(&values).into_iter();
        ranks.map(|rank| rank - mean).collect::<Vec<f64>>()
    };
    let (a, b) = (column(|pair| pair.0), column(|pair| pair.1));
    let product = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>();
    product(&a, &b) / (product(&a, &a) * product(&b, &b)).sqrt()
}

/// The index of every framework in `named` over the same table, beside the nominal run of that table.
pub fn alternatives(
    nominal: &Run,
    named: Vec<(String, Framework)>,
    table: &Table,
) -> Vec<Alternative> {
    let named = named.into_iter();
    named
        .map(|(name, framework)| Alternative {
            name,
            outcome: build(&framework, table).map(|run| beside(nominal, &run)),
        })
        .collect()
}

/// A run beside the nominal one; units that the run lacks are missing.
fn beside(nominal: &Run, run: &Run) -> Comparison {
    let (of_nominal, of_run) = (nominal.index(), run.index());
    let mut place: HashMap<&str, usize> = HashMap::with_capacity(run.units.len());
    place.extend(
        run.units
            .iter()
            .enumerate()
            .map(|(at, unit)| (unit.as_str(), at)),
    );
    let units = nominal.units.iter();
    let places: Vec<Option<usize>> = units
        .map(|unit| place.get(unit.as_str()).copied())
        .collect();
    let scores = places
        .iter()
        .map(|at| at.map_or(f64::NAN, |at| of_run.scores[at]));
    let ranks = places.iter().map(|at| of_run.ranks[(*at)?]);
    Comparison::of(of_nominal.ranks.clone(), scores.collect(), ranks.collect())
}

/// The index without each node and each indicator in turn; the weights of the siblings are
/// renormalised. Elements that hold all indicators are passed over, as nothing would be left without
/// them. In the order of the tree, from the top down.
pub fn remove_elements(nominal: &Run, framework: &Framework, table: &Table) -> Vec<ElementRemoval> {
    let root = nominal.nodes.len() - 1;
    let order = nominal.from_the_top().into_iter();
    order
        .filter(|&at| at != root)
        .filter_map(|at| {
            let node = &nominal.nodes[at];
            let rest = without(framework, &node.id)?;
            Some(ElementRemoval {
                removed: node.id.clone(),
                level: node.level,
                outcome: build(&rest, table).map(|run| beside(nominal, &run)),
            })
        })
        .collect()
}

/// The framework without an element, all below it, and all nodes that are left without children; `None`
/// when no indicator is left.
pub fn without(framework: &Framework, element: &str) -> Option<Framework> {
    let mut rest = framework.clone();
    let mut gone = vec![element.to_owned()];
    while let Some(id) = gone.pop() {
        let below = rest
            .nodes
            .iter()
            .filter(|node| node.parent.as_ref() == Some(&id));
        gone.extend(below.map(|node| node.id.clone()));
        rest.nodes.retain(|node| node.id != id);
        rest.indicators
            .retain(|indicator| indicator.id != id && indicator.parent != id);
    }
    while let Some(empty) = rest.nodes.iter().position(|node| {
        let is_parent = |parent: &String| *parent == node.id;
        !rest.indicators.iter().any(|child| is_parent(&child.parent))
            && !rest
                .nodes
                .iter()
                .any(|child| child.parent.as_ref().is_some_and(is_parent))
    }) {
        rest.nodes.remove(empty);
    }
    Tree::compile(&rest).is_ok().then_some(rest)
}

/// The index without each unit in turn: the ranks of the others among themselves, before and after. An index
/// whose order of two units hangs on a third reverses ranks; normalisation by the values present, weights
/// drawn from them, and methods that compare units all may.
pub fn remove_units(nominal: &Run, framework: &Framework, table: &Table) -> Vec<UnitRemoval> {
    let index = nominal.index();
    let units = nominal.units.iter().enumerate();
    units
        .filter_map(|(removed, name)| {
            let in_table = table.units.iter().position(|unit| unit == name)?;
            let mut rest = index.scores.clone();
            rest[removed] = f64::NAN;
            let outcome = build(framework, &table.without(in_table)).map(|run| {
                let Comparison { scores, ranks, .. } = beside(nominal, &run);
                Comparison::of(self::ranks(&rest, SUM_ROUNDING), scores, ranks)
            });
            Some(UnitRemoval { removed, outcome })
        })
        .collect()
}

/// `alternatives.csv`: `alternative,unit,score,rank,shift`; the shift is the number of places moved up from
/// the nominal rank. An alternative that cannot be built has no rows.
pub fn alternatives_csv(nominal: &Run, alternatives: &[Alternative]) -> String {
    let mut csv = Csv::new(["alternative", "unit", "score", "rank", "shift"]);
    for Alternative { name, outcome } in alternatives {
        if let Ok(comparison) = outcome {
            rows(&mut csv, nominal, comparison, |csv| {
                csv.text(name);
            });
        }
    }
    csv.into_text()
}

/// `element_removals.csv`: `removed,level,unit,score,rank,shift`, as in [`alternatives_csv`].
pub fn element_removals_csv(nominal: &Run, removals: &[ElementRemoval]) -> String {
    let mut csv = Csv::new(["removed", "level", "unit", "score", "rank", "shift"]);
    for removal in removals {
        if let Ok(comparison) = &removal.outcome {
            rows(&mut csv, nominal, comparison, |csv| {
                csv.text(&removal.removed).whole(removal.level);
            });
        }
    }
    csv.into_text()
}

/// `unit_removals.csv`: `removed,unit,rank_before,rank_after,shift`, only for units whose rank among the
/// remaining ones changes.
pub fn unit_removals_csv(nominal: &Run, removals: &[UnitRemoval]) -> String {
    let mut csv = Csv::new(["removed", "unit", "rank_before", "rank_after", "shift"]);
    for UnitRemoval { removed, outcome } in removals {
        let Ok(comparison) = outcome else { continue };
        for (unit, name) in nominal.units.iter().enumerate() {
            if comparison.nominal[unit] != comparison.ranks[unit] {
                csv.text(&nominal.units[*removed])
                    .text(name)
                    .rank(comparison.nominal[unit])
                    .rank(comparison.ranks[unit]);
                end_with_shift(&mut csv, comparison.shift(unit));
            }
        }
    }
    csv.into_text()
}

/// `alternative_summary.csv`: `alternative` and how far it agrees with the nominal ranking (see
/// [`Agreement`]), or why it cannot be built:
/// `units,spearman,kendall,mean_shift,largest_shift,reversals,pairs,error_zh,error_en`.
pub fn alternative_summary_csv(alternatives: &[Alternative]) -> String {
    let rows = alternatives.iter();
    summary(
        &["alternative"],
        rows.map(|row| (vec![row.name.clone()], &row.outcome)),
    )
}

/// `element_removal_summary.csv`: `removed,level`, then as in [`alternative_summary_csv`].
pub fn element_removal_summary_csv(removals: &[ElementRemoval]) -> String {
    let rows = removals.iter();
    summary(
        &["removed", "level"],
        rows.map(|row| {
            let key = vec![row.removed.clone(), row.level.to_string()];
            (key, &row.outcome)
        }),
    )
}

/// `unit_removal_summary.csv`: `removed`, then as in [`alternative_summary_csv`].
pub fn unit_removal_summary_csv(nominal: &Run, removals: &[UnitRemoval]) -> String {
    let rows = removals.iter();
    summary(
        &["removed"],
        rows.map(|row| (vec![nominal.units[row.removed].clone()], &row.outcome)),
    )
}

/// A row a unit, behind the columns that `key` writes.
fn rows(csv: &mut Csv, nominal: &Run, comparison: &Comparison, key: impl Fn(&mut Csv)) {
    for (unit, name) in nominal.units.iter().enumerate() {
        key(csv);
        csv.text(name)
            .number(comparison.scores[unit])
            .rank(comparison.ranks[unit]);
        end_with_shift(csv, comparison.shift(unit));
    }
}

fn end_with_shift(csv: &mut Csv, shift: Option<i64>) {
    let shift = shift.map_or(String::new(), |shift| shift.to_string());
    csv.text(&shift).end_row();
}

fn summary<'a>(
    key: &[&str],
    rows: impl Iterator<Item = (Vec<String>, &'a Result<Comparison, BuildError>)>,
) -> String {
    let figures = [
        "units",
        "spearman",
        "kendall",
        "mean_shift",
        "largest_shift",
        "reversals",
        "pairs",
        "error_zh",
        "error_en",
    ];
    let mut csv = Csv::new(key.iter().copied().chain(figures));
    for (key, outcome) in rows {
        for field in &key {
            csv.text(field);
        }
        match outcome {
            Ok(Comparison { agreement, .. }) => csv
                .text(&agreement.units.to_string())
                .number(agreement.spearman)
                .number(agreement.kendall)
                .number(agreement.mean_shift)
                .whole(agreement.largest_shift)
                .text(&agreement.reversals.to_string())
                .text(&agreement.pairs.to_string())
                .text("")
                .text(""),
            Err(error) => {
                for _ in 0..7 {
                    csv.text("");
                }
                let message = error.message();
                csv.text(&message.zh).text(&message.en)
            }
        };
        csv.end_row();
    }
    csv.into_text()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FRAMEWORK: &str = "framework = { id = \"t\", name = \"t\", edition = \"1\" }\n\
        [[node]]\nid = \"index\"\n\
        [[node]]\nid = \"first\"\nparent = \"index\"\n[[node]]\nid = \"inner\"\nparent = \"first\"\n\
        [[node]]\nid = \"second\"\nparent = \"index\"\n\
        [[indicator]]\nid = \"a\"\nparent = \"inner\"\n[[indicator]]\nid = \"b\"\nparent = \"inner\"\n\
        [[indicator]]\nid = \"c\"\nparent = \"second\"\n";
    const DATA: &str = "unit,a,b,c\nu,0,10,8\nv,4,0,3\nw,10,2,0\nx,5,5,10\n";

    fn framework() -> Framework {
        Framework::parse(FRAMEWORK, "t.toml").unwrap()
    }

    fn table(data: &str) -> Table {
        Table::from_csv(data, "d.csv").unwrap()
    }

    fn ids(framework: &Framework) -> Vec<&str> {
        let nodes = framework.nodes.iter().map(|node| node.id.as_str());
        nodes
            .chain(framework.indicators.iter().map(|i| i.id.as_str()))
            .collect()
    }

    #[test]
    fn an_element_goes_with_all_that_hangs_on_it() {
        let framework = framework();
        let rest = |element| without(&framework, element);
        assert_eq!(
            ids(&rest("a").unwrap()),
            ["index", "first", "inner", "second", "b", "c"]
        );
        assert_eq!(ids(&rest("first").unwrap()), ["index", "second", "c"]);
        // Nodes that lose their last child go too.
        assert_eq!(
            ids(&rest("c").unwrap()),
            ["index", "first", "inner", "a", "b"]
        );
        assert!(rest("index").is_none());
    }

    #[test]
    fn without_each_element() {
        let (framework, table) = (framework(), table(DATA));
        let nominal = build(&framework, &table).unwrap();
        let removals = remove_elements(&nominal, &framework, &table);
        let removed: Vec<&str> = removals
            .iter()
            .map(|removal| removal.removed.as_str())
            .collect();
        assert_eq!(removed, ["first", "inner", "second", "a", "b", "c"]);
        // Without the first group the index is c alone.
        let first = removals[0].outcome.as_ref().unwrap();
        assert_eq!(first.scores, [80.0, 30.0, 0.0, 100.0]);
        assert_eq!(first.ranks, [2, 3, 4, 1].map(Some));
        // Nominal: u 65, v 25, w 30, x 75, so only v and w change places.
        assert_eq!(nominal.index().ranks, [2, 4, 3, 1].map(Some));
        let shifts: Vec<i64> = (0..4).filter_map(|unit| first.shift(unit)).collect();
        assert_eq!(shifts, [0, 1, -1, 0]);
        let Agreement {
            units,
            spearman,
            kendall,
            mean_shift,
            largest_shift,
            reversals,
            pairs,
        } = first.agreement;
        assert_eq!((units, largest_shift, reversals, pairs), (4, 1, 1, 6));
        assert!((spearman - 0.8).abs() < 1e-12 && (kendall - 4.0 / 6.0).abs() < 1e-12);
        assert_eq!(mean_shift, 0.5);
        let csv = element_removals_csv(&nominal, &removals);
        assert!(csv.starts_with(
            "removed,level,unit,score,rank,shift\nfirst,3,u,80,2,0\nfirst,3,v,30,3,1\n"
        ));
        let summary = element_removal_summary_csv(&removals);
        assert!(
            summary.lines().nth(1).unwrap().ends_with(",0.5,1,1,6,,"),
            "{summary}"
        );
    }

    #[test]
    fn without_each_unit() {
        let framework = framework();
        // The outlier z compresses c for all others; without it, c tells u and v apart.
        let table = table("unit,a,b,c\nu,5,5,1\nv,6,5,0\nw,0,0,0\ny,10,10,1\nz,0,0,100\n");
        let nominal = build(&framework, &table).unwrap();
        let removals = remove_units(&nominal, &framework, &table);
        assert_eq!(removals.len(), 5);
        let last = removals[4].outcome.as_ref().unwrap();
        assert_eq!(last.nominal, [Some(3), Some(2), Some(4), Some(1), None]);
        assert_eq!(last.ranks, [Some(2), Some(3), Some(4), Some(1), None]);
        assert_eq!((last.agreement.reversals, last.agreement.pairs), (1, 6));
        let csv = unit_removals_csv(&nominal, &removals);
        assert!(csv.contains("\nz,u,3,2,1\nz,v,2,3,-1\n"), "{csv}");
        assert_eq!(
            unit_removal_summary_csv(&nominal, &removals)
                .lines()
                .count(),
            6
        );
    }

    #[test]
    fn alternatives_side_by_side() {
        let (framework, table) = (framework(), table(DATA));
        let nominal = build(&framework, &table).unwrap();
        let mut geometric = framework.clone();
        geometric.method.aggregation = crate::aggregation::AggregationSpec::Geometric;
        let mut borda = framework.clone();
        borda.method.aggregation = crate::aggregation::AggregationSpec::Borda;
        let named = vec![
            ("same".to_owned(), framework.clone()),
            ("borda".to_owned(), borda),
            ("geometric".to_owned(), geometric),
        ];
        let found = alternatives(&nominal, named, &table);
        let same = found[0].outcome.as_ref().unwrap();
        assert_eq!((same.agreement.kendall, same.agreement.reversals), (1.0, 0));
        assert!(found[1].outcome.is_ok());
        // What cannot be built is told, not dropped.
        assert!(found[2].outcome.is_err());
        let summary = alternative_summary_csv(&found);
        let last = summary.lines().last().unwrap();
        assert!(last.starts_with("geometric,,,,,,,,d.csv"), "{last}");
        assert_eq!(
            alternatives_csv(&nominal, &found).lines().count(),
            1 + 2 * 4
        );
    }

    #[test]
    fn nothing_to_compare() {
        let none = Agreement::of(&[None, Some(1)], &[Some(1), None]);
        assert_eq!((none.units, none.pairs, none.largest_shift), (0, 0, 0));
        assert!(none.spearman.is_nan() && none.kendall.is_nan() && none.mean_shift.is_nan());
    }

    proptest! {
        #[test]
        fn agreement_is_what_counting_pair_by_pair_gives(
            pairs in prop::collection::vec((0..6u32, 0..6u32), 2..30),
        ) {
            let (a, b): (Vec<u32>, Vec<u32>) = pairs.iter().copied().unzip();
            let some = |values: &[u32]| values.iter().copied().map(Some).collect::<Vec<_>>();
            let found = Agreement::of(&some(&a), &some(&b));
            let (mut agree, mut reversed, mut tied_a, mut tied_b) = (0.0, 0, 0.0, 0.0);
            for (at, x) in pairs.iter().enumerate() {
                for y in &pairs[..at] {
                    let product = (i64::from(x.0) - i64::from(y.0)) * (i64::from(x.1) - i64::from(y.1));
                    agree += f64::from(u8::from(product > 0));
                    reversed += u64::from(product < 0);
                    tied_a += f64::from(u8::from(x.0 == y.0));
                    tied_b += f64::from(u8::from(x.1 == y.1));
                }
            }
            let all = found.pairs as f64;
            let kendall = (agree - reversed as f64) / ((all - tied_a) * (all - tied_b)).sqrt();
            prop_assert_eq!(found.reversals, reversed);
            prop_assert!((found.kendall.is_nan() && kendall.is_nan()) || (found.kendall - kendall).abs() < 1e-12);
        }
    }
}
