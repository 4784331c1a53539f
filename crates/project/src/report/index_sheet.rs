//! The index of a run as the live sheets of a workbook need it.

use std::path::PathBuf;

use jushu_index::aggregation::AggregationSpec;
use jushu_index::normalisation::{FittedNormalisation, NormalisationSpec};
use jushu_index::normalisation::{Orientation as Oriented, RankScale, Truncation as Truncated};
use jushu_index::treatment::FittedTreatment;
use jushu_index::{
    BuildError, ColumnParameters, CoverageOf, Direction, FitOver, Framework, FrameworkError,
    Indicator, Matrix, NodeResult, Run, Table, TableError, TreatmentOrder,
};
use jushu_report::Language;
use jushu_report::workbook::{
    Aggregation, Counts, Ends, IndexIndicator, IndexNode, IndexNodeKind, IndexSheet, Orientation,
    Places, Scale, Truncation,
};

use crate::config::Names;
use crate::evidence::{Evidence, UnitSetEvidence};

/// The index of a run cannot be computed again from its files.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message().en)]
pub enum IndexSheetError {
    /// The values of the run cannot be read.
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The values make no table.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The framework does not fit the unit set.
    #[error(transparent)]
    Framework(#[from] FrameworkError),
    /// The index cannot be built.
    #[error(transparent)]
    Build(#[from] BuildError),
}

impl IndexSheetError {
    /// The message in both languages.
    pub fn message(&self) -> Names {
        match self {
            IndexSheetError::Unreadable { path, source } => Names::new(
                format!("不能读取：{source}；请重新运行 `jushu run`"),
                format!("cannot be read: {source}; run `jushu run` again"),
            )
            .in_file(path),
            IndexSheetError::Table(error) => error.message().into(),
            IndexSheetError::Framework(error) => error.message().into(),
            IndexSheetError::Build(error) => error.message().into(),
        }
    }
}

/// A live index for every unit set of the run.
///
/// # Errors
/// [`IndexSheetError`]: the files of the run do not give the index again.
pub fn index_sheets(
    evidence: &Evidence,
    framework: &Framework,
) -> Result<Vec<IndexSheet>, IndexSheetError> {
    let language = evidence.language;
    let of_set = |set: &UnitSetEvidence| {
        let path = evidence.results.folder.join(&set.entry.id).join("data.csv");
        let text = std::fs::read_to_string(&path).map_err(|source| {
            let path = path.clone();
            IndexSheetError::Unreadable { path, source }
        })?;
        let table = Table::from_csv(&text, &path.display().to_string())?;
        let narrowed = framework.for_unit_set(&set.entry.id)?;
        let run = jushu_index::build(&narrowed, &table)?;
        let code = |unit: &String| {
            let place = set.places.iter().find(|place| place.name == *unit);
            place.map_or_else(
                || (String::new(), unit.clone()),
                |place| {
                    let name = match language {
                        Language::Zh => unit.clone(),
                        Language::En => evidence.short_name(place).to_string(),
                    };
                    (place.code.to_string(), name)
                },
            )
        };
        let units = run.units.iter().map(code).collect();
        let name = unit_set_name(set, language);
        Ok(index_sheet(&narrowed, &run, name, units, language))
    };
    evidence.unit_sets.iter().map(of_set).collect()
}

/// What a unit set is called: 31 个省级行政区.
pub(super) fn unit_set_name(set: &UnitSetEvidence, language: Language) -> String {
    let units = set.entry.units;
    match (set.entry.id.split('-').next(), language) {
        (Some("provinces"), Language::Zh) => format!("{units} 个省级行政区"),
        (Some("provinces"), Language::En) => format!("{units} provinces"),
        (Some("cities"), Language::Zh) => format!("{units} 个城市"),
        (Some("cities"), Language::En) => format!("{units} cities"),
        _ => set.entry.id.clone(),
    }
}

/// The live index of one run. `units` are code and name of the units of the run.
pub fn index_sheet(
    framework: &Framework,
    run: &Run,
    name: String,
    units: Vec<(String, String)>,
    language: Language,
) -> IndexSheet {
    let pick = |names: &jushu_index::Names| language.pick(&names.zh, &names.en).to_string();
    let indicators = run
        .parameters
        .columns
        .iter()
        .enumerate()
        .filter_map(|(at, parameters)| {
            let mut definitions = framework.indicators.iter();
            let definition = definitions.find(|one| one.id == parameters.indicator)?;
            Some(indicator(
                framework, run, definition, parameters, at, language,
            ))
        })
        .collect();
    // The indicators under a node stand together.
    let mut under: Vec<Option<std::ops::Range<usize>>> = vec![None; run.nodes.len()];
    for (position, &node) in run.indicators.iter().enumerate() {
        let mut above = Some(node);
        while let Some(at) = above {
            let start = under[at].as_ref().map_or(position, |range| range.start);
            under[at] = Some(start..position + 1);
            above = run.nodes[at].parent;
        }
    }
    let nodes = run
        .nodes
        .iter()
        .enumerate()
        .map(|(at, node)| IndexNode {
            id: node.id.clone(),
            name: pick(&node.name),
            parent: node.parent,
            weight: node.weight,
            kind: match run.indicators.iter().position(|&indicator| indicator == at) {
                Some(position) => IndexNodeKind::Indicator(position),
                None => inner(
                    framework,
                    run,
                    at,
                    under[at].clone().unwrap_or_default(),
                    language,
                ),
            },
            scores: numbers(&node.scores),
            ranks: node.ranks.clone(),
        })
        .collect();
    let weighting = framework.method.weighting.about();
    // A method whose name says so already is not marked twice.
    let said = ["推定", "inferred"]
        .iter()
        .any(|word| weighting.name.zh.contains(word) || weighting.name.en.contains(word));
    let inferred = match weighting.inferred && !said {
        true => language.pick("（推定）", " (inferred)"),
        false => "",
    };
    let method = pick(&weighting.name);
    let note = match language {
        Language::Zh => format!(
            "初始权重由“{method}”{inferred}得出；改动指标数值时，名次随之重算，权重不会重新导出。"
        ),
        Language::En => format!(
            "The weights at first are those of {method}{inferred}. When values are changed, ranks follow, but weights are not derived anew."
        ),
    };
    IndexSheet {
        name,
        title: pick(&framework.name),
        units,
        indicators,
        nodes,
        notes: vec![note],
    }
}

fn numbers(values: &[f64]) -> Vec<Option<f64>> {
    values
        .iter()
        .map(|value| value.is_finite().then_some(*value))
        .collect()
}

fn column(matrix: &Matrix, at: usize) -> Vec<Option<f64>> {
    numbers(matrix.column(at))
}

fn indicator(
    framework: &Framework,
    run: &Run,
    definition: &Indicator,
    parameters: &ColumnParameters,
    at: usize,
    language: Language,
) -> IndexIndicator {
    let pick = |names: &Option<jushu_index::Names>| {
        let names = names.as_ref();
        names.map_or_else(String::new, |names| {
            language.pick(&names.zh, &names.en).to_string()
        })
    };
    let method = definition.normalisation.as_ref();
    let method = method.unwrap_or(&framework.method.normalisation);
    let name = &method.about().name;
    let direction = match definition.direction {
        Direction::Positive => language.pick("正向", "more is better"),
        Direction::Negative => language.pick("负向", "less is better"),
        Direction::Optimal { .. } => language.pick("适度", "an interval is best"),
    };
    IndexIndicator {
        unit: pick(&definition.unit),
        definition: pick(&definition.definition),
        source: definition.source.clone().unwrap_or_default(),
        direction: direction.to_string(),
        values: column(&run.denominated, at),
        treated: column(&run.treated, at),
        orientation: match parameters.orientation {
            Oriented::Positive => Orientation::Positive,
            Oriented::Negative => Orientation::Negative,
            Oriented::Optimal { low, high } => Orientation::Optimal { low, high },
        },
        scale: scale(framework, method, parameters, language),
        method: language.pick(&name.zh, &name.en).to_string(),
    }
}

fn scale(
    framework: &Framework,
    method: &NormalisationSpec,
    parameters: &ColumnParameters,
    language: Language,
) -> Scale {
    let values = |zh, en| Scale::Values(language.pick(zh, en).to_string());
    let own = framework.method.fit == FitOver::Own;
    let treated_after = parameters.treat == TreatmentOrder::After
        && parameters.treatment != FittedTreatment::default();
    if treated_after {
        return values(
            "无量纲化之后又处理了异常值",
            "outliers are treated after normalisation",
        );
    }
    let Ok(fitted) = &parameters.normalisation else {
        return values(
            "没有数据或取值全部相同，不参与合成",
            "no data, or all values the same: left out of the index",
        );
    };
    match fitted {
        FittedNormalisation::Linear(linear) => {
            let span = 2.0 * linear.half_span;
            if !span.is_finite() {
                return values("数值过大", "the values are too large");
            }
            Scale::Linear {
                ends: match method {
                    NormalisationSpec::MinMax(_) if own => Ends::MinMax,
                    _ => Ends::Fixed,
                },
                origin: linear.origin,
                span,
                low: linear.low,
                size: linear.size,
                truncation: truncation(linear.truncation),
            }
        }
        FittedNormalisation::Ranks { .. } if !own => {
            values("名次取自多个版次", "ranks are taken over several editions")
        }
        FittedNormalisation::Ranks { .. }
            if matches!(parameters.orientation, Oriented::Optimal { .. }) =>
        {
            values("适度指标的名次", "ranks of distances from an interval")
        }
        FittedNormalisation::Ranks { scale, .. } => Scale::Ranks(match *scale {
            RankScale::Rank => Places::Rank,
            RankScale::Borda => Places::Borda,
            RankScale::Percentile { high } => Places::Percentile(high),
        }),
        FittedNormalisation::Logistic {
            centre,
            spread,
            steepness,
            low,
            size,
        } => Scale::Logistic {
            origin: *centre,
            span: *spread,
            steepness: *steepness,
            low: *low,
            size: *size,
        },
        FittedNormalisation::Exponential {
            origin,
            span,
            low,
            ratio,
            truncation: beyond,
        } => Scale::Exponential {
            origin: *origin,
            span: *span,
            low: *low,
            ratio: *ratio,
            truncation: truncation(*beyond),
        },
        FittedNormalisation::Tent {
            centre,
            reach,
            low,
            size,
        } => Scale::Tent {
            origin: *centre,
            span: *reach,
            low: *low,
            size: *size,
        },
    }
}

fn truncation(truncation: Truncated) -> Truncation {
    match truncation {
        Truncated::None => Truncation::None,
        Truncated::Above => Truncation::Above,
        Truncated::Both => Truncation::Both,
    }
}

fn inner(
    framework: &Framework,
    run: &Run,
    at: usize,
    indicators: std::ops::Range<usize>,
    language: Language,
) -> IndexNodeKind {
    let node = &run.nodes[at];
    let definition = framework.nodes.iter().find(|one| one.id == node.id);
    let own = definition.and_then(|node| node.aggregation.as_ref());
    let spec = own.unwrap_or(&framework.method.aggregation);
    let coverage = definition.and_then(|node| node.coverage);
    let coverage = coverage.unwrap_or(framework.method.coverage);
    let name = &spec.about().name;
    let is_child = |child: &&NodeResult| child.parent == Some(at);
    let own_weights = run
        .nodes
        .iter()
        .filter(is_child)
        .any(|child| child.shares.is_some());
    let aggregation = match spec {
        _ if own_weights => Aggregation::Values(
            language
                .pick("各单元的权重各不相同", "every unit has weights of its own")
                .to_string(),
        ),
        AggregationSpec::Arithmetic => Aggregation::Arithmetic,
        AggregationSpec::Geometric => Aggregation::Geometric,
        AggregationSpec::Harmonic => Aggregation::Harmonic,
        AggregationSpec::PowerMean(mean) if mean.power == 0.0 => Aggregation::Geometric,
        AggregationSpec::PowerMean(mean) => Aggregation::Power(mean.power),
        _ => Aggregation::Values(match language {
            Language::Zh => format!("方法“{}”不能写成公式", name.zh),
            Language::En => format!("{} cannot be written as formulas", name.en),
        }),
    };
    IndexNodeKind::Inner {
        aggregation,
        method: language.pick(&name.zh, &name.en).to_string(),
        minimum: coverage.minimum,
        counts: match coverage.of {
            CoverageOf::Indicators => Counts::Indicators,
            CoverageOf::Children => Counts::Children,
        },
        indicators,
    }
}
