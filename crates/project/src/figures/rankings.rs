//! Rankings of units.

use jushu_figures::Figure;
use jushu_figures::charts::ranked_bars::{Bar, ranked_bars};

use super::{NoData, Options, about};
use crate::evidence::Evidence;

/// The 15 cities with the highest index.
pub fn top_cities(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let set = evidence.cities().ok_or_else(|| {
        NoData::because(
            "本次计算没有城市评价范围；请在指标体系的 `unit_sets` 中加上 cities-337",
            "the run has no unit set of cities; add cities-337 to `unit_sets` of the framework",
        )
    })?;
    let root = &set.entry.root;
    let scores = set.scores(root);
    let bars: Vec<Bar> = set
        .ranking(root)
        .into_iter()
        .take(options.top.unwrap_or(15))
        .map(|unit| Bar {
            label: evidence.short_name(set.places[unit]).to_string(),
            value: scores[unit].unwrap_or(f64::NAN),
        })
        .collect();
    let spoken: Vec<String> = bars
        .iter()
        .take(3)
        .map(|bar| format!("{} {:.1}", bar.label, bar.value))
        .collect();
    let about = about(
        "top-cities",
        evidence,
        spoken.join(evidence.language.pick("、", ", ")),
    )?;
    Ok(ranked_bars(
        about,
        evidence.language.pick("得分", "score"),
        &bars,
    ))
}
