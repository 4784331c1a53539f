//! 功效系数法 (efficacy coefficient): from a pass mark for the unacceptable value (不允许值) to the full
//! mark for the satisfactory value (满意值).
//!
//! Formula: with t = (x − x_u)/(x_s − x_u), linear y = low + (high − low)·t, usually 60 + 40·t;
//! exponential y = low·(high/low)^t, which rewards progress near the top. x_u and x_s are the
//! goalposts of the indicator where it has them, otherwise the worst and the best value. Source: the
//! efficacy function of Harrington (1965), The Desirability Function; in Chinese practice 财政部,
//! 《企业绩效评价操作细则》 (2002).
//!
//! Worked example: x_u = 10, x_s = 30, x = 20: linear 80; exponential 60·(100/60)^0.5 = 77.4597.

use serde::Serialize;

use super::goalposts::posts;
use super::{
    Beyond, FittedNormalisation, LIMIT, Linear, NormalisationSpec, Setting, Truncation, Unfit,
    beyond, ends, range,
};
use crate::Names;
use crate::methods::{About, Method, Parameter, ParameterKind};

/// The parameters of 功效系数法.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct EfficacyCoefficient {
    /// The score of the unacceptable value, above zero.
    pub low: f64,
    /// The score of the satisfactory value.
    pub high: f64,
    /// The shape in between.
    pub form: Form,
    /// What becomes of values beyond the two.
    pub beyond: Beyond,
}

/// The shape of the efficacy function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// A straight line.
    Linear,
    /// A constant rate of growth.
    Exponential,
}

/// The line in the table of methods.
pub static METHOD: Method<NormalisationSpec> = Method {
    about: About {
        id: "efficacy-coefficient",
        name: Names::fixed("功效系数法", "Efficacy coefficient"),
        description: Names::fixed(
            "不允许值得基础分（60），满意值得满分（100），中间线性或指数插值；两值取指标的 goalposts，未给出时取最差和最优值。",
            "The unacceptable value gets a pass mark (60), the satisfactory one the full mark (100), linear or exponential in between; the two are the goalposts of the indicator, or else the worst and best value.",
        ),
        formula: "t = (x − x_u)/(x_s − x_u); linear: y = low + (high − low)·t; exponential: y = low·(high/low)^t",
        source: "Harrington (1965), The Desirability Function; 财政部《企业绩效评价操作细则》(2002)",
        parameters: &[
            Parameter::number(
                "low",
                Names::fixed("不允许值得分", "score of the unacceptable value"),
                60.0,
                1e-9,
                LIMIT,
            ),
            Parameter::number(
                "high",
                Names::fixed("满意值得分", "score of the satisfactory value"),
                100.0,
                1e-9,
                LIMIT,
            ),
            Parameter {
                id: "form",
                name: Names::fixed("函数形式", "form"),
                kind: ParameterKind::Option {
                    default: "linear",
                    options: &[
                        ("linear", Names::fixed("线性", "linear")),
                        ("exponential", Names::fixed("指数", "exponential")),
                    ],
                },
            },
            beyond("keep"),
        ],
        inferred: false,
    },
    specify: |arguments| {
        let (low, high) = ends(arguments)?;
        Ok(NormalisationSpec::EfficacyCoefficient(
            EfficacyCoefficient {
                low,
                high,
                form: match arguments.option("form") {
                    "exponential" => Form::Exponential,
                    _ => Form::Linear,
                },
                beyond: Beyond::from(arguments),
            },
        ))
    },
};

impl EfficacyCoefficient {
    pub(super) fn fit(
        self,
        column: &[f64],
        setting: &Setting,
    ) -> Result<FittedNormalisation, Unfit> {
        let found = posts(setting)?;
        let (unacceptable, satisfactory) = match found {
            Some(posts) if crate::matrix::present(column) > 0 => posts,
            _ => range(column)?,
        };
        let truncation = match self.beyond {
            Beyond::Truncate => Truncation::Both,
            Beyond::Keep => Truncation::None,
        };
        Ok(match self.form {
            Form::Linear => FittedNormalisation::Linear(Linear {
                origin: unacceptable,
                half_span: satisfactory / 2.0 - unacceptable / 2.0,
                low: self.low,
                size: self.high - self.low,
                truncation,
            }),
            Form::Exponential => FittedNormalisation::Exponential {
                origin: unacceptable,
                span: satisfactory - unacceptable,
                low: self.low,
                ratio: self.high / self.low,
                truncation,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        let fit = |form, beyond| {
            let setting = Setting {
                goalposts: Some((10.0, 30.0)),
                ..Setting::default()
            };
            let spec = EfficacyCoefficient {
                low: 60.0,
                high: 100.0,
                form,
                beyond,
            };
            spec.fit(&[20.0, 20.0], &setting).unwrap()
        };
        assert_eq!(fit(Form::Linear, Beyond::Keep).value(20.0), 80.0);
        assert_eq!(fit(Form::Linear, Beyond::Keep).value(40.0), 120.0);
        assert_eq!(fit(Form::Linear, Beyond::Truncate).value(40.0), 100.0);
        let exponential = fit(Form::Exponential, Beyond::Keep);
        assert!((exponential.value(20.0) - 6000f64.sqrt()).abs() < 1e-12);
        assert!((exponential.value(30.0) - 100.0).abs() < 1e-12);
    }
}
