//! What the means have in common: each is an arithmetic mean seen through a function.

/// Writes f⁻¹(Σ_j w_j·f(x_ij) / Σ_j w_j) into `parent`, over the children j that unit i has.
pub(super) fn quasi_arithmetic(
    children: &[&[f64]],
    weights: &[f64],
    parent: &mut [f64],
    forward: impl Fn(f64) -> f64,
    back: impl Fn(f64) -> f64,
) {
    parent.fill(0.0);
    let mut totals = vec![0.0; parent.len()];
    for (child, &weight) in children.iter().zip(weights) {
        for ((sum, total), &value) in parent.iter_mut().zip(&mut totals).zip(*child) {
            if !value.is_nan() {
                *sum += weight * forward(value);
                *total += weight;
            }
        }
    }
    for (sum, total) in parent.iter_mut().zip(totals) {
        *sum = if total > 0.0 {
            back(*sum / total)
        } else {
            f64::NAN
        };
    }
}

/// For every unit the values it has with their weights, one unit after the other: `visit` gets the
/// unit and its pairs (value, weight), which are never empty. Units without a value are not visited.
pub(super) fn rows(
    children: &[&[f64]],
    weights: &[f64],
    units: usize,
    mut visit: impl FnMut(usize, &mut Vec<(f64, f64)>),
) {
    let mut row = Vec::with_capacity(children.len());
    for unit in 0..units {
        row.clear();
        let values = children.iter().map(|child| child[unit]);
        row.extend(
            values
                .zip(weights.iter().copied())
                .filter(|(value, _)| !value.is_nan()),
        );
        if !row.is_empty() {
            visit(unit, &mut row);
        }
    }
}
