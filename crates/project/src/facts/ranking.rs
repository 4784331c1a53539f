//! Lists of the first n, seats by group, gaps to the next, pairwise verdicts, tiers (R38, R41–R43, R86).

use jushu_places::{Groups, Place, Region, SouthNorth};
use jushu_report::wording::{decimal, ordinal, ranks, verdict};
use jushu_report::{Fact, FactKind, Strength};

use super::setting::{Look, Said, Setting};
use crate::tiers::{self, tiers};

/// Lengths of the lists of the first n, as long as the unit set is at least twice as long.
const TOPS: [usize; 7] = [3, 5, 10, 15, 20, 50, 100];

/// Seats by group are counted in lists of at least this length.
const SEATS: usize = 10;

/// Gaps and verdicts are given down to this rank.
const GAPS: usize = 15;

/// Where a unit stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    pub rank: u32,
    /// The ranks between which 90 % of the replications lie.
    pub interval: Option<(f64, f64)>,
}

/// Whether `first` is ahead of `second`, and whether there were intervals to say so.
///
/// Firm: the intervals lie apart, and on the side of the ranks. Tentative: they overlap, but neither holds the rank of
/// the other; or there are none. Undecided: one of them holds the rank of the other, or the ranks are equal.
pub fn ahead(first: Standing, second: Standing) -> (Strength, bool) {
    let tested = first.interval.is_some() && second.interval.is_some();
    if first.rank >= second.rank {
        return (Strength::Undecided, tested);
    }
    let (Some(a), Some(b)) = (first.interval, second.interval) else {
        return (Strength::Tentative, false);
    };
    let holds =
        |(low, high): (f64, f64), rank: u32| low <= f64::from(rank) && f64::from(rank) <= high;
    let strength = if a.1 < b.0 {
        Strength::Firm
    } else if holds(a, second.rank) || holds(b, first.rank) {
        Strength::Undecided
    } else {
        Strength::Tentative
    };
    (strength, true)
}

/// Seats of a group among the first `n`: by the nominal ranks, and the fewest and most that the intervals leave open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seats {
    pub nominal: usize,
    pub fewest: usize,
    pub most: usize,
}

/// Counts the seats of `members`. A unit without an interval is taken at its rank.
pub fn seats(members: &[Standing], n: usize) -> Seats {
    let n = n as f64;
    let count =
        |holds: &dyn Fn(&Standing) -> bool| members.iter().filter(|&one| holds(one)).count();
    let ends = |one: &Standing| one.interval.unwrap_or((one.rank.into(), one.rank.into()));
    Seats {
        nominal: count(&|one| f64::from(one.rank) <= n),
        fewest: count(&|one| ends(one).1 <= n && f64::from(one.rank) <= n),
        most: count(&|one| ends(one).0 <= n || f64::from(one.rank) <= n),
    }
}

/// All facts of this subject for one unit set.
pub fn facts(setting: &Setting) -> Vec<Fact> {
    let mut facts = Vec::new();
    for node in setting.upper_nodes() {
        let node = node.id.as_str();
        facts.extend(first(setting, node));
        for n in TOPS {
            if setting.units() >= 2 * n {
                facts.extend(list(setting, node, n));
            }
            if n >= SEATS && setting.units() >= 2 * n {
                facts.extend(seat_facts(setting, node, n));
            }
        }
        facts.extend(gaps(setting, node));
    }
    for rank in 1..=GAPS {
        facts.extend(pair(setting, rank));
    }
    facts.extend(tier_facts(setting));
    facts
}

fn standing(setting: &Setting, node: &str, unit: usize) -> Option<Standing> {
    Some(Standing {
        rank: setting.rank(node, unit)?,
        interval: setting.interval(node, unit),
    })
}

/// 综合指数, 产业创新: what the ranking is of, for the start of a sentence.
fn measure(setting: &Setting, node: &str) -> String {
    if node == setting.root() {
        setting.say("综合得分", "the index")
    } else {
        setting.node(node)
    }
}

fn first(setting: &Setting, node: &str) -> Option<Fact> {
    let leaders = setting.top(node, 1);
    let &unit = leaders.first()?;
    let language = setting.language();
    let score = setting.score(node, unit)?;
    let (points, of) = (decimal(score, 1), measure(setting, node));
    let name = setting.list(&leaders);
    let interval = setting.interval(node, unit);
    let always_first = setting
        .probability(unit, 1)
        .map_or(Strength::Tentative, |share| {
            if share >= 0.95 {
                Strength::Firm
            } else if share >= 0.5 {
                Strength::Tentative
            } else {
                Strength::Undecided
            }
        });
    let strength = match (leaders.len(), node == setting.root()) {
        (1, true) => always_first,
        (1, false) => Strength::Tentative,
        _ => Strength::Undecided,
    };
    let sentence = match (leaders.len(), strength, interval) {
        (2.., ..) => setting.say(
            format!("{name}以 {points} 分并列{of}首位"),
            format!("{name} share the first place on {of} with {points} points"),
        ),
        (_, Strength::Firm, _) => setting.say(
            format!("{name}以 {points} 分稳居{of}首位"),
            format!("{name} is first on {of} with {points} points, and stays first"),
        ),
        (_, _, Some(interval)) => {
            let interval = ranks(interval, language);
            setting.say(
                format!("{name}以 {points} 分名义上居{of}首位，90% 位次区间为{interval}"),
                format!("{name} is nominally first on {of} with {points} points; 90% interval: {interval}"),
            )
        }
        (_, _, None) => setting.say(
            format!("{name}以 {points} 分名义上居{of}首位"),
            format!("{name} is nominally first on {of} with {points} points"),
        ),
    };
    let said = Said::new(FactKind::Rank, name, sentence, strength).number(score);
    Some(setting.of_scores(
        format!("{}.top1", setting.prefix(node)),
        Look {
            unit: None,
            node: Some(node),
        },
        said,
    ))
}

fn list(setting: &Setting, node: &str, n: usize) -> Option<Fact> {
    let units = setting.top(node, n);
    // Where ties fill the list twice over it names nobody in particular.
    if units.is_empty() || units.len() > 2 * n {
        return None;
    }
    let sure = setting.units() > 0
        && units.iter().all(|&unit| {
            setting
                .interval(node, unit)
                .is_some_and(|interval| interval.1 <= n as f64)
        });
    let strength = if sure {
        Strength::Firm
    } else {
        Strength::Tentative
    };
    let (names, of) = (setting.list(&units), measure(setting, node));
    let ties = if units.len() > n {
        setting.say(
            format!("（含并列共 {} 个）", units.len()),
            format!(" ({} with ties)", units.len()),
        )
    } else {
        String::new()
    };
    let open = setting.top_doubtful(node, n, &units);
    let doubt = match (node == setting.root(), open.is_empty()) {
        (true, false) => setting.say(
            format!("；其中{}的位次区间跨过第 {n} 位", setting.list(&open)),
            format!(
                "; the rank intervals of {} reach beyond {n}",
                setting.list(&open)
            ),
        ),
        _ => String::new(),
    };
    let sentence = setting.say(
        format!("{of}前 {n} 名依次为{names}{ties}{doubt}"),
        format!("The first {n} on {of} are {names}{ties}{doubt}"),
    );
    let said = Said::new(FactKind::List, names, sentence, strength).number(units.len() as f64);
    Some(setting.of_scores(
        format!("{}.top{n}", setting.prefix(node)),
        Look {
            unit: None,
            node: Some(node),
        },
        said,
    ))
}

impl Setting<'_> {
    /// Those of `units` whose interval reaches beyond rank `n`.
    fn top_doubtful(&self, node: &str, n: usize, units: &[usize]) -> Vec<usize> {
        let beyond = |unit: &usize| {
            self.interval(node, *unit)
                .is_some_and(|interval| interval.1 > n as f64)
        };
        units.iter().copied().filter(beyond).collect()
    }
}

/// A group of places whose seats are counted: its id, its name, who belongs to it.
struct SeatGroup {
    id: String,
    name: String,
    belongs: Box<dyn Fn(&Place) -> bool>,
}

fn regions(setting: &Setting) -> Vec<SeatGroup> {
    [
        ("east", Region::East),
        ("central", Region::Central),
        ("west", Region::West),
        ("northeast", Region::Northeast),
    ]
    .map(|(id, region)| SeatGroup {
        id: id.to_string(),
        name: setting
            .language()
            .pick(region.names().0, region.names().1)
            .to_string(),
        belongs: Box::new(move |place| place.region == Some(region)),
    })
    .into()
}

fn halves(setting: &Setting) -> Vec<SeatGroup> {
    [("south", SouthNorth::South), ("north", SouthNorth::North)]
        .map(|(id, half)| SeatGroup {
            id: id.to_string(),
            name: setting
                .language()
                .pick(half.names().0, half.names().1)
                .to_string(),
            belongs: Box::new(move |place| place.south_north == Some(half)),
        })
        .into()
}

fn circles(setting: &Setting) -> Vec<SeatGroup> {
    Groups::shipped()
        .iter()
        .map(|group| {
            let members: Vec<_> = group.members.iter().map(|member| member.place).collect();
            SeatGroup {
                id: group.id.clone(),
                name: setting
                    .language()
                    .pick(&group.name_zh, &group.name_en)
                    .to_string(),
                belongs: Box::new(move |place| members.contains(&place.code)),
            }
        })
        .collect()
}

fn seat_facts(setting: &Setting, node: &str, n: usize) -> Vec<Fact> {
    let mut facts = Vec::new();
    let top = setting.top(node, n);
    if top.is_empty() || top.len() > 2 * n {
        return facts;
    }
    let mut families = vec![
        ("regions", regions(setting)),
        ("south-north", halves(setting)),
    ];
    if setting.is_cities() {
        families.push(("circles", circles(setting)));
    }
    for (family, groups) in families {
        let counted: Vec<(SeatGroup, Seats)> = groups
            .into_iter()
            .map(|group| {
                let members: Vec<Standing> = (0..setting.units())
                    .filter(|&unit| (group.belongs)(setting.place(unit)))
                    .filter_map(|unit| standing(setting, node, unit))
                    .collect();
                let seats = seats(&members, n);
                (group, seats)
            })
            .collect();
        facts.extend(counted.iter().map(|(group, seats)| {
            let (name, nominal) = (&group.name, seats.nominal);
            let range = open_range(setting, *seats);
            let of = measure(setting, node);
            let noun = setting.noun();
            let sentence = setting.say(
                format!("{of}前 {n} 名{noun}中，{name}占 {nominal} 席{range}"),
                format!("{name} holds {nominal} of the first {n} {noun} on {of}{range}"),
            );
            seat_fact(
                setting,
                node,
                format!("top{n}.{}", group.id),
                *seats,
                sentence,
            )
        }));
        facts.extend(family_fact(setting, node, n, family, &counted));
    }
    facts
}

/// `（按位次区间为 7—9 席）`, where the intervals leave the number open.
fn open_range(setting: &Setting, seats: Seats) -> String {
    let (fewest, most) = (seats.fewest, seats.most);
    if fewest == most {
        return String::new();
    }
    setting.say(
        format!("（按位次区间为 {fewest}—{most} 席）"),
        format!(" ({fewest}–{most} by the rank intervals)"),
    )
}

fn seat_strength(setting: &Setting, node: &str, seats: Seats) -> Strength {
    if node == setting.root() && seats.fewest == seats.most {
        Strength::Firm
    } else {
        Strength::Tentative
    }
}

fn seat_fact(setting: &Setting, node: &str, id: String, seats: Seats, sentence: String) -> Fact {
    let strength = seat_strength(setting, node, seats);
    let text = seats.nominal.to_string();
    let said = Said::new(FactKind::Count, text, sentence, strength).number(seats.nominal as f64);
    setting.of_scores(
        format!("{}.{id}", setting.prefix(node)),
        Look {
            unit: None,
            node: Some(node),
        },
        said,
    )
}

/// One sentence over all groups of a division.
fn family_fact(
    setting: &Setting,
    node: &str,
    n: usize,
    family: &str,
    counted: &[(SeatGroup, Seats)],
) -> Option<Fact> {
    let mut sorted: Vec<&(SeatGroup, Seats)> = counted.iter().collect();
    sorted.sort_by_key(|(_, seats)| std::cmp::Reverse(seats.nominal));
    let (most, rest) = sorted.split_first()?;
    let (of, noun) = (measure(setting, node), setting.noun());
    let parts: Vec<String> = sorted
        .iter()
        .map(|(group, seats)| {
            setting.say(
                format!("{} {} 席", group.name, seats.nominal),
                format!("{} {}", group.name, seats.nominal),
            )
        })
        .collect();
    let sure = sorted.iter().all(|(_, seats)| seats.fewest == seats.most);
    let majority = rest.iter().all(|(_, seats)| most.1.fewest > seats.most);
    let name = &most.0.name;
    let verdict = if majority && node == setting.root() {
        setting.say(format!("，以{name}居多"), format!("; {name} has the most"))
    } else if rest
        .first()
        .is_some_and(|(_, seats)| seats.nominal == most.1.nominal)
    {
        setting.say("，席位相当", "; none has the most")
    } else if node == setting.root() {
        setting.say(
            format!("，{name}名义上最多，但位次区间不足以断定"),
            format!("; {name} nominally has the most, which the rank intervals leave open"),
        )
    } else {
        String::new()
    };
    let parts = parts.join(setting.language().pick("、", ", "));
    let sentence = setting.say(
        format!("{of}前 {n} 名{noun}中，{parts}{verdict}"),
        format!("Of the first {n} {noun} on {of}: {parts}{verdict}"),
    );
    let strength = if node == setting.root() && sure {
        Strength::Firm
    } else {
        Strength::Tentative
    };
    let said = Said::new(FactKind::Count, parts, sentence, strength);
    Some(setting.of_scores(
        format!("{}.top{n}.{family}", setting.prefix(node)),
        Look {
            unit: None,
            node: Some(node),
        },
        said,
    ))
}

fn gaps(setting: &Setting, node: &str) -> Vec<Fact> {
    let order = setting.set.ranking(node);
    let language = setting.language();
    let mut facts = Vec::new();
    for (index, pair) in order.windows(2).take(GAPS).enumerate() {
        let (first, second) = (pair[0], pair[1]);
        let (Some(a), Some(b)) = (
            standing(setting, node, first),
            standing(setting, node, second),
        ) else {
            continue;
        };
        let (Some(higher), Some(lower)) = (setting.score(node, first), setting.score(node, second))
        else {
            continue;
        };
        let (strength, tested) = ahead(a, b);
        let gap = higher - lower;
        let points = decimal(gap, 1);
        let of = measure(setting, node);
        let said = verdict(
            setting.name(first),
            setting.name(second),
            strength,
            tested,
            language,
        );
        let sentence = setting.say(
            format!("{of}上{said}，得分相差 {points} 分"),
            format!("On {of}, {said}; {points} points lie between them"),
        );
        let said = Said::new(FactKind::Gap, points, sentence, strength).number(gap);
        let look = Look {
            unit: None,
            node: Some(node),
        };
        let id = format!("{}.gap.{}", setting.prefix(node), index + 1);
        facts.push(setting.of_scores(id, look, said));
    }
    facts
}

/// The unit at `rank` against the next, on the index and on each dimension.
fn pair(setting: &Setting, rank: usize) -> Vec<Fact> {
    let order = setting.set.ranking(setting.root());
    let (Some(&first), Some(&second)) = (order.get(rank - 1), order.get(rank)) else {
        return Vec::new();
    };
    compare(setting, &format!("pair.{rank}"), first, second)
}

/// Two units against each other on every upper node, and in one sentence.
pub fn compare(setting: &Setting, id: &str, first: usize, second: usize) -> Vec<Fact> {
    let language = setting.language();
    let (a, b) = (setting.name(first), setting.name(second));
    let mut facts = Vec::new();
    let mut better: [Vec<String>; 2] = [Vec::new(), Vec::new()];
    let mut overall = None;
    for node in setting.upper_nodes() {
        let node = node.id.as_str();
        let (Some(one), Some(other)) = (
            standing(setting, node, first),
            standing(setting, node, second),
        ) else {
            continue;
        };
        let turned = other.rank < one.rank;
        let (strength, tested) = if turned {
            ahead(other, one)
        } else {
            ahead(one, other)
        };
        let (front, back) = if turned { (b, a) } else { (a, b) };
        let said = verdict(front, back, strength, tested, language);
        let of = measure(setting, node);
        let sentence = setting.say(
            format!(
                "{of}上，{said}（{a}{}，{b}{}）",
                ordinal(one.rank, language),
                ordinal(other.rank, language)
            ),
            format!(
                "On {of}, {said} ({a} {}, {b} {})",
                ordinal(one.rank, language),
                ordinal(other.rank, language)
            ),
        );
        if node == setting.root() {
            overall = Some((said.clone(), strength));
        } else if one.rank != other.rank {
            better[usize::from(turned)].push(of);
        }
        let text = if strength == Strength::Undecided {
            setting.say("不能区分", "cannot be told apart")
        } else {
            front.to_string()
        };
        let said = Said::new(FactKind::Comparison, text, sentence, strength)
            .number(f64::from(other.rank) - f64::from(one.rank));
        let look = Look {
            unit: Some(first),
            node: Some(node),
        };
        facts.push(setting.of_scores(format!("{}.{id}.{node}", setting.key), look, said));
    }
    let Some((verdict, strength)) = overall else {
        return facts;
    };
    let clause = |name: &str, nodes: &[String]| {
        let nodes = jushu_report::wording::list(nodes, language);
        setting.say(
            format!("；{name}在{nodes}上名义位次靠前"),
            format!("; {name} ranks nominally higher on {nodes}"),
        )
    };
    let scores = (
        setting.score(setting.root(), first),
        setting.score(setting.root(), second),
    );
    let gap = match scores {
        (Some(one), Some(other)) => {
            let points = decimal((one - other).abs(), 1);
            setting.say(
                format!("（得分相差 {points} 分）"),
                format!(" ({points} points apart)"),
            )
        }
        _ => String::new(),
    };
    let mut sentence = verdict + &gap;
    for (name, nodes) in [(a, &better[0]), (b, &better[1])] {
        if !nodes.is_empty() {
            sentence += &clause(name, nodes);
        }
    }
    let text = jushu_report::wording::list(&[a, b], language);
    let said = Said::new(FactKind::Comparison, text, sentence, strength);
    let look = Look {
        unit: Some(first),
        node: None,
    };
    facts.push(setting.of_scores(format!("{}.{id}", setting.key), look, said));
    facts
}

fn tier_facts(setting: &Setting) -> Vec<Fact> {
    let root = setting.root();
    let Some(tiers) = tiers(setting.set.scores(root)) else {
        return Vec::new();
    };
    let look = Look {
        unit: None,
        node: Some(root),
    };
    let order = setting.set.ranking(root);
    let noun = setting.noun();
    let mut facts = Vec::new();
    let mut sizes = Vec::new();
    for tier in 1..=tiers.cuts.len() + 1 {
        let members: Vec<usize> = order
            .iter()
            .copied()
            .filter(|&unit| tiers.of_unit[unit] == Some(tier))
            .collect();
        let (size, lowest) = (
            members.len(),
            members.last().and_then(|&unit| setting.score(root, unit)),
        );
        let (Some(lowest), Some(highest)) = (
            lowest,
            members.first().and_then(|&unit| setting.score(root, unit)),
        ) else {
            continue;
        };
        sizes.push(size.to_string());
        let range = format!("{}—{}", decimal(lowest, 1), decimal(highest, 1));
        let names = if size <= 20 {
            setting.list(&members)
        } else {
            setting.say(
                format!("{}等 {size} 个", setting.names(&members[..10]).join("、")),
                format!(
                    "{} and {} more",
                    setting.names(&members[..10]).join(", "),
                    size - 10
                ),
            )
        };
        let sentence = setting.say(
            format!(
                "第{}梯队有 {size} 个{noun}（{range} 分）：{names}",
                chinese(tier)
            ),
            format!("Tier {tier} has {size} {noun} ({range} points): {names}"),
        );
        let said =
            Said::new(FactKind::List, names, sentence, Strength::Tentative).number(size as f64);
        facts.push(setting.of_scores(format!("{}.tier.{tier}", setting.key), look, said));
    }
    // Ties may leave the last tier empty.
    let count = sizes.len();
    let sizes = sizes.join(setting.language().pick("、", ", "));
    let sentence = setting.say(
        format!("按得分分布分为 {count} 个梯队，依次有 {sizes} 个{noun}"),
        format!("The scores fall into {count} tiers of {sizes} {noun}"),
    );
    let said = Said::new(
        FactKind::Count,
        count.to_string(),
        sentence,
        Strength::Tentative,
    )
    .number(count as f64);
    facts.push(setting.of_scores(format!("{}.tiers", setting.key), look, said));
    let rule = tiers::rule(setting.language()).to_string();
    let said = Said::new(FactKind::Value, rule.clone(), rule, Strength::Firm);
    facts.push(setting.of_scores(format!("{}.tiers.rule", setting.key), look, said));
    facts
}

fn chinese(number: usize) -> String {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    DIGITS
        .get(number)
        .map_or_else(|| number.to_string(), ToString::to_string)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(rank: u32, low: f64, high: f64) -> Standing {
        Standing {
            rank,
            interval: Some((low, high)),
        }
    }

    #[test]
    fn intervals_apart_are_firm_and_overlap_is_not() {
        assert_eq!(
            ahead(at(1, 1.0, 2.0), at(4, 3.0, 6.0)),
            (Strength::Firm, true)
        );
        // They touch at 3, and neither holds the other's rank.
        assert_eq!(
            ahead(at(2, 1.0, 3.0), at(5, 3.0, 7.0)),
            (Strength::Tentative, true)
        );
        assert_eq!(
            ahead(at(2, 1.0, 5.0), at(5, 3.0, 7.0)),
            (Strength::Undecided, true)
        );
        assert_eq!(
            ahead(at(2, 2.0, 2.0), at(2, 2.0, 2.0)),
            (Strength::Undecided, true)
        );
        let bare = |rank| Standing {
            rank,
            interval: None,
        };
        assert_eq!(ahead(bare(1), bare(2)), (Strength::Tentative, false));
        assert_eq!(ahead(bare(2), bare(2)), (Strength::Undecided, false));
    }

    #[test]
    fn seats_by_hand() {
        // Of the first three: rank 1 always, rank 3 perhaps, rank 4 perhaps, rank 9 never.
        let members = [
            at(1, 1.0, 2.0),
            at(3, 2.0, 5.0),
            at(4, 3.0, 6.0),
            at(9, 7.0, 9.0),
        ];
        let counted = seats(&members, 3);
        assert_eq!(
            counted,
            Seats {
                nominal: 2,
                fewest: 1,
                most: 3
            }
        );
    }

    proptest! {
        #[test]
        fn nobody_is_ahead_of_whom_he_is_behind(
            ranks in (1_u32..50, 1_u32..50),
            a in (0.0_f64..20.0, 0.0_f64..20.0),
            b in (0.0_f64..20.0, 0.0_f64..20.0),
        ) {
            let of = |rank: u32, (below, above): (f64, f64)| at(rank, f64::from(rank) - below, f64::from(rank) + above);
            let (one, other) = (of(ranks.0, a), of(ranks.1, b));
            let both = [ahead(one, other).0, ahead(other, one).0];
            prop_assert!(both.contains(&Strength::Undecided));
            if one.interval.unwrap().1 >= other.interval.unwrap().0 {
                prop_assert_ne!(both[0], Strength::Firm);
            }
        }

        #[test]
        fn seats_lie_between_fewest_and_most(ranks in proptest::collection::vec((1_u32..30, 0.0_f64..9.0, 0.0_f64..9.0), 0..20), n in 1_usize..20) {
            let members: Vec<Standing> = ranks.iter().map(|&(rank, below, above)| at(rank, f64::from(rank) - below, f64::from(rank) + above)).collect();
            let counted = seats(&members, n);
            prop_assert!(counted.fewest <= counted.nominal && counted.nominal <= counted.most);
        }
    }
}
