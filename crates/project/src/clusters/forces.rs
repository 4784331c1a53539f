//! The five forces of provinces, cities and clusters, by the framework of that name, and what each lags behind in.

use jushu_clusters::grades::Metrics;
use jushu_index::{BuildError, Column, Framework, Run, Table};

use super::firms::Firm;
use super::register::{ClusterEntry, members};
use super::tables::Sheet;
use super::{Certainty, ClustersError, Finding, Scene, number_text};
use crate::Project;
use crate::config::Names;
use crate::indicators::{self, UnitSet};
use crate::run::{RunError, raw_table};

/// The name under which clusters stand among the unit sets.
const CLUSTERS: &str = "clusters";

impl Project {
    /// The five forces of provinces and cities, by the framework of that name.
    pub(super) fn five_forces(
        &self,
        scene: &Scene,
        sheets: &mut Vec<Sheet>,
        findings: &mut Vec<Finding>,
    ) -> Result<(), ClustersError> {
        let found = self.framework_text("five-forces")?;
        let framework = Framework::parse(&found.text, &found.file).map_err(RunError::from)?;
        let peers = scene.limits().short_boards.peers.get();
        let mut scores = Sheet::new(
            "five_forces.csv",
            &[
                "unit_set",
                "unit",
                "node",
                "score",
                "rank",
                "coverage_label",
            ],
        );
        let mut shortest = Sheet::new(
            "short_boards.csv",
            &[
                "unit_set",
                "unit",
                "node",
                "score",
                "peer_median",
                "gap",
                "peers",
                "label",
            ],
        );
        for set_id in &framework.unit_sets {
            let set = UnitSet::named(set_id).map_err(RunError::from)?;
            let narrowed = framework.for_unit_set(set_id).map_err(RunError::from)?;
            let values = indicators::values(
                &narrowed,
                self.config(),
                self.folder(),
                scene.registry,
                &set,
            )
            .map_err(RunError::from)?;
            let table = raw_table(&narrowed, &set.names(), &values).map_err(RunError::from)?;
            let run = jushu_index::build(&narrowed, &table).map_err(|source: BuildError| {
                RunError::Build {
                    unit_set: set_id.clone(),
                    source,
                }
            })?;
            enter_scores(set_id, &run, &mut scores);
            short_boards(set_id, &run, peers, &mut shortest, findings);
        }
        let mut evidence = Sheet::new(
            "cluster_five_forces.csv",
            &["cluster", "indicator", "value", "members", "basis", "label"],
        );
        if let Some(run) = of_clusters(scene, &framework, &mut evidence, findings)? {
            enter_scores(CLUSTERS, &run, &mut scores);
            short_boards(CLUSTERS, &run, peers, &mut shortest, findings);
        }
        sheets.push(scores);
        sheets.push(shortest);
        sheets.push(evidence);
        Ok(())
    }
}

/// The force in which each unit lags most behind its peers: the `peers` units next to it in the whole.
fn short_boards(
    set: &str,
    run: &Run,
    peers: usize,
    sheet: &mut Sheet,
    findings: &mut Vec<Finding>,
) {
    let Some(root) = run.nodes.iter().find(|node| node.parent.is_none()) else {
        return;
    };
    let forces: Vec<_> = run
        .nodes
        .iter()
        .filter(|node| {
            node.parent
                .is_some_and(|parent| run.nodes[parent].parent.is_none())
        })
        .collect();
    let mut order: Vec<usize> = (0..run.units.len())
        .filter(|unit| !root.scores[*unit].is_nan())
        .collect();
    order.sort_by(|a, b| root.scores[*b].total_cmp(&root.scores[*a]).then(a.cmp(b)));
    for (position, unit) in order.iter().enumerate() {
        let low = position
            .saturating_sub(peers / 2)
            .min(order.len().saturating_sub(peers + 1));
        let peers: Vec<usize> = order[low..(low + peers + 1).min(order.len())]
            .iter()
            .copied()
            .filter(|peer| peer != unit)
            .collect();
        let gap = |force: &jushu_index::NodeResult| -> Option<(f64, f64)> {
            let mut known: Vec<f64> = peers
                .iter()
                .map(|peer| force.scores[*peer])
                .filter(|score| !score.is_nan())
                .collect();
            known.sort_by(f64::total_cmp);
            let median = match known.len() {
                0 => return None,
                n if n % 2 == 1 => known[n / 2],
                n => (known[n / 2 - 1] + known[n / 2]) / 2.0,
            };
            let own = force.scores[*unit];
            (!own.is_nan()).then_some((median, own - median))
        };
        let worst = forces
            .iter()
            .filter_map(|force| Some((force, gap(force)?)))
            .min_by(|a, b| a.1.1.total_cmp(&b.1.1));
        let Some((force, (median, gap))) = worst.filter(|(_, (_, gap))| *gap < 0.0) else {
            continue;
        };
        sheet.row([
            set.into(),
            run.units[*unit].clone(),
            force.id.clone(),
            number_text(force.scores[*unit]),
            number_text(median),
            number_text(gap),
            peers.len().to_string(),
            "自拟 own".into(),
        ]);
        if position < 10 {
            findings.push(Finding {
                topic: "short-board",
                subject: Names::same(&run.units[*unit]),
                text: Names::new(
                    format!("{}落后于综合相近单元的中位数 {:.1} 分", force.name.zh, -gap),
                    format!(
                        "{} lies {:.1} points below the median of the units next to it",
                        force.name.en, -gap
                    ),
                ),
                certainty: Certainty::Own,
                table: "short_boards.csv",
                main: false,
            });
        }
    }
}

/// The scores and ranks of every node.
fn enter_scores(set: &str, run: &Run, scores: &mut Sheet) {
    for node in &run.nodes {
        for (unit, score) in run.units.iter().zip(&node.scores) {
            let rank = node.scores.iter().filter(|other| *other > score).count() + 1;
            scores.row([
                set.into(),
                unit.clone(),
                node.id.clone(),
                number_text(*score),
                if score.is_nan() {
                    String::new()
                } else {
                    rank.to_string()
                },
                "自拟 own".into(),
            ]);
        }
    }
}

/// The forces of the digital clusters, from their members (推定) and their records; `None` where too little is known.
fn of_clusters(
    scene: &Scene,
    framework: &Framework,
    evidence: &mut Sheet,
    findings: &mut Vec<Finding>,
) -> Result<Option<Run>, ClustersError> {
    let clusters: Vec<&ClusterEntry> = scene
        .clusters
        .iter()
        .filter(|cluster| cluster.digital && !cluster.cities.is_empty())
        .collect();
    let Some(set) = framework.unit_sets.first().filter(|_| clusters.len() > 1) else {
        return Ok(None);
    };
    let narrowed = framework.for_unit_set(set).map_err(RunError::from)?;
    let values: Vec<Values> = clusters
        .iter()
        .map(|cluster| Values::of(cluster, scene))
        .collect();
    let columns: Vec<Column> = narrowed
        .indicators
        .iter()
        .map(|indicator| Column {
            id: indicator.id.clone(),
            values: values
                .iter()
                .map(|of| of.get(&indicator.id).map_or(f64::NAN, |(value, _)| value))
                .collect(),
        })
        .collect();
    for (cluster, of) in clusters.iter().zip(&values) {
        for indicator in &narrowed.indicators {
            let found = of.get(&indicator.id);
            evidence.row([
                cluster.name.clone(),
                indicator.id.clone(),
                number_text(found.map_or(f64::NAN, |(value, _)| value)),
                of.members.to_string(),
                found.map_or("", |(_, basis)| basis.word()).into(),
                match found {
                    Some(_) => "自拟 own; 推定 inferred".into(),
                    None => Certainty::NoData.label(),
                },
            ]);
        }
    }
    let known = columns
        .iter()
        .filter(|column| column.values.iter().any(|value| !value.is_nan()))
        .count();
    let names = clusters
        .iter()
        .map(|cluster| cluster.name.clone())
        .collect();
    let table = Table::new(names, columns).map_err(RunError::from)?;
    let subject = Names::new(
        format!("{} 个集群", clusters.len()),
        format!("{} clusters", clusters.len()),
    );
    let finding = |text: Names, certainty: Certainty| Finding {
        topic: "five-forces",
        subject: subject.clone(),
        text,
        certainty,
        table: "cluster_five_forces.csv",
        main: true,
    };
    let run = match jushu_index::build(&narrowed, &table) {
        Ok(run) => run,
        // Few clusters or few records leave nothing to scale; provinces and cities are measured all the same.
        Err(error) => {
            let message = error.message();
            findings.push(finding(
                Names::new(
                    format!("五力无法计算：{}", message.zh),
                    format!("the five forces cannot be computed: {}", message.en),
                ),
                Certainty::NoData,
            ));
            return Ok(None);
        }
    };
    let total = narrowed.indicators.len();
    let first = run
        .nodes
        .iter()
        .find(|node| node.parent.is_none())
        .and_then(|root| {
            let scored = (0..run.units.len()).filter(|unit| !root.scores[*unit].is_nan());
            scored.max_by(|a, b| root.scores[*a].total_cmp(&root.scores[*b]).then(b.cmp(a)))
        });
    let (zh, en) = match first {
        Some(first) => (
            format!("综合居首：{}", run.units[first]),
            format!("first in the whole: {}", run.units[first]),
        ),
        None => (
            "没有集群有足够数据得到综合分".into(),
            "no cluster has enough data for a score of the whole".into(),
        ),
    };
    findings.push(finding(
        Names::new(
            format!("集群五力：{total} 个指标中 {known} 个有数据，成员企业为推定；{zh}"),
            format!("five forces of clusters: {known} of {total} indicators have data, members are inferred; {en}"),
        ),
        if first.is_some() { Certainty::Own } else { Certainty::NoData },
    ));
    Ok(Some(run))
}

/// What a value of a cluster rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Basis {
    /// The cluster's own record.
    Record,
    /// The firms taken for its members.
    Members,
    /// What its cities have.
    Cities,
}

impl Basis {
    /// The word used in files.
    fn word(self) -> &'static str {
        match self {
            Basis::Record => "record",
            Basis::Members => "members",
            Basis::Cities => "cities",
        }
    }
}

/// The indicators of one cluster that are known, by the ids of the framework.
struct Values {
    members: usize,
    known: Vec<(&'static str, f64, Basis)>,
}

impl Values {
    fn of(cluster: &ClusterEntry, scene: &Scene) -> Values {
        let members = members(cluster, scene);
        let mut known = Vec::new();
        let mut enter = |id: &'static str, value: Option<f64>, basis: Basis| {
            known.extend(value.map(|value| (id, value, basis)));
        };
        let here = |firm: &&Firm| firm.city.is_some_and(|city| cluster.cities.contains(&city));
        // A mark that no firm of the registry bears stands on no list: its absence says nothing.
        let count = |mark: fn(&Firm) -> bool| -> Option<f64> {
            scene
                .firms
                .iter()
                .any(mark)
                .then(|| members.iter().filter(|firm| mark(firm)).count() as f64)
        };
        let listed = count(|firm| firm.marks.listed);
        let base = scene
            .firms
            .iter()
            .filter(here)
            .filter(|firm| firm.marks.listed)
            .count() as f64;
        enter("core_firms", listed, Basis::Members);
        let share = listed.filter(|_| base > 0.0).map(|listed| listed / base);
        enter("core_share", share, Basis::Members);
        let revenue = newest(&cluster.metrics, "revenue");
        match revenue {
            Some(_) => enter("core_revenue", revenue, Basis::Record),
            None => enter(
                "core_revenue",
                sum(&members, |firm| firm.figures.revenue),
                Basis::Members,
            ),
        }
        enter(
            "patents",
            sum(&members, |firm| firm.figures.patents),
            Basis::Members,
        );
        enter(
            "research_expense",
            sum(&members, |firm| firm.figures.research_expense),
            Basis::Members,
        );
        enter(
            "technical_staff",
            sum(&members, |firm| firm.figures.technical_staff),
            Basis::Members,
        );
        enter("unicorns", count(|firm| firm.marks.unicorn), Basis::Members);
        enter(
            "little_giants",
            count(|firm| firm.marks.little_giant),
            Basis::Members,
        );
        enter(
            "overseas_listed",
            count(|firm| firm.marks.overseas_listed),
            Basis::Members,
        );
        let unicorns: Vec<&Firm> = members
            .iter()
            .copied()
            .filter(|firm| firm.marks.unicorn)
            .collect();
        enter(
            "financing",
            sum(&unicorns, |firm| firm.figures.financing),
            Basis::Members,
        );
        for (id, counts) in [
            ("universities", &scene.universities),
            ("exchanges", &scene.exchanges),
        ] {
            let total = cluster
                .cities
                .iter()
                .filter_map(|city| counts.get(city))
                .sum::<u64>();
            enter(
                id,
                (!counts.is_empty()).then_some(total as f64),
                Basis::Cities,
            );
        }
        Values {
            members: members.len(),
            known,
        }
    }

    fn get(&self, id: &str) -> Option<(f64, Basis)> {
        let mut known = self.known.iter();
        known
            .find(|(known, ..)| *known == id)
            .map(|(_, value, basis)| (*value, *basis))
    }
}

/// The newest value of a metric on the cluster's record.
fn newest(metrics: &Metrics, metric: &str) -> Option<f64> {
    Some(*metrics.get(metric)?.last_key_value()?.1)
}

/// The sum of a figure; `None` where it is not known of every firm, since a part would pass for the whole.
fn sum(firms: &[&Firm], figure: fn(&Firm) -> Option<f64>) -> Option<f64> {
    let values: Option<Vec<f64>> = firms.iter().map(|firm| figure(firm)).collect();
    values
        .filter(|values| !values.is_empty())
        .map(|values| values.iter().sum())
}
