//! `jushu clusters dynamics`, `shift-share` and `links`.

use std::fmt::Display;

use jushu_project::plain::clusters::{
    self, ClassesBy, DynamicsOptions, LinksOptions, ShiftShareOptions,
};
use jushu_registry::engine::{Rows, Value};

use super::clusters::{headings, number, of_duplicates, say_notes};
use super::{Outcome, said};
use crate::arguments::dynamics::{DynamicsArguments, LinksArguments, ShiftShareArguments};
use crate::language::Language;
use crate::table::print;

/// Measures how regions move over periods.
pub fn dynamics(arguments: &DynamicsArguments, language: Language) -> Outcome {
    let classes = arguments.classes as usize;
    let cuts = &arguments.cuts;
    let ascending = cuts.windows(2).all(|pair| pair[0] < pair[1]);
    if !(ascending && cuts.iter().all(|cut| cut.is_finite())) {
        return Err(language.text("clusters.cuts", &[]).into());
    }
    if !(1.0..=1.6).contains(&arguments.alpha) {
        let alpha: [(&str, &dyn Display); 1] = [("alpha", &arguments.alpha)];
        return Err(language.text("clusters.alpha", &alpha).into());
    }
    let options = DynamicsOptions {
        weights: arguments.weights.clone(),
        region_groups: arguments.region_groups.clone(),
        classes: match arguments.classes_by.as_str() {
            _ if !cuts.is_empty() => ClassesBy::Cuts(cuts.clone()),
            "values" => ClassesBy::Values { classes },
            "each-period" => ClassesBy::EachPeriod { classes },
            _ => ClassesBy::RelativeValues { classes },
        },
        alpha: arguments.alpha,
    };
    let found = clusters::dynamics(&arguments.panel, &options, &arguments.out).map_err(said)?;
    let rows = found.periods.iter().map(|row| {
        let spread = row.spread;
        vec![
            Value::Text(row.period.clone()),
            Value::Integer(row.regions as i64),
            number(Some(row.mean).filter(|mean| !mean.is_nan())),
            number(row.gini),
            number(spread.and_then(|spread| spread.coefficient_of_variation)),
            number(spread.and_then(|spread| spread.logarithms)),
            number(row.esteban_ray),
            number(row.wolfson),
            number(row.rank_size.map(|of| of.exponent)),
        ]
    });
    let columns = [
        "period",
        "regions",
        "mean",
        "gini",
        "coefficient_of_variation",
        "deviation_of_logarithms",
        "esteban_ray",
        "wolfson",
        "rank_size",
    ];
    let rows = Rows {
        columns: headings(&columns, language),
        rows: rows.collect(),
    };
    print(&rows, arguments.format, 4);
    let values: [(&str, &dyn Display); 3] = [
        ("regions", &found.regions),
        ("periods", &found.periods.len()),
        ("out", &arguments.out.display()),
    ];
    crate::say::aside(&language.text("clusters.moved", &values));
    say_notes(&found.notes, language);
    Ok(())
}

/// Parts the growth of regions.
pub fn shift_share(arguments: &ShiftShareArguments, language: Language) -> Outcome {
    let options = ShiftShareOptions {
        from: arguments.from.clone(),
        to: arguments.to.clone(),
        duplicates: of_duplicates(&arguments.duplicates),
        weights: arguments.weights.clone(),
    };
    let found = clusters::shift_share(&arguments.table, &options, &arguments.out).map_err(said)?;
    let mut order: Vec<_> = found.regions.iter().collect();
    let size = |regional: f64| regional.abs();
    order.sort_by(|a, b| size(b.shift.regional).total_cmp(&size(a.shift.regional)));
    let rows = order.into_iter().take(shown(arguments.top)).map(|region| {
        let mut cells = vec![Value::Text(region.region.clone())];
        cells.extend(
            [
                region.first,
                region.last,
                region.shift.national,
                region.shift.mix,
                region.shift.regional,
            ]
            .map(Value::Number),
        );
        cells
    });
    let columns = ["region", "first", "last", "national", "mix", "regional"];
    let rows = Rows {
        columns: headings(&columns, language),
        rows: rows.collect(),
    };
    print(&rows, arguments.format, 4);
    let values: [(&str, &dyn Display); 5] = [
        ("from", &found.periods[0]),
        ("to", &found.periods[1]),
        ("regions", &found.regions.len()),
        ("industries", &found.industries),
        ("out", &arguments.out.display()),
    ];
    crate::say::aside(&language.text("clusters.parted", &values));
    say_notes(&found.notes, language);
    Ok(())
}

/// Links places by gravity.
pub fn links(arguments: &LinksArguments, language: Language) -> Outcome {
    let exponent = arguments.exponent;
    if !(exponent > 0.0 && exponent.is_finite()) {
        return Err(language
            .text("clusters.exponent", &[("exponent", &exponent)])
            .into());
    }
    let options = LinksOptions { exponent };
    let found = clusters::links(&arguments.regions, &options, &arguments.out).map_err(said)?;
    let mut order: Vec<_> = found.places.iter().collect();
    order.sort_by(|a, b| b.strength.total_cmp(&a.strength));
    let rows = order.into_iter().take(shown(arguments.top)).map(|place| {
        let primary = place.primary.as_ref();
        vec![
            Value::Text(place.id.clone()),
            Value::Number(place.mass),
            Value::Number(place.strength),
            number(place.eigenvector),
            Value::Number(place.betweenness),
            primary.map_or(Value::Missing, |(id, _)| Value::Text(id.clone())),
        ]
    });
    let columns = [
        "id",
        "mass",
        "strength",
        "eigenvector",
        "betweenness",
        "primary",
    ];
    let rows = Rows {
        columns: headings(&columns, language),
        rows: rows.collect(),
    };
    print(&rows, arguments.format, 4);
    let values: [(&str, &dyn Display); 3] = [
        ("places", &found.places.len()),
        ("total", &found.total),
        ("out", &arguments.out.display()),
    ];
    crate::say::aside(&language.text("clusters.linked", &values));
    say_notes(&found.notes, language);
    Ok(())
}

fn shown(top: usize) -> usize {
    if top == 0 { usize::MAX } else { top }
}
