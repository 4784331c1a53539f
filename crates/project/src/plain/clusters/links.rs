//! `jushu clusters links`.

use std::path::Path;

use jushu_clusters::dynamics::centrality::{betweenness, eigenvector, strength};
use jushu_clusters::dynamics::gravity;
use jushu_clusters::{CsvText, Names};
use serde_json::json;

use super::super::{PlainError, write_results};
use super::manifest;
use super::points::Points;

/// What may be chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LinksOptions {
    /// The power of distance, above 0.
    pub exponent: f64,
}

/// A place in the network.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceRow {
    /// Its id.
    pub id: String,
    /// Its mass.
    pub mass: f64,
    /// The sum of its links.
    pub strength: f64,
    /// Its eigenvector centrality, where there is one.
    pub eigenvector: Option<f64>,
    /// Its betweenness.
    pub betweenness: f64,
    /// The place it is most strongly linked with, and the link; `None` without links.
    pub primary: Option<(String, f64)>,
}

/// What was measured; all of it stands in the files.
#[derive(Debug, Clone, PartialEq)]
pub struct Links {
    /// The places, in the order of the file.
    pub places: Vec<PlaceRow>,
    /// The sum of all links, each once.
    pub total: f64,
    /// What the reader should know.
    pub notes: Vec<Names>,
}

/// Links places by gravity, and measures who stands in the middle.
pub fn links(path: &Path, options: &LinksOptions, out: &Path) -> Result<Links, PlainError> {
    let points = Points::read(path, false)?;
    let (rows, positions) = (&points.rows, &points.positions);
    let column = rows.column("mass")?;
    let n = rows.len();
    let masses: Vec<f64> = (0..n)
        .map(|row| {
            rows.not_negative(row, column)?
                .ok_or_else(|| rows.empty(row, "mass"))
        })
        .collect::<Result<_, _>>()?;
    if n < 2 {
        return Err(rows.wrong_file(Names::fixed(
            "至少需要两个地方才有联系；请补充",
            "links take at least two places; add some",
        )));
    }
    let apart = |a: usize, b: usize| positions.distance(a, b);
    let Some(found) = gravity::links(&masses, apart, 1.0, options.exponent) else {
        return Err(coincident(&points));
    };
    let strength = strength(&found);
    let total = strength.iter().sum::<f64>() / 2.0;
    if !total.is_finite() {
        return Err(rows.wrong_file(Names::fixed(
            "联系强度超出数的范围；请换用较大的规模单位（如万人、亿元）",
            "the links are too large for a number; give masses in a larger unit",
        )));
    }
    let mut notes = positions.notes();
    let massless = masses.iter().filter(|mass| **mass == 0.0).count();
    if massless > 0 {
        notes.push(Names::new(
            format!("{massless} 个地方的规模为零，没有联系"),
            format!("{massless} places have no mass and no links"),
        ));
    }
    let eigenvector = eigenvector(&found);
    if eigenvector.is_none() {
        notes.push(Names::fixed(
            "没有联系，或最大特征值不唯一：特征向量中心性缺失",
            "there are no links, or the largest eigenvalue is not unique: eigenvector centrality is missing",
        ));
    }
    let betweenness = betweenness(&found);
    let primary = gravity::primate_links(&found);
    let places: Vec<PlaceRow> = (0..n)
        .map(|place| PlaceRow {
            id: points.id(place).to_owned(),
            mass: masses[place],
            strength: strength[place],
            eigenvector: eigenvector.as_ref().map(|of| of[place]),
            betweenness: betweenness[place],
            primary: primary[place].map(|to| (points.id(to).to_owned(), found[place][to])),
        })
        .collect();
    let texts = vec![
        ("links.csv", links_csv(&points, &found)),
        ("centrality.csv", centrality_csv(&places, total)),
    ];
    let parameters = json!({ "exponent": options.exponent });
    let inputs = json!({ "regions": rows.input });
    write_results(out, texts, manifest("links", parameters, inputs, &notes))?;
    Ok(Links {
        places,
        total,
        notes,
    })
}

/// The error of the first place that stands where another does.
fn coincident(points: &Points) -> PlainError {
    let same = |row: usize| (0..row).find(|&before| points.positions.distance(before, row) <= 0.0);
    let found = (0..points.rows.len()).find_map(|row| Some((row, same(row)?)));
    let Some((row, before)) = found else {
        return points.rows.wrong_file(Names::fixed(
            "有两个地方相距为零，联系为无穷；请改正坐标",
            "two places are no distance apart, whose link would be infinite; correct the coordinates",
        ));
    };
    let (a, b) = (points.id(before), points.id(row));
    points.rows.wrong(
        row,
        crate::config::Names::new(
            format!("“{b}”与“{a}”在同一点，联系为无穷；请改正坐标或把两处合并"),
            format!("\"{b}\" stands where \"{a}\" does, and their link would be infinite; correct the coordinates or merge the two"),
        ),
    )
}

fn links_csv(points: &Points, links: &[Vec<f64>]) -> String {
    let mut csv = CsvText::new(["a", "b", "distance_km", "link"]);
    for (a, row) in links.iter().enumerate() {
        for (b, link) in row.iter().enumerate().skip(a + 1) {
            csv.text(points.id(a))
                .text(points.id(b))
                .number(points.positions.distance(a, b))
                .number(*link)
                .end_row();
        }
    }
    csv.into_text()
}

fn centrality_csv(places: &[PlaceRow], total: f64) -> String {
    let mut csv = CsvText::new([
        "id",
        "mass",
        "strength",
        "share",
        "eigenvector",
        "betweenness",
        "primary",
        "primary_link",
        "primary_share",
    ]);
    for place in places {
        let primary = place.primary.as_ref();
        csv.text(&place.id)
            .number(place.mass)
            .number(place.strength)
            // Each link is in the strength of two places.
            .number((total > 0.0).then(|| place.strength / (2.0 * total)))
            .number(place.eigenvector)
            .number(place.betweenness)
            .text(primary.map_or("", |(id, _)| id))
            .number(primary.map(|(_, link)| *link))
            .number(primary.map(|(_, link)| link / place.strength))
            .end_row();
    }
    csv.into_text()
}
