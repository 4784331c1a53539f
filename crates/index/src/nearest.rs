//! The known name that a mistyped name most likely meant.

/// Similarity (0 to 1) below which a suggestion would confuse more than help.
const LEAST_SIMILARITY: f64 = 0.5;

/// The known name most similar to `name` by the normalised Damerau–Levenshtein distance, letter
/// case ignored; `None` when nothing is similar.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_lowercase();
    known
        .into_iter()
        .map(|candidate| {
            let similarity =
                strsim::normalized_damerau_levenshtein(&name, &candidate.to_lowercase());
            (candidate, similarity)
        })
        .filter(|(_, similarity)| *similarity >= LEAST_SIMILARITY)
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(candidate, _)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_mistyped_name_and_nothing_when_far() {
        let known = ["min-max", "z-score", "rank"];
        assert_eq!(nearest("minmax", known), Some("min-max"));
        assert_eq!(nearest("Z_Score", known), Some("z-score"));
        assert_eq!(nearest("entropy", known), None);
    }
}
