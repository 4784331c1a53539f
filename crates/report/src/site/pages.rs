//! The pages of one edition.

use minijinja::Environment;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::material::{SiteEdition, SiteMaterial, SiteUnit, SiteUnitSet};
use super::numbers;
use super::tables::{self, state_word};
use super::{SiteError, file_name, language, script_safe, template_value};
use crate::material::DrawnFigure;
use crate::{Cell, Language};
use jushu_figures::Data;

type Files = Vec<(String, Vec<u8>)>;

/// Rows of a figure's numbers that its page shows; the rest is in the files.
const SHOWN: usize = 500;

/// Units of a set that the first page shows.
const TOP: usize = 15;

/// Writes all pages of `edition`, with their data.
pub(super) fn write(
    environment: &Environment,
    material: &SiteMaterial,
    edition: &SiteEdition,
    files: &mut Files,
) -> Result<(), SiteError> {
    let mut edition = Edition {
        environment,
        material,
        edition,
        language: language(edition),
        files,
    };
    edition.index()?;
    edition.rankings()?;
    edition.places()?;
    edition.figures()?;
    edition.indicators()?;
    edition.method()?;
    edition.download()
}

struct Edition<'a> {
    environment: &'a Environment<'a>,
    material: &'a SiteMaterial,
    edition: &'a SiteEdition,
    language: Language,
    files: &'a mut Files,
}

/// A page: where it stands, what it is called, and its numbers.
struct Page<'p> {
    template: &'p str,
    /// Within the edition: `places/440300`.
    path: String,
    title: String,
    data: Option<&'p Data>,
}

impl Edition<'_> {
    fn text(&self, zh: &'static str, en: &'static str) -> &'static str {
        self.language.pick(zh, en)
    }

    /// Renders a page and writes it with its data.
    fn page(&mut self, page: Page, content: Value) -> Result<(), SiteError> {
        let code = self.language.code();
        let up = "../".repeat(page.path.matches('/').count());
        let meta = &self.edition.meta;
        let mut downloads = Vec::new();
        if let Some(data) = page.data {
            let written = [
                ("CSV", "csv", data.csv()),
                ("JSON", "json", tables::json(meta, &page.title, data)),
            ];
            for (kind, ending, contents) in written {
                let path = format!("data/{}.{ending}", page.path);
                let name = format!("{}.{ending}", page.path.replace('/', "-"));
                downloads
                    .push(json!({ "kind": kind, "name": name, "href": format!("{up}{path}") }));
                self.files.push((format!("{code}/{path}"), contents));
            }
        }
        let languages: Vec<Value> = self
            .material
            .editions
            .iter()
            .filter(|other| language(other) != self.language && has_page(other, &page.path))
            .map(language)
            .map(|other| {
                json!({
                    "lang": other.code(),
                    "name": other.pick("中文", "English"),
                    "href": format!("{up}../{}/{}.html", other.code(), page.path),
                })
            })
            .collect();
        let sets: Vec<Value> = self
            .edition
            .unit_sets
            .iter()
            .map(|set| {
                json!({
                    "file": file_name(&set.id),
                    "name": set.name,
                    "robustness": set.robustness,
                })
            })
            .collect();
        let mut context = json!({
            "lang": code,
            "root": format!("{up}../"),
            "home": up,
            "title": page.title,
            "meta": {
                "title": meta.title,
                "subtitle": meta.subtitle,
                "institution": meta.institution,
                "date": meta.date,
                "run": meta.run,
                "citation": meta.citation,
                "synthetic": meta.synthetic,
            },
            "description": self.edition.description,
            "languages": languages,
            "sets": sets,
            "sources": self.edition.sources,
            "downloads": downloads,
        });
        if let (Value::Object(context), Value::Object(content)) = (&mut context, content) {
            context.extend(content);
        }
        let html = self
            .environment
            .get_template(page.template)?
            .render(template_value(&context))?;
        self.files
            .push((format!("{code}/{}.html", page.path), html.into_bytes()));
        Ok(())
    }

    fn index(&mut self) -> Result<(), SiteError> {
        let tops: Vec<Value> = self
            .edition
            .unit_sets
            .iter()
            .map(|set| ranking(set, TOP))
            .collect();
        let title = self.edition.meta.title.clone();
        self.page(
            Page {
                template: "index.html",
                path: "index".into(),
                title,
                data: None,
            },
            json!({ "tops": tops }),
        )
    }

    fn rankings(&mut self) -> Result<(), SiteError> {
        for set in &self.edition.unit_sets {
            let data = tables::of_set(set, &order(set, 0), self.language);
            let title = match self.language {
                Language::Zh => format!("{}排名", set.name),
                Language::En => format!("Ranking of {}", set.name),
            };
            self.page(
                Page {
                    template: "ranking.html",
                    path: format!("ranking-{}", file_name(&set.id)),
                    title,
                    data: Some(&data),
                },
                json!({ "set": ranking(set, usize::MAX) }),
            )?;
        }
        Ok(())
    }

    fn places(&mut self) -> Result<(), SiteError> {
        // A municipality is a unit of the provinces and of the cities: one page, a section a set.
        let mut places: Vec<(&str, Vec<(&SiteUnitSet, &SiteUnit)>)> = Vec::new();
        let mut known = std::collections::BTreeMap::new();
        for set in &self.edition.unit_sets {
            for unit in &set.units {
                let at = *known.entry(unit.code.as_str()).or_insert(places.len());
                if at == places.len() {
                    places.push((&unit.code, Vec::new()));
                }
                places[at].1.push((set, unit));
            }
        }
        let scales: std::collections::BTreeMap<&str, Vec<Option<(f64, f64)>>> = self
            .edition
            .unit_sets
            .iter()
            .map(|set| (set.id.as_str(), scales(set)))
            .collect();
        for (code, units) in &places {
            let (_, first) = units[0];
            let within = first.within.as_ref().map(|(code, name)| {
                let has_page = known.contains_key(code.as_str());
                json!({ "code": has_page.then(|| file_name(code)), "name": name })
            });
            let results: Vec<Value> = units
                .iter()
                .map(|(set, unit)| self.results(set, unit, &scales[set.id.as_str()]))
                .collect();
            let data = tables::of_unit(units, self.language);
            self.page(
                Page {
                    template: "place.html",
                    path: format!("places/{}", file_name(code)),
                    title: first.name.clone(),
                    data: Some(&data),
                },
                json!({ "code": code, "within": within, "results": results }),
            )?;
        }
        Ok(())
    }

    /// The section of a place about one unit set.
    fn results(&self, set: &SiteUnitSet, unit: &SiteUnit, scales: &[Option<(f64, f64)>]) -> Value {
        let depths = depths(set);
        let of_ranked = |rank: Option<u32>| match rank {
            Some(rank) => format!("{rank} / {}", set.units.len()),
            None => numbers::NONE.to_string(),
        };
        let inner: Vec<Value> = tree_order(set)
            .into_iter()
            .filter(|&node| set.nodes[node].indicator.is_none())
            .map(|node| {
                let cell = &unit.cells[node];
                let meter = cell
                    .score
                    .zip(scales[node])
                    .map(|(score, (low, high))| json!({ "min": low, "max": high, "value": score }));
                json!({
                    "file": file_name(&set.nodes[node].id),
                    "name": set.nodes[node].name,
                    "depth": depths[node],
                    "score": numbers::score(cell.score),
                    "rank": of_ranked(cell.rank),
                    "meter": meter,
                })
            })
            .collect();
        let indicators: Vec<usize> = (0..set.nodes.len())
            .filter(|&node| set.nodes[node].indicator.is_some())
            .collect();
        let mut ranked: Vec<(usize, u32)> = indicators
            .iter()
            .filter_map(|&node| Some((node, unit.cells[node].rank?)))
            .collect();
        ranked.sort_by_key(|(_, rank)| *rank);
        let named = |(node, rank): &(usize, u32)| {
            let node = &set.nodes[*node];
            json!({ "file": file_name(&node.id), "name": node.name, "rank": rank })
        };
        let few = 3.min(ranked.len() / 2);
        let strongest: Vec<Value> = ranked.iter().take(few).map(named).collect();
        let weakest: Vec<Value> = ranked.iter().rev().take(few).map(named).collect();
        let rows: Vec<Value> = indicators
            .iter()
            .map(|&node| {
                let (about, cell) = (&set.nodes[node], &unit.cells[node]);
                let measured = about.indicator.as_ref();
                json!({
                    "file": file_name(&about.id),
                    "name": about.name,
                    "value": numbers::value(cell.value),
                    "unit": measured.map(|one| one.unit.as_str()),
                    "state": state_word(cell.state, self.language),
                    "class": class(cell.value),
                    "score": numbers::score(cell.score),
                    "rank": of_ranked(cell.rank),
                    "sources": cell.sources,
                })
            })
            .collect();
        let root = &unit.cells[0];
        json!({
            "file": file_name(&set.id),
            "name": set.name,
            "rank": of_ranked(root.rank),
            "interval": numbers::interval(unit.interval),
            "score": numbers::score(root.score),
            "coverage": numbers::percent(unit.coverage),
            "strongest": strongest,
            "weakest": weakest,
            "inner": inner,
            "indicators": rows,
        })
    }

    fn figures(&mut self) -> Result<(), SiteError> {
        let list: Vec<Value> = self
            .edition
            .figures
            .iter()
            .map(|DrawnFigure { figure, .. }| {
                json!({ "file": file_name(&figure.about.id), "title": figure.about.title })
            })
            .collect();
        let missing: Vec<Value> = self
            .edition
            .missing
            .iter()
            .map(|(title, reason)| json!({ "title": title, "reason": reason }))
            .collect();
        let title = self.text("图", "Figures").to_string();
        self.page(
            Page {
                template: "figures.html",
                path: "figures".into(),
                title,
                data: None,
            },
            json!({ "figures": list, "missing": missing }),
        )?;
        let theme = jushu_figures::theme::echarts_theme();
        for DrawnFigure { figure, svg } in &self.edition.figures {
            let about = &figure.about;
            let rows: Vec<Value> = figure
                .data
                .rows
                .iter()
                .take(SHOWN)
                .map(|row| cells(row))
                .collect();
            let definition = json!({
                "width": figure.width,
                "height": figure.height,
                "option": figure.option,
                "maps": figure.maps,
                "theme": theme,
            });
            let svg_file = format!(
                "{}/figures/{}.svg",
                self.language.code(),
                file_name(&about.id)
            );
            self.files.push((svg_file, svg.clone().into_bytes()));
            self.page(
                Page {
                    template: "figure.html",
                    path: format!("figures/{}", file_name(&about.id)),
                    title: about.title.clone(),
                    data: Some(&figure.data),
                },
                json!({
                    "svg": svg,
                    "alternative": about.alternative,
                    "source": about.source,
                    "notes": about.notes,
                    "columns": headings(&figure.data),
                    "rows": rows,
                    "more": figure.data.rows.len().saturating_sub(SHOWN),
                    "definition": script_safe(&definition),
                }),
            )?;
        }
        Ok(())
    }

    fn indicators(&mut self) -> Result<(), SiteError> {
        let trees: Vec<Value> = self
            .edition
            .unit_sets
            .iter()
            .map(|set| {
                let depths = depths(set);
                let nodes: Vec<Value> = tree_order(set)
                    .into_iter()
                    .map(|node| {
                        let about = &set.nodes[node];
                        let measured = about.indicator.as_ref();
                        json!({
                            "file": file_name(&about.id),
                            "name": about.name,
                            "depth": depths[node],
                            "weight": numbers::percent(about.weight),
                            "effective_weight": numbers::percent(about.effective_weight),
                            "unit": measured.map_or("", |one| &one.unit),
                            "direction": measured.map_or("", |one| &one.direction),
                        })
                    })
                    .collect();
                json!({ "file": file_name(&set.id), "name": set.name, "nodes": nodes })
            })
            .collect();
        let title = self.text("指标", "Indicators").to_string();
        self.page(
            Page {
                template: "indicators.html",
                path: "indicators".into(),
                title,
                data: None,
            },
            json!({ "trees": trees }),
        )?;
        let mut nodes: Vec<(&str, Vec<(&SiteUnitSet, usize)>)> = Vec::new();
        for set in &self.edition.unit_sets {
            for (at, node) in set.nodes.iter().enumerate() {
                match nodes.iter_mut().find(|(id, _)| *id == node.id) {
                    Some((_, sets)) => sets.push((set, at)),
                    None => nodes.push((&node.id, vec![(set, at)])),
                }
            }
        }
        for (id, sets) in nodes {
            let about = &sets[0].0.nodes[sets[0].1];
            let results: Vec<Value> = sets
                .iter()
                .map(|(set, node)| self.of_node(set, *node))
                .collect();
            let indicator = about.indicator.as_ref().map(
                |one| json!({ "unit": one.unit, "direction": one.direction, "source": one.source }),
            );
            let data = tables::of_node(&sets, self.language);
            self.page(
                Page {
                    template: "indicator.html",
                    path: format!("indicators/{}", file_name(id)),
                    title: about.name.clone(),
                    data: Some(&data),
                },
                json!({
                    "id": id,
                    "definition": about.definition,
                    "indicator": indicator,
                    "results": results,
                }),
            )?;
        }
        Ok(())
    }

    /// The section of a node about one unit set.
    fn of_node(&self, set: &SiteUnitSet, node: usize) -> Value {
        let rows: Vec<Value> = order(set, node)
            .into_iter()
            .map(|unit| {
                let unit = &set.units[unit];
                let cell = &unit.cells[node];
                json!({
                    "code": file_name(&unit.code),
                    "name": unit.name,
                    "rank": numbers::rank(cell.rank),
                    "value": numbers::value(cell.value),
                    "state": state_word(cell.state, self.language),
                    "class": class(cell.value),
                    "score": numbers::score(cell.score),
                })
            })
            .collect();
        let scored = set
            .units
            .iter()
            .filter(|unit| unit.cells[node].score.is_some());
        json!({
            "file": file_name(&set.id),
            "name": set.name,
            "weight": numbers::percent(set.nodes[node].weight),
            "effective_weight": numbers::percent(set.nodes[node].effective_weight),
            "scored": scored.count(),
            "rows": rows,
        })
    }

    fn method(&mut self) -> Result<(), SiteError> {
        let choices = json!(self.edition.choices);
        let title = self.text("方法与来源", "Method and sources").to_string();
        self.page(
            Page {
                template: "method.html",
                path: "method".into(),
                title,
                data: None,
            },
            json!({ "choices": choices }),
        )
    }

    fn download(&mut self) -> Result<(), SiteError> {
        let files: Vec<Value> = self
            .material
            .downloads
            .iter()
            .map(|(path, contents)| {
                let digest = Sha256::digest(contents);
                let sha256: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
                json!({
                    "path": path,
                    "name": path.replace('/', "-"),
                    "bytes": numbers::value(Some(contents.len() as f64)),
                    "sha256": sha256,
                })
            })
            .collect();
        let title = self.text("下载与引用", "Download and citation").to_string();
        self.page(
            Page {
                template: "download.html",
                path: "download".into(),
                title,
                data: None,
            },
            json!({ "files": files }),
        )
    }
}

/// Whether an edition has the page too: a figure may be had in one language only.
fn has_page(edition: &SiteEdition, path: &str) -> bool {
    path.strip_prefix("figures/").is_none_or(|name| {
        let mut figures = edition.figures.iter();
        figures.any(|drawn| file_name(&drawn.figure.about.id) == name)
    })
}

/// The table of a unit set: its first units with their dimensions.
fn ranking(set: &SiteUnitSet, most: usize) -> Value {
    let dimensions: Vec<usize> = (0..set.nodes.len())
        .filter(|&node| set.nodes[node].parent == Some(0))
        .collect();
    let rows: Vec<Value> = order(set, 0)
        .into_iter()
        .take(most)
        .map(|unit| {
            let unit = &set.units[unit];
            let scores = dimensions
                .iter()
                .map(|&node| numbers::score(unit.cells[node].score));
            json!({
                "code": file_name(&unit.code),
                "name": unit.name,
                "rank": numbers::rank(unit.cells[0].rank),
                "interval": numbers::interval(unit.interval),
                "score": numbers::score(unit.cells[0].score),
                "coverage": numbers::percent(unit.coverage),
                "dimensions": scores.collect::<Vec<_>>(),
            })
        })
        .collect();
    let names = dimensions.iter().map(|&node| set.nodes[node].name.as_str());
    json!({
        "file": file_name(&set.id),
        "name": set.name,
        "robustness": set.robustness,
        "replications": set.replications,
        "dimensions": names.collect::<Vec<_>>(),
        "rows": rows,
    })
}

/// Units by rank at a node, then in their own order; those without a rank last.
fn order(set: &SiteUnitSet, node: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..set.units.len()).collect();
    order.sort_by_key(|&unit| set.units[unit].cells[node].rank.unwrap_or(u32::MAX));
    order
}

/// The smallest and the largest score at every node.
fn scales(set: &SiteUnitSet) -> Vec<Option<(f64, f64)>> {
    (0..set.nodes.len())
        .map(|node| {
            let scores = set.units.iter().filter_map(|unit| unit.cells[node].score);
            scores.fold(None, |ends: Option<(f64, f64)>, score| {
                let (low, high) = ends.unwrap_or((score, score));
                Some((low.min(score), high.max(score)))
            })
        })
        .map(|ends| {
            ends.map(|(low, high)| (low.min(0.0), high))
                .filter(|(low, high)| low < high)
        })
        .collect()
}

/// How far under the root every node stands.
fn depths(set: &SiteUnitSet) -> Vec<usize> {
    let depth = |node: usize| {
        std::iter::successors(set.nodes[node].parent, |&parent| set.nodes[parent].parent).count()
    };
    (0..set.nodes.len()).map(depth).collect()
}

/// Nodes with every node under its parent.
fn tree_order(set: &SiteUnitSet) -> Vec<usize> {
    fn add(set: &SiteUnitSet, node: usize, order: &mut Vec<usize>) {
        order.push(node);
        for child in 0..set.nodes.len() {
            if set.nodes[child].parent == Some(node) {
                add(set, child, order);
            }
        }
    }
    let mut order = Vec::new();
    for root in 0..set.nodes.len() {
        if set.nodes[root].parent.is_none() {
            add(set, root, &mut order);
        }
    }
    order
}

/// The class of a cell without a value.
fn class(value: Option<f64>) -> &'static str {
    match value {
        Some(_) => "",
        None => "missing",
    }
}

/// The headings of a figure's numbers; those of columns without text stand to the right like the numbers.
fn headings(data: &Data) -> Vec<Value> {
    let is_number = |column: usize| {
        let cells = data.rows.iter().filter_map(|row| row.get(column));
        cells.clone().any(|cell| matches!(cell, Cell::Number(_)))
            && !cells.clone().any(|cell| matches!(cell, Cell::Text(_)))
    };
    let columns = data.columns.iter().enumerate();
    columns
        .map(|(column, text)| json!({ "text": text, "number": is_number(column) }))
        .collect()
}

/// A row of a figure's numbers.
fn cells(row: &[Cell]) -> Value {
    let cell = |cell: &Cell| {
        let (text, number) = match cell {
            Cell::Text(text) => (text.clone(), false),
            Cell::Number(number) => (numbers::value(Some(*number)), true),
            Cell::Missing => (numbers::NONE.to_string(), false),
        };
        let mut fields = Map::new();
        fields.insert("text".into(), text.into());
        fields.insert("number".into(), number.into());
        Value::Object(fields)
    };
    row.iter().map(cell).collect()
}
