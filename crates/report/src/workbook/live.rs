//! The live index: two sheets for each unit set. One holds weights and parameters, in cells that may be changed;
//! the other the values, and formulas that normalise, aggregate and rank them by the same rules as the engine.
//!
//! Columns of scores stand in breadth-first order of the tree, so that the children of any node are next to each
//! other and one range names them; columns of values stand in the order of the tree, so that the indicators under
//! any node are.

use rust_xlsxwriter::{ColNum, RowNum, utility::column_number_to_name};
use rust_xlsxwriter::{DataValidation, DataValidationRule, Format, Formula, Workbook, Worksheet};

use super::index_sheet::{
    Aggregation, Counts, Ends, IndexIndicator, IndexNodeKind, IndexSheet, Orientation, Places,
    Scale, Truncation,
};
use super::sheet_name::SheetNames;
use super::writing::{Formats, Widths, column_number, row_number, write_number, write_text};
use super::{A4, WorkbookError};
use crate::Language;
use crate::table::ColumnKind;

/// The first row of nodes in the sheet of parameters.
const FIRST_NODE: usize = 4;
/// The row of weights above the scores.
const SHARES: usize = 4;
/// The row of headings above the units.
const HEADINGS: usize = 5;
/// The first row of units.
const FIRST_UNIT: usize = 6;
/// The column of the rank at the root.
const ROOT_RANK: usize = 2;
/// The first column of scores.
const FIRST_SCORE: usize = 3;

/// Columns of the sheet of parameters.
const WEIGHT: usize = 3;
const HAS_DATA: usize = 4;
const SHARE: usize = 5;
const EFFECTIVE: usize = 6;
const MINIMUM: usize = 8;
const BEST_LOW: usize = 10;
const BEST_HIGH: usize = 11;
const ORIGIN: usize = 12;
const SPAN: usize = 13;
const LOW: usize = 14;
const SIZE: usize = 15;
const STEEPNESS: usize = 16;

/// The names of the two sheets.
pub(super) struct LiveSheets {
    pub parameters: String,
    pub index: String,
}

impl LiveSheets {
    pub fn named(sheet: &IndexSheet, names: &mut SheetNames, language: Language) -> LiveSheets {
        let named = |kind: &str| format!("{kind} {}", sheet.name);
        LiveSheets {
            parameters: names.unique(&named(language.pick("权重", "Weights"))),
            index: names.unique(&named(language.pick("指数", "Index"))),
        }
    }
}

/// Writes both sheets.
pub(super) fn write(
    book: &mut Workbook,
    names: &LiveSheets,
    sheet: &IndexSheet,
    formats: &Formats,
    language: Language,
    mark: Option<&str>,
) -> Result<(), WorkbookError> {
    let live = Live::new(sheet, names, formats, language, mark)?;
    let parameters = book.add_worksheet();
    parameters.set_name(&names.parameters)?;
    live.write_parameters(parameters)?;
    let index = book.add_worksheet();
    index.set_name(&names.index)?;
    live.write_index(index)
}

/// Where everything stands.
struct Live<'a> {
    sheet: &'a IndexSheet,
    names: &'a LiveSheets,
    formats: &'a Formats,
    language: Language,
    mark: Option<&'a str>,
    /// Nodes in breadth-first order.
    order: Vec<usize>,
    /// For every node its place in `order`.
    place: Vec<usize>,
    /// Children of every node.
    children: Vec<Vec<usize>>,
    /// For every node the column of its ranks; indicators have none.
    rank_column: Vec<Option<usize>>,
    /// The first column of values.
    values: usize,
    /// The first column of treated values, which may be that of the values themselves.
    treated: usize,
}

impl<'a> Live<'a> {
    fn new(
        sheet: &'a IndexSheet,
        names: &'a LiveSheets,
        formats: &'a Formats,
        language: Language,
        mark: Option<&'a str>,
    ) -> Result<Live<'a>, WorkbookError> {
        let mut children = vec![Vec::new(); sheet.nodes.len()];
        let mut roots = Vec::new();
        for (at, node) in sheet.nodes.iter().enumerate() {
            match node.parent {
                Some(parent) => children[parent].push(at),
                None => roots.push(at),
            }
        }
        let mut order = roots.clone();
        let mut next = 0;
        while let Some(&node) = order.get(next) {
            order.extend(&children[node]);
            next += 1;
        }
        if roots.len() != 1 || order.len() != sheet.nodes.len() {
            return Err(WorkbookError::NotATree {
                index: sheet.title.clone(),
            });
        }
        let mut place = vec![0; order.len()];
        for (at, &node) in order.iter().enumerate() {
            place[node] = at;
        }
        let mut rank_column = vec![None; order.len()];
        let mut column = FIRST_SCORE + order.len();
        for &node in &order {
            if matches!(sheet.nodes[node].kind, IndexNodeKind::Inner { .. }) {
                let is_root = sheet.nodes[node].parent.is_none();
                rank_column[node] = Some(if is_root { ROOT_RANK } else { column });
                column += usize::from(!is_root);
            }
        }
        let changed = |indicator: &IndexIndicator| indicator.treated != indicator.values;
        let values = column;
        let treated = match sheet.indicators.iter().any(changed) {
            true => values + sheet.indicators.len(),
            false => values,
        };
        Ok(Live {
            sheet,
            names,
            formats,
            language,
            mark,
            order,
            place,
            children,
            rank_column,
            values,
            treated,
        })
    }

    fn text(&self, zh: &'static str, en: &'static str) -> &'static str {
        self.language.pick(zh, en)
    }

    fn last_unit(&self) -> usize {
        FIRST_UNIT + self.sheet.units.len().max(1) - 1
    }

    /// A column of the units, from the first to the last: `$D$7:$D$37`.
    fn of_units(&self, column: usize) -> String {
        let name = letters(column);
        format!(
            "${name}${}:${name}${}",
            FIRST_UNIT + 1,
            self.last_unit() + 1
        )
    }

    /// The same, seen from the sheet of parameters.
    fn of_units_elsewhere(&self, column: usize) -> String {
        format!("{}!{}", quoted(&self.names.index), self.of_units(column))
    }

    /// A cell of the sheet of parameters, seen from the index.
    fn parameter(&self, node: usize, column: usize) -> String {
        let row = FIRST_NODE + self.place[node] + 1;
        format!(
            "{}!${}${row}",
            quoted(&self.names.parameters),
            letters(column)
        )
    }

    fn score_column(&self, node: usize) -> usize {
        FIRST_SCORE + self.place[node]
    }

    /// The first and the last column of the scores of the children of `node`.
    fn child_columns(&self, node: usize) -> Option<(usize, usize)> {
        let children = &self.children[node];
        Some((
            self.score_column(*children.first()?),
            self.score_column(*children.last()?),
        ))
    }

    /// The shares that the sheet's weights give, as the formulas compute them.
    fn shares(&self) -> Vec<f64> {
        let nodes = &self.sheet.nodes;
        let usable = |node: usize| {
            let has_data = nodes[node].scores.iter().any(Option::is_some);
            if has_data { nodes[node].weight } else { 0.0 }
        };
        let share = |node: usize| match nodes[node].parent {
            None => 1.0,
            Some(parent) => {
                let total: f64 = self.children[parent].iter().map(|&node| usable(node)).sum();
                if total > 0.0 {
                    usable(node) / total
                } else {
                    0.0
                }
            }
        };
        (0..nodes.len()).map(share).collect()
    }

    /// Title, how to use the sheet, and the mark.
    fn head(&self, page: &mut Worksheet, kind: &str, how: &str) -> Result<(), WorkbookError> {
        let title = format!("{} · {} · {kind}", self.sheet.title, self.sheet.name);
        write_text(page, 0, 0, &title, &self.formats.title)?;
        write_text(page, 1, 0, how, &self.formats.note)?;
        if let Some(mark) = self.mark {
            write_text(page, 2, 0, mark, &self.formats.mark)?;
        }
        Ok(())
    }

    fn write_parameters(&self, page: &mut Worksheet) -> Result<(), WorkbookError> {
        let how = self.text(
            "黄色单元格可修改：改动权重后，同级权重自动归一，各级得分和名次随之重算。",
            "Yellow cells may be changed: weights are rescaled among siblings, and all scores and ranks follow.",
        );
        self.head(page, self.text("权重与参数", "weights and parameters"), how)?;
        let headings = [
            ("代码", "id"),
            ("名称", "name"),
            ("上级", "parent"),
            ("权重（可改）", "weight (change it)"),
            ("有数据", "has data"),
            ("组内权重", "weight among siblings"),
            ("总权重", "weight in the index"),
            ("方法", "method"),
            ("最低覆盖率（可改）", "minimum coverage (change it)"),
            ("方向", "direction"),
            ("最优下限", "best from"),
            ("最优上限", "best to"),
            ("原点（按方向）", "origin (oriented)"),
            ("跨度", "span"),
            ("最低分", "low"),
            ("幅度", "size"),
            ("陡度／满分", "steepness / top"),
            ("超出两端", "beyond the ends"),
            ("计量单位", "unit of measure"),
            ("定义", "definition"),
            ("来源", "source"),
            ("说明", "remark"),
        ];
        let mut widths = Widths::default();
        for (column, (zh, en)) in headings.into_iter().enumerate() {
            let heading = self.text(zh, en);
            write_text(
                page,
                row_number(FIRST_NODE - 1)?,
                column_number(column)?,
                heading,
                &self.formats.header,
            )?;
            widths.take(column, &heading.chars().take(8).collect::<String>());
        }
        let shares = self.shares();
        let mut effective = vec![1.0; self.sheet.nodes.len()];
        for (at, &node) in self.order.iter().enumerate() {
            if let Some(parent) = self.sheet.nodes[node].parent {
                effective[node] = effective[parent] * shares[node];
            }
            self.write_node(
                page,
                &mut widths,
                FIRST_NODE + at,
                node,
                &shares,
                &effective,
            )?;
        }
        for (row, note) in (FIRST_NODE + self.order.len() + 1..).zip(&self.sheet.notes) {
            write_text(page, row_number(row)?, 0, note, &self.formats.note)?;
        }
        let last = row_number(FIRST_NODE + self.order.len() - 1)?;
        for (column, most) in [(WEIGHT, 1e9), (MINIMUM, 1.0)] {
            let rule = DataValidation::new()
                .allow_decimal_number(DataValidationRule::Between(0.0, most))
                .set_error_message(
                    self.text("请填写不小于 0 的数", "Give a number of 0 or more"),
                )?;
            let column = column_number(column)?;
            page.add_data_validation(row_number(FIRST_NODE)?, column, last, column, &rule)?;
        }
        widths.set(page)?;
        page.set_freeze_panes(row_number(FIRST_NODE)?, 2)?;
        page.set_paper_size(A4)
            .set_landscape()
            .set_print_fit_to_pages(1, 0);
        Ok(())
    }

    fn write_node(
        &self,
        page: &mut Worksheet,
        widths: &mut Widths,
        row: usize,
        node: usize,
        shares: &[f64],
        effective: &[f64],
    ) -> Result<(), WorkbookError> {
        let definition = &self.sheet.nodes[node];
        let at = row_number(row)?;
        let mut words = |column: usize, text: &str| {
            widths.take(column, text);
            write_text(page, at, column_number(column)?, text, &self.formats.text)
        };
        words(0, &definition.id)?;
        words(1, &definition.name)?;
        if let Some(parent) = definition.parent {
            words(2, &self.sheet.nodes[parent].name)?;
        }
        let (method, remark, indicator) = match &definition.kind {
            IndexNodeKind::Inner {
                method,
                aggregation,
                ..
            } => match aggregation {
                Aggregation::Values(reason) => (method, Some(reason), None),
                _ => (method, None, None),
            },
            IndexNodeKind::Indicator(at) => {
                let indicator = &self.sheet.indicators[*at];
                match &indicator.scale {
                    Scale::Values(reason) => (&indicator.method, Some(reason), Some(indicator)),
                    _ => (&indicator.method, None, Some(indicator)),
                }
            }
        };
        words(7, method)?;
        if let Some(indicator) = indicator {
            words(9, &indicator.direction)?;
            words(18, &indicator.unit)?;
            words(19, &indicator.definition)?;
            words(20, &indicator.source)?;
        }
        if let Some(reason) = remark {
            let values = self.text(
                "按数值给出，不随权重变化：",
                "given as values that do not follow the weights: ",
            );
            words(21, &format!("{values}{reason}"))?;
        }

        let four = self.formats.of(ColumnKind::Decimal(4));
        let formula =
            |page: &mut Worksheet, column: usize, text: String, result: f64, format: &Format| {
                write_formula(
                    page,
                    at,
                    column_number(column)?,
                    text,
                    &number_text(Some(result)),
                    format,
                )
            };
        if let Some(parent) = definition.parent {
            let siblings = &self.children[parent];
            let rows = (
                FIRST_NODE + self.place[siblings[0]] + 1,
                FIRST_NODE + self.place[siblings[siblings.len() - 1]] + 1,
            );
            let range = |column: usize| {
                let name = letters(column);
                format!("${name}${}:${name}${}", rows.0, rows.1)
            };
            let input = self.formats.input.clone().set_num_format("0.0000");
            write_number(
                page,
                at,
                column_number(WEIGHT)?,
                Some(definition.weight),
                &input,
            )?;
            let has_data = definition.scores.iter().any(Option::is_some);
            let scores = self.of_units_elsewhere(self.score_column(node));
            formula(
                page,
                HAS_DATA,
                format!("IF(COUNT({scores})>0,1,0)"),
                f64::from(u8::from(has_data)),
                &self.formats.number,
            )?;
            let (own, flag) = (cell(WEIGHT, row), cell(HAS_DATA, row));
            let total = format!("SUMPRODUCT({},{})", range(WEIGHT), range(HAS_DATA));
            formula(
                page,
                SHARE,
                format!("IF({total}>0,{own}*{flag}/{total},0)"),
                shares[node],
                &four,
            )?;
            let above = cell(EFFECTIVE, FIRST_NODE + self.place[parent]);
            formula(
                page,
                EFFECTIVE,
                format!("{}*{above}", cell(SHARE, row)),
                effective[node],
                &four,
            )?;
        } else {
            write_number(page, at, column_number(SHARE)?, Some(1.0), &four)?;
            write_number(page, at, column_number(EFFECTIVE)?, Some(1.0), &four)?;
        }
        match &definition.kind {
            IndexNodeKind::Inner {
                aggregation: Aggregation::Values(_),
                ..
            } => Ok(()),
            IndexNodeKind::Inner { minimum, .. } => {
                let input = self.formats.input.clone().set_num_format("0%");
                write_number(page, at, column_number(MINIMUM)?, Some(*minimum), &input)
            }
            IndexNodeKind::Indicator(position) => self.write_scale(page, row, *position),
        }
    }

    /// The parameters of an indicator.
    fn write_scale(
        &self,
        page: &mut Worksheet,
        row: usize,
        position: usize,
    ) -> Result<(), WorkbookError> {
        let indicator = &self.sheet.indicators[position];
        let at = row_number(row)?;
        let format = &self.formats.number;
        let mut number = |column: usize, value: f64| {
            write_number(page, at, column_number(column)?, Some(value), format)
        };
        if let Orientation::Optimal { low, high } = indicator.orientation {
            number(BEST_LOW, low)?;
            number(BEST_HIGH, high)?;
        }
        let truncated = match &indicator.scale {
            Scale::Linear {
                ends,
                origin,
                span,
                low,
                size,
                truncation,
            } => {
                number(LOW, *low)?;
                number(SIZE, *size)?;
                let values = self.of_units_elsewhere(self.treated + position);
                match (ends, indicator.orientation) {
                    (Ends::MinMax, Orientation::Positive | Orientation::Negative) => {
                        let start = match indicator.orientation {
                            Orientation::Negative => format!("-MAX({values})"),
                            _ => format!("MIN({values})"),
                        };
                        let width = format!("MAX({values})-MIN({values})");
                        for (column, text, result) in [(ORIGIN, start, origin), (SPAN, width, span)]
                        {
                            let result = number_text(Some(*result));
                            write_formula(page, at, column_number(column)?, text, &result, format)?;
                        }
                    }
                    _ => {
                        number(ORIGIN, *origin)?;
                        number(SPAN, *span)?;
                    }
                }
                *truncation
            }
            Scale::Logistic {
                origin,
                span,
                steepness,
                low,
                size,
            } => {
                number(ORIGIN, *origin)?;
                number(SPAN, *span)?;
                number(LOW, *low)?;
                number(SIZE, *size)?;
                number(STEEPNESS, *steepness)?;
                Truncation::None
            }
            Scale::Exponential {
                origin,
                span,
                low,
                ratio,
                truncation,
            } => {
                number(ORIGIN, *origin)?;
                number(SPAN, *span)?;
                number(LOW, *low)?;
                number(SIZE, *ratio)?;
                *truncation
            }
            Scale::Tent {
                origin,
                span,
                low,
                size,
            } => {
                number(ORIGIN, *origin)?;
                number(SPAN, *span)?;
                number(LOW, *low)?;
                number(SIZE, *size)?;
                Truncation::Both
            }
            Scale::Ranks(Places::Percentile(high)) => {
                number(STEEPNESS, *high)?;
                Truncation::None
            }
            Scale::Ranks(_) | Scale::Values(_) => Truncation::None,
        };
        let word = match truncated {
            Truncation::None => return Ok(()),
            Truncation::Above => self.text("不超过满分", "not above the top"),
            Truncation::Both => self.text("取端点得分", "the score of the end"),
        };
        write_text(
            page,
            at,
            column_number(STEEPNESS + 1)?,
            word,
            &self.formats.text,
        )
    }

    fn write_index(&self, page: &mut Worksheet) -> Result<(), WorkbookError> {
        let how = match self.language {
            Language::Zh => format!(
                "得分和名次均为公式，随工作表“{}”中的权重和参数重算。",
                self.names.parameters
            ),
            Language::En => format!(
                "Scores and ranks are formulas of the weights and parameters in the sheet \u{201c}{}\u{201d}.",
                self.names.parameters
            ),
        };
        self.head(page, self.text("得分与名次", "scores and ranks"), &how)?;
        let mut widths = Widths::default();
        let shares = self.shares();
        let nodes = &self.sheet.nodes;
        let header = row_number(HEADINGS)?;
        let mut heading = |page: &mut Worksheet, column: usize, text: &str| {
            widths.take(column, &text.chars().take(6).collect::<String>());
            write_text(
                page,
                header,
                column_number(column)?,
                text,
                &self.formats.header,
            )
        };
        heading(page, 0, self.text("代码", "code"))?;
        heading(page, 1, self.text("评价单元", "unit"))?;
        let rank = self.text("名次", "rank");
        let label = |page: &mut Worksheet, column: usize, text: &str| {
            write_text(
                page,
                row_number(SHARES - 1)?,
                column_number(column)?,
                text,
                &self.formats.note,
            )
        };
        label(
            page,
            FIRST_SCORE,
            self.text("得分（公式）", "scores (formulas)"),
        )?;
        label(
            page,
            self.values,
            self.text("指标数值", "values of the indicators"),
        )?;
        if self.treated != self.values {
            let text = self.text(
                "插补和异常值处理后的数值（据此无量纲化）",
                "values after imputation and treatment (these are normalised)",
            );
            label(page, self.treated, text)?;
        }
        write_text(
            page,
            row_number(SHARES)?,
            1,
            self.text("组内权重", "weight among siblings"),
            &self.formats.note,
        )?;
        let four = self.formats.of(ColumnKind::Decimal(4));
        for &node in &self.order {
            let column = self.score_column(node);
            heading(page, column, &nodes[node].name)?;
            if let Some(column) = self.rank_column[node] {
                heading(page, column, &format!("{} {rank}", nodes[node].name))?;
            }
            if nodes[node].parent.is_some() {
                write_formula(
                    page,
                    row_number(SHARES)?,
                    column_number(column)?,
                    self.parameter(node, SHARE),
                    &number_text(Some(shares[node])),
                    &four,
                )?;
            }
        }
        for node in nodes {
            let IndexNodeKind::Indicator(position) = node.kind else {
                continue;
            };
            for first in [self.values, self.treated] {
                heading(page, first + position, &node.name)?;
            }
        }
        for unit in 0..self.sheet.units.len() {
            self.write_unit(page, unit)?;
        }
        for (_, name) in &self.sheet.units {
            widths.take(1, name);
        }
        widths.set(page)?;
        page.set_row_height(header, 45)?;
        let last = row_number(self.last_unit())?;
        let end = self.treated.max(self.values) + self.sheet.indicators.len() - 1;
        page.autofilter(header, 0, last, column_number(end)?)?;
        page.set_freeze_panes(row_number(FIRST_UNIT)?, 2)?;
        page.set_repeat_rows(header, header)?;
        page.set_paper_size(A4).set_landscape();
        Ok(())
    }

    fn write_unit(&self, page: &mut Worksheet, unit: usize) -> Result<(), WorkbookError> {
        let row = FIRST_UNIT + unit;
        let at = row_number(row)?;
        let (code, name) = &self.sheet.units[unit];
        write_text(page, at, 0, code, &self.formats.text)?;
        write_text(page, at, 1, name, &self.formats.text)?;
        let score_format = self.formats.of(ColumnKind::Decimal(2));
        let rank_format = self.formats.of(ColumnKind::Rank);
        for &node in &self.order {
            let definition = &self.sheet.nodes[node];
            let column = self.score_column(node);
            let score = definition.scores[unit];
            let formula = match &definition.kind {
                IndexNodeKind::Indicator(position) => self.normalised(node, *position, row),
                IndexNodeKind::Inner { .. } => self.aggregated(node, row),
            };
            match formula {
                Some(formula) => write_formula(
                    page,
                    at,
                    column_number(column)?,
                    formula,
                    &number_text(score),
                    &score_format,
                )?,
                None => write_number(page, at, column_number(column)?, score, &score_format)?,
            }
            if let Some(rank_column) = self.rank_column[node] {
                let (own, all) = (cell(column, row), self.of_units(column));
                // Scores that differ by the rounding of sums only are tied, as in the engine.
                let better = format!("{all}>{own}+1E-12*MAX(MAX({all}),-MIN({all}))");
                write_formula(
                    page,
                    at,
                    column_number(rank_column)?,
                    format!("IF(ISNUMBER({own}),1+SUMPRODUCT(ISNUMBER({all})*({better})),\"\")"),
                    &number_text(definition.ranks[unit].map(f64::from)),
                    &rank_format,
                )?;
            }
        }
        for (position, indicator) in self.sheet.indicators.iter().enumerate() {
            let number = &self.formats.number;
            let column = column_number(self.values + position)?;
            write_number(page, at, column, indicator.values[unit], number)?;
            let column = column_number(self.treated + position)?;
            write_number(page, at, column, indicator.treated[unit], number)?;
        }
        Ok(())
    }

    /// The score of an indicator as a formula; `None` where there is none.
    fn normalised(&self, node: usize, position: usize, row: usize) -> Option<String> {
        let indicator = &self.sheet.indicators[position];
        let value = cell(self.treated + position, row);
        let parameter = |column: usize| self.parameter(node, column);
        let oriented = match indicator.orientation {
            Orientation::Positive => value.clone(),
            Orientation::Negative => format!("-{value}"),
            Orientation::Optimal { .. } => {
                let (low, high) = (parameter(BEST_LOW), parameter(BEST_HIGH));
                format!("IF({value}<{low},{value}-{low},IF({value}>{high},{high}-{value},0))")
            }
        };
        let (origin, span) = (parameter(ORIGIN), parameter(SPAN));
        let (low, size) = (parameter(LOW), parameter(SIZE));
        let way = format!("({oriented}-{origin})/{span}");
        let truncated = |truncation: Truncation| match truncation {
            Truncation::None => way.clone(),
            Truncation::Above => format!("MIN(1,{way})"),
            Truncation::Both => format!("MAX(0,MIN(1,{way}))"),
        };
        let score = match &indicator.scale {
            Scale::Values(_) => return None,
            Scale::Linear { truncation, .. } => format!("{low}+{size}*{}", truncated(*truncation)),
            Scale::Logistic { .. } => {
                format!("{low}+{size}/(1+EXP(-{}*{way}))", parameter(STEEPNESS))
            }
            Scale::Exponential { truncation, .. } => {
                format!("{low}*{size}^({})", truncated(*truncation))
            }
            Scale::Tent { .. } => {
                format!("{low}+{size}*(1-MIN(1,ABS({oriented}-{origin})/{span}))")
            }
            Scale::Ranks(places) => {
                let all = self.of_units(self.treated + position);
                let ascending = match indicator.orientation {
                    Orientation::Positive => 1,
                    Orientation::Negative => 0,
                    Orientation::Optimal { .. } => return None,
                };
                let rank = format!("RANK({value},{all},{ascending})");
                match places {
                    Places::Rank => rank,
                    Places::Borda => format!("{rank}-1"),
                    Places::Percentile(_) => {
                        format!("({rank}-1)/(COUNT({all})-1)*{}", parameter(STEEPNESS))
                    }
                }
            }
        };
        Some(format!("IF(ISNUMBER({value}),{score},\"\")"))
    }

    /// The score of a node as a formula of those of its children; `None` where there is none.
    fn aggregated(&self, node: usize, row: usize) -> Option<String> {
        let IndexNodeKind::Inner {
            aggregation,
            counts,
            indicators,
            ..
        } = &self.sheet.nodes[node].kind
        else {
            return None;
        };
        let (first, last) = self.child_columns(node)?;
        let weights = format!("{}:{}", absolute(first, SHARES), absolute(last, SHARES));
        let scores = format!("{}:{}", cell(first, row), cell(last, row));
        let total = format!("SUMPRODUCT({weights}*ISNUMBER({scores}))");
        let sum = |term: &dyn Fn(&str) -> String| {
            let terms: Vec<String> = (first..=last)
                .map(|column| {
                    let (score, weight) = (cell(column, row), absolute(column, SHARES));
                    format!(
                        "IF(AND(ISNUMBER({score}),{weight}>0),{weight}*{},0)",
                        term(&score)
                    )
                })
                .collect();
            format!("({})", terms.join("+"))
        };
        let mean = match aggregation {
            Aggregation::Values(_) => return None,
            Aggregation::Arithmetic => format!("SUMPRODUCT({weights},{scores})/{total}"),
            Aggregation::Geometric => format!("EXP({}/{total})", sum(&|x| format!("LN({x})"))),
            Aggregation::Harmonic => format!("{total}/{}", sum(&|x| format!("(1/{x})"))),
            Aggregation::Power(power) => format!(
                "({}/{total})^(1/({power}))",
                sum(&|x| format!("{x}^({power})"))
            ),
        };
        let minimum = self.parameter(node, MINIMUM);
        let covered = match counts {
            Counts::Indicators => {
                let values = format!(
                    "{}:{}",
                    cell(self.values + indicators.start, row),
                    cell(self.values + indicators.end - 1, row)
                );
                format!("COUNT({values})/{}>={minimum}", indicators.len())
            }
            Counts::Children => format!(
                "SUMPRODUCT(({weights}>0)*ISNUMBER({scores}))/MAX(1,SUMPRODUCT(--({weights}>0)))>={minimum}"
            ),
        };
        let formula = format!("IF(AND({covered},{total}>0),{mean},\"\")");
        // The longest formula of Excel has 8,192 characters.
        (formula.len() <= 8_000).then_some(formula)
    }
}

/// Writes a formula of this program's own making, with what the engine found as its result.
fn write_formula(
    page: &mut Worksheet,
    row: RowNum,
    column: ColNum,
    formula: String,
    result: &str,
    format: &Format,
) -> Result<(), WorkbookError> {
    let formula = Formula::new(format!("={formula}")).set_result(result);
    page.write_formula_with_format(row, column, formula, format)?;
    Ok(())
}

/// A number that reads back to the same f64; an empty text where it is missing.
fn number_text(number: Option<f64>) -> String {
    number
        .filter(|number| number.is_finite())
        .map_or_else(String::new, |number| number.to_string())
}

/// The letters of a column.
fn letters(column: usize) -> String {
    column_number_to_name(ColNum::try_from(column).unwrap_or(ColNum::MAX - 1))
}

/// A cell whose column and row move with the formula.
fn cell(column: usize, row: usize) -> String {
    format!("{}{}", letters(column), row + 1)
}

/// A cell whose column and row stay.
fn absolute(column: usize, row: usize) -> String {
    format!("${}${}", letters(column), row + 1)
}

/// The name of a sheet as it stands in a formula.
fn quoted(name: &str) -> String {
    format!("'{}'", name.replace('\'', "''"))
}
