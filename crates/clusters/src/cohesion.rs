//! Whether firms that are near each other also work together ("集而不群" is the opposite): density of the links
//! inside a group, and the external–internal index.
//!
//! Density is the number of distinct linked pairs inside the group over the number of pairs, 2L / (n (n − 1)).
//! The external–internal index is (E − I) / (E + I) over the distinct links of the group's members, with E going
//! out of the group and I staying inside: −1 all inside, +1 all outside. Source: Krackhardt & Stern (1988),
//! Informal networks and organizational crises, Social Psychology Quarterly 51(2).
//!
//! Worked example: in a group {1, 2, 3} with the links 1–2 and 3–9, one of three pairs is linked: density 1/3,
//! index (1 − 1) / 2 = 0.

use std::collections::BTreeSet;

/// The links of one group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cohesion {
    /// Members.
    pub members: usize,
    /// Distinct linked pairs inside.
    pub internal: usize,
    /// Distinct links to the outside.
    pub external: usize,
    /// Linked pairs over pairs; `None` for fewer than two members.
    pub density: Option<f64>,
    /// External–internal index; `None` without links.
    pub external_internal: Option<f64>,
}

/// The cohesion of the group of `members` under undirected `links`; a link of a member to itself does not count.
pub fn cohesion<T: Ord + Copy>(members: &BTreeSet<T>, links: &[(T, T)]) -> Cohesion {
    let distinct: BTreeSet<(T, T)> = links
        .iter()
        .filter(|(a, b)| a != b)
        .map(|(a, b)| (*a.min(b), *a.max(b)))
        .collect();
    let inside = |link: &&(T, T)| members.contains(&link.0) && members.contains(&link.1);
    let internal = distinct.iter().filter(inside).count();
    let touching = distinct
        .iter()
        .filter(|(a, b)| members.contains(a) || members.contains(b))
        .count();
    let (n, external) = (members.len(), touching - internal);
    let pairs = n * n.saturating_sub(1) / 2;
    Cohesion {
        members: n,
        internal,
        external,
        density: (pairs > 0).then(|| internal as f64 / pairs as f64),
        external_internal: (touching > 0)
            .then(|| (external as f64 - internal as f64) / touching as f64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_example() {
        let found = cohesion(
            &BTreeSet::from([1, 2, 3]),
            &[(1, 2), (2, 1), (3, 9), (1, 1), (8, 9)],
        );
        assert_eq!((found.members, found.internal, found.external), (3, 1, 1));
        assert_eq!(found.density, Some(1.0 / 3.0));
        assert_eq!(found.external_internal, Some(0.0));
    }

    #[test]
    fn nobody_and_no_links_have_no_density() {
        assert_eq!(cohesion(&BTreeSet::<u64>::new(), &[]).density, None);
        let alone = cohesion(&BTreeSet::from([1]), &[(1, 2)]);
        assert_eq!((alone.density, alone.external_internal), (None, Some(1.0)));
        assert_eq!(
            cohesion(&BTreeSet::from([1, 2]), &[]).external_internal,
            None
        );
    }
}
