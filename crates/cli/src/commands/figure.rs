//! `jushu figure`.

use jushu_figures::{Figure, Frame, Renderer, fonts, raster};
use jushu_places::{Code, Hint, Level, Places, Resolution};
use jushu_project::Project;
use jushu_project::evidence::Evidence;
use jushu_project::figures::{CATALOGUE, Classes, MapForm, Options, UserMap, find, needs_review};
use jushu_project::output::write_file;
use jushu_project::results::Results;
use jushu_registry::engine::{Rows, Value};
use jushu_registry::schema::nearest;

use super::{Outcome, said};
use crate::arguments::FigureArguments;
use crate::language::Language;
use crate::say::aside;
use crate::table::print;

/// Pixels of a PNG for one CSS pixel: 2.5 gives 240 dpi on paper.
const PNG_SCALE: f32 = 2.5;

/// Draws a figure into a file, or lists what there is.
pub fn figure(arguments: &FigureArguments, language: Language) -> Outcome {
    let project = Project::open(&arguments.dir).map_err(said)?;
    let results = Results::latest(&project).map_err(said)?;
    let evidence = Evidence::open(&project, &results, language.into()).map_err(said)?;
    let Some(name) = arguments.name.as_deref() else {
        print(&listed(&evidence, language), arguments.format, 1);
        return Ok(());
    };
    let Some(entry) = find(name) else {
        let near = nearest(name, CATALOGUE.iter().map(|entry| entry.id)).unwrap_or("—");
        let dir = arguments.dir.display();
        return Err(language
            .text(
                "figure.unknown",
                &[("name", &name), ("near", &near), ("dir", &dir)],
            )
            .into());
    };
    let options = options(arguments, language)?;
    let figure = entry.figure(&evidence, &options).map_err(|missing| {
        let reason = language
            .of(&missing.reason.zh, &missing.reason.en)
            .to_string();
        language.text("figure.no-data", &[("name", &name), ("reason", &reason)])
    })?;
    let default = std::path::PathBuf::from(format!("{name}.svg"));
    let out = arguments.out.as_deref().unwrap_or(&default);
    let ending = out
        .extension()
        .and_then(|ending| ending.to_str())
        .unwrap_or_default();
    let drawn = || Renderer::new().and_then(|renderer| renderer.svg(&figure, Frame::Standalone));
    let contents = match ending {
        "svg" => drawn().map_err(said)?.into_bytes(),
        "png" => {
            let svg = drawn().map_err(said)?;
            warn_of_gaps(&svg, language);
            raster::png(&svg, PNG_SCALE).map_err(said)?
        }
        "json" => serde_json::to_vec_pretty(&figure).unwrap_or_default(),
        _ => {
            return Err(language
                .text("figure.ending", &[("file", &out.display())])
                .into());
        }
    };
    let data = out.with_extension("csv");
    write_file(&data, &figure.data.csv()).map_err(said)?;
    write_file(out, &contents).map_err(said)?;
    if is_map(&figure) {
        warn(&figure, &options, language);
    }
    say!(
        "{}",
        language.text(
            "figure.done",
            &[("file", &out.display()), ("data", &data.display())]
        )
    );
    Ok(())
}

fn options(arguments: &FigureArguments, language: Language) -> Outcome<Options> {
    let place = match &arguments.place {
        Some(written) => Some(city(written, language)?),
        None => None,
    };
    let user_map = match &arguments.map {
        Some(file) => Some(UserMap::read(file, arguments.review_number.clone()).map_err(said)?),
        None => None,
    };
    Ok(Options {
        unit_set: arguments.unit_set.clone(),
        top: arguments.top.map(|top| top as usize),
        place,
        node: arguments.node.clone(),
        // The parser lets nothing else through.
        map_form: match arguments.map_form.as_str() {
            "polygons" => MapForm::Polygons,
            _ => MapForm::Tiles,
        },
        classes: match arguments.classes.as_str() {
            "quantile" => Classes::Quantile,
            "equal" => Classes::Equal,
            _ => Classes::Jenks,
        },
        class_count: arguments.class_count.map(|count| count as usize),
        user_map,
    })
}

/// The place called `text`; where a province and a city have the name, the city.
fn city(text: &str, language: Language) -> Result<Code, String> {
    let places = Places::shipped();
    let named = |codes: &[Code]| {
        let names = codes.iter().filter_map(|code| places.get(*code));
        let names: Vec<&str> = names.map(|place| place.name.as_str()).collect();
        names.join(language.of("、", ", "))
    };
    let city = Hint {
        level: Some(Level::City),
        within: None,
    };
    match places.resolve(text, &Hint::default()) {
        Resolution::Found(code) => Ok(code),
        Resolution::Ambiguous(codes) => match places.resolve(text, &city) {
            Resolution::Found(code) => Ok(code),
            _ => Err(language.text(
                "figure.place-ambiguous",
                &[("place", &text), ("names", &named(&codes))],
            )),
        },
        Resolution::Unknown { nearest } => Err(language.text(
            "figure.place-unknown",
            &[("place", &text), ("names", &named(&nearest))],
        )),
    }
}

/// A picture in pixels has a gap where no font has a character: better drawn and said than not drawn.
fn warn_of_gaps(svg: &str, language: Language) {
    let missing = fonts::missing(svg);
    if !missing.is_empty() {
        let characters: Vec<String> = missing.iter().map(char::to_string).collect();
        let characters = characters.join(" ");
        aside(&language.text("figure.fonts", &[("characters", &characters)]));
    }
}

fn is_map(figure: &Figure) -> bool {
    !figure.maps.is_empty()
}

/// Says on the error stream what has to be known before a map is published.
fn warn(figure: &Figure, options: &Options, language: Language) {
    if needs_review(options) {
        aside(&language.text("figure.sketch-map", &[]));
    }
    if let Some(map) = &options.user_map {
        if map.review_number.is_none() {
            aside(&language.text("figure.no-review-number", &[]));
        }
        // What the map lacks stands in the notes.
        for note in &figure.about.notes {
            aside(&language.text("figure.note", &[("note", note)]));
        }
    }
}

fn listed(evidence: &Evidence, language: Language) -> Rows {
    let rows = CATALOGUE
        .iter()
        .map(|entry| {
            let missing = entry.figure(evidence, &Options::default()).err();
            let reason = missing.map(|missing| {
                language
                    .of(&missing.reason.zh, &missing.reason.en)
                    .to_string()
            });
            vec![
                Value::Text(entry.id.to_string()),
                Value::Text(language.of(entry.title.0, entry.title.1).to_string()),
                reason.map_or(Value::Missing, Value::Text),
            ]
        })
        .collect();
    let columns = ["name", "title", "missing"];
    Rows {
        columns: columns.iter().map(ToString::to_string).collect(),
        rows,
    }
}
