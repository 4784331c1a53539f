//! Small figures of every kind of chart, drawn and compared with what was looked at before.
#![allow(clippy::unwrap_used)]

use jushu_figures::charts::Series;
use jushu_figures::charts::bar_panels::bar_panels;
use jushu_figures::charts::bars_with_line::{BarAndPoint, bars_with_line};
use jushu_figures::charts::bubble::{Axes, Bubble, Spacing, bubble};
use jushu_figures::charts::column_bars::{Arrangement, column_bars};
use jushu_figures::charts::heat_table::heat_table;
use jushu_figures::charts::radar::radar;
use jushu_figures::charts::rank_scatter::{Ranked, rank_scatter};
use jushu_figures::charts::ranked_bars::{Bar, ranked_bars};
use jushu_figures::charts::shares::{Part, shares};
use jushu_figures::charts::two_panels::{Panel, two_panels};
use jushu_figures::number::Measure;
use jushu_figures::{About, Figure, Frame, Language, Renderer};

fn about(id: &str, title: &str) -> About {
    About {
        id: id.into(),
        title: title.into(),
        source: "资料来源：样例；计算：聚数，截至 2026-08-31".into(),
        notes: vec!["样例数据".into()],
        alternative: "样例".into(),
        language: Language::Zh,
    }
}

fn names(names: &str) -> Vec<String> {
    names.split(' ').map(str::to_string).collect()
}

fn series(name: &str, values: &[f64]) -> Series {
    Series {
        name: name.into(),
        values: values.to_vec(),
    }
}

fn bar(label: &str, value: f64) -> Bar {
    Bar {
        label: label.into(),
        value,
    }
}

/// One figure of each kind, with a missing value and a long name where the kind may meet them.
pub fn samples() -> Vec<Figure> {
    let cities = names("北京 深圳 上海 杭州 呼和浩特");
    let dimensions = names("产业水平 产业创新 产业环境");
    let districts = vec![
        bar("海淀区", 1290.0),
        bar("朝阳区", 402.0),
        bar("积石山保安族东乡族撒拉族自治县大数据产业园", 88.0),
        bar("延庆区", f64::NAN),
    ];
    let parts: Vec<Part> = [
        "软件业",
        "互联网",
        "批发业",
        "租赁业",
        "金融业",
        "教育",
        "卫生",
        "农业",
        "采矿业",
        "房地产业",
    ]
    .iter()
    .enumerate()
    .map(|(at, label)| Part {
        label: label.to_string(),
        value: 500.0 / (at + 1) as f64,
    })
    .collect();
    let firms = Measure::new("企业数", "家");
    let money = Measure::new("总市值", "元");
    let rows: Vec<BarAndPoint> = cities
        .iter()
        .enumerate()
        .map(|(at, label)| BarAndPoint {
            label: label.clone(),
            bar: if at == 3 {
                f64::NAN
            } else {
                1.5e13 / (at * at * 3 + 1) as f64
            },
            point: 290.0 / (at + 1) as f64,
        })
        .collect();
    let units: Vec<Ranked> = (1..=60)
        .map(|rank| Ranked {
            label: format!("城市{rank}"),
            rank,
            score: 92.0 / f64::from(rank).sqrt(),
            tier: if rank < 4 {
                1
            } else if rank < 12 {
                2
            } else {
                3
            },
        })
        .collect();
    let bubbles: Vec<Bubble> = [
        ("北京", 62_000.0, 92_000.0, 2598.0),
        ("深圳", 48_000.0, 60_000.0, 1100.0),
        ("贵阳", 900.0, 2400.0, 130.0),
        ("拉萨", 0.0, 12.0, 6.0),
        ("三沙", f64::NAN, 3.0, 1.0),
    ]
    .iter()
    .map(|&(label, x, y, size)| Bubble {
        label: label.into(),
        x,
        y,
        size,
    })
    .collect();
    let circles = [
        series("产业水平", &[61.2, 40.0, 12.5]),
        series("产业创新", &[55.0, f64::NAN, 11.0]),
        series("产业环境", &[33.0, 37.5, 28.0]),
    ];
    let circle_names = names("京津冀 长三角 成渝");
    let profile = |name: &str, first: f64| series(name, &[first, 0.8 * first, 100.0 - first]);
    let five: Vec<Series> = cities
        .iter()
        .enumerate()
        .map(|(at, name)| profile(name, 90.0 - 12.0 * at as f64))
        .collect();
    let mut eight = five.clone();
    eight.extend(
        ["南京", "武汉", "合肥"]
            .iter()
            .enumerate()
            .map(|(at, name)| profile(name, 40.0 + at as f64)),
    );
    eight.push(series("拉萨", &[f64::NAN, 3.0, 4.0]));
    let axes = Axes {
        x: Measure::new("专利数", "件"),
        y: Measure::new("软著数", "件"),
        size: firms.clone(),
        spacing: Spacing::Log,
    };
    vec![
        ranked_bars(
            about("ranked-bars", "各区大数据企业数"),
            firms.clone(),
            &districts,
        ),
        ranked_bars(
            about("many-bars", "三百个类别"),
            "增减",
            &(0..300)
                .map(|at| bar(&format!("类别{at}"), 150.0 - f64::from(at) * 8.5))
                .collect::<Vec<_>>(),
        ),
        column_bars(
            about("grouped-bars", "分组柱"),
            "得分",
            &circle_names,
            &circles,
            Arrangement::Grouped,
        ),
        column_bars(
            about("stacked-bars", "堆积柱"),
            "得分",
            &circle_names,
            &circles,
            Arrangement::Stacked,
        ),
        bars_with_line(
            about("bars-with-line", "总市值与企业数"),
            &money,
            &firms,
            &rows,
        ),
        bar_panels(
            about("bar-panels", "各类企业数"),
            "家",
            &cities,
            &[
                series("市场主体", &[2598.0, 1100.0, 900.0, 800.0, 14.0]),
                series("独角兽", &[62.0, 20.0, 30.0, 11.0, f64::NAN]),
            ],
        ),
        rank_scatter(about("rank-scatter", "排名散点"), &units, &[50.0, 27.0]),
        radar(about("radar-together", "雷达图"), &dimensions, 100.0, &five),
        radar(
            about("radar-apart", "并列雷达图"),
            &dimensions,
            100.0,
            &eight,
        ),
        shares(about("shares", "行业占比"), &firms, &parts),
        two_panels(
            about("two-panels", "区域与行业"),
            &firms,
            &Panel {
                title: "按区".into(),
                rows: districts,
            },
            &Panel {
                title: "按行业".into(),
                rows: parts,
            },
        ),
        bubble(about("bubble", "专利与软著"), &axes, &bubbles),
        heat_table(
            about("heat-table", "经济圈各领域得分"),
            &circle_names,
            &circles,
            &|row, column| format!("{:.1}", circles[column].values[row]),
        ),
    ]
}

#[test]
fn every_kind_of_chart_looks_as_it_did() {
    let renderer = Renderer::new().unwrap();
    for figure in samples() {
        let svg = renderer.svg(&figure, Frame::Standalone).unwrap();
        insta::assert_snapshot!(figure.about.id.clone(), svg);
    }
}

#[test]
fn what_is_missing_is_said() {
    let no_data = [
        "ranked-bars",
        "grouped-bars",
        "stacked-bars",
        "bars-with-line",
        "bar-panels",
        "radar-apart",
        "two-panels",
        "bubble",
        "heat-table",
    ];
    let renderer = Renderer::new().unwrap();
    for figure in samples() {
        let svg = renderer.svg(&figure, Frame::Standalone).unwrap();
        let wanted = no_data.contains(&figure.about.id.as_str());
        assert_eq!(svg.contains("无数据"), wanted, "{}", figure.about.id);
    }
}

#[test]
fn what_is_not_drawn_is_named_and_kept_in_the_data() {
    for figure in samples() {
        let notes = figure.about.notes.join("；");
        match figure.about.id.as_str() {
            "many-bars" => {
                assert!(notes.contains("另有 260 个"), "{notes}");
                assert_eq!(figure.data.rows.len(), 300);
            }
            "bubble" => {
                assert!(
                    notes.contains("对数轴") && notes.contains("拉萨") && notes.contains("三沙"),
                    "{notes}"
                );
                assert_eq!(figure.data.rows.len(), 5);
            }
            _ => {}
        }
    }
}
