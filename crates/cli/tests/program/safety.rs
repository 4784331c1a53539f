//! What may go wrong while the program works: it is killed, another one is at work, the disk is
//! full or read-only, the files are bad. The registry is as before or as after.

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use jushu_project::synthetic::write_firms;

use crate::folder::{Folder, Told, copy};

/// A synthetic project with 400 firms in version 1, and a file `many.csv` of as many as asked for.
fn project_and(rows: u64) -> Folder {
    let folder = Folder::new();
    folder
        .jushu(&["new", "p", "--template", "synthetic"])
        .done();
    write_firms(1, 400, std::fs::File::create(folder.at("few.csv")).unwrap()).unwrap();
    folder
        .jushu(&["import", "p", "few.csv", "--as", "firm"])
        .done();
    write_firms(
        2,
        rows,
        std::fs::File::create(folder.at("many.csv")).unwrap(),
    )
    .unwrap();
    folder
}

const IMPORT: [&str; 6] = ["import", "p", "many.csv", "--as", "firm", "--complete"];

fn started(folder: &Folder, arguments: &[&str]) -> Child {
    folder
        .command()
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Records in force and versions: what a registry is judged by here.
fn state(folder: &Folder) -> (Vec<String>, Vec<String>) {
    (folder.sql("p", "SELECT count(*), sum(hash(uscc) % 1000000) FROM firm WHERE source = 'many' OR merged_records > 1"), folder.log("p"))
}

#[test]
fn a_kill_at_any_moment_leaves_the_registry_as_before_or_as_after() {
    const ROWS: u64 = 200_000;
    let folder = project_and(ROWS);
    copy(&folder.at("p"), &folder.at("before"));
    let before = state(&folder);
    let start = Instant::now();
    folder.jushu(&IMPORT).done();
    let whole = start.elapsed();
    let after = state(&folder);
    assert_ne!(before, after);

    let mut killed = 0;
    // The end, where the database writes, is looked at more closely than the reading of the file.
    for share in [0.15, 0.4, 0.6, 0.75, 0.85, 0.93, 0.98] {
        std::fs::remove_dir_all(folder.at("p")).unwrap();
        copy(&folder.at("before"), &folder.at("p"));
        let mut child = started(&folder, &IMPORT);
        std::thread::sleep(whole.mul_f64(share));
        let _ = child.kill();
        killed += u32::from(child.wait().unwrap().code().is_none());
        let found = state(&folder);
        assert!(
            found == before || found == after,
            "killed at {share} of {whole:?}: {found:?}"
        );
    }
    assert!(
        killed >= 2,
        "of seven imports {killed} were ended early: too few to say anything"
    );
    // The registry is usable: the import that was ended is done again, or changes nothing.
    folder.jushu(&IMPORT).done();
    assert_eq!(state(&folder).0, after.0);
}

#[test]
fn the_second_of_two_says_who_holds_the_project() {
    let folder = project_and(100_000);
    let mut first = started(&folder, &IMPORT);
    let mut messages = Vec::new();
    // The first is to come first.
    std::thread::sleep(std::time::Duration::from_millis(300));
    while first.try_wait().unwrap().is_none() {
        let asking = folder.jushu(&["sql", "p", "SELECT 1"]);
        if asking.code == Some(1) {
            messages.push(asking.refused());
            let second = folder.jushu(&["import", "p", "few.csv", "--as", "firm"]);
            if second.code == Some(1) {
                messages.push(second.refused());
            }
        }
    }
    assert_eq!(
        Told::from(first.wait_with_output().unwrap()).code,
        Some(0),
        "the first is not disturbed"
    );
    assert!(
        !messages.is_empty(),
        "the first had ended before the second began"
    );
    for message in messages {
        assert!(
            message.contains("p/registry.duckdb: held by another process"),
            "{message}"
        );
        assert!(
            message.contains(&format!("PID {}", first_id(&message)))
                && message.contains("try again"),
            "{message}"
        );
    }
}

/// The number of the process that a message names.
fn first_id(message: &str) -> u32 {
    let digits = message
        .split("PID ")
        .nth(1)
        .unwrap_or_else(|| panic!("no process is named: {message}"));
    digits
        .chars()
        .take_while(char::is_ascii_digit)
        .collect::<String>()
        .parse()
        .unwrap()
}

/// Runs `script` in a namespace of its own, in which it may mount what nobody else sees and what
/// is gone when it ends. `None` where the system does not allow that.
fn with_own_mounts(folder: &Folder, script: &str) -> Option<Told> {
    let may = |flags: &str| {
        Command::new("unshare")
            .args([flags, "sh", "-c", "mount -t tmpfs tmpfs /mnt"])
            .output()
            .is_ok_and(|output| output.status.success())
    };
    let flags = ["-m", "-rm"].into_iter().find(|flags| may(flags))?;
    let told = Command::new("unshare")
        .args([flags, "sh", "-ec", script])
        .current_dir(folder.path())
        .env("JUSHU", env!("CARGO_BIN_EXE_jushu"))
        .env("JUSHU_LANG", "en")
        .output()
        .unwrap();
    Some(told.into())
}

#[test]
fn a_full_disk_changes_nothing() {
    let folder = project_and(400_000);
    let before = state(&folder);
    let script =
        "mkdir small && mount -t tmpfs -o size=18m tmpfs small && cp -r p small/p && cd small
        for attempt in 1 2; do
            if \"$JUSHU\" import p ../many.csv --as firm >../out 2>../err; then echo imported; fi
            head -c 600 ../err; cat ../out
        done
        rm -rf ../p; cp -r p ../p";
    let Some(told) = with_own_mounts(&folder, script) else {
        eprintln!("skipped: no small file system can be mounted here");
        return;
    };
    let said = told.done();
    assert!(
        !said.contains("imported"),
        "the file system was not small enough: {said}"
    );
    assert_eq!(said.matches("error: ").count(), 2, "{said}");
    assert!(said.contains("registry.duckdb: the disk is full"), "{said}");
    assert!(
        said.contains("nothing was changed; free some space"),
        "{said}"
    );
    assert_eq!(
        state(&folder),
        before,
        "as before, and usable where there is space"
    );
    folder.jushu(&IMPORT).done();
}

#[test]
fn a_read_only_project_can_be_read_and_says_so_when_written() {
    let folder = project_and(10);
    folder.jushu(&["run", "p"]).done();
    let before = folder.files("p");
    let script = "mount --bind p p && mount -o remount,bind,ro p
        for job in 'import p few.csv --as firm --source other' 'undo p 1' 'run p'; do
            \"$JUSHU\" $job >out 2>err && echo \"done: $job\"; cat err
        done
        rm out err
        \"$JUSHU\" show p 杭州市 >/dev/null && \"$JUSHU\" log p >/dev/null && \"$JUSHU\" sql p 'SELECT 1' >/dev/null && echo readable";
    let Some(told) = with_own_mounts(
        &folder,
        &script.replace(" && echo \"done: $job\"; cat err", " || true; cat err"),
    ) else {
        eprintln!("skipped: nothing can be mounted here");
        return;
    };
    let said = told.done();
    assert_eq!(said.matches("error: ").count(), 3, "{said}");
    assert_eq!(
        said.matches(
            "p/registry.duckdb: cannot be written (permissions or a read-only file system)"
        )
        .count(),
        2,
        "{said}"
    );
    assert!(
        said.contains("p/runs/"),
        "a run says which folder it could not write: {said}"
    );
    assert!(said.contains("readable"), "{said}");
    assert!(folder.files("p") == before);
}

/// Every message about a bad file or a bad project, for a reader to judge.
#[test]
fn bad_files_are_refused_with_one_message_each() {
    let folder = Folder::with_project();
    folder.write("good.csv", "企业名称,城市\n甲公司,杭州市\n");
    folder
        .jushu(&["import", "p", "good.csv", "--as", "firm"])
        .done();
    let log = folder.log("p");

    std::fs::create_dir(folder.at("a-folder")).unwrap();
    std::fs::create_dir(folder.at("a-folder.csv")).unwrap();
    folder.write("empty.csv", "");
    folder.write("blank.csv", "\n\n , ,\n");
    folder.write("header.csv", "企业名称,城市\n");
    folder.write("bytes.csv", b"\xe4\xbc\x81\xe4\xb8\x9a\xe5\x90\x8d\xe7\xa7\xb0,\xe5\x9f\x8e\xe5\xb8\x82\n\xe7\x94\xb2\xff\xfe\x80,a\n");
    folder.write(
        "quote.csv",
        "企业名称,城市\n\"甲公司,杭州市\n乙公司,深圳市\n",
    );
    folder.write("twice.csv", "企业名称,公司名,城市\n甲,乙,杭州市\n");
    folder.write("nobody.csv", "城市,注册资本\n杭州市,3\n");
    folder.write("broken.xlsx", b"PK\x03\x04 and nothing more");
    folder.write(
        "page.xls",
        "<html><table><tr><td>1</td></tr></table></html>",
    );
    folder.write("broken.parquet", b"PAR1 and nothing more");
    folder.write("broken.jsonl", "{\"企业名称\":\"甲\"}\n{\"企业名称\":\n");
    folder.write("broken.toml", "kind = firm\n");
    folder.write("kind.toml", "kind = \"policy\"\n");
    folder.write(
        "field.toml",
        "kind = \"firm\"\n[columns]\n\"城市\" = \"citty\"\n",
    );
    folder.write(
        "constant.toml",
        "kind = \"firm\"\n[set]\npatents = \"many\"\n",
    );
    bomb(&folder);

    let cases: [&[&str]; 24] = [
        &["import", "p", "a-folder"],
        &["import", "p", "a-folder.csv"],
        &["import", "p", "no-such.csv"],
        &["import", "p", "empty.csv"],
        &["import", "p", "blank.csv"],
        &["import", "p", "header.csv"],
        &["import", "p", "bytes.csv"],
        &["import", "p", "quote.csv"],
        &["import", "p", "twice.csv", "--as", "firm"],
        &["import", "p", "nobody.csv", "--as", "firm"],
        &["import", "p", "broken.xlsx"],
        &["import", "p", "bomb.xlsx"],
        &["import", "p", "page.xls"],
        &["import", "p", "broken.parquet"],
        &["import", "p", "broken.jsonl"],
        &["import", "p", "good.csv", "--as", "frim"],
        &[
            "import",
            "p",
            "good.csv",
            "--as",
            "firm",
            "--mapping",
            "no-such.toml",
        ],
        &[
            "import",
            "p",
            "good.csv",
            "--as",
            "firm",
            "--mapping",
            "broken.toml",
        ],
        &[
            "import",
            "p",
            "good.csv",
            "--as",
            "firm",
            "--mapping",
            "kind.toml",
        ],
        &[
            "import",
            "p",
            "good.csv",
            "--as",
            "firm",
            "--mapping",
            "field.toml",
        ],
        &[
            "import",
            "p",
            "good.csv",
            "--as",
            "firm",
            "--mapping",
            "constant.toml",
        ],
        &[
            "import",
            "p",
            "good.csv",
            "--as",
            "firm",
            "--retrieved",
            "2026-02-30",
        ],
        &["import", "p", "good.csv", "--as", "firm", "--sheet", "一"],
        &["import", "p"],
    ];
    let mut said = String::new();
    for arguments in cases {
        said += &format!(
            "$ jushu {}\n{}\n",
            arguments.join(" "),
            folder.jushu(arguments).refused()
        );
    }
    assert_eq!(folder.log("p"), log, "none of them left a trace");
    assert_eq!(
        std::fs::read_dir(folder.at("p/rejects")).unwrap().count(),
        0
    );
    insta::assert_snapshot!(said);
}

/// A workbook of a few kilobytes that says it is a gigabyte.
fn bomb(folder: &Folder) {
    let mut archive = zip::ZipWriter::new(std::fs::File::create(folder.at("bomb.xlsx")).unwrap());
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated);
    let megabyte = vec![b' '; 1 << 20];
    for (name, megabytes) in [
        ("[Content_Types].xml", 1),
        ("xl/workbook.xml", 1),
        ("xl/worksheets/sheet1.xml", 1100),
    ] {
        archive.start_file(name, options).unwrap();
        for _ in 0..megabytes {
            archive.write_all(&megabyte).unwrap();
        }
    }
    archive.finish().unwrap();
}

/// Bad cells are refused with their rows; the good rows are taken.
#[test]
fn bad_cells_are_refused_with_their_rows() {
    let folder = Folder::with_project();
    let long = "长".repeat(10 * 1024 * 1024 / 3);
    let rows = [
        "甲公司,杭州市,3,大数据",
        "乙公司,杭州市,NaN,x",
        "丙公司,杭州市,inf,x",
        "丁公司,杭州市,1e400,x",
        "戊公司,杭州市,不少,x",
        "己公司,杭州市,5,x,多余",
        "庚公司",
        &format!("辛公司,杭州市,6,{long}"),
        "壬公司,杭州市,7,云计算",
    ];
    folder.write(
        "firms.csv",
        format!("企业名称,城市,专利数,主营业务\n{}\n", rows.join("\n")),
    );
    let said = folder
        .jushu(&["import", "p", "firms.csv", "--as", "firm"])
        .done();
    assert_eq!(
        folder.sql("p", "SELECT name, patents FROM firm ORDER BY patents"),
        ["甲公司,3", "壬公司,7"]
    );
    let rejects = folder.read("p/rejects/0001-firms.csv");
    assert!(
        rejects.contains(&long),
        "a refused row keeps its cells as they were"
    );
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(rejects.as_bytes());
    let widths: Vec<usize> = reader
        .records()
        .map(|record| record.unwrap().len() - 2)
        .collect();
    assert_eq!(
        widths,
        [4, 4, 4, 4, 5, 1, 4],
        "ragged rows stay as ragged as they were"
    );
    insta::assert_snapshot!(said);
}

#[test]
fn a_folder_that_is_no_project_is_refused() {
    let folder = Folder::with_project();
    std::fs::create_dir(folder.at("plain")).unwrap();
    folder.write("a-file", "x");
    let mut said = String::new();
    for project in ["no-such", "plain", "a-file"] {
        for job in [
            &["import", project, "x.csv"][..],
            &["run", project],
            &["show", project],
            &["log", project],
            &["check", project],
        ] {
            let message = folder.jushu(job).refused();
            assert!(
                message.contains(&format!("{project}/project.toml"))
                    && message.contains("jushu new"),
                "{message}"
            );
        }
    }
    let broken = |change: &dyn Fn()| {
        let kept = (
            folder.read("p/project.toml"),
            std::fs::read(folder.at("p/registry.duckdb")).unwrap(),
        );
        change();
        let message = folder.jushu(&["run", "p"]).refused();
        folder.write("p/project.toml", &kept.0);
        folder.write("p/registry.duckdb", &kept.1);
        message + "\n"
    };
    let config = folder.read("p/project.toml");
    let with = |from: &str, to: &str| folder.write("p/project.toml", config.replacen(from, to, 1));
    said += &broken(&|| with("framework =", "framwork ="));
    said += &broken(&|| with("\"2026-01-01\"", "\"2026-13-01\""));
    said += &broken(&|| with("framework = \"big-data-2023\"", "framework = \"mine\""));
    said += &broken(&|| with("[project]", "[project"));
    said += &broken(&|| std::fs::remove_file(folder.at("p/registry.duckdb")).unwrap());
    said += &broken(&|| {
        folder.write(
            "p/registry.duckdb",
            "this is no database, though it is long enough to look like one ".repeat(300),
        )
    });
    said += &broken(&|| folder.write("p/registry.duckdb", ""));
    insta::with_settings!({ filters => vec![(r#"The file "[^"]*""#, "The file …")] }, {
        insta::assert_snapshot!(said);
    });
}

/// A reader who has seen enough closes the pipe.
#[test]
fn a_closed_pipe_ends_the_program_quietly() {
    let folder = project_and(20_000);
    folder.jushu(&IMPORT).done();
    for arguments in [
        &["sql", "p", "SELECT * FROM firm", "--format", "csv"][..],
        &["sql", "p", "SELECT * FROM firm"],
        &["--help"],
    ] {
        let mut child = started(&folder, arguments);
        let mut some = [0; 20];
        child.stdout.take().unwrap().read_exact(&mut some).unwrap();
        let told = Told::from(child.wait_with_output().unwrap());
        assert_eq!(
            (told.code, told.err.as_str()),
            (Some(0), ""),
            "{arguments:?}"
        );
    }
}

/// A test that waits for ever is worse than one that fails.
#[test]
fn nothing_waits_for_ever_for_a_project_in_use() {
    let folder = project_and(60_000);
    let mut first = started(&folder, &IMPORT);
    let start = Instant::now();
    let _ = folder.jushu(&["log", "p"]);
    assert!(start.elapsed() < Duration::from_secs(20));
    let _ = first.kill();
    first.wait().unwrap();
}
