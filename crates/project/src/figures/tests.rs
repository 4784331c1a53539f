//! Every entry of the catalogue over a small project, and the numbers of the further figures against numbers worked
//! out by hand.

use std::path::Path;

use jushu_figures::{Cell, Figure, Frame, Language, Renderer};
use jushu_places::Places;

use super::{CATALOGUE, NoData, Options, find};
use crate::Project;
use crate::evidence::Evidence;
use crate::facts::tests::with_runs;
use crate::results::Results;

/// Four cities in a row with shares 1, 2, 3, 4 %: by hand with row-standardised weights, m₂ = 1.25, the neighbours'
/// means are 2, 2, 3, 3, so that I_i = z_i·(mean − 2.5)/1.25.
const HOT_SPOTS: &str = "region,firms,core_share,local_moran,p_two_sided,quadrant
北京市,100,0.01,0.6,0.01,low-low
上海市,90,0.02,0.2,0.3,low-low
深圳市,80,0.03,0.2,0.4,high-high
杭州市,70,0.04,0.6,,high-high
";

const QUOTIENTS: &str = "region,industry,industry_zh,industry_en,firms,lq,low,high,standardised
北京市,0301,软件开发,Software development,20,2,1.5,2.5,2
北京市,0304,信息技术服务,Information technology services,5,0.8,0.2,1.4,0
上海市,0301,软件开发,Software development,4,0.5,0.1,0.9,0
";

/// Software and services are together in two of three cities, services and retail in one of two.
const DENSITY: &str = "region,industry,rca,present,density,outlook_gain
北京市,0301,2,1,0.5,0
北京市,0304,2,1,0.5,0
上海市,0301,2,1,0.5,0
上海市,0304,2,1,0.5,0
上海市,division-52,2,1,0.5,0
深圳市,0301,2,1,0.5,0
深圳市,0304,0,0,0.5,0
";

const INDUSTRIES: &str = "industry,industry_zh,industry_en,core,firms,ubiquity,pci
0301,软件开发,Software development,true,24,3,1
0304,信息技术服务,Information technology services,true,9,2,0
division-52,行业大类52,division 52,false,3,1,-1
";

const CITIES: &str = "region,firms,diversity,eci,opportunity_value,outlook_index
北京市,25,2,1.5,0,0
上海市,13,3,-0.5,0,0
深圳市,4,0,,,
";

const GRADES: &str =
    "set,label,cluster,grade,rule,rule_zh,rule_en,outcome,metric,operator,threshold,value,shortfall
four-grades,示例 example,<b>集群</b>,basic,firms,,,met,firms,>=,5,45,0
four-grades,示例 example,<b>集群</b>,growth,firms,,,met,firms,>=,20,45,0
four-grades,示例 example,<b>集群</b>,growth,specialised,,,no-data,,,,,
four-grades,示例 example,<b>集群</b>,leap,firms,,,not-met,firms,>=,50,45,0.1
";

const PAIRS: &str = "a,b,cosine,expected,standardised_residual,label
北京市,上海市,0.9,0.6,1.5,自拟 own rule
北京市,深圳市,0.4,0.5,-1,自拟 own rule
";

const FORCES: &str = "unit_set,unit,node,score,rank,coverage_label
cities-337,北京市,leadership,80,1,自拟 own
cities-337,北京市,innovation,60,1,自拟 own
cities-337,北京市,attraction,40,1,自拟 own
cities-337,北京市,influence,,,自拟 own
cities-337,上海市,leadership,20,2,自拟 own
cities-337,上海市,innovation,30,2,自拟 own
cities-337,上海市,attraction,40,1,自拟 own
";

fn with_clusters(results: &Results) {
    let folder = results.folder.join("clusters");
    std::fs::create_dir_all(&folder).unwrap();
    for (name, text) in [
        ("hot_spots.csv", HOT_SPOTS),
        ("location_quotients.csv", QUOTIENTS),
        ("relatedness_density.csv", DENSITY),
        ("complexity_industries.csv", INDUSTRIES),
        ("complexity_cities.csv", CITIES),
        ("grade_rules.csv", GRADES),
        ("homogenisation.csv", PAIRS),
        ("five_forces.csv", FORCES),
    ] {
        std::fs::write(folder.join(name), text).unwrap();
    }
}

fn with_flows(project: &Path, text: &str) {
    std::fs::create_dir_all(project.join("network")).unwrap();
    std::fs::write(project.join("network/flows.csv"), text).unwrap();
}

fn drawn(evidence: &Evidence, id: &str, options: &Options) -> Result<Figure, NoData> {
    find(id).unwrap().figure(evidence, options)
}

/// The number in the row that begins with `label`, in the column headed `column`.
fn number(figure: &Figure, label: &str, column: &str) -> Option<f64> {
    let at = figure
        .data
        .columns
        .iter()
        .position(|name| name == column)
        .unwrap();
    let row = figure
        .data
        .rows
        .iter()
        .find(|row| row[0] == Cell::from(label))
        .unwrap_or_else(|| panic!("{label}: {:?}", figure.data));
    match row[at] {
        Cell::Number(number) => Some(number),
        _ => None,
    }
}

fn close(found: Option<f64>, wanted: f64) {
    let found = found.unwrap();
    assert!((found - wanted).abs() < 1e-9, "{found} {wanted}");
}

#[test]
fn every_entry_is_drawn_or_says_why_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    let (project, results) = with_runs(folder.path(), &["2022-12-31", "2023-12-31"]);
    let renderer = Renderer::new().unwrap();
    let both = |project: &Project, results: &Results| {
        for language in [Language::Zh, Language::En] {
            let evidence = Evidence::open(project, results, language).unwrap();
            for entry in CATALOGUE {
                match entry.figure(&evidence, &Options::default()) {
                    Ok(figure) => {
                        assert_eq!(figure.about.id, entry.id);
                        assert!(!figure.about.alternative.is_empty(), "{}", entry.id);
                        for row in &figure.data.rows {
                            assert_eq!(row.len(), figure.data.columns.len(), "{}", entry.id);
                        }
                        let svg = renderer.svg(&figure, Frame::Standalone).unwrap();
                        assert!(svg.starts_with("<svg"), "{}", entry.id);
                    }
                    Err(NoData { reason }) => {
                        assert!(
                            !reason.zh.is_empty() && !reason.en.is_empty(),
                            "{}",
                            entry.id
                        );
                    }
                }
            }
        }
    };
    both(&project, &results);
    with_clusters(&results);
    with_flows(folder.path(), "from,to,value\n北京,贵州,30\n");
    both(&project, &results);
}

#[test]
fn numbers_of_an_index_are_those_of_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let (project, results) = with_runs(folder.path(), &["2022-12-31", "2023-12-31"]);
    let evidence = Evidence::open(&project, &results, Language::Zh).unwrap();
    let figure = |id: &str| drawn(&evidence, id, &Options::default()).unwrap();
    let set = evidence.cities().unwrap();
    let beijing = set
        .places
        .iter()
        .position(|place| place.name == "北京市")
        .unwrap();
    let score = set.scores("index")[beijing].unwrap();

    // Beijing has the most firms (100) and 1,000 staff of Shenyang's 2,000; 90 patents of Wuhan's 150.
    let parts = figure("contributions");
    close(number(&parts, "北京", "企业数量"), 25.0);
    close(number(&parts, "北京", "从业人员"), 25.0 * 1000.0 / 2000.0);
    close(number(&parts, "北京", "专利数"), 50.0 * 90.0 / 150.0);
    close(number(&parts, "北京", "合计"), score);

    let weights = figure("weights-bars");
    close(number(&weights, "专利数", "有效权重（%）"), 50.0);
    close(number(&weights, "企业数量", "有效权重（%）"), 25.0);
    let tree = figure("framework-icicle");
    close(number(&tree, "小指数", "有效权重"), 1.0);

    let ranks = figure("rank-intervals-cities");
    close(number(&ranks, "北京", "名次与 5–95% 区间"), 1.0);
    let interval = set.intervals()[beijing].unwrap();
    close(
        number(&ranks, "北京", "名次与 5–95% 区间：下端"),
        interval.0,
    );
    close(
        number(&ranks, "北京", "名次与 5–95% 区间：上端"),
        interval.1,
    );

    // Beijing's two firms of 2023 brought 2 of the 10 firms, 200 staff and 18 patents.
    let growth = figure("growth-quadrant");
    // In 2022 Shanghai had the most firms, 9.
    let before = 50.0 * 72.0 / 150.0 + 25.0 * 800.0 / 2000.0 + 25.0 * 8.0 / 9.0;
    close(number(&growth, "北京", "得分变化"), score - before);

    let bump = figure("bump-chart");
    assert_eq!(bump.data.columns[1..], ["2022-12-31", "2023-12-31"]);
    close(number(&bump, "北京", "2023-12-31"), 1.0);
    let published = figure("published-comparison");
    close(number(&published, "上海", "已发布的名次"), 2.0);

    // Twelve cities have firms, the others are true zeros: nothing is missing.
    let coverage = figure("coverage-matrix");
    assert!(
        coverage.about.alternative.contains("缺失 0 格"),
        "{}",
        coverage.about.alternative
    );
    let own = Options {
        place: Places::shipped()
            .iter()
            .find(|place| place.name == "沈阳市")
            .map(|place| place.code),
        ..Options::default()
    };
    let profile = drawn(&evidence, "place-profile", &own).unwrap();
    close(number(&profile, "从业人员", "强项"), 1.0);
    assert!(profile.about.title.contains("沈阳"));

    let staff = Options {
        node: Some("staff".into()),
        unit_set: Some("provinces-31".into()),
        ..Options::default()
    };
    let lorenz = drawn(&evidence, "lorenz", &staff).unwrap();
    assert_eq!(
        lorenz.data.rows.len(),
        32,
        "a point a province, and the start"
    );
}

#[test]
fn numbers_of_clusters_are_those_of_the_tables() {
    let folder = tempfile::tempdir().unwrap();
    let (project, results) = with_runs(folder.path(), &["2023-12-31"]);
    with_clusters(&results);
    let evidence = Evidence::open(&project, &results, Language::Zh).unwrap();
    let figure = |id: &str| drawn(&evidence, id, &Options::default()).unwrap();

    let moran = figure("moran-scatter");
    for (city, mean) in [("北京", 2.0), ("上海", 2.0), ("深圳", 3.0), ("杭州", 3.0)] {
        close(number(&moran, city, "邻近城市平均占比（%）"), mean);
    }
    // Moran's I is the mean of the local values: (0.6 + 0.2 + 0.2 + 0.6)/4.
    assert!(
        moran.about.alternative.contains("0.40"),
        "{}",
        moran.about.alternative
    );
    let lisa = figure("lisa");
    close(number(&lisa, "北京", "低—低"), 0.6);
    assert_eq!(number(&lisa, "北京", "高—高"), None);

    let quotients = figure("lq-bubble");
    assert!(
        quotients.about.title.ends_with("北京"),
        "the city with the most firms"
    );
    close(number(&quotients, "软件开发", "上端"), 2.5);
    assert!(quotients.about.alternative.contains("软件开发 2.00"));

    // φ of software (3 cities) and services (2) is 2/3, of services and retail 1/2, of software and retail 1/3: the
    // spanning tree has the first two, the third is below the threshold.
    let near = figure("relatedness-network");
    assert_eq!(near.data.rows.len(), 3 + 2, "{:?}", near.data.rows);
    let link = |a: &str, b: &str| {
        near.data
            .rows
            .iter()
            .find(|row| row[0] == Cell::from(a) && row[1] == Cell::from(b))
            .map(|row| row[4].clone())
    };
    assert_eq!(
        link("软件开发", "信息技术服务"),
        Some(Cell::from(2.0 / 3.0))
    );
    assert_eq!(link("信息技术服务", "行业大类52"), Some(Cell::from(0.5)));

    let complexity = figure("complexity-scatter");
    assert_eq!(
        complexity.data.rows.len(),
        2,
        "what was pruned has no complexity"
    );
    assert!(
        complexity
            .about
            .notes
            .iter()
            .any(|note| note.contains("1 个城市被剪除"))
    );

    let ladder = figure("grades-ladder");
    assert!(
        ladder
            .about
            .notes
            .iter()
            .any(|note| note.starts_with("示例"))
    );
    let states: Vec<&Cell> = ladder.data.rows.iter().map(|row| &row[2]).collect();
    let wanted = ["全部满足", "缺数据，未定", "有不满足"].map(Cell::from);
    assert_eq!(states, wanted.iter().collect::<Vec<_>>());

    let alike = figure("homogenisation-heat");
    assert!(
        alike
            .about
            .notes
            .iter()
            .any(|note| note.starts_with("自拟"))
    );
    let forces = figure("five-forces-radar");
    assert!(
        forces
            .about
            .notes
            .iter()
            .any(|note| note.contains("无数据而未画出"))
    );
}

#[test]
fn what_is_wanting_is_named_with_what_would_bring_it() {
    let folder = tempfile::tempdir().unwrap();
    let (project, results) = with_runs(folder.path(), &["2023-12-31"]);
    let evidence = Evidence::open(&project, &results, Language::En).unwrap();
    let reason = |id: &str, options: &Options| drawn(&evidence, id, options).unwrap_err().reason.en;
    let asked = Options::default();
    assert!(reason("growth-quadrant", &asked).contains("earlier day"));
    assert!(reason("lisa", &asked).contains("jushu clusters"));
    assert!(reason("hub-flows-sankey", &asked).contains("from, to, value"));
    with_flows(folder.path(), "from,to,value\n北京,贵州,-1\n");
    assert!(reason("hub-flows-sankey", &asked).contains("row 2"));
    let unknown = Options {
        unit_set: Some("counties".into()),
        ..Options::default()
    };
    assert!(reason("contributions", &unknown).contains("cities-337"));
}
