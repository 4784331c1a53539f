//! What the columns of a run's tables are called and mean.

/// An indicator or a denominator, which is a column of the tables of values.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MeasuredColumn {
    /// Its id, the heading of the column.
    pub id: String,
    /// Its name: Chinese and English.
    pub name: (String, String),
    /// Its unit of measure: Chinese and English; empty where there is none.
    pub unit: (String, String),
    /// What it measures: Chinese and English; empty where the framework does not say.
    pub definition: (String, String),
}

/// A text in both languages.
type Both = (String, String);

/// Columns that mean the same in every table of a run.
const KNOWN: &[(&str, &str, &str)] = &[
    ("unit", "评价单元的全称", "full name of the unit"),
    (
        "code",
        "行政区划代码（GB/T 2260）",
        "code of the place (GB/T 2260)",
    ),
    ("node", "节点或指标的代码", "id of the node or indicator"),
    ("parent", "上级节点的代码", "id of the parent node"),
    ("level", "层级，1 为指标", "level, 1 for indicators"),
    ("score", "得分", "score on the common scale"),
    (
        "rank",
        "名次，1 为最优，并列取最小名次",
        "rank, 1 is best, ties get the smallest",
    ),
    (
        "weight",
        "组内权重，同级合计为 1",
        "weight within its parent; siblings sum to 1",
    ),
    (
        "effective_weight",
        "在总指数中的权重",
        "weight in the index",
    ),
    ("indicator", "指标的代码", "id of the indicator"),
    ("value", "数值", "value in the unit of measure"),
    (
        "state",
        "数值的状态：counted 有记录，true-zero 登记完整且无记录，missing 无数据",
        "why the value is so: counted, true-zero (a complete registry has no record), missing",
    ),
    ("records", "支撑该数值的记录数", "records behind the value"),
    ("sources", "按来源计的记录数", "records by source"),
    ("present", "有数据的个数", "values present"),
    ("total", "应有的个数", "values that could be present"),
    ("coverage", "覆盖率", "share present"),
    (
        "nominal",
        "按既定方法的名次",
        "rank under the method of the framework",
    ),
    ("mean", "模拟名次的均值", "mean rank over the replications"),
    (
        "median",
        "模拟名次的中位数",
        "median rank over the replications",
    ),
    (
        "q05",
        "名次的 5% 分位数（区间下端）",
        "5 % quantile of the rank",
    ),
    (
        "q95",
        "名次的 95% 分位数（区间上端）",
        "95 % quantile of the rank",
    ),
    ("q25", "名次的 25% 分位数", "25 % quantile of the rank"),
    ("q75", "名次的 75% 分位数", "75 % quantile of the rank"),
    (
        "best",
        "模拟中的最好名次",
        "best rank over the replications",
    ),
    (
        "worst",
        "模拟中的最差名次",
        "worst rank over the replications",
    ),
    ("k", "前 k 名", "the first k"),
    (
        "probability",
        "进入前 k 名的模拟所占比例",
        "share of replications among the first k",
    ),
    (
        "available",
        "有数据的指标所占比例",
        "share of indicators with a value",
    ),
    (
        "nonzero",
        "非零指标所占比例",
        "share of indicators that are not zero",
    ),
    ("verdict", "判定", "verdict"),
    ("step", "步骤", "step of the method"),
    ("action", "处理方式", "what was done"),
    ("before", "处理前", "value before"),
    ("after", "处理后", "value after"),
    ("method", "方法", "method"),
    ("region", "地区", "region"),
    ("industry", "行业", "industry"),
    ("lq", "区位商", "location quotient"),
];

/// Title and description of a column.
pub(super) fn described(
    path: &str,
    name: &str,
    measured: &[MeasuredColumn],
) -> (Option<Both>, Option<Both>) {
    if let Some(column) = measured.iter().find(|column| column.id == name) {
        let file = path.rsplit('/').next().unwrap_or(path);
        let scale = match file {
            "normalised.csv" => ("无量纲化后的得分", "score on the common scale"),
            "treated.csv" => ("插补和异常值处理后", "after imputation and treatment"),
            _ => ("", ""),
        };
        let joined = |parts: [&str; 3], mark: &str| {
            let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            parts.join(mark)
        };
        let description = (
            joined([&column.definition.0, &column.unit.0, scale.0], "；"),
            joined([&column.definition.1, &column.unit.1, scale.1], "; "),
        );
        let said = !description.0.is_empty() || !description.1.is_empty();
        return (Some(column.name.clone()), said.then_some(description));
    }
    let known = KNOWN.iter().find(|(known, ..)| *known == name);
    let description = known.map(|(_, zh, en)| (zh.to_string(), en.to_string()));
    (None, description)
}
