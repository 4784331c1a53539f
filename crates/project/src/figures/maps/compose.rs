//! Values of places to a figure: classes, ground, legend, notes and the table behind it.

use std::collections::BTreeMap;

use jushu_figures::maps::colours;
use jushu_figures::maps::legend::{Entry, Legend, Mark};
use jushu_figures::maps::panel::Fill;
use jushu_figures::maps::projection::{Kilometres, project};
use jushu_figures::maps::view::Pixel;
use jushu_figures::maps::{Flow, Panel, Symbol, boundaries, draw};
use jushu_figures::{About, Cell, Data, Figure, Language, theme};
use jushu_places::{Code, Level, Place};

use super::super::options::{MapForm, Options, UserMap};
use super::super::{NoData, about};
use super::classes::{Classified, classify};
use super::ground::{self, MARGIN, Matching, Paint, Paints};
use crate::evidence::Evidence;

/// A value for each of some places.
pub struct Subject {
    /// Provinces or cities.
    pub level: Level,
    /// The places.
    pub places: Vec<&'static Place>,
    /// Their values; none is no data.
    pub values: Vec<Option<f64>>,
    /// What the values are, with the unit: heads the legend and the column of the table.
    pub heading: String,
    /// Whether zero gets a class of its own.
    pub zero_apart: bool,
    /// Decimals in the legend; none for the short form with 万 and 亿.
    pub decimals: Option<usize>,
}

impl Subject {
    fn print(&self, value: f64, language: Language) -> String {
        match self.decimals {
            Some(decimals) => format!("{value:.decimals$}"),
            None => jushu_figures::number::short(value, language),
        }
    }

    /// Positions of the places that have a value, the greatest first; of equal values the smaller code.
    pub fn order(&self) -> Vec<usize> {
        let value = |at: usize| self.values[at].unwrap_or(f64::NEG_INFINITY);
        let mut order: Vec<usize> = (0..self.places.len())
            .filter(|&at| self.values[at].is_some())
            .collect();
        order.sort_by(|&a, &b| {
            value(b)
                .total_cmp(&value(a))
                .then(self.places[a].code.cmp(&self.places[b].code))
        });
        order
    }

    /// The greatest values in words.
    pub fn spoken(&self, evidence: &Evidence) -> String {
        let language = evidence.language;
        let first: Vec<String> = self
            .order()
            .into_iter()
            .take(5)
            .map(|at| {
                let value = self.values[at].unwrap_or(f64::NAN);
                let name = evidence.short_name(self.places[at]);
                format!("{name} {}", self.print(value, language))
            })
            .collect();
        let missing = self.values.iter().filter(|value| value.is_none()).count();
        let known = self.values.len() - missing;
        match language {
            Language::Zh => format!(
                "{}，有数据 {known} 个、无数据 {missing} 个；最高：{}",
                self.heading,
                first.join("、")
            ),
            Language::En => format!(
                "{}; {known} with data, {missing} without; highest: {}",
                self.heading,
                first.join(", ")
            ),
        }
    }
}

/// A map whose areas, or whose circles where no boundary is drawn, are coloured by class.
pub fn shaded(
    id: &str,
    evidence: &Evidence,
    options: &Options,
    subject: &Subject,
    labelled: usize,
) -> Result<Figure, NoData> {
    let language = evidence.language;
    let print = |value: f64| subject.print(value, language);
    let classified = classify(&subject.values, options, subject.zero_apart, &print);
    let about = about(id, evidence, subject.spoken(evidence))?;
    coloured(about, evidence, options, subject, &classified, labelled)
}

/// The same with given classes.
pub fn coloured(
    mut about: About,
    evidence: &Evidence,
    options: &Options,
    subject: &Subject,
    classified: &Classified,
    labelled: usize,
) -> Result<Figure, NoData> {
    let language = evidence.language;
    if classified.classes.is_empty() {
        return Err(no_values(subject));
    }
    let paints: Paints = subject
        .places
        .iter()
        .enumerate()
        .map(|(at, place)| {
            let fill = match classified.of_unit[at] {
                Some(class) => Fill::Colour(classified.classes[class].colour.clone()),
                None => Fill::NoData,
            };
            let value = subject.values[at];
            (place.code, Paint { fill, value })
        })
        .collect();
    let method = classified.method.as_ref();
    about
        .notes
        .extend(method.map(|method| evidence.text(method).to_string()));
    let form = Form::of(options, subject.level);
    let mut panels = match form {
        Form::Own(map) => {
            let (panel, matching) = ground::user(map, subject.level, &paints, language);
            if matching.units_without.len() == paints.len() {
                return Err(nothing_matches(&map.file, &matching));
            }
            about
                .notes
                .extend(matching_notes(&map.file, &matching, evidence));
            vec![panel]
        }
        Form::Polygons => ground::national(shapes_of(subject.level), &paints, language),
        Form::Tiles => vec![ground::tiles(
            &paints,
            &tile_texts(subject, language),
            language,
        )],
        Form::Plane => vec![ground::national_plane()],
    };
    let mut legend = class_legend(&subject.heading, classified, language);
    let on_plane = matches!(form, Form::Plane);
    if subject.level == Level::Province && !on_plane {
        legend.entries.push(Entry {
            mark: Mark::Fill(colours::GROUND.to_string()),
            label: language.pick("未参评", "not evaluated").to_string(),
        });
    }
    let order = subject.order();
    if on_plane {
        // The darkest last, so that it lies on top; those without data at the bottom.
        let rest = (0..subject.places.len()).filter(|at| subject.values[*at].is_none());
        let drawn: Vec<usize> = order.iter().copied().chain(rest).collect();
        let labels: Vec<usize> = order.iter().copied().take(labelled).collect();
        let mut symbols: Vec<Symbol> = drawn
            .iter()
            .rev()
            .filter(|at| !labels.contains(at))
            .filter_map(|&at| seat_symbol(evidence, subject, classified, at, 3.6, false))
            .collect();
        symbols.extend(
            labels
                .iter()
                .filter_map(|&at| seat_symbol(evidence, subject, classified, at, 3.6, true)),
        );
        panels[0].symbols = symbols;
        about.notes.extend(seat_notes(subject, evidence));
    } else if subject.level == Level::City {
        let dots = order.iter().take(labelled).filter_map(|&at| {
            let mut symbol = seat_symbol(evidence, subject, classified, at, 1.6, true)?;
            symbol.colour = Some(colours::TEXT.to_string());
            Some(symbol)
        });
        panels[0].symbols = dots.collect();
    } else if !matches!(form, Form::Tiles) {
        name_provinces(&mut panels[0], &paints, evidence);
    }
    Ok(finish(
        about,
        evidence,
        form,
        panels,
        vec![legend],
        table(subject, Some(classified), evidence),
    ))
}

/// A circle on a map: its area stands for a value.
pub struct Circle {
    /// What it is called.
    pub name: String,
    /// Where it is, longitude and latitude.
    pub at: (f64, f64),
    /// Its value; none is drawn hollow.
    pub value: Option<f64>,
    /// Its label.
    pub label: Option<String>,
}

/// What circles stand for.
pub struct Circles {
    /// The circles, the most important first.
    pub circles: Vec<Circle>,
    /// What their area stands for; none where all are of one size.
    pub heading: Option<String>,
    /// Lines between circles, as positions in `circles` with a value.
    pub flows: Vec<(usize, usize, f64)>,
}

/// The radius of the greatest circle, in pixels.
const GREATEST: f64 = 17.0;
/// The radius of circles that all have one size.
const UNIFORM: f64 = 4.0;
/// The greatest width of a flow.
const WIDEST: f64 = 7.0;

/// A map of circles; `background` are seats that are only hinted at.
pub fn circles(
    mut about: About,
    evidence: &Evidence,
    options: &Options,
    subject: &Circles,
    background: &[&'static Place],
    data: Data,
) -> Figure {
    let language = evidence.language;
    let form = Form::of(options, Level::City);
    let mut panels = match form {
        Form::Own(map) => {
            let (panel, _) = ground::user(map, Level::Province, &Paints::new(), language);
            vec![panel]
        }
        Form::Polygons => ground::national(boundaries::provinces(), &Paints::new(), language),
        Form::Tiles | Form::Plane => vec![ground::national_plane()],
    };
    let greatest = subject
        .circles
        .iter()
        .filter_map(|circle| circle.value)
        .fold(0.0, f64::max);
    let radius = |value: Option<f64>| match (&subject.heading, value) {
        (Some(_), Some(value)) => (GREATEST * (value.max(0.0) / greatest).sqrt()).max(1.2),
        (Some(_), None) => 2.0,
        (None, _) => UNIFORM,
    };
    if matches!(form, Form::Plane) {
        panels[0].dots = background
            .iter()
            .filter_map(|place| place.seat.map(project))
            .collect();
        about.notes.push(plane_note(language));
    }
    panels[0].symbols = subject
        .circles
        .iter()
        .map(|circle| Symbol {
            name: match circle.value {
                Some(value) => format!("{} {}", circle.name, printed(value, language)),
                None => circle.name.clone(),
            },
            at: project(circle.at),
            radius: radius(circle.value),
            colour: (circle.value.is_some() || subject.heading.is_none())
                .then(|| colours::SYMBOL.to_string()),
            label: circle.label.clone(),
        })
        .collect();
    let widest = subject.flows.iter().map(|flow| flow.2).fold(0.0, f64::max);
    let at = |index: usize| project(subject.circles[index].at);
    panels[0].flows = subject
        .flows
        .iter()
        .map(|&(from, to, value)| Flow {
            name: format!(
                "{} → {}: {}",
                subject.circles[from].name,
                subject.circles[to].name,
                printed(value, language)
            ),
            from: at(from),
            to: at(to),
            width: (WIDEST * value / widest).max(0.6),
        })
        .collect();
    let mut legends = Vec::new();
    if let Some(heading) = &subject.heading {
        let mut entries: Vec<Entry> = legend_sizes(greatest)
            .into_iter()
            .map(|value| Entry {
                mark: Mark::Circle {
                    radius: radius(Some(value)),
                    colour: colours::SYMBOL.to_string(),
                },
                label: printed(value, language),
            })
            .collect();
        if subject.circles.iter().any(|circle| circle.value.is_none()) {
            entries.push(Entry {
                mark: Mark::Circle {
                    radius: 2.0,
                    colour: colours::HATCH.to_string(),
                },
                label: no_data(language),
            });
        }
        legends.push(Legend {
            title: heading.clone(),
            entries,
        });
    }
    finish(about, evidence, form, panels, legends, data)
}

fn printed(value: f64, language: Language) -> String {
    jushu_figures::number::short(value, language)
}

/// Three round values for a legend of sizes, the greatest first.
fn legend_sizes(greatest: f64) -> Vec<f64> {
    if greatest <= 0.0 {
        return Vec::new();
    }
    let round = |value: f64| {
        let step = 10_f64.powf(value.log10().floor());
        let digit = value / step;
        step * [5.0, 2.0, 1.0]
            .into_iter()
            .find(|round| *round <= digit + 1e-9)
            .unwrap_or(1.0)
    };
    let mut sizes: Vec<f64> = [greatest, greatest / 5.0, greatest / 25.0]
        .map(round)
        .into_iter()
        .filter(|size| *size >= 1.0 || greatest < 25.0)
        .collect();
    sizes.dedup();
    sizes
}

/// On what a map is drawn.
#[derive(Debug, Clone, Copy)]
pub enum Form<'a> {
    /// On a map of the user's own.
    Own(&'a UserMap),
    /// On the shipped boundaries.
    Polygons,
    /// On the tile grid of provinces.
    Tiles,
    /// On a plane without boundaries.
    Plane,
}

impl<'a> Form<'a> {
    /// What the options ask for, for a map of provinces or of cities.
    pub fn of(options: &'a Options, level: Level) -> Form<'a> {
        match (&options.user_map, options.map_form, level) {
            (Some(map), ..) => Form::Own(map),
            (None, MapForm::Polygons, _) => Form::Polygons,
            (None, MapForm::Tiles, Level::Province) => Form::Tiles,
            (None, MapForm::Tiles, _) => Form::Plane,
        }
    }
}

/// Puts legends and notes of the form and draws.
pub fn finish(
    mut about: About,
    evidence: &Evidence,
    form: Form,
    mut panels: Vec<Panel>,
    legends: Vec<Legend>,
    data: Data,
) -> Figure {
    let language = evidence.language;
    let frame = panels[0].rectangle();
    let mut bottom = panels
        .iter()
        .map(|panel| panel.rectangle().bottom)
        .fold(0.0, f64::max);
    let mut placed: Vec<(Legend, Pixel)> = Vec::new();
    for legend in legends {
        let (width, height) = legend.size();
        let before: f64 = placed
            .iter()
            .map(|(legend, _)| legend.size().0 + 24.0)
            .sum();
        let at = match form {
            Form::Tiles => (frame.left + 12.0 + before, frame.top + 6.0),
            Form::Own(_) => {
                let at = (frame.left + before, frame.bottom + 10.0);
                bottom = bottom.max(at.1 + height);
                at
            }
            Form::Polygons | Form::Plane => {
                (frame.left + 10.0 + before, frame.bottom - height - 8.0)
            }
        };
        panels[0]
            .kept_free
            .push(jushu_figures::maps::labels::Rectangle {
                left: at.0 - 4.0,
                top: at.1 - 4.0,
                right: at.0 + width + 4.0,
                bottom: at.1 + height + 4.0,
            });
        placed.push((legend, at));
    }
    about.notes.extend(form_note(form, language));
    about.notes.extend(unplaced_note(&panels, language));
    let size = (theme::WIDTH, (bottom + MARGIN).ceil() as u32);
    draw(about, size, &panels, &placed, data)
}

fn form_note(form: Form, language: Language) -> Option<String> {
    match form {
        Form::Polygons => Some(sketch_note(language)),
        Form::Own(map) => Some(own_note(map, language)),
        Form::Tiles | Form::Plane => None,
    }
}

/// The note under a map on the shipped boundaries.
pub fn sketch_note(language: Language) -> String {
    language
        .pick(
            "示意图：底图边界未经地图审核，公开出版或发布前请换用带审图号的底图",
            "sketch map: the boundaries have not been reviewed; before publication use a reviewed base map",
        )
        .to_string()
}

/// The note under a map of the user's own: its review number.
pub fn own_note(map: &UserMap, language: Language) -> String {
    match (&map.review_number, language) {
        (Some(number), Language::Zh) => format!("审图号：{number}"),
        (Some(number), Language::En) => format!("map review number: {number}"),
        (None, Language::Zh) => "底图由用户提供，未注明审图号".to_string(),
        (None, Language::En) => "base map given by the user, no review number stated".to_string(),
    }
}

/// The note under a map that draws no boundary.
pub fn plane_note(language: Language) -> String {
    language
        .pick(
            "位置示意：圆点位于城市驻地，不绘任何境界线（阿尔伯斯等积投影）",
            "positions only: points stand at city seats, no boundary is drawn (Albers equal-area projection)",
        )
        .to_string()
}

/// The names that found no room.
pub fn unplaced_note(panels: &[Panel], language: Language) -> Option<String> {
    let names: Vec<&str> = panels
        .iter()
        .flat_map(|panel| panel.symbols.iter().zip(panel.placed_labels()))
        .filter(|(_, placed)| placed.is_none())
        .filter_map(|(symbol, _)| symbol.label.as_deref())
        .collect();
    (!names.is_empty()).then(|| match language {
        Language::Zh => format!("图中放不下名称：{}", names.join("、")),
        Language::En => format!("no room for the names of {}", names.join(", ")),
    })
}

/// How many names a note lists before it only counts.
const LISTED: usize = 8;

fn listed(names: &[String], language: Language) -> String {
    let shown = names[..names.len().min(LISTED)].join(language.pick("、", ", "));
    match (names.len() > LISTED, language) {
        (false, _) => shown,
        (true, Language::Zh) => format!("{shown} 等 {} 个", names.len()),
        (true, Language::En) => format!("{shown} and {} more", names.len() - LISTED),
    }
}

fn matching_notes(file: &str, matching: &Matching, evidence: &Evidence) -> Vec<String> {
    let language = evidence.language;
    let mut notes = Vec::new();
    if !matching.units_without.is_empty() {
        let names = names_of(&matching.units_without, evidence);
        let names = listed(&names, language);
        notes.push(match language {
            Language::Zh => format!("底图 {file} 中没有：{names}"),
            Language::En => format!("the map {file} lacks {names}"),
        });
    }
    if !matching.features_without.is_empty() {
        let names = listed(&matching.features_without, language);
        notes.push(match language {
            Language::Zh => format!("底图中不属于评价范围：{names}"),
            Language::En => format!("on the map and not evaluated: {names}"),
        });
    }
    notes
}

fn names_of(codes: &[Code], evidence: &Evidence) -> Vec<String> {
    codes
        .iter()
        .filter_map(|code| jushu_places::Places::shipped().get(*code))
        .map(|place| evidence.short_name(place).to_string())
        .collect()
}

fn nothing_matches(file: &str, matching: &Matching) -> NoData {
    let found = |language| listed(&matching.features_without, language);
    NoData::because(
        format!(
            "地图 {file} 的要素与评价单元全不对应（地图中有：{}）；请在属性 adcode 或 gb 中写六位（或 156 开头的九位）区划代码，或在 name 中写地名，并确认地图的级别（省或市）与图一致",
            found(Language::Zh)
        ),
        format!(
            "no feature of the map {file} is one of the units (it has {}); give division codes of six digits (or nine, beginning with 156) in the property adcode or gb, or names in name, and check that the map is of the figure's level (provinces or cities)",
            found(Language::En)
        ),
    )
}

fn no_values(subject: &Subject) -> NoData {
    NoData::because(
        format!("“{}”没有任何数值", subject.heading),
        format!("there is no value of `{}`", subject.heading),
    )
}

/// What is said where there is no value.
pub fn no_data(language: Language) -> String {
    language.pick("无数据", "no data").to_string()
}

/// The legend of classes, the highest on top.
pub fn class_legend(heading: &str, classified: &Classified, language: Language) -> Legend {
    let classes = classified.classes.iter().rev().map(|class| {
        let units = class.units;
        Entry {
            mark: Mark::Fill(class.colour.clone()),
            label: match language {
                Language::Zh => format!("{}（{units}）", class.label),
                Language::En => format!("{} ({units})", class.label),
            },
        }
    });
    let missing = classified
        .of_unit
        .iter()
        .filter(|class| class.is_none())
        .count();
    let without = (missing > 0).then(|| Entry {
        mark: Mark::NoData,
        label: match language {
            Language::Zh => format!("无数据（{missing}）"),
            Language::En => format!("no data ({missing})"),
        },
    });
    Legend {
        title: heading.to_string(),
        entries: classes.chain(without).collect(),
    }
}

fn tile_texts(subject: &Subject, language: Language) -> BTreeMap<Code, String> {
    subject
        .places
        .iter()
        .zip(&subject.values)
        .filter_map(|(place, value)| Some((place.code, subject.print((*value)?, language))))
        .collect()
}

/// The circle of a city at its seat, in the colour of its class; none where the seat is not known.
fn seat_symbol(
    evidence: &Evidence,
    subject: &Subject,
    classified: &Classified,
    at: usize,
    radius: f64,
    labelled: bool,
) -> Option<Symbol> {
    let place = subject.places[at];
    let short = evidence.short_name(place);
    let language = evidence.language;
    Some(Symbol {
        name: match subject.values[at] {
            Some(value) => format!("{short} {}", subject.print(value, language)),
            None => format!("{short} {}", no_data(language)),
        },
        at: project(place.seat?),
        radius: if subject.values[at].is_some() {
            radius
        } else {
            2.0
        },
        colour: classified.of_unit[at].map(|class| classified.classes[class].colour.clone()),
        label: labelled.then(|| short.to_string()),
    })
}

fn seat_notes(subject: &Subject, evidence: &Evidence) -> Vec<String> {
    let language = evidence.language;
    let without: Vec<String> = subject
        .places
        .iter()
        .filter(|place| place.seat.is_none())
        .map(|place| evidence.short_name(place).to_string())
        .collect();
    let missing = (!without.is_empty()).then(|| {
        let names = listed(&without, language);
        match language {
            Language::Zh => format!("驻地坐标未知、图中未绘：{names}"),
            Language::En => format!("not drawn, as the seat is not known: {names}"),
        }
    });
    std::iter::once(plane_note(language))
        .chain(missing)
        .collect()
}

/// Short names at the middle of the provinces, the large ones first, where they do not overlap.
fn name_provinces(panel: &mut Panel, paints: &Paints, evidence: &Evidence) {
    use jushu_figures::maps::labels::{Rectangle, text_size};
    use jushu_figures::maps::panel::Text;
    use jushu_figures::maps::shapes::{centroid, signed_area};
    const SIZE: f64 = 9.5;
    let mut middles: Vec<(f64, Kilometres, String, &'static str)> = Vec::new();
    for area in &panel.areas {
        let outer = area.polygons.iter().filter_map(|rings| rings.first());
        let largest = outer.max_by(|a, b| signed_area(a).abs().total_cmp(&signed_area(b).abs()));
        let place = paints
            .keys()
            .filter_map(|code| jushu_places::Places::shipped().get(*code))
            .find(|place| ground::full_name(place, evidence.language) == area.name);
        if let (Some(ring), Some(place)) = (largest, place)
            && let Some(middle) = centroid(ring)
        {
            let ink = match &area.fill {
                Fill::Colour(colour) => colours::text_on(colour),
                Fill::NoData | Fill::Ground => colours::TEXT,
            };
            let name = evidence.short_name(place).to_string();
            middles.push((signed_area(ring).abs(), middle, name, ink));
        }
    }
    middles.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut taken: Vec<Rectangle> = Vec::new();
    for (_, at, content, ink) in middles {
        let (width, height) = text_size(&content, SIZE);
        let rectangle = Rectangle::about(panel.view.pixel(at), width, height);
        if !taken.iter().any(|other| other.overlaps(&rectangle)) {
            taken.push(rectangle);
            panel.texts.push(Text {
                at,
                content,
                size: SIZE,
                colour: ink.to_string(),
                bold: false,
            });
        }
    }
}

fn shapes_of(level: Level) -> &'static jushu_figures::maps::shapes::Shapes {
    match level {
        Level::Province => boundaries::provinces(),
        _ => boundaries::prefectures(),
    }
}

/// The table behind a map: every place, also those without data.
pub fn table(subject: &Subject, classified: Option<&Classified>, evidence: &Evidence) -> Data {
    let language = evidence.language;
    let mut data = Data::new(&[
        language.pick("代码", "code"),
        language.pick("名称", "name"),
        &subject.heading,
        language.pick("分级", "class"),
    ]);
    let rest = (0..subject.places.len()).filter(|at| subject.values[*at].is_none());
    for at in subject.order().into_iter().chain(rest) {
        let place = subject.places[at];
        let class = classified
            .and_then(|classified| Some(&classified.classes[classified.of_unit[at]?].label));
        data.rows.push(vec![
            place.code.to_string().into(),
            ground::full_name(place, language).into(),
            subject.values[at].into(),
            class.map_or(Cell::Missing, |label| label.as_str().into()),
        ]);
    }
    data
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_of_a_legend_are_round_and_fall() {
        assert_eq!(legend_sizes(2598.0), [2000.0, 500.0, 100.0]);
        assert_eq!(legend_sizes(7.0), [5.0, 1.0, 0.2]);
        assert_eq!(legend_sizes(80.0), [50.0, 10.0, 2.0]);
        assert!(legend_sizes(0.0).is_empty());
    }

    #[test]
    fn long_lists_are_counted() {
        let names: Vec<String> = (0..10).map(|n| n.to_string()).collect();
        assert_eq!(listed(&names[..2], Language::Zh), "0、1");
        assert_eq!(
            listed(&names, Language::Zh),
            "0、1、2、3、4、5、6、7 等 10 个"
        );
        assert_eq!(
            listed(&names, Language::En),
            "0, 1, 2, 3, 4, 5, 6, 7 and 2 more"
        );
    }
}
