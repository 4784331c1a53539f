//! The economic circles (R44–R46): means of their cities, centres against each other, seats.

use jushu_places::Groups;
use jushu_report::wording::{decimal, list, ordinal};
use jushu_report::{Fact, FactKind, Strength};

use super::ranking::compare;
use super::setting::{Look, Said, Setting};

/// A circle with those of its cities that have a score.
struct Circle {
    id: String,
    name: String,
    /// Units, the best first.
    members: Vec<usize>,
}

/// All facts of this subject for one unit set; only cities have circles.
pub fn facts(setting: &Setting) -> Vec<Fact> {
    if !setting.is_cities() {
        return Vec::new();
    }
    let root = setting.root();
    let order = setting.set.ranking(root);
    let circles: Vec<Circle> = Groups::shipped()
        .iter()
        .map(|group| {
            let codes: Vec<_> = group.members.iter().map(|member| member.place).collect();
            let belongs = |unit: &usize| codes.contains(&setting.place(*unit).code);
            Circle {
                id: group.id.clone(),
                name: setting
                    .language()
                    .pick(&group.name_zh, &group.name_en)
                    .to_string(),
                members: order.iter().copied().filter(belongs).collect(),
            }
        })
        .filter(|circle| !circle.members.is_empty())
        .collect();
    let mut facts = Vec::new();
    for node in setting.upper_nodes() {
        facts.extend(means(setting, &circles, &node.id));
    }
    for circle in &circles {
        facts.extend(centre(setting, circle));
    }
    for (index, one) in circles.iter().enumerate() {
        for other in &circles[index + 1..] {
            let (first, second) = (one.members[0], other.members[0]);
            if first != second {
                let id = format!("circles.pair.{}.{}", one.id, other.id);
                facts.extend(compare(setting, &id, first, second));
            }
        }
    }
    facts
}

/// The mean score of the cities of each circle at one node, and their order in one sentence.
fn means(setting: &Setting, circles: &[Circle], node: &str) -> Vec<Fact> {
    let look = Look {
        unit: None,
        node: Some(node),
    };
    let of = if node == setting.root() {
        setting.say("综合", "the index")
    } else {
        setting.node(node)
    };
    let mut facts = Vec::new();
    let mut found: Vec<(&str, f64, usize)> = Vec::new();
    for circle in circles {
        let scores: Vec<f64> = circle
            .members
            .iter()
            .filter_map(|&unit| setting.score(node, unit))
            .collect();
        if scores.is_empty() {
            continue;
        }
        let mean = scores.iter().sum::<f64>() / scores.len() as f64;
        let (name, cities, points) = (&circle.name, scores.len(), decimal(mean, 1));
        found.push((name, mean, cities));
        let sentence = setting.say(
            format!("{name} {cities} 个城市的{of}平均得分为 {points} 分"),
            format!("The mean of {of} over the {cities} cities of {name} is {points}"),
        );
        let said = Said::new(FactKind::Value, points, sentence, Strength::Tentative).number(mean);
        facts.push(setting.of_scores(
            format!("{}.circle.{}.mean", setting.prefix(node), circle.id),
            look,
            said,
        ));
    }
    found.sort_by(|a, b| b.1.total_cmp(&a.1));
    if found.len() >= 2 {
        let parts: Vec<String> = found
            .iter()
            .map(|(name, mean, cities)| {
                let points = decimal(*mean, 1);
                setting.say(
                    format!("{name} {points}（{cities} 市）"),
                    format!("{name} {points} ({cities} cities)"),
                )
            })
            .collect();
        let parts = parts.join(setting.language().pick("、", ", "));
        let sentence = setting.say(
            format!("各经济圈成员城市的{of}平均得分依次为：{parts}"),
            format!("Means of {of} over the cities of each circle: {parts}"),
        );
        let names: Vec<&str> = found.iter().map(|(name, ..)| *name).collect();
        let said = Said::new(
            FactKind::List,
            list(&names, setting.language()),
            sentence,
            Strength::Tentative,
        );
        facts.push(setting.of_scores(format!("{}.circles", setting.prefix(node)), look, said));
    }
    facts
}

/// The city that leads a circle, and its distance to the second.
fn centre(setting: &Setting, circle: &Circle) -> Option<Fact> {
    let (root, language) = (setting.root(), setting.language());
    let &centre = circle.members.first()?;
    let rank = setting.rank(root, centre)?;
    let (circle_name, name) = (&circle.name, setting.name(centre));
    let of_second = circle.members.get(1).and_then(|&second| {
        let (higher, lower) = (setting.score(root, centre)?, setting.score(root, second)?);
        Some((second, setting.rank(root, second)?, higher - lower))
    });
    let second = match of_second {
        Some((second, second_rank, gap)) => {
            let (second, points) = (setting.name(second), decimal(gap, 1));
            setting.say(
                format!(
                    "，其次为{second}（全国{}），得分相差 {points} 分",
                    ordinal(second_rank, language)
                ),
                format!(
                    ", followed by {second} ({} of all) {points} points below",
                    ordinal(second_rank, language)
                ),
            )
        }
        None => String::new(),
    };
    let sentence = setting.say(
        format!(
            "{circle_name}得分最高的城市为{name}（全国{}）{second}",
            ordinal(rank, language)
        ),
        format!(
            "The highest score in {circle_name} is that of {name} ({} of all){second}",
            ordinal(rank, language)
        ),
    );
    let said = Said::new(
        FactKind::Rank,
        name.to_string(),
        sentence,
        Strength::Tentative,
    )
    .number(f64::from(rank));
    let look = Look {
        unit: Some(centre),
        node: None,
    };
    Some(setting.of_scores(
        format!("{}.circle.{}.centre", setting.key, circle.id),
        look,
        said,
    ))
}
