//! Goalposts (目标区间法): the place between two fixed values of the indicator.
//!
//! Formula: y = (x − low post)/(high post − low post) · (high − low) + low; for a negative indicator
//! the posts change places. Values beyond them are truncated unless `beyond = "keep"`. The posts stand
//! at the indicator, `goalposts = { low = …, high = … }`, in its unit of measure, so the scale does
//! not move with the data and editions can be compared. Source: UNDP (2023), Human Development Report,
//! technical note 1; European Commission, DESI methodological note.
//!
//! Worked example: posts 20 and 85, x = 20, 52.5, 100 become 0, 50, 100 on a range of 0 to 100; kept,
//! 100 becomes 123.0769.

use serde::Serialize;

use super::{
    Beyond, Degenerate, HIGH, LOW, Linear, MinMax, NormalisationSpec, Setting, Truncation, Unfit,
    beyond,
};
use crate::Names;
use crate::matrix::present;
use crate::methods::{About, Method};
use crate::refusal::Refusal;

/// The range of the scores.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Goalposts {
    /// The score of the worse post.
    pub low: f64,
    /// The score of the better post.
    pub high: f64,
    /// What becomes of values beyond the posts.
    pub beyond: Beyond,
}

/// The line in the table of methods.
pub static METHOD: Method<NormalisationSpec> = Method {
    about: About {
        id: "goalposts",
        name: Names::fixed("目标区间法", "Goalposts"),
        description: Names::fixed(
            "在指标给定的两个固定端点之间线性映射，尺度不随数据移动，便于跨版次比较。",
            "Linear between two fixed values of the indicator, so that the scale does not move with the data and editions can be compared.",
        ),
        formula: "y = (x − l)/(u − l) · (high − low) + low, truncated to the range unless kept",
        source: "UNDP (2023), Human Development Report, technical note 1; European Commission, DESI methodological note",
        parameters: &[LOW, HIGH, beyond("truncate")],
        inferred: false,
    },
    specify: |arguments| {
        let range = MinMax::from(arguments)?;
        Ok(NormalisationSpec::Goalposts(Goalposts {
            low: range.low,
            high: range.high,
            beyond: Beyond::from(arguments),
        }))
    },
};

impl Goalposts {
    pub(super) fn fit(self, column: &[f64], setting: &Setting) -> Result<Linear, Unfit> {
        if present(column) == 0 {
            return Err(Degenerate::Empty.into());
        }
        let (worst, best) = posts(setting)?.ok_or_else(|| {
            Refusal::new(
                "未给出目标区间：请在该 [[indicator]] 中加 goalposts = { low = …, high = … }",
                "it has no goalposts: add goalposts = { low = …, high = … } to this [[indicator]]",
            )
        })?;
        let range = MinMax {
            low: self.low,
            high: self.high,
        };
        Ok(Linear {
            truncation: match self.beyond {
                Beyond::Truncate => Truncation::Both,
                Beyond::Keep => Truncation::None,
            },
            ..range.onto(worst, best)
        })
    }
}

/// The oriented posts of the indicator, where it has them.
///
/// # Errors
/// Posts that are not finite or leave no room between them.
pub(super) fn posts(setting: &Setting) -> Result<Option<(f64, f64)>, Refusal> {
    let Some((worst, best)) = setting.goalposts else {
        return Ok(None);
    };
    if worst < best && (best - worst).is_finite() {
        return Ok(Some((worst, best)));
    }
    Err(Refusal::new(
        "goalposts 必须是有限的数且 low 小于 high（适度指标的端点不能都落在最优区间内）",
        "goalposts must be finite with low below high (and for an indicator with an optimum not both within it)",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalisation::Orientation;

    fn setting(orientation: Orientation) -> Setting {
        Setting {
            orientation,
            goalposts: Some(orientation.goalposts(20.0, 85.0)),
            ..Setting::default()
        }
    }

    fn spec(beyond: Beyond) -> Goalposts {
        Goalposts {
            low: 0.0,
            high: 100.0,
            beyond,
        }
    }

    #[test]
    fn worked_example() {
        let fit = |beyond| spec(beyond).fit(&[1.0], &setting(Orientation::Positive));
        let truncated = fit(Beyond::Truncate).unwrap();
        assert_eq!(
            [20.0, 52.5, 100.0, 0.0].map(|x| truncated.value(x)),
            [0.0, 50.0, 100.0, 0.0]
        );
        let kept = fit(Beyond::Keep).unwrap();
        assert!((kept.value(100.0) - 123.076_923_076_923_08).abs() < 1e-12);
    }

    #[test]
    fn a_negative_indicator_turns_the_posts_round() {
        let linear = spec(Beyond::Truncate).fit(&[1.0], &setting(Orientation::Negative));
        let linear = linear.unwrap();
        assert_eq!([-20.0, -85.0].map(|x| linear.value(x)), [100.0, 0.0]);
    }

    #[test]
    fn posts_that_are_no_posts_are_refused() {
        for posts in [
            (0.0, f64::INFINITY),
            (f64::NEG_INFINITY, 1.0),
            (1.0, 1.0),
            (2.0, 1.0),
            (f64::NAN, 1.0),
        ] {
            let setting = Setting {
                goalposts: Some(posts),
                ..Setting::default()
            };
            assert!(matches!(
                spec(Beyond::Keep).fit(&[1.0], &setting),
                Err(Unfit::Refused(_))
            ));
        }
    }
}
