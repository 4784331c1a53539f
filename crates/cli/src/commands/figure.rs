//! `jushu figure`.

use jushu_figures::{Figure, Frame, Renderer, raster};
use jushu_places::{Code, Hint, Places, Resolution};
use jushu_project::Project;
use jushu_project::evidence::Evidence;
use jushu_project::figures::{CATALOGUE, Classes, MapForm, Options, UserMap, find, needs_review};
use jushu_project::output::write_file;
use jushu_project::results::Results;
use jushu_registry::engine::{Rows, Value};

use super::{Outcome, said};
use crate::arguments::FigureArguments;
use crate::language::Language;
use crate::table::{Format, print};

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
        let known: Vec<&str> = CATALOGUE.iter().map(|entry| entry.id).collect();
        return Err(language
            .text(
                "figure.unknown",
                &[("name", &name), ("known", &known.join(", "))],
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
        "png" => raster::png(&drawn().map_err(said)?, PNG_SCALE).map_err(said)?,
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
        Some(written) => Some(place(written, language)?),
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

/// The place a person writes, which must be one place.
fn place(written: &str, language: Language) -> Outcome<Code> {
    let places = Places::shipped();
    let named = |codes: &[Code]| {
        let names = codes.iter().filter_map(|code| places.get(*code));
        let names: Vec<String> = names
            .map(|place| format!("{} {}", place.name, place.code))
            .collect();
        names.join(", ")
    };
    let (key, candidates) = match places.resolve(written, &Hint::default()) {
        Resolution::Found(code) => return Ok(code),
        Resolution::Ambiguous(codes) => ("figure.place-ambiguous", named(&codes)),
        Resolution::Unknown { nearest } => ("figure.place-unknown", named(&nearest)),
    };
    Err(language
        .text(key, &[("name", &written), ("candidates", &candidates)])
        .into())
}

fn is_map(figure: &Figure) -> bool {
    !figure.maps.is_empty()
}

/// Says on the error stream what has to be known before a map is published.
fn warn(figure: &Figure, options: &Options, language: Language) {
    if needs_review(options) {
        eprintln!("{}", language.text("figure.sketch-map", &[]));
    }
    if let Some(map) = &options.user_map {
        if map.review_number.is_none() {
            eprintln!("{}", language.text("figure.no-review-number", &[]));
        }
        // What the map lacks stands in the notes.
        for note in &figure.about.notes {
            eprintln!("{}", language.text("figure.note", &[("note", note)]));
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
