//! What the framework and the run are: size of the tree, methods, coverage, replications.

use jushu_index::methods::About;
use jushu_report::wording::percent;
use jushu_report::{Fact, FactKind, Strength};

use super::setting::{Look, Said, Setting, framework, of_run};
use crate::evidence::Evidence;

/// Facts about the run as a whole and the coverage of each unit set.
pub fn facts(evidence: &Evidence, settings: &[Setting]) -> Vec<Fact> {
    let mut facts = Vec::new();
    let say = |zh: String, en: String| evidence.language.pick(&zh, &en).to_string();
    let manifest = &evidence.results.manifest;
    let name = evidence.text(&manifest.framework.name).to_string();
    let command = "jushu show .";
    let scope = settings
        .iter()
        .map(Setting::scope)
        .collect::<Vec<_>>()
        .join(evidence.language.pick("、", ", "));
    let mut add = |id: &str, inferred: bool, said: Said| {
        facts.push(of_run(evidence, id, scope.clone(), command, inferred, said));
    };
    let units = say(
        format!("对 {scope}分别评价"),
        format!("Ranked apart: {scope}"),
    );
    add(
        "run.units",
        false,
        Said::new(FactKind::Count, scope.clone(), units, Strength::Firm),
    );
    let sources = manifest.sources.len();
    let sentence = say(
        format!("记录来自 {sources} 个来源，统计截至 {}", manifest.date),
        format!("Sources of the records: {sources}, as of {}", manifest.date),
    );
    add(
        "run.sources",
        false,
        Said::new(
            FactKind::Count,
            sources.to_string(),
            sentence,
            Strength::Firm,
        )
        .number(sources as f64),
    );
    if let Some(framework) = framework(evidence) {
        let root = settings.first().map(|setting| setting.root().to_string());
        let dimensions = framework
            .nodes
            .iter()
            .filter(|node| node.parent.is_some() && node.parent == root)
            .count();
        let groups = framework.nodes.len().saturating_sub(1 + dimensions);
        let indicators = framework.indicators.len();
        let middle = if groups > 0 {
            say(
                format!("、{groups} 个二级指标"),
                format!(", {groups} groups"),
            )
        } else {
            String::new()
        };
        let text = say(
            format!("{dimensions} 个维度{middle}和 {indicators} 个指标"),
            format!("{dimensions} dimensions{middle} and {indicators} indicators"),
        );
        let sentence = say(
            format!("{name}由 {text}构成"),
            format!("{name} is built of {text}"),
        );
        add(
            "framework.size",
            false,
            Said::new(FactKind::Count, text, sentence, Strength::Firm),
        );
        let method = &framework.method;
        let steps: [(&str, (&str, &str), &About); 4] = [
            (
                "treatment",
                ("异常值处理", "Treatment of outliers"),
                method.treatment.about(),
            ),
            (
                "normalisation",
                ("无量纲化", "Normalisation"),
                method.normalisation.about(),
            ),
            ("weighting", ("赋权", "Weighting"), method.weighting.about()),
            (
                "aggregation",
                ("合成", "Aggregation"),
                method.aggregation.about(),
            ),
        ];
        for (id, step, about) in steps {
            let text = evidence
                .language
                .pick(&about.name.zh, &about.name.en)
                .to_string();
            let label =
                if about.inferred && !text.contains(evidence.language.pick("推定", "inferred")) {
                    evidence.language.pick(
                        "（推定：原方法未公布公式）",
                        " (inferred: the formula of the original was not published)",
                    )
                } else {
                    ""
                };
            let sentence = say(
                format!("{}：{text}{label}", step.0),
                format!("{}: {text}{label}", step.1),
            );
            add(
                &format!("method.{id}"),
                about.inferred,
                Said::new(FactKind::Value, text, sentence, Strength::Firm),
            );
        }
    }
    for setting in settings {
        facts.extend(of_set(setting));
    }
    facts
}

fn of_set(setting: &Setting) -> Vec<Fact> {
    let entry = &setting.set.entry;
    let mut facts = Vec::new();
    let look = Look {
        unit: None,
        node: Some(setting.root()),
    };
    let (units, scored, noun) = (entry.units, entry.scored, setting.noun());
    let sentence = setting.say(
        format!("{units} 个{noun}中有 {scored} 个得到综合得分"),
        format!("{scored} of {units} {noun} have a score"),
    );
    let said = Said::new(
        FactKind::Count,
        scored.to_string(),
        sentence,
        Strength::Firm,
    )
    .number(scored as f64);
    facts.push(setting.of_scores(format!("{}.scored", setting.key), look, said));

    let cells = setting.indicators.len() * units;
    let present: usize = setting
        .indicators
        .iter()
        .map(|indicator| setting.present(&indicator.id).len())
        .sum();
    if cells > 0 {
        let (missing, share) = (cells - present, present as f64 / cells as f64);
        let (text, indicators) = (percent(share, 1), setting.indicators.len());
        let sentence = setting.say(
            format!("{indicators} 个指标、{units} 个{noun}共 {cells} 个取值，缺失 {missing} 个，覆盖率 {text}；缺失不计为零"),
            format!("{indicators} indicators over {units} {noun} make {cells} values, of which {missing} are missing: coverage {text}; missing is not zero"),
        );
        let said = Said::new(FactKind::Coverage, text, sentence, Strength::Firm).number(share);
        facts.push(setting.of_scores(format!("{}.coverage", setting.key), look, said));
    }
    if let Some(robustness) = &entry.robustness {
        let (text, replications) = (setting.text(robustness), entry.replications);
        let scope = setting.scope();
        let sentence = setting.say(
            format!("对 {scope}的方法与权重作 {replications} 次重复计算，整体排名{text}"),
            format!("Over {replications} replications of methods and weights the ranking of {scope} as a whole is {text}"),
        );
        let said = Said::new(FactKind::Value, text, sentence, Strength::Firm);
        facts.push(setting.of_scores(format!("{}.robustness", setting.key), look, said));
    }
    let widths: Vec<f64> = setting
        .set
        .intervals()
        .iter()
        .flatten()
        .map(|(low, high)| high - low)
        .collect();
    if !widths.is_empty() {
        let mean = widths.iter().sum::<f64>() / widths.len() as f64;
        let text = jushu_report::wording::decimal(mean, 1);
        let sentence = setting.say(
            format!("{units} 个{noun}的 90% 位次区间平均宽 {text} 位"),
            format!("The 90% intervals of the {units} {noun} are {text} ranks wide on average"),
        );
        let said = Said::new(FactKind::Value, text, sentence, Strength::Firm).number(mean);
        facts.push(setting.of_scores(format!("{}.interval-width", setting.key), look, said));
    }
    facts
}
