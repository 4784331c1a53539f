//! Everything a template may use, from the evidence of a run.

use std::collections::{BTreeMap, BTreeSet};

use jushu_figures::Figure;
use jushu_index::Framework;
use jushu_places::{Code, Level, Place};
use jushu_report::{DrawnFigure, Fact, Language, Material, Meta};
use serde_json::{Value, json};

use super::formulas::{formulas, ids};
use super::recommendations::{Audience, Rules};
use super::tables::{TOP, tables};
use crate::evidence::{Evidence, UnitSetEvidence};
use crate::facts::Facts;
use crate::figures::{CATALOGUE, NoData, Options, find};

/// What report is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The template: national, province, profile, article, annex, or one of the project's own.
    pub template: String,
    /// The place it is about, where it is about one.
    pub place: Option<Code>,
}

/// Figures drawn once for each place a report speaks of.
const PLACE_FIGURES: [&str; 2] = ["place-radar", "place-profile"];

/// The id of a figure about one unit: `place-radar-cities-337-110000`. Municipalities are units of two sets.
fn place_figure(id: &str, set: &UnitSetEvidence, unit: usize) -> String {
    format!("{id}-{}-{}", set.entry.id, set.places[unit].code)
}

/// Brings together what the template of `request` may use. Pictures are not drawn yet: a document names those it
/// shows, and only they are.
pub fn material(
    evidence: &Evidence,
    framework: &Framework,
    rules: &Rules,
    request: &Request,
) -> Material {
    let mut figures = BTreeMap::new();
    let mut missing = BTreeMap::new();
    let mut add = |id: String, built: Result<Figure, NoData>| match built {
        Ok(mut figure) => {
            figure.about.id.clone_from(&id);
            let svg = String::new();
            figures.insert(id, DrawnFigure { figure, svg });
        }
        Err(no_data) => {
            // A document says where to look inside the project, not where the project lies.
            let folder = evidence.project.folder().display().to_string();
            let reason = evidence.text(&no_data.reason).replace(&folder, ".");
            missing.insert(id, reason);
        }
    };
    let options = Options {
        place: request.place,
        ..Options::default()
    };
    for entry in CATALOGUE {
        add(entry.id.to_string(), entry.figure(evidence, &options));
    }
    let spoken_of = spoken_of(evidence, request);
    for (set, unit) in &spoken_of {
        let code = set.places[*unit].code;
        let options = Options {
            place: Some(code),
            unit_set: Some(set.entry.id.clone()),
            ..Options::default()
        };
        for entry in PLACE_FIGURES.into_iter().filter_map(find) {
            add(
                place_figure(entry.id, set, *unit),
                entry.figure(evidence, &options),
            );
        }
    }
    let tables = tables(evidence, framework)
        .into_iter()
        .map(|table| (table.id.clone(), table))
        .collect();
    let mut values = values(evidence, framework, rules, request, &spoken_of);
    let not_drawn = CATALOGUE.iter().filter_map(|entry| {
        let reason = missing.get(entry.id)?;
        let title = evidence.language.pick(entry.title.0, entry.title.1);
        Some(json!({ "title": title, "reason": reason }))
    });
    values["missing"] = not_drawn.collect();
    Material {
        meta: meta(evidence, framework, request),
        facts: facts(evidence, &spoken_of),
        figures,
        tables,
        formulas: formulas(framework, evidence.language),
        missing,
        values,
    }
}

/// The facts of the run, and those of the places spoken of, by id.
fn facts(evidence: &Evidence, spoken_of: &[(&UnitSetEvidence, usize)]) -> BTreeMap<String, Fact> {
    let facts = Facts::open(evidence);
    let codes: BTreeSet<Code> = spoken_of
        .iter()
        .map(|(set, unit)| set.places[*unit].code)
        .collect();
    let of_places = codes.into_iter().flat_map(|code| facts.of_place(code));
    let all = facts.all().into_iter().chain(of_places);
    all.map(|fact| (fact.id.clone(), fact)).collect()
}

/// The units a report has something to say of one by one: the place it is about, with the units inside it; else the
/// first of each unit set.
fn spoken_of<'e>(evidence: &'e Evidence, request: &Request) -> Vec<(&'e UnitSetEvidence, usize)> {
    let mut units = Vec::new();
    for set in &evidence.unit_sets {
        let ranking = set.ranking(&set.entry.root);
        match request.place {
            Some(code) => units.extend(
                ranking
                    .into_iter()
                    .filter(|&unit| set.places[unit].lies_in(code))
                    .map(|unit| (set, unit)),
            ),
            None => units.extend(ranking.into_iter().take(TOP).map(|unit| (set, unit))),
        }
    }
    units
}

fn meta(evidence: &Evidence, framework: &Framework, request: &Request) -> Meta {
    let language = evidence.language;
    let manifest = &evidence.results.manifest;
    let about = &evidence.project.config().report;
    let name = language.pick(&framework.name.zh, &framework.name.en);
    let place = request.place.and_then(|code| place(evidence, code));
    let title = match (&about.title, place, language) {
        (Some(title), None, _) => evidence.text(title).to_string(),
        (_, Some(place), Language::Zh) => format!("{}{name}报告", place.name),
        (_, Some(place), Language::En) => format!("{}: {name}", evidence.short_name(place)),
        (None, None, Language::Zh) => format!("{name}报告"),
        (None, None, Language::En) => format!("{name}: report"),
    };
    let institution = about
        .institution
        .as_ref()
        .map_or("", |names| evidence.text(names))
        .to_string();
    let authors: Vec<String> = about
        .authors
        .iter()
        .map(|names| evidence.text(names).to_string())
        .collect();
    let project = evidence.text(&manifest.project);
    let date = &manifest.date;
    let citation = {
        let who = match (authors.is_empty(), institution.is_empty()) {
            (false, _) => authors.join(language.pick("，", ", ")),
            (true, false) => institution.clone(),
            (true, true) => project.to_string(),
        };
        let synthetic = if manifest.synthetic {
            language.pick("（合成数据）", " (synthetic data)")
        } else {
            ""
        };
        match language {
            Language::Zh => format!(
                "{who}：《{title}》{synthetic}，数据截至 {date}，计算 {}。",
                manifest.run
            ),
            Language::En => format!(
                "{who}: {title}{synthetic}. Data as of {date}, run {}.",
                manifest.run
            ),
        }
    };
    Meta {
        title,
        subtitle: match language {
            Language::Zh => format!("{project}，{} 版", framework.edition),
            Language::En => format!("{project}, edition {}", framework.edition),
        },
        authors,
        institution,
        date: date.clone(),
        run: manifest.run.clone(),
        citation,
        language: Some(language),
        synthetic: manifest.synthetic,
    }
}

/// The unit of that code in whichever unit set has it.
fn place<'e>(evidence: &'e Evidence, code: Code) -> Option<&'e Place> {
    let mut places = evidence.unit_sets.iter().flat_map(|set| &set.places);
    places.find(|place| place.code == code).copied()
}

/// What templates loop over. Everything is text or numbers in the language of the evidence.
fn values(
    evidence: &Evidence,
    framework: &Framework,
    rules: &Rules,
    request: &Request,
    spoken_of: &[(&UnitSetEvidence, usize)],
) -> Value {
    let language = evidence.language;
    let about = request.place.and_then(|code| place(evidence, code));
    let audience = match about {
        None => Audience::National,
        Some(place) if place.is_at(Level::Province) => Audience::Province,
        Some(_) => Audience::City,
    };
    let places: Vec<Value> = spoken_of
        .iter()
        .map(|(set, unit)| place_value(evidence, rules, set, *unit))
        .collect();
    let subject = spoken_of
        .iter()
        .find(|(set, unit)| Some(set.places[*unit].code) == request.place)
        .map(|(set, unit)| place_value(evidence, rules, set, *unit));
    let manifest = &evidence.results.manifest;
    let first = evidence.unit_sets.first();
    let dimensions: Vec<Value> = first
        .into_iter()
        .flat_map(|set| set.dimensions())
        .enumerate()
        .map(|(index, node)| {
            json!({
                "id": node.id,
                "index": index + 1,
                "name": evidence.text(&node.name),
                "figure": format!("dimension-{}", index + 1),
            })
        })
        .collect();
    let indicators: Vec<Value> = framework
        .indicators
        .iter()
        .map(|indicator| {
            let pick = |names: &Option<jushu_index::Names>| {
                names
                    .as_ref()
                    .map(|names| language.pick(&names.zh, &names.en).to_string())
            };
            json!({
                "id": indicator.id,
                "name": language.pick(&indicator.name.zh, &indicator.name.en),
                "parent": indicator.parent,
                "dimension": dimension_of(framework, &indicator.parent),
                "unit": pick(&indicator.unit),
                "definition": pick(&indicator.definition),
                "source": indicator.source,
            })
        })
        .collect();
    let unit_sets: Vec<Value> = evidence
        .unit_sets
        .iter()
        .map(|set| {
            json!({
                "id": set.entry.id,
                "units": set.entry.units,
                "scored": set.entry.scored,
                "replications": set.entry.replications,
                "robustness": set.entry.robustness.as_ref().map(|names| evidence.text(names)),
                "top": if set.entry.id.starts_with("provinces") { "top-provinces" } else { "top-cities" },
            })
        })
        .collect();
    let sources: Vec<Value> = manifest
        .sources
        .iter()
        .map(|source| {
            json!({
                "id": source.id,
                "title": source.title,
                "licence": source.licence,
                "retrieved": source.retrieved,
            })
        })
        .collect();
    let choices: Vec<Value> = evidence
        .unit_sets
        .iter()
        .flat_map(|set| {
            set.entry.choices.iter().map(|choice| {
                json!({
                    "unit_set": set.entry.id,
                    "step": choice.step,
                    "node": choice.node,
                    "text": evidence.text(&choice.text),
                    "inferred": choice.inferred,
                    "severity": choice.severity,
                })
            })
        })
        .collect();
    json!({
        "framework": {
            "id": framework.id,
            "edition": framework.edition,
            "name": language.pick(&framework.name.zh, &framework.name.en),
            "description": framework.description.as_ref().map(|names| language.pick(&names.zh, &names.en)),
            "source": framework.source,
        },
        "run": manifest.run,
        "date": manifest.date,
        "synthetic": manifest.synthetic,
        "project": evidence.text(&manifest.project),
        "top": TOP,
        "place": subject,
        "places": places,
        "dimensions": dimensions,
        "indicators": indicators,
        "unit_sets": unit_sets,
        "recommendations": rules.recommendations(evidence, audience, about),
        "sources": sources,
        "choices": choices,
        "formulas": ids(&formulas(framework, language)),
    })
}

/// The id of the dimension above `node`: the node right under the root.
fn dimension_of(framework: &Framework, node: &str) -> Option<String> {
    let above = |id: &str| {
        framework
            .nodes
            .iter()
            .find(|node| node.id == id)?
            .parent
            .clone()
    };
    let mut at = node.to_string();
    loop {
        let parent = above(&at)?;
        if above(&parent).is_none() {
            return Some(at);
        }
        at = parent;
    }
}

fn place_value(evidence: &Evidence, rules: &Rules, set: &UnitSetEvidence, unit: usize) -> Value {
    let language = evidence.language;
    let place = set.places[unit];
    let root = &set.entry.root;
    let region = place.region.map(|region| region.names());
    json!({
        "code": place.code.to_string(),
        "name": language.pick(&place.name, evidence.short_name(place)),
        "short_name": evidence.short_name(place),
        "unit_set": set.entry.id,
        "units": set.entry.units,
        "rank": set.ranks(root).get(unit).copied().flatten(),
        "score": set.scores(root).get(unit).copied().flatten().map(|score| format!("{score:.2}")),
        "interval": set.intervals()[unit].map(|(low, high)| json!({ "low": low, "high": high })),
        "region": region.map(|(zh, en)| language.pick(zh, en)),
        "radar": place_figure("place-radar", set, unit),
        "profile": place_figure("place-profile", set, unit),
        "advice": rules.advice(set, unit, language),
    })
}
