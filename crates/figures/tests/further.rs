//! Small figures of the further kinds of chart, drawn and compared with what was looked at before.
#![allow(clippy::unwrap_used)]

use jushu_figures::charts::boxes::{Spread, boxes};
use jushu_figures::charts::bump::{Course, bump};
use jushu_figures::charts::cell_table::{Category, CellTable, Scale, category_table, cell_table};
use jushu_figures::charts::labelled_scatter::{
    Axis, Corner, Guide, Plane, Point, labelled_scatter,
};
use jushu_figures::charts::lorenz::{Distribution, lorenz};
use jushu_figures::charts::network::{Link, Node, network, strongest};
use jushu_figures::charts::rows::{Axis as RowAxis, Estimate, Mark, Row, Series, rows};
use jushu_figures::charts::sankey::{Flow, sankey};
use jushu_figures::charts::stacked_bars::{Part, Stack, stacked_bars};
use jushu_figures::charts::tree::{Branch, icicle, sunburst};
use jushu_figures::{About, Figure, Frame, Language, Renderer};

fn about(id: &str) -> About {
    About {
        id: id.into(),
        title: format!("样例 {id}"),
        source: "资料来源：样例；计算：聚数，截至 2026-08-31".into(),
        notes: vec!["样例数据".into()],
        alternative: "样例".into(),
        language: Language::Zh,
    }
}

fn names(names: &str) -> Vec<String> {
    names.split(' ').map(str::to_string).collect()
}

/// A name that would be markup, a formatter or a script if it were not text.
const MARKUP: &str = "<script>{b}&\"名\"";

fn rank_rows() -> Figure {
    let row = |label: &str, rank: f64, low: f64, high: f64, median: f64| Row {
        label: label.into(),
        values: vec![
            Some(Estimate {
                value: rank,
                interval: Some((low, high)),
            }),
            Some(Estimate::exact(median)),
        ],
        remark: format!("{low}–{high}"),
    };
    let series =
        [("名次与区间", Mark::Dot), ("中位名次", Mark::Diamond)].map(|(name, mark)| Series {
            name: name.into(),
            mark,
        });
    let axis = RowAxis {
        name: "名次".into(),
        ranks: true,
    };
    let drawn = [
        row("广东", 1.0, 1.0, 2.0, 1.0),
        row(MARKUP, 2.0, 1.0, 9.0, 4.0),
        Row {
            label: "西藏".into(),
            values: vec![None, None],
            remark: String::new(),
        },
    ];
    rows(about("rows-of-ranks"), &axis, &series, &drawn)
}

fn bar_rows() -> Figure {
    let series = ["一阶效应", "总效应"].map(|name| Series {
        name: name.into(),
        mark: Mark::Bar,
    });
    let estimate = |value: f64| {
        Some(Estimate {
            value,
            interval: Some((value - 0.1, value + 0.1)),
        })
    };
    let drawn = [("权重", 0.05, 0.3), ("合成方法", 0.4, 0.6)].map(|(label, first, total)| Row {
        label: label.into(),
        values: vec![estimate(first), estimate(total)],
        remark: String::new(),
    });
    let axis = RowAxis {
        name: "方差占比".into(),
        ranks: false,
    };
    rows(about("rows-of-bars"), &axis, &series, &drawn)
}

fn plane() -> Figure {
    let point = |label: &str, x: f64, y: f64, size: f64, class: usize| Point {
        label: label.into(),
        x,
        y,
        size: Some(size),
        interval: (class == 0).then_some((x * 0.8, x * 1.3)),
        class,
        named: true,
    };
    let plane = Plane {
        x: Axis {
            name: "区位商".into(),
            ..Axis::default()
        },
        y: Axis {
            name: "企业数".into(),
            logarithmic: true,
            range: Some((0.7, 200.0)),
        },
        size_name: Some("企业数".into()),
        classes: names("专业化 未定"),
        guides: vec![Guide {
            from: (1.0, 0.7),
            to: (1.0, 200.0),
            name: "全国水平".into(),
        }],
        corners: vec![Corner {
            right: true,
            top: true,
            text: "多而强".into(),
        }],
        height: 380,
    };
    let points = [
        point("软件开发", 3.1, 94.0, 94.0, 0),
        point("互联网", 0.6, 12.0, 12.0, 1),
        point(MARKUP, 1.4, 1.0, 1.0, 1),
    ];
    labelled_scatter(about("labelled-scatter"), &plane, &points)
}

fn tree() -> Branch {
    let leaf = |label: &str, weight: f64| Branch {
        label: label.into(),
        weight,
        children: Vec::new(),
    };
    let node = |label: &str, weight: f64, children: Vec<Branch>| Branch {
        label: label.into(),
        weight,
        children,
    };
    node(
        "总指数",
        1.0,
        vec![
            node(
                "规模",
                0.6,
                vec![leaf("企业数", 0.4), leaf("从业人员", 0.2)],
            ),
            // A leaf right under the root beside a deeper branch.
            leaf("创新", 0.4),
        ],
    )
}

fn net() -> Figure {
    let nodes: Vec<Node> = names("软件 互联网 电信 电子 零售")
        .into_iter()
        .enumerate()
        .map(|(at, label)| Node {
            label,
            size: 10.0 * (at as f64 + 1.0),
            class: usize::from(at == 4),
            named: true,
        })
        .collect();
    let links = [
        (0, 1, 0.8),
        (1, 2, 0.6),
        (0, 2, 0.4),
        (2, 3, 0.5),
        (3, 4, 0.1),
    ]
    .map(|(a, b, weight)| Link { a, b, weight });
    let drawn = strongest(5, &links, 0.55);
    let classes = names("核心 其他");
    network(
        about("network"),
        ("企业数", "邻近度"),
        &classes,
        &nodes,
        &drawn,
    )
}

/// One figure of each kind, with what is missing where the kind may meet it.
fn samples() -> Vec<Figure> {
    let cities = names("北京 上海 深圳");
    let categories = [
        ("有记录", "#2f7fb5", "●"),
        ("真零", "#deebf7", "0"),
        ("缺失", "#f2f2f2", "–"),
    ]
    .map(|(name, colour, sign)| Category {
        name: name.into(),
        colour,
        sign,
    });
    let kinds = [0, 1, 2].map(|kind| vec![(kind, String::new()), (0, "3/4".into())]);
    let heat = CellTable {
        rows: cities.clone(),
        columns: names("软件开发 电信广播电视和卫星传输服务"),
        cells: vec![
            vec![Some(3.12), Some(0.0)],
            vec![None, Some(1.0)],
            vec![Some(-0.001), Some(9.0)],
        ],
        scale: Scale::Diverging {
            low: 0.0,
            centre: 1.0,
            high: 5.0,
        },
        decimals: 1,
    };
    let courses = [
        ("北京", vec![Some(1.0), Some(1.0), Some(2.0)]),
        ("上海", vec![Some(2.0), None, Some(1.0)]),
        ("深圳", vec![None, Some(2.0), Some(3.0)]),
    ]
    .map(|(label, ranks)| Course {
        label: label.into(),
        ranks,
    });
    let parts = [("企业数", 0), ("从业人员", 0), ("专利", 1)].map(|(label, group)| Part {
        label: label.into(),
        group,
    });
    let stacks = [
        ("北京", vec![Some(30.0), Some(20.0), Some(40.0)]),
        ("拉萨", vec![Some(3.0), None, Some(0.0)]),
    ]
    .map(|(label, parts)| Stack {
        label: label.into(),
        parts,
    });
    let distributions = [
        ("企业数", vec![0.0, 0.0, 1.0, 9.0]),
        ("高校数", vec![1.0, 1.0, 1.0, 1.0]),
        ("全零", vec![0.0; 4]),
    ]
    .map(|(label, values)| Distribution {
        label: label.into(),
        values,
    });
    let flows = [
        ("北京", "贵州", 30.0),
        ("北京", "内蒙古", 20.0),
        ("贵州", "北京", 5.0),
    ]
    .map(|(from, to, value)| Flow {
        from: from.into(),
        to: to.into(),
        value,
    });
    let spreads = [
        ("北京", [1.0, 1.0, 2.0, 3.0, 4.0], Some((1.0, 6.0))),
        ("上海", [2.0, 3.0, 3.0, 4.0, 5.0], None),
    ]
    .map(|(label, quantiles, extremes)| Spread {
        label: label.into(),
        quantiles,
        extremes,
        nominal: Some(quantiles[2]),
    });
    vec![
        rank_rows(),
        bar_rows(),
        plane(),
        sunburst(about("sunburst"), "有效权重", &tree()),
        icicle(about("icicle"), "有效权重", &tree()),
        net(),
        cell_table(about("cell-table"), "区位商", &heat),
        category_table(
            about("category-table"),
            "状态",
            (&cities, &names("企业 专利")),
            &categories,
            &kinds,
        ),
        bump(about("bump"), &names("2021 2022 2023"), &courses),
        stacked_bars(about("stack-of-parts"), "得分", &parts, &stacks),
        lorenz(about("lorenz"), ("单元占比", "数值占比"), &distributions),
        sankey(about("sankey"), "流量", &flows),
        boxes(about("boxes"), "名次", &spreads),
    ]
}

#[test]
fn every_further_kind_looks_as_it_did() {
    let renderer = Renderer::new().unwrap();
    for figure in samples() {
        let svg = renderer.svg(&figure, Frame::Standalone).unwrap();
        insta::assert_snapshot!(figure.about.id.clone(), svg);
    }
}

#[test]
fn names_with_markup_stay_text() {
    let renderer = Renderer::new().unwrap();
    for figure in [rank_rows(), plane()] {
        let svg = renderer.svg(&figure, Frame::Standalone).unwrap();
        assert!(!svg.contains("<script"), "{}", figure.about.id);
        assert!(svg.contains("&lt;script&gt;"), "{}", figure.about.id);
    }
}

#[test]
fn data_hold_every_number_once_and_missing_cells_are_empty() {
    for figure in samples() {
        let width = figure.data.columns.len();
        assert!(!figure.data.rows.is_empty(), "{}", figure.about.id);
        for row in &figure.data.rows {
            assert_eq!(row.len(), width, "{}", figure.about.id);
        }
    }
    let csv = |id: &str| {
        let figures = samples();
        let figure = figures.iter().find(|figure| figure.about.id == id).unwrap();
        String::from_utf8(figure.data.csv()).unwrap()
    };
    assert!(
        csv("stack-of-parts").contains("拉萨,3,,0,3"),
        "{}",
        csv("stack-of-parts")
    );
    assert!(csv("bump").contains("上海,2,,1"));
    assert!(
        csv("rows-of-ranks").contains("西藏,,,,,"),
        "{}",
        csv("rows-of-ranks")
    );
    assert!(csv("lorenz").contains("全零,,,"));
    assert!(csv("cell-table").contains("上海,软件开发,\n"));
}

#[test]
fn what_cannot_be_drawn_is_said() {
    let renderer = Renderer::new().unwrap();
    let svg = renderer.svg(&rank_rows(), Frame::Bare).unwrap();
    assert!(svg.contains("无数据"), "a row without a value says so");
}
