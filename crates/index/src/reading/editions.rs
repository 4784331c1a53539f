//! Editions (版次): two computations of an index, each with its framework and data, made comparable.
//!
//! **Back-casting**: the new framework computed over the old data; [`change`] does so. **One scale**:
//! [`pooled`] normalises all editions together, so that a point is worth the same in each.
//!
//! The change of a unit's rank has three causes: the method (the framework changed), the unit's own data,
//! and the data of the other units (which may also come and go). Which came first is a matter of
//! accounting, so each cause gets its Shapley value: its mean effect over the six orders in which the
//! three may change. The parts sum to the change. Source: Shapley (1953); Shorrocks (2013), Decomposition
//! procedures for distributional analysis.
//!
//! Worked example: a unit keeps its values, the method stays, and two units pass it: method 0, own data 0,
//! other units −2 places.

use crate::{BuildError, Column, Framework, Run, Table, TextColumn, build, ranks};

/// Why the rank and the score of a unit changed. Positive is better: places gained, points gained.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// Places gained in all: the rank before less the rank after.
    pub places: f64,
    /// Points gained in all.
    pub points: f64,
    /// Due to the method: places, points.
    pub method: (f64, f64),
    /// Due to the unit's own data.
    pub own_data: (f64, f64),
    /// Due to the other units and their data.
    pub other_units: (f64, f64),
}

/// An edition: what was computed over what.
#[derive(Debug, Clone, Copy)]
pub struct Edition<'a> {
    /// The framework.
    pub framework: &'a Framework,
    /// The data.
    pub table: &'a Table,
}

/// For every unit that both editions have, in the order of the later one, its name and why it moved; `None`
/// where it has no score in one of the eight combinations of causes.
///
/// # Errors
/// A framework cannot be computed over the other edition's data: a column is missing there. Four runs a
/// unit are computed.
pub fn change(
    before: Edition,
    after: Edition,
) -> Result<Vec<(String, Option<Change>)>, BuildError> {
    let common: Vec<&String> = after
        .table
        .units
        .iter()
        .filter(|unit| before.table.units.contains(unit))
        .collect();
    let frameworks = [before.framework, after.framework];
    let tables = [before.table, after.table];
    // Runs in which the unit's own data are of the same edition as the others', by method and data.
    let whole = |method: usize, data: usize| build(frameworks[method], tables[data]);
    let whole = [[whole(0, 0)?, whole(0, 1)?], [whole(1, 0)?, whole(1, 1)?]];
    let mut changes = Vec::with_capacity(common.len());
    for unit in common {
        // Indexed by method, own data, other units.
        let mut results = [[[None; 2]; 2]; 2];
        for (method, results) in results.iter_mut().enumerate() {
            for (own, results) in results.iter_mut().enumerate() {
                for (others, result) in results.iter_mut().enumerate() {
                    *result = if own == others {
                        placed(&whole[method][own], unit)
                    } else {
                        let mixed = with_row(tables[others], tables[own], unit);
                        placed(&build(frameworks[method], &mixed)?, unit)
                    };
                }
            }
        }
        changes.push((unit.clone(), shapley(&results)));
    }
    Ok(changes)
}

/// The rank (with its sign turned, so that more is better) and the score of a unit.
fn placed(run: &Run, unit: &str) -> Option<(f64, f64)> {
    let at = run.units.iter().position(|name| name == unit)?;
    let index = run.index();
    Some((-f64::from(index.ranks[at]?), index.scores[at]))
}

/// `others` with the row of `unit` taken from `own`; columns that only `own` has are left out, and in those
/// that only `others` has the unit keeps nothing.
fn with_row(others: &Table, own: &Table, unit: &str) -> Table {
    let mut mixed = others.clone();
    let (Some(to), Some(from)) = (
        others.units.iter().position(|name| name == unit),
        own.units.iter().position(|name| name == unit),
    ) else {
        return mixed;
    };
    for column in &mut mixed.columns {
        let twin = own.columns.iter().find(|twin| twin.id == column.id);
        column.values[to] = twin.map_or(f64::NAN, |twin| twin.values[from]);
    }
    mixed
}

type Results = [[[Option<(f64, f64)>; 2]; 2]; 2];

/// The Shapley value of the three causes.
fn shapley(results: &Results) -> Option<Change> {
    let mut values = [(0.0, 0.0); 8];
    for (coalition, value) in values.iter_mut().enumerate() {
        *value = results[coalition & 1][coalition >> 1 & 1][coalition >> 2 & 1]?;
    }
    let share = |cause: usize| {
        let bit = 1 << cause;
        let mut share = (0.0, 0.0);
        for coalition in (0..8_usize).filter(|coalition| coalition & bit == 0) {
            // 0, 1 or 2 causes have changed before: 2, 1 and 2 of the six orders each.
            let chance = [2.0, 1.0, 2.0][coalition.count_ones() as usize] / 6.0;
            let (with, without) = (values[coalition | bit], values[coalition]);
            share.0 += chance * (with.0 - without.0);
            share.1 += chance * (with.1 - without.1);
        }
        share
    };
    Some(Change {
        places: values[7].0 - values[0].0,
        points: values[7].1 - values[0].1,
        method: share(0),
        own_data: share(1),
        other_units: share(2),
    })
}

/// Computes `framework` over the data of several editions at once, so that all are treated, normalised and
/// weighted alike and scores compare over time. Gives a run an edition; scores are on the common scale,
/// ranks are within the edition.
///
/// # Errors
/// As [`build`]: a column is missing in some edition, or the stacked table cannot be computed.
pub fn pooled(framework: &Framework, editions: &[(&str, &Table)]) -> Result<Vec<Run>, BuildError> {
    let stacked = stack(editions);
    let whole = build(framework, &stacked)?;
    let mut first = 0;
    let runs = editions.iter().map(|(_, table)| {
        let rows = first..first + table.units.len();
        first = rows.end;
        part(&whole, rows, table)
    });
    Ok(runs.collect())
}

/// The rows of all editions below each other, units marked by their edition; a column that an edition
/// lacks is missing there.
fn stack(editions: &[(&str, &Table)]) -> Table {
    let mut ids: Vec<&str> = Vec::new();
    let mut texts: Vec<&str> = Vec::new();
    for (_, table) in editions {
        for column in &table.columns {
            if !ids.contains(&column.id.as_str()) {
                ids.push(&column.id);
            }
        }
        for column in &table.texts {
            if !texts.contains(&column.id.as_str()) {
                texts.push(&column.id);
            }
        }
    }
    ids.retain(|id| !texts.contains(id));
    let numbers = ids.into_iter().map(|id| {
        let values = editions.iter().flat_map(|(_, table)| {
            let column = table.columns.iter().find(|column| column.id == id);
            column.map_or(vec![f64::NAN; table.units.len()], |column| {
                column.values.clone()
            })
        });
        Column {
            id: id.to_owned(),
            values: values.collect(),
        }
    });
    let texts = texts.into_iter().filter_map(|id| {
        let values: Vec<Option<String>> = editions
            .iter()
            .flat_map(
                |(_, table)| match table.texts.iter().find(|text| text.id == id) {
                    Some(text) => text.values.clone(),
                    None => vec![None; table.units.len()],
                },
            )
            .collect();
        let mut before = 0;
        let first_text = editions.iter().find_map(|(_, table)| {
            let text = table.texts.iter().find(|text| text.id == id);
            let at = text.map(|text| before + text.first_text);
            before += table.units.len();
            at
        })?;
        Some(TextColumn {
            id: id.to_owned(),
            values,
            first_text,
        })
    });
    Table {
        units: editions
            .iter()
            .flat_map(|(edition, table)| {
                table
                    .units
                    .iter()
                    .map(move |unit| format!("{unit} ({edition})"))
            })
            .collect(),
        columns: numbers.collect(),
        texts: texts.collect(),
        origin: None,
    }
}

/// The rows of one edition of a stacked run.
fn part(whole: &Run, rows: std::ops::Range<usize>, table: &Table) -> Run {
    let mut run = whole.clone();
    run.units = table.units.clone();
    for group in &mut run.groups {
        group.values = group.values[rows.clone()].to_vec();
    }
    for matrix in [&mut run.treated, &mut run.normalised] {
        let mut of_edition = crate::Matrix::missing(rows.len(), matrix.columns());
        for column in 0..matrix.columns() {
            let values = &matrix.column(column)[rows.clone()];
            of_edition.column_mut(column).copy_from_slice(values);
        }
        *matrix = of_edition;
    }
    for node in &mut run.nodes {
        node.scores = node.scores[rows.clone()].to_vec();
        node.coverage = node.coverage[rows.clone()].to_vec();
        let tolerance = if node.level == 1 {
            0.0
        } else {
            crate::rank::SUM_ROUNDING
        };
        node.ranks = ranks(&node.scores, tolerance);
    }
    run
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAMEWORK: &str = r#"
        [framework]
        id = "f"
        edition = "1"
        name = "f"
        [method]
        normalisation = { kind = "min-max", low = 0, high = 100 }
        [[node]]
        id = "index"
        name = "index"
        [[indicator]]
        id = "x"
        parent = "index"
        name = "x"
        direction = "positive"
        [[indicator]]
        id = "y"
        parent = "index"
        name = "y"
        direction = "positive"
    "#;

    fn framework(text: &str) -> Framework {
        Framework::parse(text, "f.toml").unwrap()
    }

    fn table(text: &str) -> Table {
        Table::from_csv(text, "d.csv").unwrap()
    }

    #[test]
    fn worked_example() {
        let framework = framework(FRAMEWORK);
        let before = table("unit,x,y\na,5,5\nb,4,4\nc,3,3\nlow,0,0\nhigh,10,10\n");
        let after = table("unit,x,y\na,5,5\nb,6,6\nc,7,7\nlow,0,0\nhigh,10,10\n");
        let edition = |table| Edition {
            framework: &framework,
            table,
        };
        let changes = change(edition(&before), edition(&after)).unwrap();
        let (name, a) = &changes[0];
        let a = a.unwrap();
        assert_eq!((name.as_str(), a.places), ("a", -2.0));
        assert_eq!((a.method.0, a.own_data.0), (0.0, 0.0));
        assert!((a.other_units.0 + 2.0).abs() < 1e-12);
        let c = changes[2].1.unwrap();
        assert!((c.places - 2.0).abs() < 1e-12 && c.own_data.0 > 0.0);
    }

    #[test]
    fn the_parts_sum_to_the_change() {
        let first = framework(FRAMEWORK);
        let second =
            framework(&FRAMEWORK.replace("id = \"y\"\n", "id = \"y\"\n        weight = 3.0\n"));
        let before = table("unit,x,y\na,5,1\nb,4,9\nc,3,3\nd,0,2\ngone,10,0\n");
        let after = table("unit,x,y\nb,6,2\na,1,5\nnew,8,8\nd,0,9\nc,2,7\n");
        let changes = change(
            Edition {
                framework: &first,
                table: &before,
            },
            Edition {
                framework: &second,
                table: &after,
            },
        )
        .unwrap();
        let names: Vec<&str> = changes.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["b", "a", "d", "c"]);
        let (old, new) = (
            build(&first, &before).unwrap(),
            build(&second, &after).unwrap(),
        );
        for (name, change) in changes {
            let change = change.unwrap();
            let parts = [change.method, change.own_data, change.other_units];
            assert!((parts.iter().map(|part| part.0).sum::<f64>() - change.places).abs() < 1e-9);
            assert!((parts.iter().map(|part| part.1).sum::<f64>() - change.points).abs() < 1e-9);
            let (before, after) = (placed(&old, &name).unwrap(), placed(&new, &name).unwrap());
            assert_eq!(change.places, after.0 - before.0);
        }
    }

    #[test]
    fn a_column_that_the_old_data_lack_is_named() {
        let first = framework(FRAMEWORK);
        let second = framework(&FRAMEWORK.replace("id = \"y\"", "id = \"z\""));
        let before = table("unit,x,y\na,5,1\nb,4,9\n");
        let after = table("unit,x,z\na,5,1\nb,4,9\n");
        let error = change(
            Edition {
                framework: &first,
                table: &before,
            },
            Edition {
                framework: &second,
                table: &after,
            },
        )
        .unwrap_err();
        assert!(error.to_string().contains('y') || error.to_string().contains('z'));
    }

    #[test]
    fn pooled_editions_share_one_scale() {
        let framework = framework(FRAMEWORK);
        let before = table("unit,x,y\na,0,0\nb,5,5\n");
        let after = table("unit,x,y,note\na,5,5,new\nb,10,10,\n");
        let runs = pooled(&framework, &[("2023", &before), ("2024", &after)]).unwrap();
        assert_eq!(runs[0].index().scores, [0.0, 50.0]);
        assert_eq!(runs[1].index().scores, [50.0, 100.0]);
        assert_eq!(runs[1].index().ranks, [Some(2), Some(1)]);
        assert_eq!(runs[0].units, ["a", "b"]);
        assert_eq!(runs[1].normalised.rows(), 2);
    }
}
