//! The figures a run can give, by name: each entry of the catalogue reads the evidence and calls a builder of
//! `jushu_figures`. A figure whose records are missing says so and is not drawn empty.
//!
//! Adding a figure: a function in the file of its subject, and one line in [`CATALOGUE`].

mod circles;
mod editions;
mod firms;
mod industry_sections;
mod institutions;
mod intervals;
mod maps;
mod neighbours;
mod options;
mod profiles;
mod rankings;
mod records;
mod run_table;
mod specialisation;
mod structure;
#[cfg(test)]
mod tests;
mod tiers;

use jushu_figures::{About, Figure};

pub use maps::needs_review;
pub use options::{Classes, MapForm, Options, UserMap, UserMapError};

use crate::config::Names;
use crate::evidence::Evidence;

/// Why a figure of the catalogue cannot be had from a run.
#[derive(Debug, Clone, PartialEq)]
pub struct NoData {
    /// What is missing, and what would bring it.
    pub reason: Names,
}

impl NoData {
    /// The reason in both languages.
    pub fn because(zh: impl Into<String>, en: impl Into<String>) -> NoData {
        NoData {
            reason: Names::new(zh, en),
        }
    }
}

/// How one figure is made.
type Build = fn(&Evidence, &Options) -> Result<Figure, NoData>;

/// One figure of the catalogue.
pub struct Entry {
    /// Its name in commands, templates and file names.
    pub id: &'static str,
    /// What it shows: Chinese, English.
    pub title: (&'static str, &'static str),
    build: Build,
}

/// Every figure, in the order of the report.
pub const CATALOGUE: &[Entry] = &[
    Entry {
        id: "top-provinces",
        title: ("综合指数领先省份", "Provinces with the highest index"),
        build: rankings::top_provinces,
    },
    Entry {
        id: "top-cities",
        title: ("综合指数领先城市", "Cities with the highest index"),
        build: rankings::top_cities,
    },
    Entry {
        id: "rank-scatter-cities",
        title: ("城市排名散点图", "Scores of the cities by rank"),
        build: tiers::rank_scatter_cities,
    },
    Entry {
        id: "radar-leading-cities",
        title: ("领先城市各领域雷达图", "Leading cities by dimension"),
        build: tiers::radar_leading_cities,
    },
    Entry {
        id: "radar-second-tier-cities",
        title: (
            "第二梯队城市各领域雷达图",
            "Second-tier cities by dimension",
        ),
        build: tiers::radar_second_tier_cities,
    },
    Entry {
        id: "circles-by-dimension",
        title: ("经济圈各领域得分与排名", "Economic circles by dimension"),
        build: circles::circles_by_dimension,
    },
    Entry {
        id: "dimension-1",
        title: (
            "第一个维度领先城市",
            "Cities leading in the first dimension",
        ),
        build: |evidence, options| rankings::city_dimension(evidence, options, 1),
    },
    Entry {
        id: "dimension-2",
        title: (
            "第二个维度领先城市",
            "Cities leading in the second dimension",
        ),
        build: |evidence, options| rankings::city_dimension(evidence, options, 2),
    },
    Entry {
        id: "dimension-3",
        title: (
            "第三个维度领先城市",
            "Cities leading in the third dimension",
        ),
        build: |evidence, options| rankings::city_dimension(evidence, options, 3),
    },
    Entry {
        id: "dimension-4",
        title: (
            "第四个维度领先城市",
            "Cities leading in the fourth dimension",
        ),
        build: |evidence, options| rankings::city_dimension(evidence, options, 4),
    },
    Entry {
        id: "dimension-5",
        title: (
            "第五个维度领先城市",
            "Cities leading in the fifth dimension",
        ),
        build: |evidence, options| rankings::city_dimension(evidence, options, 5),
    },
    Entry {
        id: "dimension-6",
        title: (
            "第六个维度领先城市",
            "Cities leading in the sixth dimension",
        ),
        build: |evidence, options| rankings::city_dimension(evidence, options, 6),
    },
    Entry {
        id: "province-dimension-1",
        title: (
            "第一个维度领先省份",
            "Provinces leading in the first dimension",
        ),
        build: |evidence, options| rankings::province_dimension(evidence, options, 1),
    },
    Entry {
        id: "province-dimension-2",
        title: (
            "第二个维度领先省份",
            "Provinces leading in the second dimension",
        ),
        build: |evidence, options| rankings::province_dimension(evidence, options, 2),
    },
    Entry {
        id: "province-dimension-3",
        title: (
            "第三个维度领先省份",
            "Provinces leading in the third dimension",
        ),
        build: |evidence, options| rankings::province_dimension(evidence, options, 3),
    },
    Entry {
        id: "province-dimension-4",
        title: (
            "第四个维度领先省份",
            "Provinces leading in the fourth dimension",
        ),
        build: |evidence, options| rankings::province_dimension(evidence, options, 4),
    },
    Entry {
        id: "province-dimension-5",
        title: (
            "第五个维度领先省份",
            "Provinces leading in the fifth dimension",
        ),
        build: |evidence, options| rankings::province_dimension(evidence, options, 5),
    },
    Entry {
        id: "province-dimension-6",
        title: (
            "第六个维度领先省份",
            "Provinces leading in the sixth dimension",
        ),
        build: |evidence, options| rankings::province_dimension(evidence, options, 6),
    },
    Entry {
        id: "firm-classes",
        title: (
            "企业总数领先城市的各类企业数",
            "Firms by class in the cities with the most firms",
        ),
        build: firms::firm_classes,
    },
    Entry {
        id: "city-districts-and-industries",
        title: (
            "一市企业的区域分布和行业分布",
            "Firms of a city by district and by industry",
        ),
        build: firms::city_districts_and_industries,
    },
    Entry {
        id: "listed-market-value",
        title: (
            "上市企业总市值与数量",
            "Market value and number of listed firms",
        ),
        build: firms::listed_market_value,
    },
    Entry {
        id: "unicorns",
        title: ("独角兽企业数量及估值", "Unicorns and their valuation"),
        build: firms::unicorns,
    },
    Entry {
        id: "websites",
        title: (
            "企业网站建设领先城市",
            "Cities with the most firms that have a website",
        ),
        build: firms::websites,
    },
    Entry {
        id: "patents-and-copyrights",
        title: (
            "企业专利和软著数量分布",
            "Patents and software copyrights of firms",
        ),
        build: firms::patents_and_copyrights,
    },
    Entry {
        id: "universities-by-city",
        title: ("开设大数据专业的高校", "Universities with a big-data major"),
        build: institutions::universities_by_city,
    },
    Entry {
        id: "technical-staff-share",
        title: (
            "上市企业技术人员数全国占比",
            "Technical staff of listed firms: shares of the cities",
        ),
        build: firms::technical_staff_share,
    },
    Entry {
        id: "agencies-by-province",
        title: (
            "设置数据管理机构的城市数量及比例",
            "Cities with a data bureau: number and share",
        ),
        build: institutions::agencies_by_province,
    },
    Entry {
        id: "associations",
        title: ("产业联盟、协会数量", "Industry alliances and associations"),
        build: institutions::associations,
    },
    Entry {
        id: "exchanges-by-city",
        title: ("数据交易场所数量", "Data exchanges"),
        build: institutions::exchanges_by_city,
    },
    Entry {
        id: "rank-intervals-provinces",
        title: (
            "省级名次与区间",
            "Ranks of the provinces with their intervals",
        ),
        build: intervals::rank_intervals_provinces,
    },
    Entry {
        id: "rank-intervals-cities",
        title: ("城市名次与区间", "Ranks of the cities with their intervals"),
        build: intervals::rank_intervals_cities,
    },
    Entry {
        id: "top-probability",
        title: ("进入前 k 名的可能性", "Chance of the first places"),
        build: intervals::top_probability,
    },
    Entry {
        id: "rank-distribution",
        title: ("名次的分布", "Spread of the ranks over the replications"),
        build: intervals::rank_distribution,
    },
    Entry {
        id: "sobol-bars",
        title: ("方法选择对名次的影响", "What moves the ranks"),
        build: intervals::sobol_bars,
    },
    Entry {
        id: "growth-quadrant",
        title: ("得分与增长象限", "Score and growth"),
        build: editions::growth_quadrant,
    },
    Entry {
        id: "bump-chart",
        title: ("名次变迁", "Ranks from edition to edition"),
        build: editions::bump_chart,
    },
    Entry {
        id: "published-comparison",
        title: ("与已发布名次的比较", "This run beside published ranks"),
        build: editions::published_comparison,
    },
    Entry {
        id: "framework-sunburst",
        title: (
            "指标体系与有效权重（旭日图）",
            "The framework with its effective weights, as rings",
        ),
        build: structure::framework_sunburst,
    },
    Entry {
        id: "framework-icicle",
        title: (
            "指标体系与有效权重",
            "The framework with its effective weights",
        ),
        build: structure::framework_icicle,
    },
    Entry {
        id: "weights-bars",
        title: ("各指标有效权重", "Effective weights of the indicators"),
        build: structure::weights_bars,
    },
    Entry {
        id: "contributions",
        title: ("得分的组成", "What carries the scores"),
        build: structure::contributions,
    },
    Entry {
        id: "indicator-correlation",
        title: ("指标相关", "Correlation of the indicators"),
        build: structure::indicator_correlation,
    },
    Entry {
        id: "coverage-matrix",
        title: ("数据覆盖", "Coverage of the data"),
        build: structure::coverage_matrix,
    },
    Entry {
        id: "provinces-map",
        title: ("各省（自治区、直辖市）指数热力图", "The index by province"),
        build: maps::provinces_map,
    },
    Entry {
        id: "cities-map",
        title: ("城市指数热力图", "The index by city"),
        build: maps::cities_map,
    },
    Entry {
        id: "top-cities-map",
        title: ("领先城市排名及分布", "Leading cities: rank and place"),
        build: maps::top_cities_map,
    },
    Entry {
        id: "circles-map",
        title: ("经济圈指数热力图", "The index in the economic circles"),
        build: maps::circles_map,
    },
    Entry {
        id: "firms-map",
        title: ("企业分布", "Firms by city"),
        build: maps::firms_map,
    },
    Entry {
        id: "financing-map",
        title: ("企业融资分布热力图", "Financing of firms by city"),
        build: maps::financing_map,
    },
    Entry {
        id: "universities-map",
        title: (
            "开设大数据专业的高校分布热力图",
            "Universities with a big-data major by city",
        ),
        build: maps::universities_map,
    },
    Entry {
        id: "agencies-map",
        title: (
            "设置数据管理机构的城市占比",
            "Share of cities with a data bureau, by province",
        ),
        build: maps::agencies_map,
    },
    Entry {
        id: "exchanges-map",
        title: ("数据交易场所分布", "Data exchanges by city"),
        build: maps::exchanges_map,
    },
    Entry {
        id: "policies-map",
        title: ("大数据政策数量分布", "Policies by province"),
        build: maps::policies_map,
    },
    Entry {
        id: "hubs-map",
        title: ("算力枢纽与集群分布", "Compute hubs and clusters"),
        build: maps::hubs_map,
    },
    Entry {
        id: "lisa-map",
        title: (
            "数字产业集聚的局部空间自相关",
            "Local spatial association of the digital industry",
        ),
        build: maps::lisa_map,
    },
    Entry {
        id: "cluster-hulls-map",
        title: ("企业集聚区", "Hot spots of firms"),
        build: maps::cluster_hulls_map,
    },
    Entry {
        id: "place-profile",
        title: ("各项指标的名次", "Ranks on every indicator"),
        build: profiles::place_profile,
    },
    Entry {
        id: "place-radar",
        title: ("各维度与可比单元", "Dimensions beside the peers"),
        build: profiles::place_radar,
    },
    Entry {
        id: "five-forces-radar",
        title: ("集群五力", "The five forces"),
        build: profiles::five_forces_radar,
    },
    Entry {
        id: "lorenz",
        title: (
            "洛伦兹曲线与基尼系数",
            "Lorenz curves and Gini coefficients",
        ),
        build: specialisation::lorenz_curves,
    },
    Entry {
        id: "moran-scatter",
        title: ("Moran 散点图", "Moran scatter plot"),
        build: neighbours::moran_scatter,
    },
    Entry {
        id: "lisa",
        title: (
            "局部空间自相关（LISA）",
            "Local spatial autocorrelation (LISA)",
        ),
        build: neighbours::lisa,
    },
    Entry {
        id: "lq-bubble",
        title: ("区位商与企业数", "Location quotients and firms"),
        build: specialisation::lq_bubble,
    },
    Entry {
        id: "specialisation-heat",
        title: (
            "城市 × 产业区位商",
            "Location quotients of cities and industries",
        ),
        build: specialisation::specialisation_heat,
    },
    Entry {
        id: "complexity-scatter",
        title: ("多样性与复杂度", "Diversity and complexity"),
        build: specialisation::complexity_scatter,
    },
    Entry {
        id: "relatedness-network",
        title: ("产业关联网络", "Network of related industries"),
        build: specialisation::relatedness_network,
    },
    Entry {
        id: "homogenisation-heat",
        title: ("城市产业结构相似度", "How alike the mixes of cities are"),
        build: specialisation::homogenisation_heat,
    },
    Entry {
        id: "grades-ladder",
        title: ("集群分级阶梯", "The ladder of grades"),
        build: specialisation::grades_ladder,
    },
    Entry {
        id: "hub-flows-sankey",
        title: ("枢纽间流量", "Flows between hubs"),
        build: specialisation::hub_flows,
    },
];

/// The figure called `id`.
pub fn find(id: &str) -> Option<&'static Entry> {
    CATALOGUE.iter().find(|entry| entry.id == id)
}

impl Entry {
    /// Draws up the figure from a run.
    pub fn figure(&self, evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
        (self.build)(evidence, options)
    }

    /// What is printed around it, with the source line and notes of the run.
    fn about(&self, evidence: &Evidence, alternative: String) -> About {
        About {
            id: self.id.to_string(),
            title: evidence
                .language
                .pick(self.title.0, self.title.1)
                .to_string(),
            source: evidence.source_line(),
            notes: evidence.notes(),
            alternative,
            language: evidence.language,
        }
    }
}

/// What is printed around the figure called `id`.
fn about(id: &str, evidence: &Evidence, alternative: String) -> Result<About, NoData> {
    let entry = find(id).ok_or_else(|| {
        NoData::because(
            format!("目录中没有图“{id}”"),
            format!("no figure `{id}` in the catalogue"),
        )
    })?;
    Ok(entry.about(evidence, alternative))
}
