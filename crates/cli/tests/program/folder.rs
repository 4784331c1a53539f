//! A temporary folder in which the program is run.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A temporary folder; it is removed with everything in it. The program is run inside it, so that
/// its messages name files as the user typed them.
pub struct Folder(TempDir);

/// What the program printed, and its exit code.
#[derive(Debug)]
pub struct Told {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Told {
    /// Standard output of a command that must have gone well.
    #[track_caller]
    pub fn done(self) -> String {
        assert_eq!(self.code, Some(0), "{}\n{}", self.out, self.err);
        self.out
    }

    /// The message of a command that must have been refused as the user's mistake: exit code 1,
    /// one message, nothing that looks like a crash.
    #[track_caller]
    pub fn refused(self) -> String {
        assert_eq!(self.code, Some(1), "{}\n{}", self.out, self.err);
        assert!(
            self.err.starts_with("error: ") || self.err.starts_with("错误："),
            "{}",
            self.err
        );
        assert_eq!(
            self.err.matches("error: ").count() + self.err.matches("错误：").count(),
            1,
            "one message: {}",
            self.err
        );
        assert!(!self.err.contains("panicked"), "{}", self.err);
        self.err
    }
}

impl From<Output> for Told {
    fn from(output: Output) -> Told {
        Told {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).expect("what the program prints is UTF-8"),
            err: String::from_utf8(output.stderr).expect("what the program prints is UTF-8"),
        }
    }
}

impl Folder {
    /// An empty folder.
    pub fn new() -> Folder {
        Folder(tempfile::tempdir().unwrap())
    }

    /// A folder with an empty project called `p`.
    pub fn with_project() -> Folder {
        let folder = Folder::new();
        folder.jushu(&["new", "p"]).done();
        folder
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// A file or folder in it.
    pub fn at(&self, path: &str) -> PathBuf {
        self.path().join(path)
    }

    /// Writes a file.
    pub fn write(&self, path: &str, contents: impl AsRef<[u8]>) {
        std::fs::write(self.at(path), contents).unwrap();
    }

    /// Reads a text file.
    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.at(path)).unwrap()
    }

    /// The program with the folder as its working directory, in English, ready for arguments.
    pub fn command(&self) -> Command {
        Folder::command_in(self.path())
    }

    /// The same in another folder.
    pub fn command_in(folder: &Path) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jushu"));
        command
            .current_dir(folder)
            .env("JUSHU_LANG", "en")
            .env("JUSHU_USER", "测试");
        command
    }

    /// Runs the program.
    pub fn jushu(&self, arguments: &[&str]) -> Told {
        self.command().args(arguments).output().unwrap().into()
    }

    /// Runs `jushu index JOB --framework f.toml --data d.csv` with more arguments.
    pub fn index(&self, job: &str, more: &[&str]) -> Told {
        let arguments = ["index", job, "--framework", "f.toml", "--data", "d.csv"];
        self.jushu(&[&arguments, more].concat())
    }

    /// The rows of `jushu sql … --format csv`, without the heading.
    pub fn sql(&self, project: &str, statement: &str) -> Vec<String> {
        let printed = self
            .jushu(&["sql", project, statement, "--format", "csv"])
            .done();
        printed.lines().skip(1).map(str::to_string).collect()
    }

    /// The lines of the log of project `p`, as `version,action,kind,source,taken,changed,unchanged,refused,closed`.
    pub fn log(&self, project: &str) -> Vec<String> {
        let printed = self.jushu(&["log", project, "--format", "csv"]).done();
        let mut reader = csv::Reader::from_reader(printed.as_bytes());
        reader
            .records()
            .map(|record| {
                let record = record.unwrap();
                [0, 3, 4, 5, 6, 7, 8, 9, 10]
                    .map(|column| record[column].to_string())
                    .join(",")
            })
            .collect()
    }

    /// Every file below `path` with its bytes.
    pub fn files(&self, path: &str) -> BTreeMap<String, Vec<u8>> {
        let mut found = BTreeMap::new();
        collect(&self.at(path), &self.at(path), &mut found);
        found
    }
}

/// The headings of a CSV text.
pub fn header(text: &str) -> &str {
    text.lines().next().unwrap()
}

fn collect(root: &Path, folder: &Path, into: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, into);
        } else {
            let name = path
                .strip_prefix(root)
                .unwrap()
                .to_string_lossy()
                .replace('\\', "/");
            into.insert(name, std::fs::read(&path).unwrap());
        }
    }
}

/// Copies a folder with everything in it.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}
