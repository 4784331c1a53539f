//! `jushu import`: files of all forms, corrected and imported again.

use rust_xlsxwriter::{Format, Workbook};

use crate::folder::Folder;

const FIRMS: &str = "企业名称,统一社会信用代码,城市,注册资本,成立日期\n\
    甲数据有限公司,91330100MA27XN5K31,杭州市,1.2亿元,2019年6月\n\
    乙数据有限公司,,深圳市,\"3,400万元\",2020-01-02\n\
    丙数据有限公司,,成都市,—,2021/3/4\n";

/// `FIRMS` with a credit code whose check character is right.
fn firms() -> String {
    FIRMS.replace("91330100MA27XN5K31", CODE)
}

/// The code of an organisation, as published with the standard GB 32100-2015.
const CODE: &str = "91350100M000100Y43";

const CONTENT: &str = "SELECT name, coalesce(uscc, ''), city_code, registered_capital, founded FROM firm ORDER BY name";

fn content() -> [String; 3] {
    [
        "丙数据有限公司,,510100,,2021-03-04".to_string(),
        "乙数据有限公司,,440300,34000000,2020-01-02".to_string(),
        format!("甲数据有限公司,{CODE},330100,120000000,2019-06-01"),
    ]
}

#[test]
fn the_same_file_twice_changes_nothing() {
    let folder = Folder::with_project();
    folder.write("firms.csv", firms());
    let first = folder
        .jushu(&["import", "p", "firms.csv", "--as", "firm"])
        .done();
    assert!(
        first.contains(
            "firms.csv → firm, version 1: 3 new, 0 changed, 0 unchanged, 0 repeated, 0 refused"
        ),
        "{first}"
    );
    assert_eq!(folder.sql("p", CONTENT), content());
    let log = folder.jushu(&["log", "p", "--format", "csv"]).done();
    let second = folder
        .jushu(&["import", "p", "firms.csv", "--as", "firm"])
        .done();
    assert!(
        second.contains("nothing new (3 unchanged, 0 repeated, 0 refused)"),
        "{second}"
    );
    // Without the kind it is found from the headings, and that changes nothing either.
    let third = folder.jushu(&["import", "p", "firms.csv"]).done();
    assert!(third.contains("firms.csv → firm: nothing new"), "{third}");
    assert_eq!(folder.jushu(&["log", "p", "--format", "csv"]).done(), log);
}

#[test]
fn a_corrected_row_changes_one_record_and_a_complete_list_closes() {
    let folder = Folder::with_project();
    folder.write("firms.csv", firms());
    folder
        .jushu(&[
            "import",
            "p",
            "firms.csv",
            "--as",
            "firm",
            "--source",
            "list",
        ])
        .done();
    folder.write("firms-2.csv", firms().replace("2020-01-02", "2020-01-03"));
    let changed = folder
        .jushu(&[
            "import",
            "p",
            "firms-2.csv",
            "--as",
            "firm",
            "--source",
            "list",
        ])
        .done();
    assert!(
        changed.contains("version 2: 0 new, 1 changed, 2 unchanged"),
        "{changed}"
    );
    assert_eq!(
        folder.sql("p", "SELECT founded FROM firm WHERE name LIKE '乙%'"),
        ["2020-01-03"]
    );

    // A file that lacks a record says nothing about it, unless it is the whole list.
    let shorter: String = firms()
        .lines()
        .take(2)
        .map(|line| format!("{line}\n"))
        .collect();
    folder.write("firms-3.csv", &shorter);
    folder
        .jushu(&[
            "import",
            "p",
            "firms-3.csv",
            "--as",
            "firm",
            "--source",
            "list",
        ])
        .done();
    assert_eq!(folder.sql("p", "SELECT count(*) FROM firm"), ["3"]);
    let closed = folder
        .jushu(&[
            "import",
            "p",
            "firms-3.csv",
            "--as",
            "firm",
            "--source",
            "list",
            "--complete",
        ])
        .done();
    assert!(
        closed
            .contains("version 3: 0 new, 0 changed, 1 unchanged, 0 repeated, 0 refused, 2 closed"),
        "{closed}"
    );
    assert_eq!(folder.sql("p", "SELECT name FROM firm"), ["甲数据有限公司"]);
    let before: Vec<String> = folder
        .jushu(&[
            "sql",
            "p",
            "SELECT count(*) FROM firm",
            "--as-of",
            "2",
            "--format",
            "csv",
        ])
        .done()
        .lines()
        .map(str::to_string)
        .collect();
    assert_eq!(before[1], "3", "the records are closed and not gone");
    // Another source with the same rows is not touched by it.
    folder.write("other.csv", firms());
    folder
        .jushu(&["import", "p", "other.csv", "--as", "firm"])
        .done();
    folder
        .jushu(&[
            "import",
            "p",
            "firms-3.csv",
            "--as",
            "firm",
            "--source",
            "list",
            "--complete",
        ])
        .done();
    assert_eq!(
        folder.sql("p", "SELECT count(*) FROM firm WHERE source = 'other'"),
        ["2"],
        "甲 is one entity of both lists"
    );
}

#[test]
fn a_complete_workbook_of_several_sheets_closes_none_of_its_own_rows() {
    let folder = Folder::with_project();
    let mut book = Workbook::new();
    for (name, firm) in [("浙江", "甲数据有限公司"), ("广东", "乙数据有限公司")] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        sheet.write_row(0, 0, ["企业名称", "城市"]).unwrap();
        sheet.write_row(1, 0, [firm, "杭州市"]).unwrap();
    }
    book.save(folder.at("firms.xlsx")).unwrap();
    for _ in 0..2 {
        folder
            .jushu(&["import", "p", "firms.xlsx", "--as", "firm", "--complete"])
            .done();
        assert_eq!(folder.sql("p", "SELECT count(*) FROM firm"), ["2"]);
    }
    assert_eq!(
        folder.log("p").len(),
        2,
        "a version a sheet, and none for the repetition"
    );

    let mut book = Workbook::new();
    for (name, firm) in [("浙江", "丙数据有限公司"), ("广东", "乙数据有限公司")] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        sheet.write_row(0, 0, ["企业名称", "城市"]).unwrap();
        sheet.write_row(1, 0, [firm, "杭州市"]).unwrap();
    }
    book.save(folder.at("firms.xlsx")).unwrap();
    folder
        .jushu(&["import", "p", "firms.xlsx", "--as", "firm", "--complete"])
        .done();
    assert_eq!(
        folder.sql("p", "SELECT name FROM firm ORDER BY name"),
        ["丙数据有限公司", "乙数据有限公司"]
    );
}

#[test]
fn refused_rows_are_corrected_and_imported_again() {
    let folder = Folder::with_project();
    let wrong = firms()
        .replace(CODE, "91350100M000100Y44")
        .replace("3,400万元", "三千多");
    folder.write("firms.csv", wrong);
    let told = folder
        .jushu(&[
            "import",
            "p",
            "firms.csv",
            "--as",
            "firm",
            "--source",
            "list",
        ])
        .done();
    assert!(
        told.contains("1 new, 0 changed, 0 unchanged, 0 repeated, 2 refused"),
        "{told}"
    );
    assert!(
        told.contains("row 2: 统一社会信用代码: has a wrong check character"),
        "{told}"
    );
    assert!(told.contains("row 3: 注册资本: is not a number"), "{told}");
    let rejects = "p/rejects/0001-firms.csv";
    assert!(
        told.contains(&format!("jushu import p {rejects} --as firm --source list")),
        "{told}"
    );

    let text = folder.read(rejects);
    assert_eq!(text.lines().count(), 3, "{text}");
    assert!(
        text.contains("校验位不对") && text.contains("wrong check character"),
        "{text}"
    );
    folder.write(
        rejects,
        text.replace("91350100M000100Y44", CODE)
            .replace("三千多", "\"3,400万元\""),
    );
    let again = folder
        .jushu(&["import", "p", rejects, "--as", "firm", "--source", "list"])
        .done();
    assert!(
        again.contains("2 new, 0 changed, 0 unchanged, 0 repeated, 0 refused"),
        "{again}"
    );
    assert_eq!(folder.sql("p", CONTENT), content());
    // The file as a whole, corrected, now says nothing new.
    folder.write("firms.csv", firms());
    folder
        .jushu(&[
            "import",
            "p",
            "firms.csv",
            "--as",
            "firm",
            "--source",
            "list",
        ])
        .done();
    assert_eq!(folder.log("p").len(), 2);
}

#[test]
fn every_encoding_gives_the_same_records() {
    let text = firms();
    let utf_16 = |little: bool| -> Vec<u8> {
        let bytes = |unit: u16| {
            if little {
                unit.to_le_bytes()
            } else {
                unit.to_be_bytes()
            }
        };
        "\u{feff}"
            .encode_utf16()
            .chain(text.encode_utf16())
            .flat_map(bytes)
            .collect()
    };
    let files: [(&str, Vec<u8>); 6] = [
        ("utf8.csv", text.clone().into_bytes()),
        ("bom.csv", format!("\u{feff}{text}").into_bytes()),
        ("gbk.csv", encoding_rs::GBK.encode(&text).0.into_owned()),
        ("utf16le.csv", utf_16(true)),
        ("utf16be.csv", utf_16(false)),
        ("windows.csv", text.replace('\n', "\r\n").into_bytes()),
    ];
    let folder = Folder::with_project();
    for (name, bytes) in files {
        folder.write(name, bytes);
        let told = folder
            .jushu(&["import", "p", name, "--as", "firm", "--source", "list"])
            .done();
        assert!(told.contains("0 refused"), "{name}: {told}");
        assert_eq!(folder.sql("p", CONTENT), content(), "{name}");
    }
    assert_eq!(
        folder.log("p").len(),
        1,
        "the same rows in another encoding are the same rows"
    );
    let tab = text.replace("\"3,400万元\"", "3400万元").replace(',', "\t");
    folder.write("tab.tsv", tab);
    folder
        .jushu(&["import", "p", "tab.tsv", "--as", "firm", "--source", "list"])
        .done();
    assert_eq!(folder.sql("p", CONTENT), content());
}

#[test]
fn a_workbook_with_titles_merged_headings_totals_and_several_sheets() {
    let folder = Folder::with_project();
    let mut book = Workbook::new();
    let plain = Format::new();
    let sheet = book.add_worksheet().set_name("企业").unwrap();
    sheet
        .merge_range(0, 0, 0, 3, "2026 年数据企业名录", &plain)
        .unwrap();
    sheet.merge_range(1, 0, 2, 0, "城市", &plain).unwrap();
    sheet.merge_range(1, 1, 2, 1, "企业名称", &plain).unwrap();
    sheet.merge_range(1, 2, 1, 3, "企业情况", &plain).unwrap();
    sheet.write(2, 2, "注册资本（万元）").unwrap();
    sheet.write(2, 3, "专利数").unwrap();
    sheet.merge_range(3, 0, 4, 0, "杭州市", &plain).unwrap();
    for (row, (firm, capital, patents)) in [
        ("甲数据有限公司", 1200.0, 3.0),
        ("乙数据有限公司", 800.5, 4.0),
    ]
    .into_iter()
    .enumerate()
    {
        let row = row as u32 + 3;
        sheet.write(row, 1, firm).unwrap();
        sheet.write(row, 2, capital).unwrap();
        sheet.write(row, 3, patents).unwrap();
    }
    sheet.write(5, 0, "合计").unwrap();
    sheet.write(5, 3, 7.0).unwrap();
    let second = book.add_worksheet().set_name("政策").unwrap();
    second
        .write_row(0, 0, ["政策名称", "发文机关", "发布日期"])
        .unwrap();
    second
        .write_row(1, 0, ["关于数据的意见", "杭州市数据局", "2025-02-03"])
        .unwrap();
    book.add_worksheet().set_name("空表").unwrap();
    book.save(folder.at("名录.xlsx")).unwrap();

    let told = folder.jushu(&["import", "p", "名录.xlsx"]).done();
    assert!(
        told.contains("名录.xlsx [企业] → firm, version 1: 2 new"),
        "{told}"
    );
    assert!(
        told.contains("名录.xlsx [政策] → policy, version 2: 1 new"),
        "{told}"
    );
    assert!(
        told.contains("total") && told.contains("空表"),
        "the totals row and the empty sheet are spoken of: {told}"
    );
    assert_eq!(
        folder.sql("p", "SELECT name, city_code, registered_capital, patents, row_number FROM firm ORDER BY row_number"),
        ["甲数据有限公司,330100,12000000,3,4", "乙数据有限公司,330100,8005000,4,5"]
    );
    assert_eq!(
        folder.sql("p", "SELECT title, issued FROM policy"),
        ["关于数据的意见,2025-02-03"]
    );

    let only = Folder::with_project();
    std::fs::copy(folder.at("名录.xlsx"), only.at("名录.xlsx")).unwrap();
    only.jushu(&["import", "p", "名录.xlsx", "--sheet", "政策"])
        .done();
    assert_eq!(only.log("p"), ["1,import,policy,名录,1,0,0,0,0"]);
    let message = only
        .jushu(&["import", "p", "名录.xlsx", "--sheet", "法规"])
        .refused();
    assert!(
        message.contains("名录.xlsx")
            && message.contains("法规")
            && message.contains("企业")
            && message.contains("政策"),
        "{message}"
    );
}

#[test]
fn the_mapping_is_saved_shown_and_edited() {
    let folder = Folder::with_project();
    folder.write(
        "firms.csv",
        "公司名,所在市,备注栏,员工\n甲数据有限公司,杭州市,大数据,12\n",
    );
    let told = folder
        .jushu(&[
            "import",
            "p",
            "firms.csv",
            "--as",
            "firm",
            "--source",
            "list",
        ])
        .done();
    assert!(told.contains("公司名 → name"), "{told}");
    assert!(
        told.contains("备注栏: not taken"),
        "what is not taken is said: {told}"
    );
    let saved = "p/mappings/list-firm.toml";
    let mapping = folder.read(saved);
    assert!(mapping.contains("\"公司名\" = \"name\""), "{mapping}");

    folder.write(
        saved,
        format!("{mapping}\"备注栏\" = \"main_products\"\n\n[set]\nindustry = \"6531\"\n")
            .replace("备注栏\" = \"\"", ""),
    );
    let told = folder
        .jushu(&[
            "import",
            "p",
            "firms.csv",
            "--as",
            "firm",
            "--source",
            "list",
        ])
        .done();
    assert!(
        told.contains("备注栏 → main_products") && told.contains("1 changed"),
        "{told}"
    );
    assert_eq!(
        folder.sql("p", "SELECT main_products FROM firm"),
        ["大数据"]
    );
    // The mapping that was edited stays in use, whether the kind is stated or found.
    let edited = folder.read(saved);
    let told = folder
        .jushu(&["import", "p", "firms.csv", "--source", "list"])
        .done();
    assert!(told.contains("nothing new"), "{told}");
    assert_eq!(folder.read(saved), edited);

    let other = Folder::with_project();
    other.write("firms.csv", folder.read("firms.csv"));
    other.write("mine.toml", edited);
    other
        .jushu(&[
            "import",
            "p",
            "firms.csv",
            "--as",
            "firm",
            "--mapping",
            "mine.toml",
        ])
        .done();
    assert_eq!(other.sql("p", "SELECT main_products FROM firm"), ["大数据"]);

    // Next year's file has lost a column: the message says which mapping is meant.
    folder.write("firms.csv", "公司名,所在市\n甲数据有限公司,杭州市\n");
    let message = folder
        .jushu(&[
            "import",
            "p",
            "firms.csv",
            "--as",
            "firm",
            "--source",
            "list",
        ])
        .refused();
    assert!(
        message.contains("mappings/list-firm.toml") && message.contains("备注栏"),
        "{message}"
    );
}

#[test]
fn the_kind_is_found_from_the_headings_or_asked_for() {
    let folder = Folder::with_project();
    folder.write(
        "a.csv",
        "政策名称,发文机关,发布日期\n关于数据的意见,某局,2025-02-03\n",
    );
    folder.write(
        "b.csv",
        "学校名称,学校标识码,所在地,办学层次\n某大学,4111010001,北京市,本科\n",
    );
    folder.jushu(&["import", "p", "a.csv", "b.csv"]).done();
    assert_eq!(
        folder.log("p"),
        [
            "1,import,policy,a,1,0,0,0,0",
            "2,import,university,b,1,0,0,0,0"
        ]
    );
    folder.write("c.csv", "甲,乙\n1,2\n");
    let message = folder.jushu(&["import", "p", "c.csv"]).refused();
    assert!(
        message.contains("c.csv") && message.contains("甲, 乙") && message.contains("--as"),
        "{message}"
    );
    assert_eq!(
        folder
            .jushu(&["import", "p", "a.csv", "b.csv", "--source", "x"])
            .code,
        Some(1)
    );
    assert_eq!(folder.log("p").len(), 2);
}

#[test]
fn an_ambiguous_or_unknown_place_is_refused_with_candidates() {
    let folder = Folder::with_project();
    folder.write(
        "firms.csv",
        "企业名称,区县\n甲公司,朝阳区\n乙公司,北京市朝阳区\n丙公司,火星区\n",
    );
    let told = folder
        .jushu(&["import", "p", "firms.csv", "--as", "firm"])
        .done();
    assert!(
        told.contains("1 new, 0 changed, 0 unchanged, 0 repeated, 2 refused"),
        "{told}"
    );
    assert!(
        told.contains("row 2: 区县: several places have this name")
            && told.contains("110105")
            && told.contains("220104"),
        "{told}"
    );
    assert!(
        told.contains("row 4: 区县: there is no such place; near it"),
        "{told}"
    );
    assert_eq!(
        folder.sql("p", "SELECT name, city_code, county_code FROM firm"),
        ["乙公司,110000,110105"]
    );
}

#[test]
fn real_and_made_up_records_never_mix() {
    let folder = Folder::with_project();
    folder.write("made-up.csv", "企业名称,城市,合成\n合成·甲,杭州市,是\n");
    folder.write("real.csv", "企业名称,城市\n甲公司,杭州市\n");
    folder.write(
        "half.csv",
        "企业名称,城市,合成\n合成·甲,杭州市,是\n乙公司,杭州市,\n",
    );
    for file in ["made-up.csv", "half.csv"] {
        let message = folder
            .jushu(&["import", "p", file, "--as", "firm"])
            .refused();
        assert!(
            message.contains(file) && message.contains("合成"),
            "{message}"
        );
    }
    folder
        .jushu(&["new", "s", "--template", "synthetic"])
        .done();
    for file in ["real.csv", "half.csv"] {
        let message = folder
            .jushu(&["import", "s", file, "--as", "firm"])
            .refused();
        assert!(
            message.contains(file) && message.contains("合成"),
            "{message}"
        );
    }
    assert_eq!((folder.log("p").len(), folder.log("s").len()), (0, 0));
    folder
        .jushu(&["import", "s", "made-up.csv", "--as", "firm"])
        .done();
    assert_eq!(folder.sql("s", "SELECT name FROM firm"), ["合成·甲"]);
}

#[test]
fn parquet_and_json_lines() {
    let folder = Folder::with_project();
    folder.write("firms.jsonl", "{\"企业名称\":\"甲公司\",\"城市\":\"杭州\",\"专利数\":3}\n{\"企业名称\":\"乙公司\",\"城市\":\"深圳\",\"专利数\":null}\n");
    folder
        .jushu(&["import", "p", "firms.jsonl", "--source", "list"])
        .done();
    // What an export writes can be imported again: it is the same.
    let expected = folder.sql(
        "p",
        "SELECT name, city_code, patents FROM firm ORDER BY name",
    );
    assert_eq!(expected, ["乙公司,440300,", "甲公司,330100,3"]);
    folder.jushu(&["export", "p", "--out", "out"]).done();
    folder.jushu(&["new", "q"]).done();
    folder
        .jushu(&["import", "q", "out/firm.parquet", "--as", "firm"])
        .done();
    assert_eq!(
        folder.sql(
            "q",
            "SELECT name, city_code, patents FROM firm ORDER BY name"
        ),
        expected
    );
}
