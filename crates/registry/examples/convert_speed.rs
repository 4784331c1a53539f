//! How fast rows of firms are read and converted, in rows per CPU-second.
//!
//! `cargo run --release -p jushu-registry --example convert_speed [ROWS]` writes a CSV file of 13 columns to a
//! temporary folder, reads it, and prints what it cost on one core.

mod usage;

use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use jushu_places::Places;
use jushu_registry::convert::Converter;
use jushu_registry::credit_code::is_unified;
use jushu_registry::mapping::Mapping;
use jushu_registry::read::{ReadOptions, open};
use jushu_registry::schema::Schemas;
use usage::usage;

const HEADER: &str = "企业名称,统一社会信用代码,省份,城市,注册地址,注册资本(万元),成立日期,行业代码,员工人数,专利数,软著数,上市日期,官方网站";
const CITIES: [(&str, &str); 8] = [
    ("广东省", "深圳市"),
    ("北京市", "北京市"),
    ("上海市", "上海"),
    ("浙江省", "杭州市"),
    ("江苏省", "苏州市"),
    ("四川省", "成都市"),
    ("湖北省", "武汉"),
    ("广西壮族自治区", "南宁市"),
];
const WORDS: [&str; 12] = [
    "云", "数", "智", "联", "科", "信", "海", "华", "天", "创", "汇", "通",
];

/// A valid credit code for a number.
fn credit_code(number: u64) -> String {
    let body = format!("9144030{:010}", number * 7919 % 10_000_000_000);
    "0123456789ABCDEFGHJKLMNPQRTUWXY"
        .chars()
        .map(|check| format!("{body}{check}"))
        .find(|code| is_unified(code.as_bytes()))
        .unwrap_or(body)
}

fn write(path: &Path, rows: u64) -> Result<(), Box<dyn Error>> {
    let mut out = BufWriter::new(File::create(path)?);
    writeln!(out, "{HEADER}")?;
    for number in 0..rows {
        let (province, city) = CITIES[number as usize % CITIES.len()];
        let word = |shift: u64| WORDS[(number / 12_u64.pow(shift as u32) % 12) as usize];
        let listed = if number % 50 == 0 { "2015-06-01" } else { "" };
        let website = if number % 3 == 0 {
            "www.example.cn"
        } else {
            ""
        };
        writeln!(
            out,
            "{city}{}{}{}{}科技有限公司,{},{province},{city},{province}{city}科技路{}号,{}.5,{}-{:02}-{:02},I65{},{},{},{},{listed},{website}",
            word(0),
            word(1),
            word(2),
            word(3),
            credit_code(number),
            number % 2000,
            number % 9000,
            1990 + number % 34,
            number % 12 + 1,
            number % 28 + 1,
            number % 100,
            number % 5000,
            number % 300,
            number % 90,
        )?;
    }
    out.flush()?;
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let rows: u64 = match std::env::args().nth(1) {
        Some(text) => text.parse()?,
        None => 1_000_000,
    };
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("firms.csv");
    write(&path, rows)?;
    let bytes = std::fs::metadata(&path)?.len();

    let schemas = Schemas::shipped()?;
    let kind = schemas.get("firm")?;
    let places = Places::shipped();
    let before = usage().map_or(0.0, |usage| usage.0);

    let mut table = open(&path, &ReadOptions::for_kind(kind))?.remove(0);
    let mut read = 0_u64;
    while let Some(row) = table.next_row()? {
        read += row.len() as u64;
    }
    let after_read = usage().map_or(0.0, |usage| usage.0);

    let mut table = open(&path, &ReadOptions::for_kind(kind))?.remove(0);
    let mapping = Mapping::propose(kind, &table.header);
    let mut converter = Converter::new(kind, &mapping, places)?;
    let mut taken = 0;
    converter.convert(&mut table, |batch, _| {
        taken += batch.num_rows();
        Ok::<(), Box<dyn Error>>(())
    })?;
    let (after, peak) = usage().unwrap_or_default();

    println!("{rows} rows, {:.0} MB, {read} cells", bytes as f64 / 1e6);
    println!("reading alone        {:.2} CPU-s", after_read - before);
    println!("reading, converting  {:.2} CPU-s", after - after_read);
    println!(
        "rows per CPU-second  {:.0}",
        rows as f64 / (after - after_read)
    );
    println!(
        "taken {taken}, refused {}, peak memory {} MB",
        converter.report().rows_refused,
        peak / 1024
    );
    Ok(())
}
