//! Maps of an index.

use jushu_figures::maps::labels::Rectangle;
use jushu_figures::maps::panel::Fill;
use jushu_figures::maps::projection::project;
use jushu_figures::maps::view::{View, Window};
use jushu_figures::maps::{Panel, Symbol, boundaries, draw};
use jushu_figures::{Data, Figure, Language, theme};
use jushu_places::{Groups, Level, Place};

use super::super::{NoData, Options, about};
use super::classes::{Classified, classify};
use super::compose::{Circle, Circles, Form, Subject, circles, class_legend, no_data, shaded};
use super::ground::{self, MARGIN, Paint, Paints};
use crate::evidence::{Evidence, UnitSetEvidence};

/// Scores at the root, or at the node that is asked for, of each province.
pub fn provinces_map(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let set = match &options.unit_set {
        Some(id) => evidence
            .unit_set(id)
            .filter(|_| id.starts_with("provinces")),
        None => evidence.provinces(),
    };
    let set = set.ok_or_else(|| {
        NoData::because(
            "本次计算没有省级评价范围；请在指标体系的 `unit_sets` 中加上 provinces-31",
            "the run has no unit set of provinces; add provinces-31 to `unit_sets` of the framework",
        )
    })?;
    let subject = scores(evidence, set, options, Level::Province)?;
    shaded("provinces-map", evidence, options, &subject, 0)
}

/// Scores of each city.
pub fn cities_map(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let subject = city_scores(evidence, options)?;
    shaded(
        "cities-map",
        evidence,
        options,
        &subject,
        options.top.unwrap_or(15),
    )
}

/// The leading cities with rank and place.
pub fn top_cities_map(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let subject = city_scores(evidence, options)?;
    let set = city_set(evidence, options)?;
    let node = options.node.as_ref().unwrap_or(&set.entry.root);
    let ranks = set.ranks(node);
    let language = evidence.language;
    let mut data = Data::new(&[
        language.pick("名次", "rank"),
        language.pick("代码", "code"),
        language.pick("名称", "name"),
        &subject.heading,
    ]);
    let mut found = Vec::new();
    for at in subject.order().into_iter().take(options.top.unwrap_or(15)) {
        let (place, rank) = (subject.places[at], ranks[at].unwrap_or_default());
        data.rows.push(vec![
            f64::from(rank).into(),
            place.code.to_string().into(),
            ground::full_name(place, language).into(),
            subject.values[at].into(),
        ]);
        let short = evidence.short_name(place);
        if let Some(seat) = place.seat {
            found.push(Circle {
                name: short.to_string(),
                at: seat,
                value: subject.values[at],
                label: Some(format!("{rank} {short}")),
            });
        }
    }
    if found.is_empty() {
        return Err(NoData::because("没有城市得分", "no city has a score"));
    }
    let spoken: Vec<&str> = found.iter().filter_map(|c| c.label.as_deref()).collect();
    let spoken = spoken.join(language.pick("、", ", "));
    let mut about = about("top-cities-map", evidence, spoken)?;
    let count = found.len();
    about.title = match language {
        Language::Zh => format!("前 {count} 强城市排名及分布"),
        Language::En => format!("The {count} leading cities: rank and place"),
    };
    about.notes.push(
        language
            .pick(
                "数字为名次；浅点为其余评价城市",
                "numbers are ranks; pale points are the other cities evaluated",
            )
            .to_string(),
    );
    let subject = Circles {
        circles: found,
        heading: None,
        flows: Vec::new(),
    };
    Ok(circles(
        about,
        evidence,
        options,
        &subject,
        &set.places,
        data,
    ))
}

/// The cities of each economic circle, as small maps side by side with one legend.
pub fn circles_map(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let subject = city_scores(evidence, options)?;
    let language = evidence.language;
    let groups: Vec<(String, Vec<usize>)> = Groups::shipped()
        .iter()
        .map(|group| {
            let members = group.members.iter().filter_map(|member| {
                subject
                    .places
                    .iter()
                    .position(|place| place.code == member.place)
            });
            let name = language.pick(&group.name_zh, &group.name_en);
            (name.to_string(), members.collect())
        })
        .collect();
    let members: Vec<usize> = groups
        .iter()
        .flat_map(|(_, members)| members.clone())
        .collect();
    // Classes are cut over the cities of all circles, so that the small maps can be compared.
    let inside = Subject {
        level: Level::City,
        places: members.iter().map(|&at| subject.places[at]).collect(),
        values: members.iter().map(|&at| subject.values[at]).collect(),
        heading: subject.heading.clone(),
        ..subject
    };
    let print = |value: f64| format!("{value:.1}");
    let classified = classify(&inside.values, options, false, &print);
    if classified.classes.is_empty() {
        return Err(NoData::because(
            "经济圈内没有城市得分",
            "no city of a circle has a score",
        ));
    }
    let mut about = about("circles-map", evidence, inside.spoken(evidence))?;
    let method = classified.method.as_ref();
    about
        .notes
        .extend(method.map(|method| evidence.text(method).to_string()));
    let polygons = match Form::of(options, Level::City) {
        Form::Own(map) => Some(&map.shapes),
        Form::Polygons => Some(boundaries::prefectures()),
        Form::Tiles | Form::Plane => None,
    };
    let mut data = Data::new(&[
        language.pick("经济圈", "circle"),
        language.pick("代码", "code"),
        language.pick("名称", "name"),
        &inside.heading,
        language.pick("分级", "class"),
    ]);
    let mut start = 0;
    let mut panels = Vec::new();
    for (index, (name, members)) in groups.iter().enumerate() {
        let range = start..start + members.len();
        start = range.end;
        for at in range.clone() {
            let place = inside.places[at];
            let class =
                classified.of_unit[at].map(|class| classified.classes[class].label.as_str());
            data.rows.push(vec![
                name.as_str().into(),
                place.code.to_string().into(),
                ground::full_name(place, language).into(),
                inside.values[at].into(),
                class.map_or(jushu_figures::Cell::Missing, |label| label.into()),
            ]);
        }
        let circle = Members {
            subject: &inside,
            classified: &classified,
            range,
        };
        panels.extend(circle_panel(evidence, name, index, &circle, polygons));
    }
    let legend = class_legend(&inside.heading, &classified, language);
    let bottom = panels
        .iter()
        .map(|panel| panel.rectangle().bottom)
        .fold(0.0, f64::max);
    match Form::of(options, Level::City) {
        Form::Polygons => about.notes.push(super::compose::sketch_note(language)),
        Form::Own(map) => about.notes.push(super::compose::own_note(map, language)),
        Form::Tiles | Form::Plane => about.notes.push(super::compose::plane_note(language)),
    }
    about
        .notes
        .extend(super::compose::unplaced_note(&panels, language));
    let legend_at = (MARGIN, bottom + 12.0);
    let height = legend_at.1 + legend.size().1 + MARGIN;
    Ok(draw(
        about,
        (theme::WIDTH, height.ceil() as u32),
        &panels,
        &[(legend, legend_at)],
        data,
    ))
}

/// The cities of one circle: a stretch of the cities of all circles.
struct Members<'a> {
    subject: &'a Subject,
    classified: &'a Classified,
    range: std::ops::Range<usize>,
}

/// One small map, the first two above the others.
fn circle_panel(
    evidence: &Evidence,
    name: &str,
    index: usize,
    members: &Members,
    polygons: Option<&jushu_figures::maps::shapes::Shapes>,
) -> Option<Panel> {
    let language = evidence.language;
    let (subject, classified) = (members.subject, members.classified);
    let cities = || members.range.clone().map(|at| (at, subject.places[at]));
    let codes: Vec<u32> = cities().map(|(_, place)| place.code.get()).collect();
    let own: Option<jushu_figures::maps::shapes::Shapes> = polygons.map(|shapes| {
        let features = shapes.features.iter();
        jushu_figures::maps::shapes::Shapes {
            features: features
                .filter(|feature| feature.code.is_some_and(|code| codes.contains(&code)))
                .cloned()
                .collect(),
        }
    });
    let seats = cities().filter_map(|(_, place)| place.seat.map(project));
    let window = match own.as_ref().and_then(|shapes| shapes.bounds()) {
        Some(bounds) => bounds.widened(15.0),
        None => Window::around(seats)?.widened(60.0),
    };
    let gap = 10.0;
    let width = (ground::full_width() - gap) / 2.0;
    let height = width * 0.82;
    let view = View {
        window: window.shaped(width / height),
        left: MARGIN + (index % 2) as f64 * (width + gap),
        top: 22.0 + (index / 2) as f64 * (height + 26.0),
        width,
    };
    let mut panel = if own.is_some() {
        Panel::new(view)
    } else {
        ground::plane(view)
    };
    panel.title = Some(match language {
        Language::Zh => format!("{name}（{} 市）", codes.len()),
        Language::En => format!("{name} ({} cities)", codes.len()),
    });
    if let Some(shapes) = &own {
        let paints: Paints = cities()
            .map(|(at, place)| {
                let fill = match classified.of_unit[at] {
                    Some(class) => Fill::Colour(classified.classes[class].colour.clone()),
                    None => Fill::NoData,
                };
                let value = subject.values[at];
                (place.code, Paint { fill, value })
            })
            .collect();
        panel.areas = ground::areas(shapes, &paints, &view.window, language);
    }
    let radius = if own.is_some() { 1.6 } else { 6.0 };
    let mut order: Vec<(usize, &Place)> = cities().collect();
    order.sort_by(|a, b| {
        let value = |at: usize| subject.values[at].unwrap_or(f64::NEG_INFINITY);
        value(b.0).total_cmp(&value(a.0))
    });
    panel.symbols = order
        .into_iter()
        .filter_map(|(at, place)| {
            let short = evidence.short_name(place);
            let dot = own.is_some().then(|| "#1a1a1a".to_string());
            let shade =
                classified.of_unit[at].map(|class| classified.classes[class].colour.clone());
            Some(Symbol {
                name: match subject.values[at] {
                    Some(value) => format!("{short} {value:.1}"),
                    None => format!("{short} {}", no_data(language)),
                },
                at: project(place.seat?),
                radius,
                colour: dot.or(shade),
                label: Some(short.to_string()),
            })
        })
        .collect();
    panel.kept_free.push(Rectangle {
        left: view.left,
        top: view.top,
        right: view.left + 1.0,
        bottom: view.top + 1.0,
    });
    Some(panel)
}

fn city_set<'e>(evidence: &'e Evidence, options: &Options) -> Result<&'e UnitSetEvidence, NoData> {
    let set = match &options.unit_set {
        Some(id) => evidence.unit_set(id).filter(|_| id.starts_with("cities")),
        None => evidence.cities(),
    };
    set.ok_or_else(|| {
        NoData::because(
            "本次计算没有城市评价范围；请在指标体系的 `unit_sets` 中加上 cities-337",
            "the run has no unit set of cities; add cities-337 to `unit_sets` of the framework",
        )
    })
}

fn city_scores(evidence: &Evidence, options: &Options) -> Result<Subject, NoData> {
    scores(evidence, city_set(evidence, options)?, options, Level::City)
}

/// The scores of a unit set at the node that is asked for, else at the root.
fn scores(
    evidence: &Evidence,
    set: &UnitSetEvidence,
    options: &Options,
    level: Level,
) -> Result<Subject, NoData> {
    let id = options.node.as_ref().unwrap_or(&set.entry.root);
    let node = set.entry.nodes.iter().find(|node| node.id == *id);
    let node = node.ok_or_else(|| {
        let known: Vec<&str> = set
            .entry
            .nodes
            .iter()
            .map(|node| node.id.as_str())
            .collect();
        NoData::because(
            format!("指标体系中没有节点“{id}”；有：{}", known.join("、")),
            format!(
                "the framework has no node `{id}`; it has {}",
                known.join(", ")
            ),
        )
    })?;
    let heading = format!(
        "{}{}",
        evidence.text(&node.name),
        evidence.language.pick("得分", " score")
    );
    let values = set.scores(id).to_vec();
    Ok(Subject {
        level,
        places: set.places.clone(),
        // A node without any score has no list.
        values: if values.is_empty() {
            vec![None; set.places.len()]
        } else {
            values
        },
        heading,
        zero_apart: false,
        decimals: Some(1),
    })
}
