//! The straight line of least squares.

/// y = intercept + slope·x.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// The value at 0.
    pub intercept: f64,
    /// The slope.
    pub slope: f64,
    /// The standard error of the slope (divisor n − 2); `None` for two points.
    pub slope_error: Option<f64>,
    /// The share of the variance of y that the line explains; `None` when y does not vary.
    pub r_squared: Option<f64>,
}

impl Line {
    /// The line through points (x, y); `None` for fewer than two or when x does not vary.
    pub fn fit(points: &[(f64, f64)]) -> Option<Line> {
        let n = points.len() as f64;
        let mean_x = points.iter().map(|point| point.0).sum::<f64>() / n;
        let mean_y = points.iter().map(|point| point.1).sum::<f64>() / n;
        let sum = |of: &dyn Fn(f64, f64) -> f64| -> f64 {
            points.iter().map(|(x, y)| of(x - mean_x, y - mean_y)).sum()
        };
        let (xx, xy, yy) = (sum(&|x, _| x * x), sum(&|x, y| x * y), sum(&|_, y| y * y));
        if points.len() < 2 || xx <= 1e-24 * mean_x * mean_x {
            return None;
        }
        let slope = xy / xx;
        let left = sum(&|x, y| (y - slope * x).powi(2));
        Some(Line {
            intercept: mean_y - slope * mean_x,
            slope,
            slope_error: (points.len() > 2).then(|| (left / (n - 2.0) / xx).sqrt()),
            r_squared: (yy > 0.0).then(|| 1.0 - left / yy),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_found_again_and_errors_are_those_of_a_textbook() {
        let line = Line::fit(&[(1.0, 5.0), (2.0, 7.0), (4.0, 11.0)]).unwrap();
        assert!((line.intercept - 3.0).abs() < 1e-14 && (line.slope - 2.0).abs() < 1e-14);
        // Through (0, 0), (1, 1), (2, 1): slope 1/2, residuals −1/6, 1/3, −1/6, error √(1/6/2).
        let line = Line::fit(&[(0.0, 0.0), (1.0, 1.0), (2.0, 1.0)]).unwrap();
        assert!((line.slope_error.unwrap() - (1.0_f64 / 12.0).sqrt()).abs() < 1e-14);
        assert!((line.r_squared.unwrap() - 0.75).abs() < 1e-14);
        assert_eq!(Line::fit(&[(1.0, 2.0), (1.0, 3.0)]), None);
        assert_eq!(Line::fit(&[(1.0, 2.0)]), None);
    }
}
