//! Where the digital core gathers beside its neighbours: Moran's scatter plot and local Moran.

use jushu_figures::charts::labelled_scatter::{
    Axis, Corner, Guide, Plane, Point, labelled_scatter,
};
use jushu_figures::charts::rows::{Axis as RowAxis, Estimate, Mark, Row, Series, rows};
use jushu_figures::{Figure, Language};

use super::run_table::{RunTable, region_name, spoken};
use super::{NoData, Options, about};
use crate::evidence::Evidence;

/// Below this a pattern is called significant, each unit by itself.
const SIGNIFICANT: f64 = 0.05;

/// One city of `hot_spots.csv`.
struct City {
    name: String,
    share: f64,
    /// The weighted mean of the neighbours' shares; `None` where it cannot be told from the table.
    lag: Option<f64>,
    local: Option<f64>,
    p: Option<f64>,
    quadrant: String,
}

/// The cities with the spatial lag that their local Moran implies.
///
/// Weights of `hot_spots.csv` are row-standardised and I_i = (z_i/m₂)·lag_i with m₂ = Σz²/n (Anselin 1995), so that
/// lag_i = I_i·m₂/z_i about the mean; a city at the mean itself has no such quotient.
fn cities(table: &RunTable, evidence: &Evidence) -> Vec<City> {
    let shares: Vec<f64> = table
        .rows()
        .filter_map(|row| row.number("core_share"))
        .collect();
    let n = shares.len() as f64;
    let mean = shares.iter().sum::<f64>() / n;
    let m2 = shares
        .iter()
        .map(|share| (share - mean).powi(2))
        .sum::<f64>()
        / n;
    let found = table.rows().filter_map(|row| {
        let share = row.number("core_share")?;
        let local = row.number("local_moran");
        let deviation = share - mean;
        Some(City {
            name: region_name(evidence, row.text("region")),
            share,
            lag: local
                .filter(|_| deviation.abs() > 1e-9)
                .map(|local| mean + local * m2 / deviation),
            local,
            p: row.number("p_two_sided"),
            quadrant: row.text("quadrant").to_string(),
        })
    });
    found.collect()
}

fn quadrant_name(evidence: &Evidence, quadrant: &str) -> String {
    let (zh, en) = match quadrant {
        "high-high" => ("高—高", "high–high"),
        "low-low" => ("低—低", "low–low"),
        "high-low" => ("高—低", "high–low"),
        "low-high" => ("低—高", "low–high"),
        _ => ("未定", "none"),
    };
    evidence.language.pick(zh, en).to_string()
}

/// What must be read with both figures.
fn notes(evidence: &Evidence) -> Vec<String> {
    let note = evidence.language.pick(
        "核心企业占比按登记企业计；邻居为驻地最近的若干城市；p 值由随机重排得出，未对多重检验校正",
        "Shares are of the firms on the registry; neighbours are the cities with the nearest seats; p values are by random relabelling, not adjusted for many tests",
    );
    vec![note.to_string()]
}

/// Each city's share of core firms against that of its neighbours.
pub fn moran_scatter(evidence: &Evidence, _: &Options) -> Result<Figure, NoData> {
    let table = RunTable::of_clusters(evidence, "hot_spots.csv")?;
    let cities = cities(&table, evidence);
    let drawn: Vec<(&City, f64)> = cities
        .iter()
        .filter_map(|city| Some((city, city.lag?)))
        .collect();
    if drawn.len() < 3 {
        return Err(NoData::because(
            "不足三个城市有局部 Moran 值；请导入更多带城市的企业后重新运行 `jushu clusters`",
            "fewer than three cities have a local Moran; import more firms with cities and run `jushu clusters` again",
        ));
    }
    let n = cities.len() as f64;
    let mean = cities.iter().map(|city| city.share).sum::<f64>() / n;
    let squares: f64 = cities.iter().map(|city| (city.share - mean).powi(2)).sum();
    // Of row-standardised weights the slope of the lag on the value is Moran's I; cities at the mean add nothing.
    let moran = drawn
        .iter()
        .map(|(city, lag)| (city.share - mean) * (lag - mean))
        .sum::<f64>()
        / squares;
    let points: Vec<Point> = drawn
        .iter()
        .map(|(city, lag)| {
            let significant = city.p.is_some_and(|p| p < SIGNIFICANT);
            Point {
                label: city.name.clone(),
                x: city.share * 100.0,
                y: lag * 100.0,
                size: None,
                interval: None,
                class: usize::from(!significant),
                named: significant || (city.share - mean).abs() > 2.0 * (squares / n).sqrt(),
            }
        })
        .collect();
    let ends = |of: fn(&Point) -> f64| {
        points
            .iter()
            .map(of)
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
                (low.min(value), high.max(value))
            })
    };
    let (xs, ys) = (ends(|point| point.x), ends(|point| point.y));
    let centre = mean * 100.0;
    let line = |x: f64| centre + moran * (x - centre);
    let pick = |zh, en| evidence.language.pick(zh, en).to_string();
    let corner = |right, top, quadrant| Corner {
        right,
        top,
        text: quadrant_name(evidence, quadrant),
    };
    let guide = |from, to, name: String| Guide { from, to, name };
    let plane = Plane {
        x: Axis {
            name: pick("核心企业占比（%）", "share of core firms (%)"),
            ..Axis::default()
        },
        y: Axis {
            name: pick("邻近城市平均占比（%）", "mean share of the neighbours (%)"),
            ..Axis::default()
        },
        size_name: None,
        classes: vec![
            pick("p < 0.05", "p < 0.05"),
            pick("不显著", "not significant"),
        ],
        guides: vec![
            guide((centre, ys.0), (centre, ys.1), String::new()),
            guide((xs.0, centre), (xs.1, centre), String::new()),
            guide(
                (xs.0, line(xs.0)),
                (xs.1, line(xs.1)),
                format!("I = {moran:.2}"),
            ),
        ],
        corners: vec![
            corner(true, true, "high-high"),
            corner(false, true, "low-high"),
            corner(false, false, "low-low"),
            corner(true, false, "high-low"),
        ],
        height: 460,
    };
    let significant = points.iter().filter(|point| point.class == 0).count();
    let alternative = match evidence.language {
        Language::Zh => format!(
            "{} 个城市，Moran's I 为 {moran:.2}；{significant} 个城市的局部格局在 5% 水平显著。",
            points.len()
        ),
        Language::En => format!(
            "{} cities, Moran's I {moran:.2}; the local pattern of {significant} is significant at 5%.",
            points.len()
        ),
    };
    let mut about = about("moran-scatter", evidence, alternative)?;
    about.notes.extend(notes(evidence));
    let without = cities.len() - drawn.len();
    if without > 0 {
        about.notes.push(match evidence.language {
            Language::Zh => format!("{without} 个城市没有邻近均值，未画出"),
            Language::En => format!("{without} cities without a mean of neighbours are not drawn"),
        });
    }
    Ok(labelled_scatter(about, &plane, &points))
}

/// The strongest local patterns, by quadrant.
pub fn lisa(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let table = RunTable::of_clusters(evidence, "hot_spots.csv")?;
    let mut cities: Vec<City> = cities(&table, evidence)
        .into_iter()
        .filter(|city| city.local.is_some())
        .collect();
    let strength = |city: &City| city.local.unwrap_or(0.0).abs();
    let significant = |city: &City| city.p.is_some_and(|p| p < SIGNIFICANT);
    let (all, sure) = (
        cities.len(),
        cities.iter().filter(|city| significant(city)).count(),
    );
    // Significant ones first, then the strongest.
    cities.sort_by(|a, b| {
        let key = significant(b).cmp(&significant(a));
        key.then(strength(b).total_cmp(&strength(a)))
    });
    cities.truncate(options.top.unwrap_or(30));
    if cities.is_empty() {
        return Err(NoData::because(
            "没有城市有局部 Moran 值；请导入更多带城市的企业后重新运行 `jushu clusters`",
            "no city has a local Moran; import more firms with cities and run `jushu clusters` again",
        ));
    }
    let quadrants = ["high-high", "low-low", "high-low", "low-high"];
    let series = quadrants.map(|quadrant| Series {
        name: quadrant_name(evidence, quadrant),
        mark: Mark::Dot,
    });
    let drawn: Vec<Row> = cities
        .iter()
        .map(|city| Row {
            label: city.name.clone(),
            values: quadrants
                .iter()
                .map(|quadrant| {
                    let value = city.local.filter(|_| city.quadrant == *quadrant)?;
                    Some(Estimate::exact(value))
                })
                .collect(),
            remark: city.p.map_or(String::new(), |p| {
                format!("p {p:.3}{}", if p < SIGNIFICANT { " *" } else { "" })
            }),
        })
        .collect();
    let first = spoken(
        evidence,
        cities
            .iter()
            .filter(|city| significant(city))
            .take(5)
            .map(|city| format!("{} {}", city.name, quadrant_name(evidence, &city.quadrant))),
    );
    let alternative = match evidence.language {
        Language::Zh => format!("{all} 个城市中 {sure} 个的局部 Moran 在 5% 水平显著：{first}。"),
        Language::En => {
            format!("The local Moran of {sure} of {all} cities is significant at 5%: {first}.")
        }
    };
    let mut about = about("lisa", evidence, alternative)?;
    about.notes.extend(notes(evidence));
    about.notes.push(match evidence.language {
        Language::Zh => format!("* p < 0.05；共 {all} 个城市，列出显著的和绝对值最大的"),
        Language::En => {
            format!("* p < 0.05; of {all} cities those that are significant and the strongest")
        }
    });
    let axis = RowAxis {
        name: evidence
            .language
            .pick("局部 Moran 值", "local Moran")
            .into(),
        ranks: false,
    };
    Ok(rows(about, &axis, &series, &drawn))
}
