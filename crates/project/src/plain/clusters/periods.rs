//! Periods as they stand in a table: years, or other names in their order.

use super::points::Rows;

/// The different periods of a table, first to last.
pub(super) struct Periods {
    pub(super) names: Vec<String>,
    /// The periods as numbers, where all of them are.
    numbers: Option<Vec<f64>>,
}

impl Periods {
    /// The periods of a column: in order of their numbers where all are numbers, else of their text.
    pub(super) fn of(rows: &Rows, column: usize) -> Periods {
        let mut names: Vec<String> = (0..rows.len())
            .map(|row| rows.text(row, column).to_owned())
            .collect();
        names.sort();
        names.dedup();
        let number = |name: &String| name.parse::<f64>().ok().filter(|number| number.is_finite());
        let Some(numbers) = names.iter().map(number).collect::<Option<Vec<f64>>>() else {
            return Periods {
                names,
                numbers: None,
            };
        };
        let mut both: Vec<(f64, String)> = numbers.into_iter().zip(names).collect();
        both.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (numbers, names) = both.into_iter().unzip();
        Periods {
            names,
            numbers: Some(numbers),
        }
    }

    pub(super) fn position(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| known == name)
    }

    /// How long it is from one to a later one: their difference as numbers, else 1 for each step.
    pub(super) fn apart(&self, from: usize, to: usize) -> f64 {
        match &self.numbers {
            Some(numbers) => numbers[to] - numbers[from],
            None => (to - from) as f64,
        }
    }

    /// Whether all steps are equally long.
    pub(super) fn are_even(&self) -> bool {
        let first = (self.names.len() > 1).then(|| self.apart(0, 1));
        (1..self.names.len()).all(|to| Some(self.apart(to - 1, to)) == first)
    }
}
