//! `jushu index panel`.

use std::path::Path;

use jushu_index::reading::editions::{Edition, change};
use jushu_index::reading::history::{
    History, chained_csv, growth_csv, leads_csv, panel_scores_csv, streaks_csv,
};
use jushu_index::reading::tables::{PeriodChange, panel_causes_csv};
use jushu_index::{Framework, Panel, build_panel};
use serde_json::json;

use super::{Inputs, PlainError, read, sources, write_results};

/// Computes an index over every period of a table in which the column `time` gives the time of each row, and writes
/// `panel_scores.csv`, `growth.csv`, `streaks.csv`, `leads.csv`, `chained.csv` and `panel_causes.csv` (why ranks changed
/// from one period to the next).
pub fn panel(inputs: Inputs, time: &str, out: &Path) -> Result<History, PlainError> {
    let (framework_text, data_text) = (read(inputs.framework)?, read(inputs.data)?);
    let mut framework = Framework::parse(&framework_text, &inputs.framework.display().to_string())?;
    if let Some(unit_set) = inputs.unit_set {
        framework = framework.for_unit_set(unit_set)?;
    }
    let panel = Panel::from_csv(&data_text, &inputs.data.display().to_string(), time)?;
    let runs = build_panel(&framework, &panel)?;
    let own = History::of(&panel, &runs);
    let one = History::on_one_scale(&framework, &panel)?;
    let levels = one.chained(&framework, &panel)?;
    let mut causes = Vec::new();
    for pair in panel.periods().windows(2) {
        let [before, after] = [&pair[0], &pair[1]].map(|period| Edition {
            framework: &framework,
            table: &period.table,
        });
        causes.push(PeriodChange {
            before: pair[0].time,
            after: pair[1].time,
            units: change(before, after)?,
        });
    }
    let texts = vec![
        ("panel_scores.csv", panel_scores_csv(panel.periods(), &runs)),
        ("growth.csv", growth_csv(&one)),
        ("streaks.csv", streaks_csv(&own)),
        ("leads.csv", leads_csv(&one)),
        ("chained.csv", chained_csv(&one, &levels)),
        ("panel_causes.csv", panel_causes_csv(&causes)),
    ];
    let mut manifest = sources(
        inputs,
        (&framework, &framework_text),
        (&data_text, own.units.len()),
    );
    manifest.insert("panel".into(), json!({ "time": time, "times": own.times }));
    write_results(out, texts, manifest)?;
    Ok(own)
}
