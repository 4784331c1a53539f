//! The chi-squared distribution.
//!
//! P(X > x) with k degrees of freedom is the upper regularised incomplete gamma function Q(k/2, x/2): by its series below a + 1, else by its
//! continued fraction (modified Lentz). Source: Press et al. (2007), Numerical Recipes, section 6.2.
//!
//! Worked example: P(X > 3.841459) with 1 degree is 0.05.

/// The probability of more than `x` with this many degrees of freedom, which must be above 0.
pub fn upper_tail(x: f64, degrees: f64) -> f64 {
    let (a, x) = (degrees / 2.0, x / 2.0);
    if x <= 0.0 {
        return 1.0;
    }
    let front = (a * x.ln() - x - libm::lgamma(a)).exp();
    if x < a + 1.0 {
        let (mut term, mut sum, mut n) = (1.0 / a, 1.0 / a, a);
        while term > sum * 1e-17 {
            n += 1.0;
            term *= x / n;
            sum += term;
        }
        return 1.0 - front * sum;
    }
    const TINY: f64 = 1e-300;
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / b;
    let mut h = d;
    for i in 1..10_000 {
        let i = f64::from(i);
        let an = -i * (i - a);
        b += 2.0;
        let below = an * d + b;
        d = 1.0 / if below.abs() < TINY { TINY } else { below };
        let above = b + an / c;
        c = if above.abs() < TINY { TINY } else { above };
        let step = d * c;
        h *= step;
        if (step - 1.0).abs() < 1e-16 {
            break;
        }
    }
    front * h
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails_are_those_of_tables_and_closed_forms() {
        assert!((upper_tail(3.841_458_820_694_124, 1.0) - 0.05).abs() < 1e-12);
        assert!((upper_tail(18.307_038_053_275_146, 10.0) - 0.05).abs() < 1e-12);
        // With two degrees the tail is exp(−x/2).
        for x in [0.1_f64, 1.0, 5.0, 30.0] {
            assert!((upper_tail(x, 2.0) / (-x / 2.0).exp() - 1.0).abs() < 1e-12);
        }
        assert_eq!(upper_tail(0.0, 3.0), 1.0);
    }
}
