//! From a table to indicators on a common scale: denomination, screening, imputation, treatment and
//! normalisation, with a record of what was done to which cell.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::build::{Refused, list_units};
use crate::denomination::{Columns, denominate};
use crate::framework::{Direction, Framework, Indicator, TreatmentOrder};
use crate::imputation::{ImputationSpec, View};
use crate::moments::Shape;
use crate::nearest::nearest;
use crate::normalisation::{
    Degenerate, FittedNormalisation, NormalisationSpec, Orientation, Setting, Unfit,
};
use crate::refusal::Refusal;
use crate::screening::{Screened, Verdict};
use crate::treatment::{FittedTreatment, Outcome, TreatmentSpec, outside_domain};
use crate::{BuildError, Choice, Definition, Matrix, Names, Step, Table, Tree};

/// The functions that bring the indicators of one run to the common scale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Parameters {
    /// Those of each indicator, in the order of [`Run::indicators`](crate::Run::indicators).
    pub columns: Vec<ColumnParameters>,
}

/// The functions that bring one indicator to the common scale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ColumnParameters {
    /// The id of the indicator.
    pub indicator: String,
    /// The treatment of outliers.
    pub treatment: FittedTreatment,
    /// Whether it comes before or after normalisation.
    pub treat: TreatmentOrder,
    /// How larger is made better.
    pub orientation: Orientation,
    /// The normalisation, or why the indicator has none and is left out.
    pub normalisation: Result<FittedNormalisation, Degenerate>,
}

impl ColumnParameters {
    /// A value after treatment, in the unit of measure (or of its transformation); NaN for a missing one
    /// and for one outside the domain of the transformation.
    pub fn treated(&self, value: f64) -> f64 {
        match self.treat {
            TreatmentOrder::Before => self.treatment.value(value),
            TreatmentOrder::After => value,
        }
    }

    /// The score of a value on the common scale; NaN for a missing one, for one outside the domain of
    /// the transformation, and for an indicator that is left out.
    pub fn score(&self, value: f64) -> f64 {
        let Ok(normalisation) = &self.normalisation else {
            return f64::NAN;
        };
        let score = normalisation.value(self.orientation.value(self.treated(value)));
        match self.treat {
            TreatmentOrder::Before => score,
            TreatmentOrder::After => self.treatment.value(score),
        }
    }
}

/// What treatment did to one indicator.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ColumnTreatment {
    /// The id of the indicator.
    pub indicator: String,
    /// The method.
    pub method: &'static str,
    /// What became of it.
    pub outcome: Outcome,
    /// How many units were set to the lower limit.
    pub low_points: u32,
    /// How many units were set to the upper limit.
    pub high_points: u32,
    /// The transformation of the column, where there is one.
    pub transformation: Option<&'static str>,
    /// Skewness and kurtosis before, where they can be judged.
    pub before: Option<Shape>,
    /// Skewness and kurtosis after.
    pub after: Option<Shape>,
}

/// One cell that was filled or changed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Change {
    /// The position of the unit.
    pub unit: usize,
    /// The position of the indicator among [`Run::indicators`](crate::Run::indicators).
    pub indicator: usize,
    /// What was done.
    pub action: Action,
    /// The value before; NaN where it was missing.
    pub before: f64,
    /// The value after.
    pub after: f64,
}

/// What was done to a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Filled by this method of imputation.
    Imputed(&'static str),
    /// Raised to the lower limit.
    WinsorisedLow,
    /// Lowered to the upper limit.
    WinsorisedHigh,
    /// Sent through this transformation.
    Transformed(&'static str),
}

impl Action {
    /// The step it belongs to.
    pub fn step(self) -> Step {
        match self {
            Action::Imputed(_) => Step::Imputation,
            _ => Step::Treatment,
        }
    }

    /// The name used in files.
    pub fn id(self) -> &'static str {
        match self {
            Action::Imputed(method) | Action::Transformed(method) => method,
            Action::WinsorisedLow => "winsorised-low",
            Action::WinsorisedHigh => "winsorised-high",
        }
    }
}

/// Fits treatment and normalisation to one column (a value a unit in the unit of measure, gaps already
/// filled, NaN missing). `reference` is the value of the reference unit, for `distance-to-reference`.
///
/// # Errors
/// The step that is refused, and why.
pub fn fit_column(
    indicator: &Indicator,
    treatment: &TreatmentSpec,
    treat: TreatmentOrder,
    normalisation: &NormalisationSpec,
    column: &[f64],
    reference: Option<f64>,
) -> Result<ColumnParameters, (Step, Refusal)> {
    let mut column = column.to_vec();
    let mut fitted = FittedTreatment::default();
    if treat == TreatmentOrder::Before {
        fitted = treatment
            .fit(&column)
            .map_err(|cause| (Step::Treatment, cause))?;
        fitted
            .apply(&mut column)
            .map_err(|cause| (Step::Treatment, cause))?;
    }
    let setting = setting(indicator, &fitted, reference)?;
    setting.orientation.apply(&mut column);
    let scale = match normalisation.fit(&column, &setting) {
        Ok(scale) => Ok(scale),
        Err(Unfit::Degenerate(cause)) => Err(cause),
        Err(Unfit::Refused(refusal)) => return Err((Step::Normalisation, refusal)),
    };
    if let (TreatmentOrder::After, Ok(scale)) = (treat, &scale) {
        scale.apply(&mut column);
        fitted = treatment
            .fit(&column)
            .map_err(|cause| (Step::Treatment, cause))?;
    }
    Ok(ColumnParameters {
        indicator: indicator.id.clone(),
        treatment: fitted,
        treat,
        orientation: setting.orientation,
        normalisation: scale,
    })
}

/// What the indicator says of its scale, seen through the treatment of its values.
fn setting(
    indicator: &Indicator,
    treatment: &FittedTreatment,
    reference: Option<f64>,
) -> Result<Setting, (Step, Refusal)> {
    let through = |value: f64| match treatment.transformation {
        None => Ok(value),
        Some(transformation) => {
            let transformed = transformation.value(value);
            if transformed.is_nan() {
                Err((Step::Treatment, outside_domain(value)))
            } else {
                Ok(transformed)
            }
        }
    };
    let orientation = match indicator.direction {
        Direction::Optimal { low, high } => Orientation::Optimal {
            low: through(low)?,
            high: through(high)?,
        },
        direction => direction.orientation(),
    };
    let goalposts = match indicator.goalposts {
        None => None,
        Some(posts) => Some(orientation.goalposts(through(posts.low)?, through(posts.high)?)),
    };
    let target = indicator.target.map(through).transpose()?;
    Ok(Setting {
        orientation,
        goalposts,
        target: target.map(|target| orientation.value(target)),
        reference: reference.map(|value| orientation.value(treatment.value(value))),
    })
}

/// A framework ready to be computed.
pub(crate) struct Design<'a> {
    pub framework: &'a Framework,
    pub tree: Tree,
    /// The indicators in the order of the tree.
    pub indicators: Vec<&'a Indicator>,
}

/// The values of a table before they are brought to a common scale.
pub(crate) struct Prepared<'a> {
    /// The table with the units that are compared.
    pub table: Cow<'a, Table>,
    pub screened: Vec<Screened>,
    pub denominated: Matrix,
    pub imputed: Matrix,
}

/// The values of a table on the common scale.
pub(crate) struct Scaled {
    pub treated: Matrix,
    pub normalised: Matrix,
    pub treatments: Vec<ColumnTreatment>,
    pub changes: Vec<Change>,
}

impl<'a> Design<'a> {
    pub fn of(framework: &'a Framework) -> Result<Design<'a>, BuildError> {
        // A design of uncertainty puts in methods that the reader of frameworks has not seen.
        framework.check_order()?;
        let tree = Tree::compile(framework)?;
        let indicators = tree
            .indicators()
            .iter()
            .filter_map(|&node| match tree.nodes()[node].definition {
                Definition::Indicator(at) => Some(&framework.indicators[at]),
                Definition::Node(_) => None,
            })
            .collect();
        Ok(Design {
            framework,
            tree,
            indicators,
        })
    }

    fn imputation(&self, at: usize) -> &'a ImputationSpec {
        let own = self.indicators[at].imputation.as_ref();
        own.unwrap_or(&self.framework.method.imputation)
    }

    fn treatment(&self, at: usize) -> &'a TreatmentSpec {
        let own = self.indicators[at].treatment.as_ref();
        own.unwrap_or(&self.framework.method.treatment)
    }

    fn normalisation(&self, at: usize) -> &'a NormalisationSpec {
        let own = self.indicators[at].normalisation.as_ref();
        own.unwrap_or(&self.framework.method.normalisation)
    }

    /// The values of the indicators, divided by their denominators, of the units that pass screening.
    pub fn gather<'t>(
        &self,
        table: &'t Table,
        choices: &mut Vec<Choice>,
    ) -> Result<Prepared<'t>, BuildError> {
        let columns = Columns::of(table);
        let mut values = Matrix::missing(table.units.len(), self.indicators.len());
        for (at, indicator) in self.indicators.iter().enumerate() {
            let column = columns.indicator(indicator)?;
            values.column_mut(at).copy_from_slice(column);
        }
        denominate(
            self.framework,
            &self.indicators,
            &columns,
            &mut values,
            choices,
        )?;
        let screening = &self.framework.method.screening;
        let screened = screening.judge(&table.units, &values);
        self.notice_screening(table, &screened, choices);
        let staying: Vec<usize> = (0..table.units.len())
            .filter(|&unit| screened[unit].verdict.stays())
            .collect();
        let (table, denominated) = if staying.len() == table.units.len() {
            (Cow::Borrowed(table), values)
        } else {
            let mut kept = Matrix::missing(staying.len(), values.columns());
            for column in 0..values.columns() {
                for (place, &unit) in staying.iter().enumerate() {
                    kept.column_mut(column)[place] = values.value(unit, column);
                }
            }
            (Cow::Owned(table.with_units(&staying)), kept)
        };
        Ok(Prepared {
            table,
            screened,
            imputed: denominated.clone(),
            denominated,
        })
    }

    fn notice_screening(&self, table: &Table, screened: &[Screened], choices: &mut Vec<Choice>) {
        let screening = &self.framework.method.screening;
        let texts = [
            (
                Verdict::TooFewValues,
                "已有指标过少",
                "too few of the indicators",
            ),
            (Verdict::TooManyZeros, "零值过多", "too many zeros"),
            (Verdict::Excluded, "按名称排除", "left out by name"),
        ];
        for (verdict, zh, en) in texts {
            if let Some(units) = list_units(table, |unit| screened[unit].verdict == verdict) {
                choices.push(Choice::warning(
                    Step::Screening,
                    None,
                    Names::new(
                        format!("以下单元不参与评价（{zh}）：{units}"),
                        format!("units that are not compared ({en}): {units}"),
                    ),
                ));
            }
        }
        for unit in screening.include.iter().chain(&screening.exclude) {
            if table.units.contains(unit) {
                continue;
            }
            let units = table.units.iter().map(String::as_str);
            let (zh, en) = match nearest(unit, units) {
                Some(nearest) => (
                    format!("（是否为“{nearest}”？）"),
                    format!(" (did you mean \"{nearest}\"?)"),
                ),
                None => Default::default(),
            };
            choices.push(Choice::warning(
                Step::Screening,
                None,
                Names::new(
                    format!("screening 中的单元“{unit}”不在数据中{zh}"),
                    format!("the unit \"{unit}\" named in screening is not in the data{en}"),
                ),
            ));
        }
    }

    /// Fills the gaps from the same table.
    pub fn impute<'t>(
        &self,
        prepared: Prepared<'t>,
        choices: &mut Vec<Choice>,
    ) -> Result<Prepared<'t>, BuildError> {
        let method = &self.framework.method.imputation;
        if method.view() == View::Time {
            let refusal = Refusal::new(
                format!(
                    "“{}”需要多期数据：请用多期数据表计算，或改用其他插补方法",
                    method.about().name.zh
                ),
                format!(
                    "\"{}\" needs tables of several times: build a panel, or choose another method",
                    method.about().id
                ),
            );
            return Err(refused(&prepared.table, Step::Imputation, None, refusal));
        }
        self.impute_within(prepared, choices)
    }

    /// Fills the gaps by one draw of multiple imputation where the method of the framework can draw;
    /// [`Design::impute`] then finds what is left.
    pub fn draw<'t>(
        &self,
        mut prepared: Prepared<'t>,
        seed: u64,
    ) -> Result<Prepared<'t>, BuildError> {
        let method = &self.framework.method.imputation;
        let drawn = method
            .draws(&prepared.denominated, 1, seed)
            .map_err(|cause| refused(&prepared.table, Step::Imputation, None, cause))?;
        for values in drawn {
            for at in 0..self.indicators.len() {
                if self.indicators[at].imputation.is_none() {
                    let column = prepared.imputed.column_mut(at);
                    column.copy_from_slice(values.column(at));
                }
            }
        }
        Ok(prepared)
    }

    /// Fills what other times have left.
    pub fn impute_within<'t>(
        &self,
        mut prepared: Prepared<'t>,
        choices: &mut Vec<Choice>,
    ) -> Result<Prepared<'t>, BuildError> {
        let (own, shared): (Vec<usize>, Vec<usize>) =
            (0..self.indicators.len()).partition(|&at| self.indicators[at].imputation.is_some());
        let each = own.into_iter().map(|at| (self.imputation(at), vec![at]));
        let method = &self.framework.method.imputation;
        // What an indicator fills by itself is not evidence for the columns beside it.
        for (spec, columns) in std::iter::once((method, shared)).chain(each) {
            let settled = spec
                .apply(
                    &mut prepared.imputed,
                    &columns,
                    &self.indicators,
                    &prepared.table,
                )
                .map_err(|cause| refused(&prepared.table, Step::Imputation, None, cause))?;
            if !settled {
                choices.push(Choice::warning(
                    Step::Imputation,
                    None,
                    Names::fixed(
                        "插补的迭代尚未收敛，结果仅供参考：请增大 iterations、tolerance 或 ridge",
                        "the iterations of imputation have not converged, so take the values as rough: raise iterations, tolerance or ridge",
                    ),
                ));
            }
        }
        self.notice_imputation(&prepared, choices);
        Ok(prepared)
    }

    fn notice_imputation(&self, prepared: &Prepared, choices: &mut Vec<Choice>) {
        let mut filled = Vec::new();
        let mut left = Vec::new();
        for (at, indicator) in self.indicators.iter().enumerate() {
            let gaps = |values: &Matrix| {
                let column = values.column(at).iter();
                column.filter(|value| value.is_nan()).count()
            };
            let (before, after) = (gaps(&prepared.denominated), gaps(&prepared.imputed));
            let method = self.imputation(at);
            if before > after {
                filled.push(format!(
                    "{} {} ({})",
                    indicator.id,
                    before - after,
                    method.about().id
                ));
            }
            if after > 0 && method.view() != View::Nothing {
                left.push(format!("{} {after}", indicator.id));
            }
        }
        let mut note =
            |severity: fn(Step, Option<&str>, Names) -> Choice, zh, en, list: &[String]| {
                if !list.is_empty() {
                    let list = list.join(", ");
                    let text = Names::new(format!("{zh}：{list}"), format!("{en}: {list}"));
                    choices.push(severity(Step::Imputation, None, text));
                }
            };
        note(
            Choice::note,
            "各指标插补的单元数",
            "values filled, by indicator",
            &filled,
        );
        note(
            Choice::warning,
            "各指标插补后仍缺失的单元数",
            "values still missing after imputation, by indicator",
            &left,
        );
    }

    /// Fits treatment and normalisation to the values of one or more tables together.
    pub fn fit(&self, over: &[&Prepared]) -> Result<Parameters, BuildError> {
        let fit = |at: usize| {
            let mut column = Vec::new();
            for prepared in over {
                column.extend_from_slice(prepared.imputed.column(at));
            }
            let reference = self.reference(at, over)?;
            let fitted = fit_column(
                self.indicators[at],
                self.treatment(at),
                self.framework.method.treat,
                self.normalisation(at),
                &column,
                reference,
            );
            fitted.map_err(|(step, mut refusal)| {
                // The position among all tables becomes that in the table it falls into.
                let mut table = over[0];
                for prepared in over {
                    table = prepared;
                    let units = prepared.table.units.len();
                    match refusal.unit {
                        Some(unit) if unit >= units => refusal.unit = Some(unit - units),
                        _ => break,
                    }
                }
                refused(&table.table, step, Some(&self.indicators[at].id), refusal)
            })
        };
        Ok(Parameters {
            columns: (0..self.indicators.len())
                .map(fit)
                .collect::<Result<_, _>>()?,
        })
    }

    /// The value of the reference unit in the earliest table that has the unit.
    fn reference(&self, at: usize, over: &[&Prepared]) -> Result<Option<f64>, BuildError> {
        let NormalisationSpec::DistanceToReference(spec) = self.normalisation(at) else {
            return Ok(None);
        };
        for prepared in over {
            let place = prepared
                .table
                .units
                .iter()
                .position(|unit| *unit == spec.unit);
            if let Some(unit) = place {
                return Ok(Some(prepared.imputed.value(unit, at)));
            }
        }
        let units = over[0].table.units.iter().map(String::as_str);
        let (zh, en) = match nearest(&spec.unit, units) {
            Some(nearest) => (
                format!("；是否为“{nearest}”？"),
                format!("; did you mean \"{nearest}\"?"),
            ),
            None => Default::default(),
        };
        let refusal = Refusal::new(
            format!("标杆单元“{}”不在数据中{zh}", spec.unit),
            format!(
                "the reference unit \"{}\" is not in the data{en}",
                spec.unit
            ),
        );
        let indicator = &self.indicators[at].id;
        Err(refused(
            &over[0].table,
            Step::Normalisation,
            Some(indicator),
            refusal,
        ))
    }

    /// Brings the values of a table to the common scale and records what was done.
    pub fn scale(
        &self,
        prepared: &Prepared,
        parameters: &Parameters,
        choices: &mut Vec<Choice>,
    ) -> Result<Scaled, BuildError> {
        let (units, columns) = (prepared.imputed.rows(), prepared.imputed.columns());
        let mut scaled = Scaled {
            treated: prepared.imputed.clone(),
            normalised: Matrix::missing(units, columns),
            treatments: Vec::with_capacity(columns),
            changes: Vec::new(),
        };
        let mut usable = 0;
        for at in 0..columns {
            let id = &self.indicators[at].id;
            let found = parameters
                .columns
                .get(at)
                .filter(|found| found.indicator == *id);
            let found = found.or_else(|| {
                let mut columns = parameters.columns.iter();
                columns.find(|found| found.indicator == *id)
            });
            let Some(parameters) = found else {
                let refusal = Refusal::new(
                    "没有该指标的既定参数：请用包含该指标的版次，或重新拟合参数",
                    "there are no fixed parameters for it: take them from an edition that has the indicator, or fit them anew",
                );
                return Err(refused(
                    &prepared.table,
                    Step::Normalisation,
                    Some(id),
                    refusal,
                ));
            };
            self.scale_column(at, prepared, parameters, &mut scaled)
                .map_err(|cause| refused(&prepared.table, Step::Treatment, Some(id), cause))?;
            match parameters.normalisation {
                Ok(_) => usable += 1,
                Err(cause) => choices.push(excluded(id, cause)),
            }
        }
        if usable == 0 {
            return Err(BuildError::NothingVaries {
                file: prepared.table.file().map(str::to_owned),
            });
        }
        notice_treatment(&scaled.treatments, choices);
        Ok(scaled)
    }

    fn scale_column(
        &self,
        at: usize,
        prepared: &Prepared,
        parameters: &ColumnParameters,
        scaled: &mut Scaled,
    ) -> Result<(), Refusal> {
        let imputed = prepared.imputed.column(at);
        let gaps = prepared.denominated.column(at);
        let treatment = &parameters.treatment;
        let mut report = ColumnTreatment {
            indicator: parameters.indicator.clone(),
            method: self.treatment(at).about().id,
            outcome: Outcome::NotNeeded,
            low_points: 0,
            high_points: 0,
            transformation: treatment.transformation.map(|t| t.id()),
            before: None,
            after: None,
        };
        let (mut untreated, mut treated) = (Vec::new(), Vec::new());
        for (unit, &value) in imputed.iter().enumerate() {
            let mut record = |action, before, after| {
                scaled.changes.push(Change {
                    unit,
                    indicator: at,
                    action,
                    before,
                    after,
                });
            };
            if gaps[unit].is_nan() && !value.is_nan() {
                record(
                    Action::Imputed(self.imputation(at).about().id),
                    f64::NAN,
                    value,
                );
            }
            let score = |value: f64| match &parameters.normalisation {
                Ok(scale) => scale.value(parameters.orientation.value(value)),
                Err(_) => f64::NAN,
            };
            // What treatment acts upon: the value itself, or its score.
            let before = match parameters.treat {
                TreatmentOrder::Before => value,
                TreatmentOrder::After => score(value),
            };
            let limited = treatment.limited(before);
            if limited > before {
                report.low_points += 1;
                record(Action::WinsorisedLow, before, limited);
            } else if limited < before {
                report.high_points += 1;
                record(Action::WinsorisedHigh, before, limited);
            }
            let after = treatment.value(before);
            if after.is_nan() && !before.is_nan() {
                return Err(outside_domain(before).of_unit(unit));
            }
            if let (Some(transformation), false) = (treatment.transformation, before.is_nan()) {
                record(Action::Transformed(transformation.id()), limited, after);
            }
            untreated.push(before);
            treated.push(after);
            let normalised = match parameters.treat {
                TreatmentOrder::Before => {
                    scaled.treated.column_mut(at)[unit] = after;
                    score(after)
                }
                TreatmentOrder::After => after,
            };
            scaled.normalised.column_mut(at)[unit] = normalised;
        }
        report.before = Shape::of(&untreated);
        report.after = Shape::of(&treated);
        report.outcome = self
            .treatment(at)
            .outcome(treatment, report.before, report.after);
        scaled.treatments.push(report);
        Ok(())
    }
}

/// The error of a refusal, with file, line and unit.
pub(crate) fn refused(
    table: &Table,
    step: Step,
    indicator: Option<&str>,
    refusal: Refusal,
) -> BuildError {
    BuildError::Refused(Box::new(Refused {
        file: table.file().map(str::to_owned),
        line: refusal.unit.and_then(|unit| table.line(unit)),
        step,
        indicator: indicator.map(str::to_owned),
        unit: refusal.unit.and_then(|unit| table.units.get(unit).cloned()),
        reason: refusal.reason,
    }))
}

fn excluded(indicator: &str, cause: Degenerate) -> Choice {
    let reason = match cause {
        Degenerate::Empty => Names::fixed(
            "没有任何单元有数据：不参与合成，权重为 0，同级权重重新归一",
            "no unit has a value: excluded, weight 0, its siblings are renormalised",
        ),
        Degenerate::Constant => Names::fixed(
            "所有单元取值相同，不能区分高下：不参与合成，权重为 0，同级权重重新归一",
            "all values are the same, which tells no units apart: excluded, weight 0, its siblings are renormalised",
        ),
    };
    Choice::warning(Step::Normalisation, Some(indicator), reason)
}

/// Lists what was treated, what still lies outside its limits, and what cannot be judged.
fn notice_treatment(treatments: &[ColumnTreatment], choices: &mut Vec<Choice>) {
    let list = |outcome: Outcome| {
        let found: Vec<String> = treatments
            .iter()
            .filter(|column| column.outcome == outcome)
            .map(|column| {
                let points = column.low_points + column.high_points;
                match column.transformation {
                    Some(transformation) => format!("{} ({transformation})", column.indicator),
                    None if points > 0 => format!("{} ({points})", column.indicator),
                    None => column.indicator.clone(),
                }
            })
            .collect();
        (!found.is_empty()).then(|| found.join(", "))
    };
    if let Some(list) = list(Outcome::Treated) {
        choices.push(Choice::note(
            Step::Treatment,
            None,
            Names::new(
                format!("已处理异常值的指标（缩尾点数或变换）：{list}"),
                format!("indicators treated (points winsorised, or the transformation): {list}"),
            ),
        ));
    }
    if let Some(list) = list(Outcome::StillOutlying) {
        choices.push(Choice::warning(
            Step::Treatment,
            None,
            Names::new(
                format!("处理后偏度与峰度仍超限的指标：{list}"),
                format!("indicators still beyond the limits of skewness and kurtosis: {list}"),
            ),
        ));
    }
    if let Some(list) = list(Outcome::NotJudged) {
        choices.push(Choice::note(
            Step::Treatment,
            None,
            Names::new(
                format!("取值不足 4 个或完全相同、无法判断异常值的指标：{list}"),
                format!(
                    "indicators with fewer than 4 values, or all the same, whose outliers cannot be judged: {list}"
                ),
            ),
        ));
    }
}
