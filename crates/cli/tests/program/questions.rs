//! Asking a project: `show`, `log`, `undo`, `sql`, `duplicates`, `export`, `check`, and how the
//! program answers: exit codes, formats, languages, help.

use std::path::Path;

use crate::demonstration::{public, public_copy};
use crate::folder::{Folder, Told};

/// Runs the program beside the public demonstration, which is only read.
fn ask(arguments: &[&str]) -> Told {
    Folder::command_in(&public().place)
        .args(arguments)
        .output()
        .unwrap()
        .into()
}

fn json(text: &str) -> Vec<serde_json::Value> {
    serde_json::from_str::<serde_json::Value>(text)
        .unwrap()
        .as_array()
        .unwrap()
        .clone()
}

#[test]
fn a_place_is_shown_at_every_node_in_every_set_it_stands_in() {
    let shown = ask(&["show", "demo", "杭州"]).done();
    assert!(shown.starts_with("杭州市 · 337 cities"), "{shown}");
    assert_eq!(
        shown.matches(" · ").count(),
        1,
        "Hangzhou stands in one set: {shown}"
    );
    let both = ask(&["show", "demo", "北京市"]).done();
    assert!(
        both.contains("北京市 · 31 provinces") && both.contains("北京市 · 337 cities"),
        "{both}"
    );
    let one = ask(&["show", "demo", "北京市", "--unit-set", "cities-337"]).done();
    assert!(!one.contains("31 provinces"), "{one}");
    let profile = json(&ask(&["show", "demo", "杭州市", "--format", "json"]).done());
    let listed = profile
        .iter()
        .find(|row| row["id"] == "listed_firms")
        .unwrap();
    assert_eq!(
        (&listed["value"], listed["state"].as_str()),
        (&serde_json::json!(225.0), Some("counted"))
    );
}

#[test]
fn a_node_is_shown_as_a_ranking() {
    let shown = ask(&["show", "demo", "listed_firms", "--top", "3"]).done();
    assert!(
        shown.contains("31 provinces") && shown.contains("337 cities"),
        "{shown}"
    );
    let csv = ask(&[
        "show",
        "demo",
        "listed_firms",
        "--unit-set",
        "cities-337",
        "--top",
        "0",
        "--format",
        "csv",
    ])
    .done();
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    assert_eq!(
        reader.headers().unwrap(),
        vec!["rank", "unit", "score", "value", "records", "sources"]
    );
    let ranks: Vec<u32> = reader
        .records()
        .map(|record| record.unwrap()[0].parse().unwrap())
        .collect();
    assert_eq!(ranks.len(), 337);
    assert!(ranks.is_sorted());
    // The Chinese name of a node is as good as its id.
    assert_eq!(
        ask(&["show", "demo", "上市公司数量", "--top", "3"]).code,
        ask(&["show", "demo", "listed_firms", "--top", "3"]).code
    );
}

#[test]
fn a_number_is_followed_to_its_records_and_sources() {
    let shown = ask(&["show", "demo", "杭州市", "listed_firms"]).done();
    assert!(
        shown.starts_with("杭州市 · Listed firms = 225 (counted), 225 records:"),
        "{shown}"
    );
    assert!(shown.contains("20 of 225 records shown"), "{shown}");
    assert!(
        shown.contains("  a-share-2026: "),
        "the source with its licence and day: {shown}"
    );
    let other_order = ask(&["show", "demo", "listed_firms", "杭州市"]).done();
    assert_eq!(shown, other_order);
    let records =
        json(&ask(&["show", "demo", "杭州市", "listed_firms", "--format", "json"]).done());
    assert_eq!(records.len(), 225, "programs get all of them");
    assert!(
        records
            .iter()
            .all(|record| record["city"] == "杭州市" || record["city"] == "杭州"),
        "{:?}",
        records[0]
    );
    let zero = ask(&["show", "demo", "三沙市", "listed_firms"]).done();
    assert!(zero.contains("= 0 (true zero), 0 records"), "{zero}");
}

/// Records of one place count alike in the province and in the city.
#[test]
fn a_municipality_counts_the_same_as_a_province_and_as_a_city() {
    let values = |set: &str| -> Vec<String> {
        let rows = json(
            &ask(&[
                "show",
                "demo",
                "北京市",
                "--unit-set",
                set,
                "--format",
                "json",
            ])
            .done(),
        );
        rows.iter()
            .map(|row| format!("{} {}", row["id"], row["value"]))
            .collect()
    };
    let (province, city) = (values("provinces-31"), values("cities-337"));
    let differing: Vec<_> = city
        .iter()
        .filter(|value| !province.contains(value))
        .collect();
    assert!(differing.is_empty(), "{differing:?} {province:?}");
}

#[test]
fn what_cannot_be_shown_is_said_with_what_can() {
    // A copy, because to undo is to write, which would keep the readers of the other tests out.
    let folder = public_copy();
    let mut said = String::new();
    for arguments in [
        &["show", "demo", "吉林"][..],
        &["show", "demo", "杭洲市"],
        &["show", "demo", "listed_firm"],
        &["show", "demo", "杭州市", "深圳市"],
        &["show", "demo", "杭州市", "index"],
        &["show", "demo", "杭州市", "--unit-set", "cities"],
        &["show", "demo", "杭州市", "--unit-set", "provinces-31"],
        &["run", "demo", "--framework", "big-data"],
        &["run", "demo", "--framework", "asem"],
        &["run", "demo", "--as-of", "99"],
        &["sql", "demo", "SELECT 1", "--as-of", "99"],
        &["undo", "demo", "99"],
        &["undo", "demo", "0"],
        &["duplicates", "demo", "frim"],
        &["duplicates", "demo", "firm", "--apply", "no-such.csv"],
        &["export", "demo", "--out", "demo/project.toml"],
        &["new", "demo"],
        &["new", "x", "--template", "publik"],
    ] {
        said += &format!(
            "$ jushu {}\n{}\n",
            arguments.join(" "),
            folder.jushu(arguments).refused()
        );
    }
    insta::assert_snapshot!(said);
}

#[test]
fn sql_reads_and_nothing_else() {
    let counted = ask(&[
        "sql",
        "demo",
        "SELECT count(*) AS firms FROM firm",
        "--format",
        "json",
    ])
    .done();
    assert!(
        json(&counted)[0]["firms"].as_i64().unwrap() > 6000,
        "{counted}"
    );
    ask(&["sql", "demo", "WITH f AS (SELECT city FROM firm) SELECT city, count(*) FROM f GROUP BY 1 ORDER BY 2 DESC LIMIT 3;"]).done();
    ask(&["sql", "demo", "FROM head_firm LIMIT 1"]).done();
    ask(&["sql", "demo", "DESCRIBE firm"]).done();
    ask(&["sql", "demo", "-- a remark\nSELECT ';' AS \"semi;colon\""]).done();
    let before = std::fs::read(public().place.join("demo/registry.duckdb")).unwrap();
    let mut said = String::new();
    for statement in [
        "INSERT INTO firm (name) VALUES ('x')",
        "UPDATE records.firm SET name = 'x'",
        "DELETE FROM records.firm",
        "DROP TABLE records.firm",
        "CREATE TABLE x (a INTEGER)",
        "COPY firm TO 'x.csv'",
        "EXPORT DATABASE 'x'",
        "ATTACH 'x.duckdb'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "SELECT 1; DROP TABLE records.firm",
        "SELECT * FROM read_csv('demo/project.toml')",
        "SELECT * FROM 'demo/lists/laws.csv'",
        "SELECT nmae FROM firm",
        "SELECT * FROM frim",
        "SELEKT 1",
        "",
        " ; ",
    ] {
        said += &format!(
            "$ jushu sql demo \"{statement}\"\n{}\n",
            ask(&["sql", "demo", statement]).refused()
        );
    }
    assert!(std::fs::read(public().place.join("demo/registry.duckdb")).unwrap() == before);
    assert!(
        !public().place.join("x.csv").exists()
            && !public().place.join("x").exists()
            && !public().place.join("x.duckdb").exists()
    );
    insta::with_settings!({ filters => vec![(r#"Cannot access (file|directory) "[^"]*""#, "Cannot access $1 …")] }, {
        insta::assert_snapshot!(said);
    });
}

#[test]
fn the_registry_is_read_as_it_was() {
    let folder = Folder::with_project();
    for (file, city) in [("one.csv", "杭州市"), ("two.csv", "深圳市")] {
        folder.write(file, format!("企业名称,城市\n甲公司,{city}\n"));
        folder
            .jushu(&["import", "p", file, "--as", "firm", "--source", "list"])
            .done();
    }
    let at = |version: &str| {
        folder
            .jushu(&[
                "sql",
                "p",
                "SELECT city FROM firm",
                "--as-of",
                version,
                "--format",
                "csv",
            ])
            .done()
    };
    // The place identifies a firm without a code, so that the second file names another firm.
    assert_eq!(at("0"), "city\n");
    assert_eq!(at("1"), "city\n杭州市\n");
    assert_eq!(at("2"), "city\n杭州市\n深圳市\n");
}

#[test]
fn undo_takes_back_and_is_taken_back() {
    let folder = Folder::with_project();
    folder.write(
        "one.csv",
        "企业名称,城市,专利数\n甲公司,杭州市,1\n乙公司,深圳市,2\n",
    );
    folder.write(
        "two.csv",
        "企业名称,城市,专利数\n甲公司,杭州市,5\n丙公司,成都市,3\n",
    );
    for file in ["one.csv", "two.csv"] {
        folder
            .jushu(&[
                "import",
                "p",
                file,
                "--as",
                "firm",
                "--source",
                "list",
                "--complete",
            ])
            .done();
    }
    let firms = || folder.sql("p", "SELECT name, patents FROM firm ORDER BY name");
    let after = ["丙公司,3", "甲公司,5"];
    assert_eq!(firms(), after);
    let told = folder.jushu(&["undo", "p", "2"]).done();
    assert!(
        told.contains("version 3 takes back version 2: 2 records closed, 2 restored"),
        "{told}"
    );
    assert_eq!(firms(), ["乙公司,2", "甲公司,1"]);
    folder.jushu(&["undo", "p", "3"]).done();
    assert_eq!(firms(), after);
    let message = folder.jushu(&["undo", "p", "3"]).refused();
    assert!(
        message.contains("version 3") && message.contains("nothing"),
        "{message}"
    );
    assert_eq!(folder.log("p").len(), 4);
}

#[test]
fn duplicates_are_listed_reviewed_and_remembered() {
    let folder = Folder::with_project();
    folder.write("a.csv", "企业名称,城市,成立日期\n杭州云栖数据科技有限公司,杭州市,2020-01-02\n深圳前海数据有限公司,深圳市,2019-03-04\n");
    folder.write("b.csv", "企业名称,城市,成立日期\n杭州云栖数据科技股份有限公司,杭州市,2020-01-02\n深圳前海数码有限公司,深圳市,2019-03-04\n");
    folder
        .jushu(&["import", "p", "a.csv", "b.csv", "--as", "firm"])
        .done();
    let pairs = json(
        &folder
            .jushu(&["duplicates", "p", "firm", "--format", "json"])
            .done(),
    );
    assert_eq!(pairs.len(), 2, "{pairs:?}");
    assert!(pairs[0]["score"].as_f64().unwrap() >= pairs[1]["score"].as_f64().unwrap());
    folder
        .jushu(&["duplicates", "p", "firm", "--out", "pairs.csv"])
        .done();

    let text = folder.read("pairs.csv");
    let decided: String = text
        .lines()
        .map(|line| match line {
            line if line.contains("云栖") => format!("accept{line}\n"),
            line if line.contains("前海") => format!("reject{line}\n"),
            line => format!("{line}\n"),
        })
        .collect();
    folder.write("pairs.csv", &decided);
    let told = folder
        .jushu(&["duplicates", "p", "firm", "--apply", "pairs.csv"])
        .done();
    assert!(
        told.contains("2 decisions remembered; 2 records are now 1 entities"),
        "{told}"
    );
    assert_eq!(folder.sql("p", "SELECT count(*) FROM firm"), ["3"]);
    assert_eq!(
        folder.sql("p", "SELECT name FROM firm WHERE merged_records = 2"),
        ["杭州云栖数据科技有限公司"]
    );
    assert!(
        json(
            &folder
                .jushu(&["duplicates", "p", "firm", "--format", "json"])
                .done()
        )
        .is_empty(),
        "decided pairs are not listed again"
    );
    let again = folder
        .jushu(&["duplicates", "p", "firm", "--apply", "pairs.csv"])
        .done();
    assert!(again.contains("known already"), "{again}");
    assert_eq!(folder.log("p").len(), 3);
    // Remembered over a corrected file.
    folder.write(
        "b.csv",
        folder.read("b.csv").replace("2020-01-02", "2020-01-03"),
    );
    folder
        .jushu(&["import", "p", "b.csv", "--as", "firm"])
        .done();
    assert_eq!(folder.sql("p", "SELECT count(*) FROM firm"), ["3"]);
    folder.jushu(&["undo", "p", "3"]).done();
    assert_eq!(folder.sql("p", "SELECT count(*) FROM firm"), ["4"]);

    let mut said = String::new();
    for (from, to) in [
        ("accept", "perhaps"),
        ("decision", "verdict"),
        ("+", "-"),
        ("0.9", "x.9"),
    ] {
        folder.write("wrong.csv", decided.replacen(from, to, 1));
        said += &folder
            .jushu(&["duplicates", "p", "firm", "--apply", "wrong.csv"])
            .refused();
    }
    // The ids of records are hashes of what they say, and the same everywhere.
    insta::assert_snapshot!(said);
}

#[test]
fn an_export_is_readable_parquet_with_its_description() {
    let folder = Folder::new();
    let out = folder.at("out");
    ask(&["export", "demo", "--out", out.to_str().unwrap()]).done();
    let described: serde_json::Value =
        serde_json::from_str(&folder.read("out/tables.json")).unwrap();
    assert_eq!(described["synthetic"], false);
    let database = duckdb::Connection::open_in_memory().unwrap();
    let mut tables = Vec::new();
    for table in described["tables"].as_array().unwrap() {
        let file = out.join(table["file"].as_str().unwrap());
        let name = table["description"]["table"].as_str().unwrap();
        assert_eq!(rows(&database, &file), table["rows"].as_u64().unwrap());
        let asked = ask(&[
            "sql",
            "demo",
            &format!("SELECT count(*) FROM \"{name}\""),
            "--format",
            "csv",
        ])
        .done();
        assert_eq!(
            asked.lines().nth(1).unwrap(),
            rows(&database, &file).to_string(),
            "{name}"
        );
        for field in table["description"]["fields"].as_array().unwrap() {
            assert!(
                field["id"].is_string()
                    && field["name"]["zh"].is_string()
                    && field["name"]["en"].is_string(),
                "{field}"
            );
        }
        tables.push(name.to_string());
    }
    for table in ["firm", "university", "statistic", "source"] {
        assert!(tables.iter().any(|name| name == table), "{tables:?}");
    }
    let names: u64 = database
        .query_row(
            &format!(
                "SELECT count(DISTINCT name) FROM read_parquet('{}') WHERE city_code = 330100",
                out.join("firm.parquet").display()
            ),
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert!(names >= 225, "{names}");
    let left: Vec<String> = folder
        .files("out")
        .into_keys()
        .filter(|name| name.ends_with(".part"))
        .collect();
    assert_eq!(left, Vec::<String>::new());
}

fn rows(database: &duckdb::Connection, file: &Path) -> u64 {
    database
        .query_row(
            &format!("SELECT count(*) FROM read_parquet('{}')", file.display()),
            [],
            |row| row.get(0),
        )
        .unwrap()
}

#[test]
fn check_says_what_to_look_at() {
    let empty = Folder::with_project();
    let said = empty.jushu(&["check", "p"]).done();
    assert!(said.contains("no records yet"), "{said}");
    let found = json(&ask(&["check", "demo", "--format", "json"]).done());
    let text = serde_json::to_string(&found).unwrap();
    assert!(
        text.contains("records are") && text.contains("entities"),
        "{text}"
    );
    let mixed = public_copy();
    mixed.write("x.csv", "企业名称,城市\n甲公司,\n");
    mixed
        .jushu(&["import", "demo", "x.csv", "--as", "firm"])
        .done();
    let said = mixed.jushu(&["check", "demo"]).done();
    assert!(said.contains("the source is not described"), "{said}");
}

#[test]
fn every_table_is_printed_for_programs_too() {
    for arguments in [
        &["show", "demo"][..],
        &["show", "demo", "杭州市"],
        &["show", "demo", "listed_firms", "--unit-set", "cities-337"],
        &["show", "demo", "杭州市", "listed_firms"],
        &["log", "demo"],
        &["check", "demo"],
        &[
            "sql",
            "demo",
            "SELECT name, founded, patents FROM firm LIMIT 5",
        ],
        &["duplicates", "demo", "university"],
        &["places", "襄樊", "吉林", "广东省深圳市南山区科技园"],
    ] {
        let with = |format: &str| ask(&[arguments, &["--format", format]].concat()).done();
        let objects = json(&with("json"));
        let csv = with("csv");
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let columns = reader.headers().unwrap().len();
        let records = reader.records().map(Result::unwrap).count();
        assert_eq!(records, objects.len(), "{arguments:?}");
        assert!(
            objects
                .iter()
                .all(|object| object.as_object().unwrap().len() == columns),
            "{arguments:?}"
        );
        assert_eq!(
            ask(&[arguments, &["--format", "xml"]].concat()).code,
            Some(2)
        );
    }
}

#[test]
fn programs_get_the_same_columns_in_both_languages() {
    for arguments in [
        &["show", "demo"][..],
        &["show", "demo", "杭州市"],
        &["log", "demo"],
        &["check", "demo"],
        &["places", "襄樊"],
    ] {
        let headings = |language: &str| {
            let printed =
                ask(&[arguments, &["--format", "csv", "--lang", language]].concat()).done();
            printed.lines().next().unwrap().to_string()
        };
        assert_eq!(headings("zh"), headings("en"), "{arguments:?}");
    }
}

#[test]
fn both_languages_are_spoken() {
    let english = ask(&["show", "demo", "杭州市", "--lang", "en"]).done();
    let chinese = ask(&["show", "demo", "杭州市", "--lang", "zh"]).done();
    assert!(
        english.contains("337 cities") && english.contains("Listed firms"),
        "{english}"
    );
    assert!(
        chinese.contains("337 个地级及以上城市") && chinese.contains("上市企业"),
        "{chinese}"
    );
    assert!(
        ask(&["show", "demo", "火星", "--lang", "zh"])
            .refused()
            .starts_with("错误：")
    );
    let locale = |value: &str| {
        let output = Folder::command_in(&public().place)
            .env_remove("JUSHU_LANG")
            .env_remove("LC_ALL")
            .env_remove("LC_MESSAGES")
            .env("LANG", value)
            .args(["log", "demo"])
            .output()
            .unwrap();
        Told::from(output).done()
    };
    assert!(
        locale("en_GB.UTF-8").contains("version")
            && locale("zh_CN.UTF-8").contains("版本")
            && locale("C").contains("版本")
    );
}

#[test]
fn wrong_usage_is_another_exit_code() {
    for arguments in [
        &[][..],
        &["frobnicate"],
        &["show"],
        &["run", "demo", "--as-of", "yesterday"],
        &["log", "demo", "extra"],
        &["demo", "--sed", "3"],
        &["show", "demo", "a", "b", "c"],
        &["places"],
        &["index"],
        &["index", "build"],
        &["duplicates", "demo", "firm", "--out", "a", "--apply", "b"],
        &["log", "demo", "--lang", "fr"],
    ] {
        let told = ask(arguments);
        assert_eq!(told.code, Some(2), "{arguments:?} {}", told.err);
        assert!(told.out.is_empty() && !told.err.is_empty(), "{arguments:?}");
    }
    assert_eq!(
        ask(&["--version"]).done(),
        concat!("jushu ", env!("CARGO_PKG_VERSION"), "\n")
    );
}

#[test]
fn every_command_has_help_with_an_example_in_both_languages() {
    let commands: [&[&str]; 23] = [
        &[],
        &["new"],
        &["import"],
        &["check"],
        &["run"],
        &["show"],
        &["log"],
        &["undo"],
        &["sql"],
        &["duplicates"],
        &["export"],
        &["demo"],
        &["places"],
        &["index"],
        &["index", "build"],
        &["clusters"],
        &["clusters", "concentration"],
        &["clusters", "complexity"],
        &["clusters", "dynamics"],
        &["clusters", "shift-share"],
        &["clusters", "links"],
        &["framework", "from-coinr"],
        &["framework", "show"],
    ];
    for language in ["en", "zh"] {
        let mut said = String::new();
        for command in commands {
            let help = ask(&[command, &["--help", "--lang", language]].concat()).done();
            if !command.is_empty()
                && ![["index"], ["clusters"]]
                    .iter()
                    .any(|group| command == group)
            {
                assert!(
                    help.contains("jushu ") && (help.contains("Example") || help.contains("例")),
                    "{command:?}: {help}"
                );
            }
            said += &format!("$ jushu {} --help\n{help}\n", command.join(" "));
        }
        insta::assert_snapshot!(format!("help_{language}"), said);
    }
}
