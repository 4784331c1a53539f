//! `jushu clusters autocorrelation`.

use std::collections::HashMap;
use std::num::NonZero;
use std::path::Path;

use jushu_clusters::autocorrelation::significance::{
    false_discovery_rate, normal_one_sided, normal_two_sided,
};
use jushu_clusters::autocorrelation::{
    AutocorrelationError, Global, Local, Permutations, bivariate_moran, geary, getis_ord,
    join_counts, local_bivariate_moran, local_geary, local_getis_ord, local_join_counts,
    local_moran, moran,
};
use jushu_clusters::weights::{Shape, Standardisation, Weights, WeightsError};
use jushu_clusters::{CsvText, Names};
use serde_json::json;

use super::super::{PlainError, write_results};
use super::hotspots::unknown;
use super::manifest;
use super::points::Rows;

/// What may be chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AutocorrelationOptions {
    /// How weights are rescaled.
    pub standardisation: Standardisation,
    /// Permutations, their seed and threads.
    pub permutations: Permutations,
    /// Whether each pair of variables is compared too.
    pub bivariate: bool,
}

impl AutocorrelationOptions {
    /// As the command line gives them.
    pub fn new(
        standardisation: Standardisation,
        permutations: usize,
        seed: u64,
        bivariate: bool,
    ) -> AutocorrelationOptions {
        AutocorrelationOptions {
            standardisation,
            permutations: Permutations {
                count: permutations,
                seed,
                threads: std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN),
            },
            bivariate,
        }
    }
}

/// A global statistic of a variable.
#[derive(Debug, Clone, PartialEq)]
pub struct GlobalRow {
    /// The variable, or two of them.
    pub variable: String,
    /// The statistic.
    pub statistic: &'static str,
    /// Its value and inference.
    pub global: Global,
}

/// Global statistics, and what the weights look like.
#[derive(Debug, Clone, PartialEq)]
pub struct Autocorrelation {
    /// The global statistics.
    pub global: Vec<GlobalRow>,
    /// The shape of the weights.
    pub shape: Shape,
    /// What a reader should know.
    pub notes: Vec<Names>,
}

/// Columns of local statistics, a column a statistic and quantity.
struct Column {
    name: String,
    cells: Vec<Option<f64>>,
}

/// Measures the autocorrelation of each column of `values` over `weights` and writes it into `out`.
pub fn autocorrelation(
    values: &Path,
    weights: &Path,
    options: &AutocorrelationOptions,
    out: &Path,
) -> Result<Autocorrelation, PlainError> {
    let values = Rows::read(values)?;
    let id = values.column("id")?;
    let (weights, weights_input) = read_weights(weights, &values.by_id(id)?)?;
    let weights = weights.standardised(options.standardisation);
    let shape = weights.shape();
    let mut notes = shape_notes(&shape, |unit| values.text(unit, id).to_owned());
    let variables: Vec<usize> = (0..values.headings().len())
        .filter(|&column| column != id)
        .collect();
    if variables.is_empty() {
        return Err(PlainError::NoColumn {
            path: values.path().to_path_buf(),
            column: "value".into(),
        });
    }
    let mut global = Vec::new();
    let mut local = LocalCsv::default();
    let mut columns = Vec::new();
    for &column in &variables {
        let cells: Vec<Option<f64>> = (0..values.len())
            .map(|row| values.number(row, column))
            .collect::<Result<_, _>>()?;
        columns.push(cells);
    }
    let on = |cells: &[&Vec<Option<f64>>]| -> (Vec<usize>, Weights) {
        let known: Vec<usize> = (0..values.len())
            .filter(|&unit| cells.iter().all(|cells| cells[unit].is_some()))
            .collect();
        let among = if known.len() == values.len() {
            weights.clone()
        } else {
            // What is missing takes its links with it; the rows are rescaled without it.
            weights
                .among(&known)
                .standardised(match options.standardisation {
                    Standardisation::Binary => Standardisation::Original,
                    other => other,
                })
        };
        (known, among)
    };
    for (&column, cells) in variables.iter().zip(&columns) {
        let name = &values.headings()[column];
        let (known, weights) = on(&[cells]);
        let missing = values.len() - known.len();
        if missing > 0 {
            notes.push(Names::new(
                format!("变量“{name}”有 {missing} 个单元没有取值：不参加计算，其相邻关系一并去掉"),
                format!("variable \"{name}\" is missing in {missing} units: they take no part, nor do their links"),
            ));
        }
        let numbers: Vec<f64> = known.iter().filter_map(|&unit| cells[unit]).collect();
        let wrong = |error: AutocorrelationError| {
            let message = error.message();
            let (zh, en) = (
                format!("变量“{name}”：{}", message.zh),
                format!("variable \"{name}\": {}", message.en),
            );
            match error {
                AutocorrelationError::Missing { unit }
                | AutocorrelationError::Negative { unit }
                | AutocorrelationError::NotBinary { unit } => {
                    values.wrong(known[unit], crate::config::Names::new(zh, en))
                }
                _ => values.wrong_file(Names::new(zh, en)),
            }
        };
        let permutations = &options.permutations;
        let mut push = |statistic, found: Global| {
            global.push(GlobalRow {
                variable: name.clone(),
                statistic,
                global: found,
            });
        };
        push(
            "moran",
            moran(&weights, &numbers, permutations).map_err(wrong)?,
        );
        push(
            "geary",
            geary(&weights, &numbers, permutations).map_err(wrong)?,
        );
        match getis_ord(&weights, &numbers, permutations) {
            Ok(found) => push("getis_ord_g", found),
            Err(
                error @ (AutocorrelationError::Negative { .. }
                | AutocorrelationError::TooFew { .. }),
            ) => {
                let message = error.message();
                notes.push(Names::new(
                    format!("变量“{name}”没有全局 G：{}", message.zh),
                    format!("variable \"{name}\" has no general G: {}", message.en),
                ));
            }
            Err(error) => return Err(wrong(error)),
        }
        let binary = numbers.iter().all(|value| *value == 0.0 || *value == 1.0);
        if binary {
            let counts = join_counts(&weights, &numbers, permutations).map_err(wrong)?;
            push("join_count_bb", counts.black_black);
            push("join_count_ww", counts.white_white);
            push("join_count_bw", counts.black_white);
        }
        let table = local_columns(&weights, &numbers, permutations, binary).map_err(wrong)?;
        local.add(name, &known, &numbers, &table, |unit| {
            values.text(unit, id).to_owned()
        });
    }
    let mut pairs = Vec::new();
    if options.bivariate {
        for (x, x_cells) in variables.iter().zip(&columns) {
            for (y, y_cells) in variables.iter().zip(&columns).filter(|(y, _)| *y != x) {
                let (known, weights) = on(&[x_cells, y_cells]);
                let of = |cells: &[Option<f64>]| {
                    known
                        .iter()
                        .filter_map(|&unit| cells[unit])
                        .collect::<Vec<f64>>()
                };
                let (first, second) = (of(x_cells), of(y_cells));
                let name = format!("{}~{}", values.headings()[*x], values.headings()[*y]);
                let wrong = |error: AutocorrelationError| {
                    let message = error.message();
                    values.wrong_file(Names::new(
                        format!("变量“{name}”：{}", message.zh),
                        format!("variables \"{name}\": {}", message.en),
                    ))
                };
                let found = bivariate_moran(&weights, &first, &second, &options.permutations)
                    .map_err(wrong)?;
                global.push(GlobalRow {
                    variable: name.clone(),
                    statistic: "bivariate_moran",
                    global: found,
                });
                let found = local_bivariate_moran(&weights, &first, &second, &options.permutations)
                    .map_err(wrong)?;
                pairs.push((name, known, found));
            }
        }
    }
    let mut texts = vec![
        ("global.csv", global_csv(&global)),
        ("local.csv", local.into_text()),
    ];
    if options.bivariate {
        texts.push((
            "local_bivariate.csv",
            bivariate_csv(&pairs, |unit| values.text(unit, id)),
        ));
    }
    let parameters = json!({
        "standardisation": standardisation_id(options.standardisation),
        "permutations": options.permutations.count,
        "seed": options.permutations.seed,
    });
    let inputs = json!({ "values": values.input, "weights": weights_input });
    let mut manifest = manifest("autocorrelation", parameters, inputs, &notes);
    manifest.insert(
        "weights".into(),
        json!({
            "units": shape.units,
            "links": shape.links,
            "islands": shape.islands.len(),
            "asymmetric_links": shape.asymmetric,
            "links_with_oneself": shape.own,
            "components": shape.components,
            "fewest_neighbours": shape.neighbours.0,
            "most_neighbours": shape.neighbours.1,
        }),
    );
    write_results(out, texts, manifest)?;
    Ok(Autocorrelation {
        global,
        shape,
        notes,
    })
}

pub(super) fn standardisation_id(how: Standardisation) -> &'static str {
    match how {
        Standardisation::Original => "original",
        Standardisation::Binary => "binary",
        Standardisation::Row => "row",
        Standardisation::Global => "global",
        Standardisation::VarianceStabilising => "variance-stabilising",
    }
}

/// Weights by the positions of ids, and what the manifest says of their file.
pub(super) fn read_weights(
    path: &Path,
    by_id: &HashMap<&str, usize>,
) -> Result<(Weights, serde_json::Value), PlainError> {
    let rows = Rows::read(path)?;
    let [i, j, w] = ["i", "j", "w"].map(|column| rows.column(column));
    let (i, j, w) = (i?, j?, w?);
    let find = |row: usize, column: usize| {
        let id = rows.text(row, column);
        by_id
            .get(id)
            .copied()
            .ok_or_else(|| rows.wrong(row, unknown(id)))
    };
    let links: Vec<(usize, usize, f64)> = (0..rows.len())
        .map(|row| Ok((find(row, i)?, find(row, j)?, rows.given(row, w)?)))
        .collect::<Result<_, PlainError>>()?;
    let weights = Weights::from_links(by_id.len(), &links).map_err(|error| match error {
        WeightsError::Value { link, .. } | WeightsError::Twice { link } => {
            rows.wrong(link, error.message().into())
        }
        _ => rows.wrong_file(error.message()),
    })?;
    Ok((weights, rows.input))
}

/// What a reader should know about the shape of weights.
pub(super) fn shape_notes(shape: &Shape, name: impl Fn(usize) -> String) -> Vec<Names> {
    let mut notes = Vec::new();
    if !shape.islands.is_empty() {
        let first: Vec<String> = shape
            .islands
            .iter()
            .take(5)
            .map(|&unit| name(unit))
            .collect();
        let (count, first) = (shape.islands.len(), first.join(", "));
        notes.push(Names::new(
            format!("{count} 个单元没有相邻单元（{first}…）：计入单元数，没有局部统计量"),
            format!("{count} units have no neighbour ({first}…): they count among the units and have no local statistics"),
        ));
    }
    if shape.asymmetric > 0 {
        notes.push(Names::new(
            format!(
                "{} 条权重不对称（反向没有或不同）；照给定的方向计算",
                shape.asymmetric
            ),
            format!(
                "{} links have no equal opposite; they are taken in the direction given",
                shape.asymmetric
            ),
        ));
    }
    if shape.own > 0 {
        notes.push(Names::new(
            format!("{} 条权重指向单元自身：只用于 G*", shape.own),
            format!(
                "{} links of a unit with itself: they are used by G* alone",
                shape.own
            ),
        ));
    }
    notes
}

fn global_csv(rows: &[GlobalRow]) -> String {
    let mut csv = CsvText::new([
        "variable",
        "statistic",
        "value",
        "expected",
        "variance_normality",
        "variance_randomisation",
        "z_normality",
        "z_randomisation",
        "p_normality_one_sided",
        "p_normality_two_sided",
        "p_analytic_one_sided",
        "p_analytic_two_sided",
        "permutation_mean",
        "permutation_standard_deviation",
        "p_permutation_one_sided",
        "p_permutation_two_sided",
    ]);
    for GlobalRow {
        variable,
        statistic,
        global,
    } in rows
    {
        let normality = global.score(global.variance_normality);
        let randomisation = global.score(global.variance_randomisation);
        let permuted = global.permuted;
        csv.text(variable)
            .text(statistic)
            .number(global.value)
            .number(global.expected)
            .number(global.variance_normality)
            .number(global.variance_randomisation)
            .number(normality)
            .number(randomisation)
            .number(normality.map(normal_one_sided))
            .number(normality.map(normal_two_sided))
            .number(randomisation.map(normal_one_sided))
            .number(randomisation.map(normal_two_sided))
            .number(permuted.map(|permuted| permuted.mean))
            .number(permuted.map(|permuted| permuted.standard_deviation))
            .number(permuted.map(|permuted| permuted.p_one_sided))
            .number(permuted.map(|permuted| permuted.p_two_sided))
            .end_row();
    }
    csv.into_text()
}

/// The columns of local statistics of one variable, and the quadrants.
fn local_columns(
    weights: &Weights,
    values: &[f64],
    permutations: &Permutations,
    binary: bool,
) -> Result<(Vec<Column>, Vec<&'static str>), AutocorrelationError> {
    let mut columns = Vec::new();
    let mut push = |name: &str, cells: Vec<Option<f64>>| {
        columns.push(Column {
            name: name.to_owned(),
            cells,
        })
    };
    let found = local_moran(weights, values, permutations)?;
    let quadrants = found
        .iter()
        .map(|one| one.quadrant.map_or("", |quadrant| quadrant.id()))
        .collect();
    push("lag", found.iter().map(|one| one.lag).collect());
    push(
        "local_moran",
        found.iter().map(|one| one.local.value).collect(),
    );
    push(
        "local_moran_sample_variance",
        found.iter().map(|one| one.with_sample_variance).collect(),
    );
    push(
        "expected_randomisation",
        found
            .iter()
            .map(|one| one.randomisation.map(|moments| moments.0))
            .collect(),
    );
    push(
        "variance_randomisation",
        found
            .iter()
            .map(|one| one.randomisation.map(|moments| moments.1))
            .collect(),
    );
    let locals: Vec<Local> = found.into_iter().map(|one| one.local).collect();
    inference(&mut push, "", &locals);
    let found = local_geary(weights, values, permutations)?;
    push("local_geary", found.iter().map(|one| one.value).collect());
    inference(&mut push, "local_geary_", &found);
    let found = local_getis_ord(weights, values, permutations)?;
    let (g, star): (Vec<Local>, Vec<Local>) = found
        .iter()
        .map(|one| (one.g.clone(), one.g_star.clone()))
        .unzip();
    push("getis_ord_g", g.iter().map(|one| one.value).collect());
    push(
        "getis_ord_g_z",
        found.iter().map(|one| one.g_score).collect(),
    );
    scored(
        &mut push,
        "getis_ord_g_",
        &g,
        found.iter().map(|one| one.g_score).collect(),
    );
    push(
        "getis_ord_g_star",
        star.iter().map(|one| one.value).collect(),
    );
    push(
        "getis_ord_g_star_z",
        found.iter().map(|one| one.g_star_score).collect(),
    );
    scored(
        &mut push,
        "getis_ord_g_star_",
        &star,
        found.iter().map(|one| one.g_star_score).collect(),
    );
    let found = if binary {
        local_join_counts(weights, values, permutations)?
    } else {
        Vec::new()
    };
    let join = |read: &dyn Fn(&Local) -> Option<f64>| {
        (0..values.len())
            .map(|unit| found.get(unit).and_then(read))
            .collect::<Vec<_>>()
    };
    push("local_join_count", join(&|one| one.value));
    push(
        "local_join_count_p_permutation_one_sided",
        join(&|one| one.permuted.map(|p| p.0)),
    );
    push(
        "local_join_count_p_permutation_two_sided",
        join(&|one| one.permuted.map(|p| p.1)),
    );
    Ok((columns, quadrants))
}

/// The conditional moments, z-score and p-values of a local statistic.
fn inference(push: &mut impl FnMut(&str, Vec<Option<f64>>), prefix: &str, locals: &[Local]) {
    push(
        &format!("{prefix}expected"),
        locals
            .iter()
            .map(|one| one.conditional.map(|moments| moments.0))
            .collect(),
    );
    push(
        &format!("{prefix}variance"),
        locals
            .iter()
            .map(|one| one.conditional.map(|moments| moments.1))
            .collect(),
    );
    let scores: Vec<Option<f64>> = locals.iter().map(Local::score).collect();
    push(&format!("{prefix}z"), scores.clone());
    scored(push, prefix, locals, scores);
}

/// P-values, and those adjusted for the number of units: of the permutations where there are any.
fn scored(
    push: &mut impl FnMut(&str, Vec<Option<f64>>),
    prefix: &str,
    locals: &[Local],
    scores: Vec<Option<f64>>,
) {
    let analytic: Vec<Option<f64>> = scores
        .iter()
        .map(|score| score.map(normal_two_sided))
        .collect();
    let two_sided: Vec<Option<f64>> = locals.iter().map(|one| one.permuted.map(|p| p.1)).collect();
    push(
        &format!("{prefix}p_analytic_one_sided"),
        scores
            .iter()
            .map(|score| score.map(normal_one_sided))
            .collect(),
    );
    push(&format!("{prefix}p_analytic_two_sided"), analytic.clone());
    push(
        &format!("{prefix}p_permutation_one_sided"),
        locals.iter().map(|one| one.permuted.map(|p| p.0)).collect(),
    );
    push(
        &format!("{prefix}p_permutation_two_sided"),
        two_sided.clone(),
    );
    let permuted = two_sided.iter().any(Option::is_some);
    push(
        &format!("{prefix}p_fdr"),
        false_discovery_rate(if permuted { &two_sided } else { &analytic }),
    );
}

/// The text of local.csv, a row a unit and variable.
#[derive(Default)]
struct LocalCsv(Option<CsvText>);

impl LocalCsv {
    fn add(
        &mut self,
        variable: &str,
        known: &[usize],
        values: &[f64],
        (columns, quadrants): &(Vec<Column>, Vec<&'static str>),
        id: impl Fn(usize) -> String,
    ) {
        let csv = self.0.get_or_insert_with(|| {
            let first = ["id", "variable", "value", "quadrant"];
            CsvText::new(
                first
                    .into_iter()
                    .chain(columns.iter().map(|column| column.name.as_str())),
            )
        });
        for (position, &unit) in known.iter().enumerate() {
            csv.text(&id(unit))
                .text(variable)
                .number(values[position])
                .text(quadrants[position]);
            for column in columns {
                csv.number(column.cells[position]);
            }
            csv.end_row();
        }
    }

    fn into_text(self) -> String {
        self.0.map_or_else(String::new, CsvText::into_text)
    }
}

fn bivariate_csv<'a>(
    pairs: &[(String, Vec<usize>, Vec<Local>)],
    id: impl Fn(usize) -> &'a str,
) -> String {
    let mut columns = Vec::new();
    let mut csv = CsvText::new([
        "id",
        "variables",
        "local_bivariate_moran",
        "expected",
        "variance",
        "z",
        "p_analytic_one_sided",
        "p_analytic_two_sided",
        "p_permutation_one_sided",
        "p_permutation_two_sided",
        "p_fdr",
    ]);
    for (name, known, locals) in pairs {
        columns.clear();
        inference(&mut |_, cells| columns.push(cells), "", locals);
        for (position, &unit) in known.iter().enumerate() {
            csv.text(id(unit)).text(name).number(locals[position].value);
            for cells in &columns {
                csv.number(cells[position]);
            }
            csv.end_row();
        }
    }
    csv.into_text()
}
