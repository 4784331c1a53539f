//! From real files to typed batches, good files and bad ones.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use duckdb::arrow::array::AsArray;
use duckdb::arrow::datatypes::{
    DataType, Date32Type, Float64Type, Int32Type, Int64Type, UInt64Type,
};
use duckdb::arrow::record_batch::RecordBatch;
use jushu_places::Places;
use jushu_registry::convert::{Converter, NoteKind, Refusal, Report};
use jushu_registry::mapping::Mapping;
use jushu_registry::read::{ReadError, ReadOptions, Table, open};
use jushu_registry::schema::{Kind, Schemas};
use jushu_registry::value::date::days_from_civil;
use jushu_registry::value::number::Operator;
use proptest::prelude::*;
use rust_xlsxwriter::{Format, Workbook};
use tempfile::TempDir;

fn kind(id: &str) -> Kind {
    Schemas::shipped().unwrap().get(id).unwrap().clone()
}

struct Read {
    batch: RecordBatch,
    refusals: Vec<Refusal>,
    report: Report,
}

impl Read {
    fn text(&self, field: &str) -> Vec<Option<String>> {
        let column = self.batch.column_by_name(field).unwrap().as_string::<i32>();
        column
            .iter()
            .map(|value| value.map(str::to_string))
            .collect()
    }

    fn number(&self, field: &str) -> Vec<Option<f64>> {
        let column = self.batch.column_by_name(field).unwrap();
        column.as_primitive::<Float64Type>().iter().collect()
    }

    fn integer(&self, field: &str) -> Vec<Option<i64>> {
        let column = self.batch.column_by_name(field).unwrap();
        column.as_primitive::<Int64Type>().iter().collect()
    }

    fn code(&self, field: &str) -> Vec<Option<i32>> {
        let column = self.batch.column_by_name(field).unwrap();
        column.as_primitive::<Int32Type>().iter().collect()
    }

    fn hash(&self, field: &str) -> Vec<u64> {
        let column = self.batch.column_by_name(field).unwrap();
        column.as_primitive::<UInt64Type>().values().to_vec()
    }

    fn date(&self, field: &str) -> Vec<Option<i32>> {
        let column = self.batch.column_by_name(field).unwrap();
        column.as_primitive::<Date32Type>().iter().collect()
    }

    fn notes(&self, header: &str) -> Vec<(NoteKind, u64)> {
        let (_, notes) = self
            .report
            .columns
            .iter()
            .find(|(name, _)| name == header)
            .unwrap();
        notes.iter().map(|note| (note.kind, note.cells)).collect()
    }
}

fn convert(kind: &Kind, mapping: &Mapping, table: &mut Table) -> Read {
    let mut converter = Converter::new(kind, mapping, Places::shipped()).unwrap();
    let mut batches = Vec::new();
    let mut refusals = Vec::new();
    converter
        .convert(table, |batch, refused| {
            batches.push(batch);
            refusals.extend(refused);
            Ok::<(), ReadError>(())
        })
        .unwrap();
    assert_eq!(batches.len(), 1, "the tests use small tables");
    let report = converter.report().clone();
    assert_eq!(
        report.rows_read,
        report.rows_taken + report.rows_refused + report.rows_repeated
    );
    assert_eq!(report.rows_refused, refusals.len() as u64);
    Read {
        batch: batches.remove(0),
        refusals,
        report,
    }
}

fn write(folder: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    path
}

fn read_path(kind: &Kind, path: &Path) -> Read {
    let mut table = open(path, &ReadOptions::for_kind(kind)).unwrap().remove(0);
    let mapping = Mapping::propose(kind, &table.header).with_unit(table.unit.clone());
    convert(kind, &mapping, &mut table)
}

fn read_csv(kind_id: &str, text: &str) -> Read {
    let folder = tempfile::tempdir().unwrap();
    read_path(
        &kind(kind_id),
        &write(&folder, "table.csv", text.as_bytes()),
    )
}

fn read_with(kind_id: &str, text: &str, mapping: &str) -> Read {
    let folder = tempfile::tempdir().unwrap();
    let kind = kind(kind_id);
    let path = write(&folder, "table.csv", text.as_bytes());
    let mut table = open(&path, &ReadOptions::for_kind(&kind))
        .unwrap()
        .remove(0);
    let mapping = Mapping::parse(mapping, Path::new("m.toml"), &kind, &table.header).unwrap();
    convert(&kind, &mapping, &mut table)
}

fn open_error(name: &str, bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    open(&write(&folder, name, bytes), &ReadOptions::default())
        .unwrap_err()
        .to_string()
}

fn day(year: i32, month: u32, day: u32) -> Option<i32> {
    days_from_civil(year, month, day)
}

fn some(text: &str) -> Option<String> {
    Some(text.to_string())
}

const FIRMS: &str = "企业名称,统一社会信用代码,城市,注册资本(万元),成立日期,员工人数,网站
平安银行股份有限公司,91440300192185379H,深圳市,\"1,940,592\",1987年12月,近 2600,bank.pingan.com
万科企业股份有限公司,91440300192181490G,深圳,1.2亿,1984/5/30,超1000人,—
";

fn check_firms(read: &Read) {
    assert_eq!(read.refusals, []);
    assert_eq!(
        read.number("registered_capital"),
        [Some(19_405_920_000.0), Some(120_000_000.0)]
    );
    assert_eq!(read.date("founded"), [day(1987, 12, 1), day(1984, 5, 30)]);
    assert_eq!(read.integer("employees"), [Some(2600), Some(1000)]);
    assert_eq!(read.text("website"), [some("bank.pingan.com"), None]);
    assert_eq!(read.code("city_code"), [Some(440_300); 2]);
    assert_eq!(read.code("province_code"), [Some(440_000); 2]);
    assert_eq!(read.code("county_code"), [None; 2]);
}

#[test]
fn a_firm_file_becomes_a_batch() {
    let read = read_csv("firm", FIRMS);
    check_firms(&read);
    let names: Vec<_> = read
        .batch
        .schema()
        .fields()
        .iter()
        .map(|field| field.name().clone())
        .collect();
    assert_eq!(
        names,
        [
            "record_key",
            "row_hash",
            "name_key",
            "row_number",
            "province_code",
            "city_code",
            "county_code",
            "name",
            "uscc",
            "founded",
            "registered_capital",
            "city",
            "employees",
            "website",
        ]
    );
    assert_eq!(read.batch.schema().field(9).data_type(), &DataType::Date32);
    assert_eq!(read.integer("row_number"), [Some(2), Some(3)]);
    assert_eq!(
        read.notes("员工人数"),
        [
            (NoteKind::Operator(Operator::Nearly), 1),
            (NoteKind::Operator(Operator::Greater), 1)
        ]
    );
    assert_eq!(
        read.notes("注册资本(万元)"),
        [(NoteKind::Scaled(4), 1), (NoteKind::Scaled(8), 1)]
    );
    assert_eq!(read.notes("成立日期"), [(NoteKind::Month, 1)]);
}

#[test]
fn every_encoding_and_delimiter_gives_the_same_rows() {
    let kind = kind("firm");
    let folder = tempfile::tempdir().unwrap();
    let expected = read_csv("firm", FIRMS).hash("row_hash");
    let gbk = encoding_rs::GB18030.encode(FIRMS).0.into_owned();
    let marked = [b"\xef\xbb\xbf", FIRMS.as_bytes()].concat();
    let utf16 = |big: bool| -> Vec<u8> {
        format!("\u{feff}{FIRMS}")
            .encode_utf16()
            .flat_map(|unit| {
                if big {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            })
            .collect()
    };
    let crlf = FIRMS.replace('\n', "\r\n").into_bytes();
    let quoted = FIRMS.replace("\"1,940,592\"", "1940592");
    let tabs = quoted.replace(',', "\t").into_bytes();
    let semicolons = quoted.replace(',', ";").into_bytes();
    for bytes in [
        gbk,
        marked,
        utf16(false),
        utf16(true),
        crlf,
        tabs,
        semicolons,
    ] {
        let read = read_path(&kind, &write(&folder, "t.csv", &bytes));
        check_firms(&read);
        assert_eq!(read.hash("row_hash"), expected);
    }
}

#[test]
fn hashes_depend_on_values_only() {
    let first = read_csv(
        "firm",
        "企业名称,城市,专利数\n甲公司,深圳,5\n乙公司,北京,6\n",
    );
    let other = read_csv(
        "firm",
        "标题,,\n专利数,名称,所在城市\n6,乙公司,北京\n 5 ,甲公司,深圳\n",
    );
    let reversed = |mut hashes: Vec<u64>| {
        hashes.reverse();
        hashes
    };
    assert_eq!(first.hash("row_hash"), reversed(other.hash("row_hash")));
    assert_eq!(first.hash("record_key"), reversed(other.hash("record_key")));
    let spelled = read_csv("firm", "企业名称,城市,专利数\n甲公司,深圳市,7\n");
    assert_eq!(spelled.hash("record_key")[0], first.hash("record_key")[0]);
    assert_ne!(spelled.hash("row_hash")[0], first.hash("row_hash")[0]);
    let constant = read_with("firm", "企业名称,城市\n甲公司,深圳\n", "[set]\npatents = 5");
    assert_eq!(constant.hash("row_hash")[0], first.hash("row_hash")[0]);
    let names = read_csv(
        "firm",
        "企业名称,城市\n深圳市甲乙丙科技有限公司,深圳\n甲乙丙科技(深圳)股份有限公司,深圳\n",
    );
    let keys = names.hash("name_key");
    assert_eq!(keys[0], keys[1]);
    assert_ne!(names.hash("record_key")[0], names.hash("record_key")[1]);
}

#[test]
fn constants_and_rates_come_from_the_mapping() {
    let text = "company,valuation_usd_bn,city\nBytedance,180.0,北京市\nSHEIN,100.0,深圳市\n";
    let read = read_with(
        "firm",
        text,
        "[set]\nunicorn_from = 2022-03-01\n[rates]\nUSD = 6.35\n",
    );
    assert_eq!(read.number("valuation")[0], Some(180.0e9 * 6.35));
    assert_eq!(read.date("unicorn_from"), [day(2022, 3, 1); 2]);
    assert_eq!(
        read.notes("valuation_usd_bn"),
        [(NoteKind::Scaled(9), 2), (NoteKind::Converted, 2)]
    );

    let kind = kind("firm");
    let header: Vec<String> = ["company", "valuation_usd_bn"].map(String::from).to_vec();
    let error = Converter::new(&kind, &Mapping::propose(&kind, &header), Places::shipped())
        .err()
        .unwrap();
    assert!(error.to_string().contains("USD"), "{error}");

    let cells = read_csv("firm", "名称,估值\n甲公司,3亿美元\n乙公司,3亿元\n");
    assert_eq!(cells.number("valuation"), [Some(3e8)]);
    assert!(cells.refusals[0].reasons[0].message.en.contains("USD"));
}

#[test]
fn a_unit_in_the_title_scales_money_only() {
    let text =
        "某市企业名录,,\n单位：万元,,\n企业名称,注册资本,员工人数\n甲公司,50,20\n乙公司,60,30\n";
    let read = read_csv("firm", text);
    assert_eq!(
        read.number("registered_capital"),
        [Some(500_000.0), Some(600_000.0)]
    );
    assert_eq!(read.integer("employees"), [Some(20), Some(30)]);
}

#[test]
fn refused_rows_name_the_cell_and_what_to_do() {
    let text = "企业名称,员工人数,营收增长率,成立日期,统一社会信用代码,城市
甲,NaN,,,,
乙,inf,,,,
丙,,1e400,,,
丁,许多,,,,
戊,12.5,,,,
己,,12.5,,,
庚,,,03/04/2023,,
辛,,,,91440300192185378H,
壬,,,,,朝阳区
癸,,,,,深川市
子,#REF!,,,,
,,,2020-01-01,,深圳
丑,3,12.5%,2020-01-01,91440300192185379H,深圳
";
    let read = read_csv("firm", text);
    assert_eq!(read.report.rows_taken, 1);
    assert_eq!(read.number("revenue_growth"), [Some(0.125)]);
    let expected = [
        (2, "员工人数", "NaN", "finite"),
        (3, "员工人数", "inf", "finite"),
        (4, "营收增长率", "1e400", "too large"),
        (5, "员工人数", "许多", "not a number"),
        (6, "员工人数", "12.5", "whole number"),
        (7, "营收增长率", "12.5", "per cent"),
        (8, "成立日期", "03/04/2023", "day-month-year"),
        (
            9,
            "统一社会信用代码",
            "91440300192185378H",
            "check character",
        ),
        (10, "城市", "朝阳区", "several places"),
        (11, "城市", "深川市", "no such place"),
        (12, "员工人数", "#REF!", "formula"),
        (13, "", "", "uscc"),
    ];
    assert_eq!(read.refusals.len(), expected.len());
    for (refusal, (row, column, value, message)) in read.refusals.iter().zip(expected) {
        let reason = &refusal.reasons[0];
        assert_eq!(
            (
                refusal.row_number,
                reason.column.as_str(),
                reason.value.as_str()
            ),
            (row, column, value)
        );
        assert!(
            reason.message.en.contains(message),
            "{row}: {}",
            reason.message.en
        );
        assert!(!reason.message.zh.is_empty());
        assert_eq!(refusal.cells.len(), 6);
    }
}

#[test]
fn places_are_resolved_together() {
    let text = "企业名称,省份,城市,区县
甲,吉林省,吉林市,
乙,北京,,朝阳区
丙,吉林,长春,朝阳区
丁,广东省,武汉市,
戊,,,
己,河南省,济源市,
庚,广东省,,
";
    let read = read_csv("firm", text);
    assert_eq!(
        read.code("city_code"),
        [
            Some(220_200),
            Some(110_000),
            Some(220_100),
            None,
            Some(419_001),
            None
        ]
    );
    assert_eq!(
        read.code("county_code")[1..3],
        [Some(110_105), Some(220_104)]
    );
    assert_eq!(read.code("province_code")[5], Some(440_000));
    assert_eq!(read.code("province_code")[3], None);
    assert_eq!(read.refusals.len(), 1);
    assert_eq!(read.refusals[0].row_number, 5);
}

#[test]
fn an_address_states_the_place_when_nothing_else_does() {
    let text = "企业名称,注册地址\n甲,广东省深圳市南山区科技园1号\n乙,科技园1号\n";
    let read = read_csv("firm", text);
    assert_eq!(read.refusals, []);
    assert_eq!(read.code("county_code"), [Some(440_305), None]);
    assert_eq!(read.code("city_code"), [Some(440_300), None]);
}

#[test]
fn an_address_names_the_district_of_the_stated_city() {
    let text = "企业名称,城市,注册地址\n甲,深圳,广东省深圳市南山区科技园1号\n乙,深圳市,南山区科技园1号\n丙,深圳,北京市海淀区中关村1号\n";
    let read = read_csv("firm", text);
    assert_eq!(read.refusals, []);
    assert_eq!(read.code("city_code"), [Some(440_300); 3]);
    assert_eq!(
        read.code("county_code"),
        [Some(440_305), Some(440_305), None]
    );
}

#[test]
fn repeated_keys_are_counted_or_refused() {
    let text = "企业名称,城市,专利数\n甲,深圳,5\n乙,深圳,5\n甲,深圳市,5\n甲,深圳,5\n甲,深圳,6\n";
    let read = read_csv("firm", text);
    // 深圳市 and 深圳 differ as text, so the third row is another statement about the same firm.
    assert_eq!(read.report.rows_taken, 2);
    assert_eq!(read.report.repeated, [(2, 5)]);
    assert_eq!(read.refusals.len(), 2);
    assert!(read.refusals[1].reasons[0].message.en.contains("row 2"));
}

#[test]
fn keys_are_remembered_over_the_sheets_of_a_file() {
    let kind = kind("firm");
    let folder = tempfile::tempdir().unwrap();
    let path = write(&folder, "t.csv", "名称,城市\n甲,深圳\n".as_bytes());
    let mut seen = None;
    let mut repeated = Vec::new();
    for _ in 0..2 {
        let mut table = open(&path, &ReadOptions::for_kind(&kind))
            .unwrap()
            .remove(0);
        let mapping = Mapping::propose(&kind, &table.header);
        let mut converter = Converter::new(&kind, &mapping, Places::shipped()).unwrap();
        if let Some(seen) = seen.take() {
            converter = converter.with_seen(seen);
        }
        converter
            .convert(&mut table, |_, _| Ok::<(), ReadError>(()))
            .unwrap();
        repeated.push(converter.report().rows_repeated);
        seen = Some(converter.into_seen());
    }
    assert_eq!(repeated, [0, 1]);
}

#[test]
fn facts_keep_operator_and_unit() {
    let text = "原文,指标,值,年份
总估值近 18000 亿元,独角兽总估值,近18000亿元,2023
从业人员约 85 万人,从业人员,约85万人,2023
收录 8780 家,企业数,8780,2023
";
    let read = read_csv("fact", text);
    assert_eq!(read.refusals, []);
    assert_eq!(
        read.number("value"),
        [Some(18_000.0), Some(85.0), Some(8780.0)]
    );
    assert_eq!(read.text("operator"), [some("<≈"), some("≈"), None]);
    assert_eq!(read.text("unit"), [some("亿元"), some("万人"), None]);
}

#[test]
fn statistics_are_identified_by_place_year_and_metric() {
    let text = "地区代码,指标,年份,数值(亿元)\n440000,地区生产总值,2023,135673.2\n440000,地区生产总值,2022,129118.6\n";
    let read = read_csv("statistic", text);
    assert_eq!(read.refusals, []);
    assert_eq!(read.number("value"), [Some(135_673.2), Some(129_118.6)]);
    assert_eq!(read.text("unit"), [some("亿元"), some("亿元")]);
    assert_eq!(read.code("province_code"), [Some(440_000); 2]);
}

fn check_workbook(read: &Read) {
    assert_eq!(read.refusals, []);
    assert_eq!(
        read.code("city_code"),
        [Some(440_300), Some(440_100), Some(110_000)]
    );
    assert_eq!(
        read.date("founded"),
        [day(2015, 6, 1), day(2018, 3, 15), day(2020, 12, 31)]
    );
    assert_eq!(
        read.number("registered_capital"),
        [Some(12_005_000.0), Some(8_000_000.0), Some(500_000.0)]
    );
    assert_eq!(read.integer("patents"), [Some(30), Some(12), Some(7)]);
}

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/files")
        .join(name)
}

const WORKBOOK_HEADER: [&str; 6] = [
    "省份",
    "城市",
    "企业名称",
    "成立日期",
    "企业情况/注册资本(万元)",
    "企业情况/专利数",
];

#[test]
fn xls_and_ods_are_read() {
    let kind = kind("firm");
    for name in ["firms.xls", "firms.ods"] {
        let tables = open(&file(name), &ReadOptions::for_kind(&kind)).unwrap();
        assert_eq!(tables.len(), 1, "{name}");
        assert_eq!(tables[0].header, WORKBOOK_HEADER, "{name}");
        assert_eq!(tables[0].sheet.as_deref(), Some("企业"));
        let notes = format!("{:?}", tables[0].notes);
        assert!(
            notes.contains("空表") && notes.contains("测试数据"),
            "{notes}"
        );
        check_workbook(&read_path(&kind, &file(name)));
    }
}

fn xlsx(path: &Path) {
    let mut book = Workbook::new();
    let plain = Format::new();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let sheet = book.add_worksheet().set_name("企业").unwrap();
    sheet
        .merge_range(0, 0, 0, 5, "数据企业名录（测试数据）", &plain)
        .unwrap();
    for (column, heading) in WORKBOOK_HEADER[..4].iter().enumerate() {
        sheet
            .merge_range(1, column as u16, 2, column as u16, heading, &plain)
            .unwrap();
    }
    sheet.merge_range(1, 4, 1, 5, "企业情况", &plain).unwrap();
    sheet.write(2, 4, "注册资本(万元)").unwrap();
    sheet.write(2, 5, "专利数").unwrap();
    sheet.merge_range(3, 0, 4, 0, "广东省", &plain).unwrap();
    sheet.write(5, 0, "北京市").unwrap();
    let rows = [
        ("深圳市", "甲数据有限公司", 42_156.0, 1200.5, 30.0),
        ("广州市", "乙数据有限公司", 43_174.0, 800.0, 12.0),
        ("北京市", "丙数据有限公司", 44_196.0, 50.0, 7.0),
    ];
    for (index, (city, name, founded, capital, patents)) in rows.into_iter().enumerate() {
        let row = index as u32 + 3;
        sheet.write(row, 1, city).unwrap();
        sheet.write(row, 2, name).unwrap();
        sheet.write_with_format(row, 3, founded, &day).unwrap();
        sheet.write(row, 4, capital).unwrap();
        sheet.write(row, 5, patents).unwrap();
    }
    sheet.write(6, 0, "合 计").unwrap();
    sheet.write(6, 5, 49.0).unwrap();
    sheet.write(7, 0, "注：测试数据。").unwrap();
    book.add_worksheet().set_name("空表").unwrap();
    let second = book.add_worksheet().set_name("政策").unwrap();
    second.write_row(0, 0, ["标题", "发文机关"]).unwrap();
    second.write_row(1, 0, ["意见", "某局"]).unwrap();
    book.save(path).unwrap();
}

#[test]
fn xlsx_with_merged_header_totals_and_several_sheets() {
    let kind = kind("firm");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("firms.xlsx");
    xlsx(&path);
    let mut tables = open(&path, &ReadOptions::for_kind(&kind)).unwrap();
    let sheets: Vec<_> = tables.iter().map(|table| table.sheet.clone()).collect();
    assert_eq!(sheets, [some("企业"), some("政策")]);
    assert_eq!(tables[1].header, ["标题", "发文机关"]);
    let table = &mut tables[0];
    assert_eq!(table.header, WORKBOOK_HEADER);
    assert_eq!(table.header_row, 3);
    let mapping = Mapping::propose(&kind, &table.header);
    check_workbook(&convert(&kind, &mapping, table));
    let passed: Vec<_> = table
        .notes
        .iter()
        .filter(|note| note.row > Some(6))
        .collect();
    assert_eq!(passed.len(), 2);
    assert!(passed[0].message.zh.contains("合计行") && passed[0].message.zh.contains("49"));
    assert!(passed[1].message.en.contains("footnote"));

    let options = ReadOptions {
        sheets: vec!["企业1".into()],
        ..ReadOptions::default()
    };
    assert!(
        open(&path, &options)
            .unwrap_err()
            .to_string()
            .contains("政策")
    );
}

#[test]
fn parquet_and_json_lines_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let kind = kind("firm");
    let json = r#"{"企业名称":"甲公司","城市":"深圳","专利数":5,"成立日期":"2020-01-02"}
{"企业名称":"乙公司","城市":null,"网站":"a.cn","专利数":6.0}
"#;
    let read = read_path(&kind, &write(&folder, "firms.jsonl", json.as_bytes()));
    assert_eq!(read.refusals, []);
    assert_eq!(read.integer("patents"), [Some(5), Some(6)]);
    assert_eq!(read.text("website"), [None, some("a.cn")]);
    assert_eq!(read.integer("row_number"), [Some(1), Some(2)]);

    let path = folder.path().join("it's.parquet");
    let sql = format!(
        "COPY (SELECT '甲公司' AS 企业名称, '深圳' AS 城市, i AS 专利数, DATE '2020-01-02' AS 成立日期, i * 1.5 AS \"注册资本(万元)\"
         FROM range(1, 3) t(i)) TO '{}' (FORMAT parquet)",
        path.to_str().unwrap().replace('\'', "''")
    );
    duckdb::Connection::open_in_memory()
        .unwrap()
        .execute_batch(&sql)
        .unwrap();
    let read = read_path(&kind, &path);
    assert_eq!(read.integer("patents"), [Some(1)]);
    assert_eq!(read.date("founded"), [day(2020, 1, 2)]);
    assert_eq!(read.number("registered_capital"), [Some(15_000.0)]);
    assert_eq!(read.refusals.len(), 1, "the same firm with other content");

    let empty = folder.path().join("empty.parquet");
    let sql = format!(
        "COPY (SELECT '甲' AS 企业名称, '深圳' AS 城市 WHERE false) TO '{}' (FORMAT parquet)",
        empty.to_str().unwrap()
    );
    duckdb::Connection::open_in_memory()
        .unwrap()
        .execute_batch(&sql)
        .unwrap();
    assert_eq!(read_path(&kind, &empty).report.rows_read, 0);
}

#[test]
fn files_that_cannot_be_read_say_why() {
    assert!(open_error("a.csv", b"").contains("empty"));
    assert!(open_error("a.csv", b"\n\n \n").contains("empty"));
    assert!(open_error("a.xls", b"<html><table>").contains("HTML"));
    assert!(open_error("a.xlsx", b"PK\x03\x04 and nothing more").contains("workbook"));
    assert!(open_error("a.xlsx", b"name,city\n").contains("XLSX"));
    assert!(
        open_error(
            "a.xls",
            &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0]
        )
        .contains("workbook")
    );
    assert!(open_error("a.parquet", b"PAR1 and nothing more").contains("Parquet"));
    assert!(open_error("a.jsonl", b"{\"a\":1}\n{\"a\":").contains("row 2"));
    assert!(open_error("a.json", b"[{\"a\":1}]").contains("JSON array"));
    assert!(open_error("a.csv", b"%PDF-1.7").contains("PDF"));
    let folder = tempfile::tempdir().unwrap();
    let missing = open(&folder.path().join("no.csv"), &ReadOptions::default()).unwrap_err();
    assert!(missing.to_string().contains("does not exist"));
    let path = open(folder.path(), &ReadOptions::default()).unwrap_err();
    assert!(path.to_string().contains("folder"), "{path}");
    let options = ReadOptions {
        encoding: Some("klingon".into()),
        ..ReadOptions::default()
    };
    let path = write(&folder, "a.csv", b"a,b\n");
    assert!(
        open(&path, &options)
            .unwrap_err()
            .to_string()
            .contains("klingon")
    );
    let options = ReadOptions {
        encoding: Some("utf-8".into()),
        ..ReadOptions::default()
    };
    let gbk = encoding_rs::GB18030.encode(FIRMS).0.into_owned();
    let path = write(&folder, "gbk.csv", &gbk);
    let error = open(&path, &options).unwrap_err().to_string();
    assert!(
        error.contains("gbk.csv, row 1") && error.contains("encoding"),
        "{error}"
    );
}

#[test]
fn a_header_alone_has_no_rows() {
    let read = read_csv("firm", "企业名称,城市\n");
    assert_eq!((read.batch.num_rows(), read.report.rows_read), (0, 0));
}

#[test]
fn a_workbook_that_inflates_beyond_the_limit_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bomb.xlsx");
    let mut archive = zip::ZipWriter::new(fs::File::create(&path).unwrap());
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated);
    for name in [
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
    ] {
        archive.start_file(name, options).unwrap();
        let zeros = vec![b' '; 1 << 20];
        for _ in 0..8 {
            archive.write_all(&zeros).unwrap();
        }
    }
    archive.finish().unwrap();
    assert!(fs::metadata(&path).unwrap().len() < 100_000);
    let options = ReadOptions {
        max_inflated_bytes: 20 << 20,
        ..ReadOptions::default()
    };
    let error = open(&path, &options).unwrap_err();
    assert!(matches!(error, ReadError::Inflation { .. }), "{error}");
    // Within the limit it is merely broken.
    let error = open(&path, &ReadOptions::default()).unwrap_err();
    assert!(matches!(error, ReadError::Workbook { .. }), "{error}");
}

#[test]
fn ragged_rows_and_long_cells_are_refused_alone() {
    let long = "数".repeat(10 << 20 >> 1);
    let text = format!(
        "企业名称,城市,专利数\n甲,深圳\n乙,深圳,1,多\n丙,深圳,1,\n{long},深圳,1\n丁,深圳,2\n"
    );
    let read = read_csv("firm", &text);
    assert_eq!(read.text("name"), [some("丙"), some("丁")]);
    let rows: Vec<_> = read
        .refusals
        .iter()
        .map(|refusal| refusal.row_number)
        .collect();
    assert_eq!(rows, [2, 3, 5]);
    assert!(
        read.refusals[0].reasons[0]
            .message
            .en
            .contains("2 cells and the header 3")
    );
    assert!(read.refusals[2].reasons[0].message.en.contains("bytes"));
    assert!(read.refusals[2].reasons[0].value.len() < 1000);
}

#[test]
fn headings_that_occur_twice_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let kind = kind("firm");
    let path = write(
        &folder,
        "t.csv",
        "企业名称,专利数,专利数\n甲,1,2\n".as_bytes(),
    );
    let table = open(&path, &ReadOptions::for_kind(&kind))
        .unwrap()
        .remove(0);
    let mapping = Mapping::propose(&kind, &table.header);
    let error = mapping.check(&kind).unwrap_err().to_string();
    assert!(error.contains("专利数") && error.contains("#3"), "{error}");
}

#[test]
fn required_fields_are_required() {
    let read = read_csv(
        "policy",
        "标题,发文机关,发布日期\n意见,某局,2023年6月\n,某局,2023\n",
    );
    assert_eq!(read.report.rows_taken, 1);
    assert!(
        read.refusals[0].reasons[0]
            .message
            .en
            .contains("must be filled")
    );
    let kind = kind("policy");
    let header = ["发文字号".to_string()];
    let error = Mapping::propose(&kind, &header)
        .check(&kind)
        .unwrap_err()
        .to_string();
    assert!(error.contains("title"), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// Whatever a file of text holds, every row of it is accounted for.
    #[test]
    fn no_row_disappears(lines in proptest::collection::vec("[甲乙丙1-3.%亿,-]{0,12}", 1..20)) {
        let folder = tempfile::tempdir().unwrap();
        let kind = kind("firm");
        let text = format!("企业名称,城市,专利数\n{}\n", lines.join("\n"));
        let path = write(&folder, "t.csv", text.as_bytes());
        let options = ReadOptions { delimiter: Some(b','), header_row: Some(1), ..ReadOptions::default() };
        let mut table = open(&path, &options).unwrap().remove(0);
        let mapping = Mapping::propose(&kind, &table.header);
        let read = convert(&kind, &mapping, &mut table);
        let filled = lines.iter().filter(|line| line.chars().any(|c| c != ',')).count();
        prop_assert_eq!(read.report.rows_read, filled as u64);
        prop_assert_eq!(read.report.rows_taken, read.batch.num_rows() as u64);
    }
}

/// The public lists collected for the project, where they are at hand.
#[test]
fn collected_lists_are_read_whole() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    if !folder.exists() {
        eprintln!("skipped: {} is not here", folder.display());
        return;
    }
    for (name, id, mapping, rows) in [
        (
            "firms/listed_a_share.csv",
            "firm",
            "ignore = [\"sector\"]",
            5530,
        ),
        ("firms/listed_hk_mainland.csv", "firm", "", 673),
        ("firms/listed_us_mainland.csv", "firm", "", 35),
        (
            "firms/unicorns_cbinsights_2022.csv",
            "firm",
            "[rates]\nUSD = 6.35",
            179,
        ),
        ("universities/universities.csv", "university", "", 2951),
        ("exchanges/data_exchanges.csv", "exchange", "", 47),
        ("policies/policies.csv", "policy", "", 50),
        ("clusters/industrial_clusters_cited.csv", "cluster", "", 41),
    ] {
        let kind = kind(id);
        let mut table = open(&folder.join(name), &ReadOptions::for_kind(&kind))
            .unwrap()
            .remove(0);
        let mapping = Mapping::parse(mapping, Path::new("m.toml"), &kind, &table.header)
            .or_else(|_| Mapping::parse("", Path::new("m.toml"), &kind, &table.header));
        let mapping = mapping.unwrap_or_else(|error| panic!("{name}: {error}"));
        let read = convert(&kind, &mapping, &mut table);
        let reasons: Vec<_> = read
            .refusals
            .iter()
            .take(5)
            .map(|refusal| (refusal.row_number, &refusal.reasons))
            .collect();
        assert_eq!(read.report.rows_read, rows, "{name}");
        assert!(
            read.report.rows_refused <= rows / 100,
            "{name}: {} refused, {reasons:?}",
            read.report.rows_refused
        );
    }
}
