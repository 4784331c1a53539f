//! Economic circles: the role of each city, the pattern of the whole, polarisation over editions, and who
//! follows whom.
//!
//! Roles and patterns are our own operationalisation (自拟) of words that reports use without a rule; the
//! limits are parameters ([`Limits`]). A city is named by its place in the slice of members; a score that is
//! missing (NaN) gives no role.
//!
//! - **Poles**: cities whose score is at least `twin` of the highest. One is a pole, two are twin poles, more
//!   are several poles.
//! - **Wings**: the pair of other cities on opposite sides of the poles (their bearings from the mean position
//!   of the poles differ by at least `wing_angle`), both with at least `wing` of the highest score among the
//!   cities that are no pole; of several pairs the one whose lesser score is largest.
//! - **Middle** and **followers**: at least, or less than, the mean score of the cities that are no pole.
//!
//! - **Pattern**: *even* where the Gini coefficient is below `even_gini`; else *polarised* where the poles hold
//!   at least `polarised_share` of the total; else *gradient*.
//!
//! Who follows whom: the dominant-flow rule of Nystuen & Dacey (1961), A graph theory interpretation of nodal
//! regions, Papers of the Regional Science Association 7: a city follows the partner of its largest flow if
//! that partner is larger than itself; a city whose largest flow goes to a smaller one follows nobody. Flows
//! are inferred (推定) by gravity, score × score / distance², where none are observed.
//!
//! Worked example: scores 10, 8, 4, 2, 1 with `twin` 0.75: 10 and 8 are twin poles; the mean of the rest is
//! 7/3, so that 4 is middle, 2 and 1 follow. The Gini coefficient is 0.384, the poles hold 18/25 = 0.72.

use serde::Serialize;

use crate::sphere::Degrees;

/// A city of a circle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Member {
    /// Its score or size, at least 0; NaN is missing.
    pub score: f64,
    /// Its seat, where it is known.
    pub position: Option<Degrees>,
}

/// The limits of roles and patterns, all our own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// A further pole has at least this share of the highest score.
    pub twin: f64,
    /// A wing has at least this share of the highest score among those that are no pole.
    pub wing: f64,
    /// Wings lie apart by at least this angle in degrees, seen from the poles.
    pub wing_angle: f64,
    /// Below this Gini coefficient a circle is even.
    pub even_gini: f64,
    /// From this share of the poles on a circle is polarised.
    pub polarised_share: f64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            twin: 0.75,
            wing: 0.5,
            wing_angle: 120.0,
            even_gini: 0.3,
            polarised_share: 0.5,
        }
    }
}

/// What a city is in its circle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The only pole (极核).
    Pole,
    /// One of two poles (双极).
    TwinPole,
    /// One of three or more poles (多极).
    SeveralPoles,
    /// One of the two wings (两翼).
    Wing,
    /// Middle group (中坚).
    Middle,
    /// Follower (跟随).
    Follower,
    /// Its score is missing.
    Unknown,
}

impl Role {
    /// The word used in files.
    pub fn word(self) -> &'static str {
        match self {
            Role::Pole => "pole",
            Role::TwinPole => "twin-pole",
            Role::SeveralPoles => "several-poles",
            Role::Wing => "wing",
            Role::Middle => "middle",
            Role::Follower => "follower",
            Role::Unknown => "unknown",
        }
    }

    /// Whether it is one of the poles.
    pub fn is_pole(self) -> bool {
        matches!(self, Role::Pole | Role::TwinPole | Role::SeveralPoles)
    }
}

/// The shape of a circle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pattern {
    /// The poles hold most of it (极化).
    Polarised,
    /// Steps from the poles down (梯度).
    Gradient,
    /// Much the same everywhere (百花齐放).
    Even,
}

impl Pattern {
    /// The word used in files.
    pub fn word(self) -> &'static str {
        match self {
            Pattern::Polarised => "polarised",
            Pattern::Gradient => "gradient",
            Pattern::Even => "even",
        }
    }
}

/// How unequal a circle is at one time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Polarisation {
    /// Gini coefficient of the scores, 0 to 1 − 1/n (no correction for small n).
    pub gini: f64,
    /// Share of the highest score in the total (primacy).
    pub primacy: f64,
    /// Share of the two highest.
    pub two_city_share: f64,
    /// The highest score over the second; `None` where the second is 0 or missing.
    pub lead: Option<f64>,
}

/// The role of every member.
pub fn roles(members: &[Member], limits: &Limits) -> Vec<Role> {
    let highest = highest(members.iter().map(|member| member.score));
    let Some(highest) = highest.filter(|highest| *highest > 0.0) else {
        return members
            .iter()
            .map(|member| without_pole(member.score))
            .collect();
    };
    let is_pole = |member: &Member| member.score >= limits.twin * highest;
    let poles = members.iter().filter(|member| is_pole(member)).count();
    let pole = match poles {
        1 => Role::Pole,
        2 => Role::TwinPole,
        _ => Role::SeveralPoles,
    };
    let others: Vec<f64> = members
        .iter()
        .filter(|member| !is_pole(member) && !member.score.is_nan())
        .map(|member| member.score)
        .collect();
    let mean = others.iter().sum::<f64>() / others.len() as f64;
    let mut roles: Vec<Role> = members
        .iter()
        .map(|member| match member.score {
            score if score.is_nan() => Role::Unknown,
            _ if is_pole(member) => pole,
            score if score > 0.0 && score >= mean => Role::Middle,
            _ => Role::Follower,
        })
        .collect();
    for wing in wings(members, &roles, limits).into_iter().flatten() {
        roles[wing] = Role::Wing;
    }
    roles
}

fn without_pole(score: f64) -> Role {
    if score.is_nan() {
        Role::Unknown
    } else {
        Role::Follower
    }
}

fn highest(scores: impl Iterator<Item = f64>) -> Option<f64> {
    scores.filter(|score| !score.is_nan()).reduce(f64::max)
}

/// The two wings, if there are any.
fn wings(members: &[Member], roles: &[Role], limits: &Limits) -> Option<[usize; 2]> {
    let centre = centre(members, roles)?;
    let largest = highest(
        members
            .iter()
            .zip(roles)
            .filter(|(_, role)| !role.is_pole())
            .map(|(member, _)| member.score),
    )?;
    let candidates: Vec<(usize, f64, f64)> = members
        .iter()
        .enumerate()
        .filter(|(at, member)| {
            !roles[*at].is_pole() && member.score > 0.0 && member.score >= limits.wing * largest
        })
        .filter_map(|(at, member)| Some((at, member.score, bearing(centre, member.position?))))
        .collect();
    let mut best: Option<([usize; 2], (f64, f64))> = None;
    for (index, (a, score_a, bearing_a)) in candidates.iter().enumerate() {
        for (b, score_b, bearing_b) in &candidates[index + 1..] {
            let apart = (bearing_a - bearing_b).abs();
            if apart.min(360.0 - apart) < limits.wing_angle {
                continue;
            }
            let merit = (score_a.min(*score_b), score_a.max(*score_b));
            if best.is_none_or(|(_, known)| merit > known) {
                best = Some(([*a, *b], merit));
            }
        }
    }
    best.map(|(pair, _)| pair)
}

/// The mean position of the poles, on the sphere.
fn centre(members: &[Member], roles: &[Role]) -> Option<Degrees> {
    let mut sum = [0.0; 3];
    for (member, _) in members.iter().zip(roles).filter(|(_, role)| role.is_pole()) {
        for (total, part) in sum.iter_mut().zip(member.position?.unit_vector()) {
            *total += part;
        }
    }
    let [x, y, z] = sum;
    (x != 0.0 || y != 0.0 || z != 0.0).then(|| Degrees {
        longitude: y.atan2(x).to_degrees(),
        latitude: z.atan2(x.hypot(y)).to_degrees(),
    })
}

/// The direction of `to` seen from `from`, in degrees clockwise from north.
fn bearing(from: Degrees, to: Degrees) -> f64 {
    let (a, b) = (from.latitude.to_radians(), to.latitude.to_radians());
    let across = (to.longitude - from.longitude).to_radians();
    let east = across.sin() * b.cos();
    let north = a.cos() * b.sin() - a.sin() * b.cos() * across.cos();
    east.atan2(north).to_degrees().rem_euclid(360.0)
}

/// How unequal the scores are; `None` where none is above 0.
pub fn polarisation(scores: &[f64]) -> Option<Polarisation> {
    let mut known: Vec<f64> = scores
        .iter()
        .copied()
        .filter(|score| !score.is_nan())
        .collect();
    known.sort_by(|a, b| b.total_cmp(a));
    let total: f64 = known.iter().sum();
    if total <= 0.0 {
        return None;
    }
    let n = known.len() as f64;
    let weighted: f64 = known
        .iter()
        .rev()
        .enumerate()
        .map(|(rank, score)| (rank + 1) as f64 * score)
        .sum();
    let second = known.get(1).copied().unwrap_or(0.0);
    Some(Polarisation {
        gini: 2.0 * weighted / (n * total) - (n + 1.0) / n,
        primacy: known[0] / total,
        two_city_share: (known[0] + second) / total,
        lead: (second > 0.0).then(|| known[0] / second),
    })
}

/// The pattern of a circle whose members have `roles`; `None` where no score is above 0.
pub fn pattern(members: &[Member], roles: &[Role], limits: &Limits) -> Option<Pattern> {
    let scores: Vec<f64> = members.iter().map(|member| member.score).collect();
    let gini = polarisation(&scores)?.gini;
    let total: f64 = scores.iter().filter(|score| !score.is_nan()).sum();
    let of_poles: f64 = members
        .iter()
        .zip(roles)
        .filter(|(_, role)| role.is_pole())
        .map(|(member, _)| member.score)
        .sum();
    Some(if gini < limits.even_gini {
        Pattern::Even
    } else if of_poles >= limits.polarised_share * total {
        Pattern::Polarised
    } else {
        Pattern::Gradient
    })
}

/// Flows between members by gravity, score × score / km²; 0 from a member to itself and where a score or a
/// position is missing. Members on one point count as 1 km apart.
pub fn gravity_flows(members: &[Member]) -> Vec<Vec<f64>> {
    let flow = |a: &Member, b: &Member| -> Option<f64> {
        let km = a.position?.distance_km(b.position?).max(1.0);
        let flow = a.score * b.score / (km * km);
        (!flow.is_nan()).then_some(flow)
    };
    (0..members.len())
        .map(|a| {
            (0..members.len())
                .map(|b| match a == b {
                    true => 0.0,
                    false => flow(&members[a], &members[b]).unwrap_or(0.0),
                })
                .collect()
        })
        .collect()
}

/// Whom each member follows by the dominant-flow rule; `None` for those that follow nobody. `flows[a][b]` is
/// the flow from a to b, `sizes` are the scores.
pub fn followed(sizes: &[f64], flows: &[Vec<f64>]) -> Vec<Option<usize>> {
    flows
        .iter()
        .enumerate()
        .map(|(from, row)| {
            let (to, flow) = row
                .iter()
                .enumerate()
                .max_by(|(a, x), (b, y)| x.total_cmp(y).then(b.cmp(a)))?;
            (*flow > 0.0 && sizes[to] > sizes[from]).then_some(to)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(score: f64, longitude: f64, latitude: f64) -> Member {
        Member {
            score,
            position: Some(Degrees {
                longitude,
                latitude,
            }),
        }
    }

    fn nowhere(score: f64) -> Member {
        Member {
            score,
            position: None,
        }
    }

    #[test]
    fn the_worked_example() {
        let members = [10.0, 8.0, 4.0, 2.0, 1.0].map(nowhere);
        let limits = Limits::default();
        let roles = roles(&members, &limits);
        use Role::*;
        assert_eq!(roles, [TwinPole, TwinPole, Middle, Follower, Follower]);
        let found = polarisation(&members.map(|member| member.score)).unwrap();
        // Half the relative mean difference, summed over all pairs.
        let scores = members.map(|member| member.score);
        let pairs: f64 = scores
            .iter()
            .flat_map(|a| scores.iter().map(move |b| (a - b).abs()))
            .sum();
        assert!((found.gini - pairs / (2.0 * 25.0 * 5.0)).abs() < 1e-15);
        assert!((found.gini - 0.384).abs() < 1e-12, "{}", found.gini);
        assert_eq!((found.primacy, found.two_city_share), (0.4, 0.72));
        assert_eq!(pattern(&members, &roles, &limits), Some(Pattern::Polarised));
    }

    #[test]
    fn wings_lie_on_opposite_sides_of_the_pole() {
        // A pole with a city to its north, one to its south and one beside the northern one.
        let members = [
            at(10.0, 120.0, 31.0),
            at(5.0, 120.0, 33.0),
            at(4.0, 120.0, 29.0),
            at(4.5, 120.2, 33.0),
            at(0.5, 118.0, 31.0),
        ];
        let found = roles(&members, &Limits::default());
        assert_eq!(
            found,
            [
                Role::Pole,
                Role::Wing,
                Role::Wing,
                Role::Middle,
                Role::Follower
            ]
        );
    }

    #[test]
    fn the_pattern_follows_the_shares() {
        let of = |scores: &[f64]| {
            let members: Vec<Member> = scores.iter().copied().map(nowhere).collect();
            let limits = Limits::default();
            pattern(&members, &roles(&members, &limits), &limits)
        };
        assert_eq!(of(&[10.0, 1.0, 1.0, 1.0]), Some(Pattern::Polarised));
        assert_eq!(of(&[5.0, 5.0, 4.0, 5.0]), Some(Pattern::Even));
        assert_eq!(
            of(&[10.0, 7.0, 5.0, 3.0, 2.0, 1.0]),
            Some(Pattern::Gradient)
        );
        assert_eq!(of(&[0.0, 0.0]), None);
        assert_eq!(of(&[f64::NAN]), None);
    }

    #[test]
    fn a_missing_score_has_no_role_and_no_follower() {
        let members = [
            at(10.0, 116.4, 39.9),
            at(f64::NAN, 117.2, 39.1),
            at(1.0, 114.5, 38.0),
        ];
        assert_eq!(roles(&members, &Limits::default())[1], Role::Unknown);
        let sizes = members.map(|member| member.score);
        assert_eq!(
            followed(&sizes, &gravity_flows(&members)),
            [None, None, Some(0)]
        );
        assert_eq!(roles(&[nowhere(0.0)], &Limits::default()), [Role::Follower]);
        assert!(roles(&[], &Limits::default()).is_empty());
    }

    #[test]
    fn the_nodal_regions_of_a_hand_made_matrix() {
        // a is largest; c sends most to b, b to a, d to c, and a to b, which is smaller.
        let sizes = [100.0, 60.0, 20.0, 5.0];
        let flows = vec![
            vec![0.0, 50.0, 10.0, 2.0],
            vec![40.0, 0.0, 15.0, 1.0],
            vec![5.0, 12.0, 0.0, 2.0],
            vec![1.0, 1.0, 3.0, 0.0],
        ];
        assert_eq!(followed(&sizes, &flows), [None, Some(0), Some(1), Some(2)]);
    }

    proptest! {
        #[test]
        fn following_never_goes_in_a_circle(
            cities in proptest::collection::vec((0.0_f64..100.0, 100.0_f64..120.0, 20.0_f64..40.0), 1..12),
        ) {
            let members: Vec<Member> = cities.iter().map(|(score, x, y)| at(*score, *x, *y)).collect();
            let sizes: Vec<f64> = members.iter().map(|member| member.score).collect();
            let leaders = followed(&sizes, &gravity_flows(&members));
            for start in 0..members.len() {
                let mut steps = 0;
                let mut city = start;
                while let Some(next) = leaders[city] {
                    prop_assert!(sizes[next] > sizes[city]);
                    city = next;
                    steps += 1;
                    prop_assert!(steps <= members.len());
                }
            }
        }

        #[test]
        fn roles_do_not_depend_on_the_unit_of_the_scores(
            cities in proptest::collection::vec((0.1_f64..100.0, 100.0_f64..120.0, 20.0_f64..40.0), 2..12),
        ) {
            let limits = Limits::default();
            let of = |factor: f64| {
                let members: Vec<Member> = cities.iter().map(|(score, x, y)| at(score * factor, *x, *y)).collect();
                roles(&members, &limits)
            };
            prop_assert_eq!(of(1.0), of(1024.0));
        }
    }
}
