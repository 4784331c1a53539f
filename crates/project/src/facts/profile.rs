//! The profile of units over the dimensions: balance (R79), strong points of weak units (R78), surprising units (R82).

use jushu_report::wording::{list, ordinal};
use jushu_report::{Fact, FactKind, Strength};

use super::setting::{Look, Said, Setting};

/// Lists are looked at this far.
const TOP: usize = 15;

/// A strong point, or a surprise, stands so many ranks above the overall rank at least.
const LEAST_LEAD: u32 = 5;

/// How even the ranks of a unit on the dimensions are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Balance {
    /// 均衡: the worst rank is at most twice the best, or at most three behind it.
    Balanced,
    /// 不均衡: neither.
    Unbalanced,
}

/// The balance of a unit's ranks on the dimensions; `None` with fewer than two.
pub fn balance(ranks: &[u32]) -> Option<Balance> {
    let (best, worst) = (ranks.iter().min()?, ranks.iter().max()?);
    (ranks.len() >= 2).then_some(if *worst <= 2 * best || worst - best <= 3 {
        Balance::Balanced
    } else {
        Balance::Unbalanced
    })
}

/// Whether a rank on one thing stands far above the overall rank: at most half of it, and [`LEAST_LEAD`] above.
pub fn far_above(rank: u32, overall: u32) -> bool {
    2 * rank <= overall && overall - rank >= LEAST_LEAD
}

/// All facts of this subject for one unit set.
pub fn facts(setting: &Setting) -> Vec<Fact> {
    let mut facts = balances(setting);
    facts.extend(strong_points(setting));
    facts.extend(surprises(setting));
    facts
}

/// Ranks of a unit on the dimensions, with their ids; `None` where one is missing.
pub fn dimension_ranks<'s>(setting: &'s Setting, unit: usize) -> Option<Vec<(&'s str, u32)>> {
    let dimensions = setting.set.dimensions();
    dimensions
        .map(|node| Some((node.id.as_str(), setting.rank(&node.id, unit)?)))
        .collect()
}

/// 产业水平第 6 位、产业创新第 6 位、产业环境第 21 位.
pub fn described(setting: &Setting, ranks: &[(&str, u32)]) -> String {
    let language = setting.language();
    let parts: Vec<String> = ranks
        .iter()
        .map(|(node, rank)| {
            let (node, rank) = (setting.node(node), ordinal(*rank, language));
            setting.say(format!("{node}{rank}"), format!("{node} {rank}"))
        })
        .collect();
    parts.join(language.pick("、", ", "))
}

/// The balance of one unit as a fact.
pub fn balance_fact(setting: &Setting, id: String, unit: usize) -> Option<Fact> {
    let ranks = dimension_ranks(setting, unit)?;
    let found = balance(&ranks.iter().map(|(_, rank)| *rank).collect::<Vec<_>>())?;
    let (name, ranked) = (setting.name(unit), described(setting, &ranks));
    let (text, sentence) = match found {
        Balance::Balanced => (
            setting.say("较为均衡", "balanced"),
            setting.say(
                format!("{name}各维度较为均衡：{ranked}"),
                format!("{name} is balanced over the dimensions: {ranked}"),
            ),
        ),
        Balance::Unbalanced => (
            setting.say("不均衡", "not balanced"),
            setting.say(
                format!("{name}各维度不均衡：{ranked}"),
                format!("{name} is not balanced over the dimensions: {ranked}"),
            ),
        ),
    };
    let best = ranks.iter().map(|(_, rank)| *rank).min()?;
    let worst = ranks.iter().map(|(_, rank)| *rank).max()?;
    let said = Said::new(FactKind::Balance, text, sentence, Strength::Tentative)
        .number(f64::from(worst - best));
    let look = Look {
        unit: Some(unit),
        node: None,
    };
    Some(setting.of_scores(id, look, said))
}

fn balances(setting: &Setting) -> Vec<Fact> {
    let order = setting.set.ranking(setting.root());
    let mut facts: Vec<Fact> = order
        .iter()
        .take(TOP)
        .enumerate()
        .filter_map(|(index, &unit)| {
            balance_fact(
                setting,
                format!("{}.balance.{}", setting.key, index + 1),
                unit,
            )
        })
        .collect();
    let n = facts.len();
    let (even, uneven): (Vec<usize>, Vec<usize>) = order.iter().take(TOP).partition(|&&unit| {
        dimension_ranks(setting, unit).is_some_and(|ranks| {
            let ranks: Vec<u32> = ranks.iter().map(|(_, rank)| *rank).collect();
            balance(&ranks) == Some(Balance::Balanced)
        })
    });
    if n > 0 && n == even.len() + uneven.len() {
        let noun = setting.noun();
        let count = even.len();
        let others = if uneven.is_empty() {
            String::new()
        } else {
            setting.say(
                format!("；{}不均衡", setting.list(&uneven)),
                format!("; not balanced: {}", setting.list(&uneven)),
            )
        };
        let sentence = setting.say(
            format!("综合前 {n} 名{noun}中，{count} 个各维度较为均衡{others}"),
            format!("Balanced over the dimensions among the first {n} {noun}: {count}{others}"),
        );
        let said = Said::new(
            FactKind::Balance,
            count.to_string(),
            sentence,
            Strength::Tentative,
        )
        .number(count as f64);
        facts.push(setting.of_scores(format!("{}.balance", setting.key), Look::default(), said));
    }
    facts
}

/// Units whose rank on a dimension is among the first [`TOP`] and far above their overall rank.
fn strong_points(setting: &Setting) -> Vec<Fact> {
    let root = setting.root();
    let mut found: Vec<(usize, &str, u32, u32)> = Vec::new();
    for node in setting.set.dimensions() {
        for unit in setting.top(&node.id, TOP) {
            let (Some(rank), Some(overall)) =
                (setting.rank(&node.id, unit), setting.rank(root, unit))
            else {
                continue;
            };
            // A rank shared by more than there are places in the list says nothing of one unit.
            let alike = setting
                .set
                .ranks(&node.id)
                .iter()
                .filter(|other| **other == Some(rank))
                .count();
            if far_above(rank, overall) && alike <= 3 {
                found.push((unit, &node.id, rank, overall));
            }
        }
    }
    found.sort_by(|a, b| {
        let ratio = |one: &(usize, &str, u32, u32)| f64::from(one.3) / f64::from(one.2);
        ratio(b).total_cmp(&ratio(a)).then(a.0.cmp(&b.0))
    });
    let language = setting.language();
    let mut facts = Vec::new();
    for (index, (unit, node, rank, overall)) in found.iter().take(TOP).enumerate() {
        let (name, of) = (setting.name(*unit), setting.node(node));
        let (rank_text, overall_text) = (ordinal(*rank, language), ordinal(*overall, language));
        let sentence = setting.say(
            format!("{name}综合名义位次为{overall_text}，{of}为{rank_text}，明显高于综合位次"),
            format!("{name} is {overall_text} overall but {rank_text} on {of}"),
        );
        let text = setting.say(format!("{name}的{of}"), format!("{of} of {name}"));
        let said = Said::new(FactKind::Outlier, text, sentence, Strength::Tentative)
            .number(f64::from(overall - rank));
        let look = Look {
            unit: Some(*unit),
            node: Some(node),
        };
        facts.push(setting.of_scores(
            format!("{}.strong-point.{}", setting.key, index + 1),
            look,
            said,
        ));
    }
    if !found.is_empty() {
        let items: Vec<String> = found
            .iter()
            .take(5)
            .map(|(unit, node, rank, overall)| {
                let (name, of) = (setting.name(*unit), setting.node(node));
                setting.say(
                    format!("{name}（{of}第 {rank} 位，综合第 {overall} 位）"),
                    format!(
                        "{name} ({of} {}, overall {})",
                        ordinal(*rank, language),
                        ordinal(*overall, language)
                    ),
                )
            })
            .collect();
        let items = list(&items, language);
        let noun = setting.noun();
        let sentence = setting.say(
            format!("部分{noun}在单一维度上明显高于综合位次：{items}"),
            format!("Some {noun} rank far higher on one dimension than overall: {items}"),
        );
        let said = Said::new(FactKind::List, items, sentence, Strength::Tentative)
            .number(found.len() as f64);
        facts.push(setting.of_scores(
            format!("{}.strong-points", setting.key),
            Look::default(),
            said,
        ));
    }
    facts
}

/// For each indicator the unit among its first ten that lies farthest below them overall.
fn surprises(setting: &Setting) -> Vec<Fact> {
    let language = setting.language();
    let root = setting.root();
    let mut facts = Vec::new();
    for indicator in &setting.indicators {
        let id = indicator.id.as_str();
        let mut values = setting.present(id);
        values.sort_by(|a, b| b.1.total_cmp(&a.1));
        let surprising = values
            .iter()
            .map(|&(unit, value)| {
                let above = values.iter().filter(|(_, other)| *other > value).count();
                let alike = values.iter().filter(|(_, other)| *other == value).count();
                (unit, value, above as u32 + 1, alike)
            })
            .filter(|(_, _, rank, alike)| *rank <= 10 && *alike == 1)
            .filter_map(|(unit, value, rank, _)| {
                let overall = setting.rank(root, unit)?;
                far_above(rank, overall).then_some((unit, value, rank, overall))
            })
            .max_by_key(|(_, _, rank, overall)| overall / rank);
        let Some((unit, value, rank, overall)) = surprising else {
            continue;
        };
        let (name, of) = (setting.name(unit), setting.node(id));
        let quantity = setting.quantity(indicator, value);
        let (rank_text, overall_text) = (ordinal(rank, language), ordinal(overall, language));
        let sentence = setting.say(
            format!("{name}的{of}为 {quantity}，居{rank_text}，而综合名义位次为{overall_text}"),
            format!("{name} is {rank_text} on {of} with {quantity}, but {overall_text} overall"),
        );
        let said = Said::new(
            FactKind::Outlier,
            name.to_string(),
            sentence,
            Strength::Tentative,
        )
        .number(f64::from(overall - rank));
        facts.push(setting.of_values(
            format!("{}.surprise.{id}", setting.key),
            &[id],
            Some(unit),
            said,
        ));
    }
    facts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_profile_of_the_report_that_was_called_balanced_is_not() {
        // Ranks 6, 6 and 21 were printed, and "较为平衡" written beside them (R187).
        assert_eq!(balance(&[6, 6, 21]), Some(Balance::Unbalanced));
        assert_eq!(balance(&[1, 1, 1]), Some(Balance::Balanced));
        assert_eq!(balance(&[1, 2, 4]), Some(Balance::Balanced));
        assert_eq!(balance(&[1, 2, 5]), Some(Balance::Unbalanced));
        assert_eq!(balance(&[40, 60, 80]), Some(Balance::Balanced));
        assert_eq!(balance(&[7]), None);
    }

    #[test]
    fn a_strong_point_stands_well_above() {
        assert!(far_above(7, 40));
        assert!(far_above(5, 10));
        assert!(!far_above(3, 7));
        assert!(!far_above(10, 19));
        assert!(!far_above(20, 10));
    }

    proptest! {
        #[test]
        fn balance_does_not_depend_on_the_order(mut ranks in proptest::collection::vec(1_u32..300, 2..6)) {
            let before = balance(&ranks);
            ranks.reverse();
            prop_assert_eq!(balance(&ranks), before);
        }
    }
}
