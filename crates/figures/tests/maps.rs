//! Maps drawn: snapshots of small ones, and what must be so in every one.
#![allow(clippy::unwrap_used)]

use jushu_figures::maps::legend::{Entry, Legend, Mark};
use jushu_figures::maps::panel::Fill;
use jushu_figures::maps::projection::project;
use jushu_figures::maps::view::{View, Window};
use jushu_figures::maps::{Area, Flow, Line, Panel, Symbol, Text, boundaries, draw};
use jushu_figures::{About, Data, Figure, Frame, Language, Renderer, raster};

fn about(id: &str) -> About {
    About {
        id: id.into(),
        title: "地图".into(),
        source: "资料来源：甲".into(),
        notes: vec!["示意图".into()],
        alternative: "两省".into(),
        language: Language::Zh,
    }
}

fn square(x: f64, y: f64) -> Vec<Vec<Vec<(f64, f64)>>> {
    let corners = [
        (0.0, 0.0),
        (90.0, 0.0),
        (90.0, 90.0),
        (0.0, 90.0),
        (0.0, 0.0),
    ];
    vec![vec![corners.map(|(a, b)| (x + a, y + b)).to_vec()]]
}

fn small(name: &str) -> Figure {
    let mut panel = Panel::new(View {
        window: Window {
            west: -10.0,
            south: -10.0,
            east: 310.0,
            north: 150.0,
        },
        left: 5.0,
        top: 5.0,
        width: 320.0,
    });
    panel.mark = Some("示意图".into());
    let area = |name: &str, x: f64, fill: Fill, value: Option<f64>| Area {
        name: name.into(),
        polygons: square(x, 0.0),
        fill,
        value,
    };
    panel.areas = vec![
        area(name, 0.0, Fill::Colour("#2f7fb5".into()), Some(3.0)),
        area("乙省", 100.0, Fill::NoData, None),
        area("丙省", 200.0, Fill::Ground, None),
    ];
    panel.lines.push(Line {
        path: vec![(0.0, 100.0), (200.0, 100.0)],
        width: 1.0,
        colour: "#4d4d4d".into(),
    });
    let symbol = |name: &str, x: f64, y: f64| Symbol {
        name: name.into(),
        at: (x, y),
        radius: 4.0,
        colour: Some("#0072b2".into()),
        label: Some(name.into()),
    };
    panel.symbols = vec![symbol("甲市", 40.0, 40.0), symbol("乙市", 46.0, 42.0)];
    panel.flows.push(Flow {
        name: "甲市 → 乙市".into(),
        from: (40.0, 40.0),
        to: (250.0, 60.0),
        width: 2.0,
    });
    panel.dots.push((280.0, 120.0));
    panel.texts.push(Text {
        at: (150.0, 120.0),
        content: "两行\n文字".into(),
        size: 10.0,
        colour: "#1a1a1a".into(),
        bold: true,
    });
    let legend = Legend {
        title: "得分".into(),
        entries: vec![
            Entry {
                mark: Mark::Fill("#2f7fb5".into()),
                label: "1 – 3".into(),
            },
            Entry {
                mark: Mark::NoData,
                label: "无数据".into(),
            },
        ],
    };
    let mut data = Data::new(&["名称", "得分"]);
    data.rows.push(vec![name.into(), 3.0.into()]);
    draw(
        about("small-map"),
        (330, 230),
        &[panel],
        &[(legend, (8.0, 175.0))],
        data,
    )
}

#[test]
fn a_small_map() {
    let svg = Renderer::new()
        .unwrap()
        .svg(&small("甲省"), Frame::Standalone)
        .unwrap();
    insta::assert_snapshot!(svg);
}

#[test]
fn the_browser_gets_the_same_projected_map() {
    let figure = small("甲省");
    let option = &figure.option;
    assert_eq!(option["geo"][0]["map"], "small-map-0");
    assert_eq!(option["geo"][0]["aspectScale"], 1);
    let map = &figure.maps["small-map-0"];
    assert_eq!(map["features"].as_array().unwrap().len(), 3);
    assert_eq!(
        map["features"][1]["geometry"]["coordinates"][0][0][1][0],
        190.0
    );
    // What has no data has no value, and not zero.
    let series = option["series"].as_array().unwrap();
    let shaded = series.iter().find(|one| one["type"] == "map").unwrap();
    assert!(shaded["data"][1]["value"].is_null());
    assert!(shaded["data"][1]["itemStyle"]["decal"].is_object());
    assert!(shaded["data"][0]["itemStyle"].is_null());
}

#[test]
fn names_of_a_users_map_stay_text() {
    let figure = small("</text><script>alert(1)</script>{b}");
    let svg = Renderer::new()
        .unwrap()
        .svg(&figure, Frame::Standalone)
        .unwrap();
    assert!(!svg.contains("<script"));
}

#[test]
fn what_has_no_data_is_hatched_on_paper() {
    let svg = Renderer::new()
        .unwrap()
        .svg(&small("甲省"), Frame::Bare)
        .unwrap();
    assert!(svg.contains("<pattern"), "{svg}");
    let png = raster::png(&svg, 1.0).unwrap();
    assert!(png.len() > 1000);
}

#[test]
fn the_whole_country_is_drawn_where_it_lies() {
    let window = boundaries::national_window();
    let mut panel = Panel::new(View {
        window,
        left: 0.0,
        top: 0.0,
        width: 600.0,
    });
    panel.areas = boundaries::provinces()
        .features
        .iter()
        .map(|feature| Area {
            name: feature.name.clone().unwrap(),
            polygons: feature.cut(&window).polygons,
            fill: Fill::Ground,
            value: None,
        })
        .collect();
    let beijing = project((116.4, 39.9));
    panel.symbols.push(Symbol {
        name: "北京".into(),
        at: beijing,
        radius: 3.0,
        colour: Some("#ff0000".into()),
        label: None,
    });
    let (x, y) = panel.view.pixel(beijing);
    let height = panel.view.height().ceil() as u32;
    let figure = draw(
        about("country"),
        (600, height),
        &[panel],
        &[],
        Data::new(&[]),
    );
    let svg = Renderer::new().unwrap().svg(&figure, Frame::Bare).unwrap();
    // ECharts puts the symbol where the view says: `matrix(a,b,c,d,x,y)`.
    let red = svg
        .split('<')
        .find(|tag| tag.contains("#ff0000") || tag.contains("rgb(255,0,0)"));
    let red = red.unwrap();
    let matrix = red.split("matrix(").nth(1).unwrap();
    let numbers: Vec<f64> = matrix
        .split(')')
        .next()
        .unwrap()
        .split(',')
        .map(|number| number.trim().parse().unwrap())
        .collect();
    assert!(
        (numbers[4] - x).abs() < 0.6 && (numbers[5] - y).abs() < 0.6,
        "{red} {x} {y}"
    );
    assert!(svg.matches("<path").count() >= 34);
}
