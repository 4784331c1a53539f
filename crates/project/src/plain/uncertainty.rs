//! `jushu index uncertainty`.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jushu_index::Choice;
use jushu_index::reading::tiers::{TierSpec, Tiers};
use jushu_index::uncertainty::tables::{
    ReplicationsCsv, before_probability_csv, rank_stats_csv, score_stats_csv, tier_probability_csv,
    top_probability_csv,
};
use jushu_index::uncertainty::{Design, Replication, Study, Tally, Uncertainty, default_design};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::kept::Kept;
use super::{Computed, Inputs, PlainError, read, write_results};
use crate::output::OutputError;
use crate::run::sha256;

/// How an index is computed again and again.
#[derive(Debug, Clone, Copy)]
pub struct Replicating<'a> {
    /// The design; the default design where there is none.
    pub design: Option<&'a Path>,
    /// The seed instead of the design's.
    pub seed: Option<u64>,
    /// The number of replications (for sensitivity: the size of the base samples) instead of the design's.
    pub replications: Option<u32>,
    /// How many threads compute; results do not depend on it.
    pub threads: usize,
    /// How often progress is kept in the folder of results.
    pub keep_every: Duration,
}

/// How often progress is kept.
pub const KEEP_EVERY: Duration = Duration::from_secs(5);

/// What is written besides the statistics of ranks.
#[derive(Debug, Clone, PartialEq)]
pub struct UncertaintyTables {
    /// How tiers are cut whose probabilities are given; `None` for natural breaks into at most four.
    pub tiers: Option<TierSpec>,
    /// Whether every replication is written.
    pub replications: bool,
}

/// The tiers when nothing is said about them.
const TIERS: usize = 4;

/// Progress under this name is the tally of an uncertainty analysis behind the length of its replications.
const PROGRESS: &str = "uncertainty.progress";

const REPLICATIONS: &str = "replications.csv";
const REPLICATIONS_SO_FAR: &str = "replications.csv.progress";

/// A design with what was decided about it.
pub(super) struct Designed {
    pub(super) design: Design,
    pub(super) notices: Vec<Choice>,
    text: Option<String>,
}

impl Designed {
    pub(super) fn of(computed: &Computed, how: &Replicating) -> Result<Designed, PlainError> {
        let (mut design, notices, text) = match how.design {
            Some(path) => {
                let text = read(path)?;
                let design = Design::parse(&text, &path.display().to_string())?;
                (design, Vec::new(), Some(text))
            }
            None => {
                let seed = how.seed.unwrap_or(1);
                let (design, notices) = default_design(&computed.framework, &computed.table, seed)?;
                (design, notices, None)
            }
        };
        design.seed = how.seed.unwrap_or(design.seed);
        design.replications = how.replications.unwrap_or(design.replications);
        Ok(Designed {
            design,
            notices,
            text,
        })
    }

    /// What the manifest says about the design. The audit reads `weight_noise` and `steps`.
    pub(super) fn described(&self, how: &Replicating) -> Map<String, Value> {
        let design = &self.design;
        let file = how.design.and_then(Path::file_name);
        let steps: Vec<&str> = design.steps().iter().map(|step| step.id()).collect();
        let factors: Vec<&str> = design
            .factors
            .iter()
            .map(|factor| factor.id.as_str())
            .collect();
        let described = json!({
            "file": file.map(|name| name.to_string_lossy()),
            "sha256": self.text.as_ref().map(|text| sha256(text.as_bytes())),
            "replications": design.replications,
            "seed": design.seed,
            "sampling": design.sampling.id(),
            "uncertain": factors,
            "weight_noise": design.weight_noise(),
            "steps": steps,
        });
        match described {
            Value::Object(described) => described,
            other => Map::from_iter([("design".to_string(), other)]),
        }
    }
}

/// Computes an index by every replication of a design and writes `rank_stats.csv`, `score_stats.csv`,
/// `top_probability.csv`, `before_probability.csv`, `tier_probability.csv` and, where wanted, `replications.csv`.
/// `progress` is told how many replications were made and planned.
///
/// A computation that was stopped goes on where progress was kept, and gives the same bytes as one that was not.
pub fn uncertainty(
    inputs: Inputs,
    how: Replicating,
    tables: &UncertaintyTables,
    out: &Path,
    mut progress: impl FnMut(u64, u64),
) -> Result<Uncertainty, PlainError> {
    let computed = Computed::of(inputs)?;
    let designed = Designed::of(&computed, &how)?;
    let (framework, table, design) = (&computed.framework, &computed.table, &designed.design);
    let mut study = Study::new(framework, table, design)?;
    let nominal = study.nominal();
    let followed = design.node.as_ref().map_or(nominal.index(), |id| {
        let mut nodes = nominal.nodes.iter();
        nodes.find(|node| node.id == *id).unwrap_or(nominal.index())
    });
    let tiers = cut(&followed.scores, tables.tiers.as_ref())?;

    let mut kept = Kept::new(out, PROGRESS, how.keep_every);
    let before = kept.read().and_then(|bytes| Progress::read(&bytes));
    let resumed = before.and_then(|before| {
        let study = Study::resume(framework, table, design, before.tally).ok()?;
        Some((study, before.replications))
    });
    let mut length = None;
    if let Some((resumed, written)) = resumed
        && written.is_some() == tables.replications
    {
        (study, length) = (resumed, written);
    }
    let mut rows = match tables.replications {
        true => Some(Rows::open(out, &study, length)?),
        false => None,
    };
    let outcome = compute(&mut study, how.threads, &mut rows, &mut kept, &mut progress);
    if let Err(error) = outcome {
        // What cannot be computed leaves nothing behind.
        if matches!(error, PlainError::Uncertainty(_)) {
            drop(rows);
            kept.remove();
            let _ = std::fs::remove_file(out.join(REPLICATIONS_SO_FAR));
            let _ = std::fs::remove_dir(out);
        }
        return Err(error);
    }

    let mut found = study.uncertainty();
    found.choices.extend(designed.notices.clone());
    let texts = vec![
        ("rank_stats.csv", rank_stats_csv(&found)),
        ("score_stats.csv", score_stats_csv(&found)),
        ("top_probability.csv", top_probability_csv(&found)),
        ("before_probability.csv", before_probability_csv(&found)),
        ("tier_probability.csv", tier_probability_csv(&found, &tiers)),
    ];
    let mut about = designed.described(&how);
    about.insert("node".into(), json!(found.node));
    about.insert("scores_on_scale".into(), json!(found.scale.id()));
    about.insert("verdict".into(), json!(found.verdict()));
    about.insert("tier_cuts".into(), json!(tiers.cuts));
    about.insert("choices".into(), json!(found.choices));
    if let Some(rows) = rows {
        about.insert(REPLICATIONS.into(), rows.finished(out)?.into());
    }
    let manifest = computed.manifest_with(inputs, out, "uncertainty", about);
    write_results(out, texts, manifest)?;
    kept.remove();
    Ok(found)
}

/// Tiers as asked for; as many as there can be, up to four, when nothing was asked.
fn cut(scores: &[f64], asked: Option<&TierSpec>) -> Result<Tiers, PlainError> {
    if let Some(spec) = asked {
        return Ok(Tiers::cut(scores, spec)?);
    }
    let mut different: Vec<f64> = scores.iter().copied().filter(|s| !s.is_nan()).collect();
    different.sort_by(f64::total_cmp);
    different.dedup();
    let spec = match different.len() {
        0 => TierSpec::Cuts(Vec::new()),
        count => TierSpec::NaturalBreaks(count.min(TIERS)),
    };
    Ok(Tiers::cut(scores, &spec)?)
}

fn compute(
    study: &mut Study,
    threads: usize,
    rows: &mut Option<Rows>,
    kept: &mut Kept,
    progress: &mut impl FnMut(u64, u64),
) -> Result<(), PlainError> {
    loop {
        let more = match rows {
            Some(rows) => {
                let mut add = |replication: &Replication| rows.csv.add(replication);
                let more = study.advance(threads, Some(&mut add))?;
                rows.write()?;
                more
            }
            None => study.advance(threads, None)?,
        };
        let (done, planned) = (study.tally().done(), study.tally().planned());
        progress(done.into(), planned.into());
        if !more {
            return Ok(());
        }
        if done < planned && kept.is_due() {
            let replications = match rows {
                Some(rows) => Some(rows.on_disk()?),
                None => None,
            };
            kept.write(&Progress::bytes(study.tally(), replications))?;
        }
    }
}

/// A tally, and how long the table of replications was with it.
struct Progress {
    tally: Tally,
    replications: Option<u64>,
}

impl Progress {
    /// The length (the largest number when no replications are written), then the tally.
    fn bytes(tally: &Tally, replications: Option<u64>) -> Vec<u8> {
        let mut bytes = replications.unwrap_or(u64::MAX).to_le_bytes().to_vec();
        bytes.extend(tally.to_bytes());
        bytes
    }

    fn read(bytes: &[u8]) -> Option<Progress> {
        let (length, tally) = bytes.split_first_chunk::<8>()?;
        let length = u64::from_le_bytes(*length);
        Some(Progress {
            tally: Tally::from_bytes(tally)?,
            replications: (length != u64::MAX).then_some(length),
        })
    }
}

/// The table of replications while it is written; it can be longer than memory.
struct Rows {
    path: PathBuf,
    csv: ReplicationsCsv,
    file: BufWriter<File>,
    length: u64,
}

impl Rows {
    /// Begins the table, or goes on behind the first `length` bytes of it.
    fn open(out: &Path, study: &Study, length: Option<u64>) -> Result<Rows, PlainError> {
        let path = out.join(REPLICATIONS_SO_FAR);
        let failed = |source| failed(&path, source);
        std::fs::create_dir_all(out).map_err(failed)?;
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(failed)?;
        let csv = match length {
            Some(_) => ReplicationsCsv::continued(),
            None => ReplicationsCsv::new(study),
        };
        let length = length.unwrap_or(0);
        // What was written after progress was kept is written again.
        file.set_len(length).map_err(failed)?;
        file.seek(SeekFrom::Start(length)).map_err(failed)?;
        Ok(Rows {
            csv,
            file: BufWriter::new(file),
            length,
            path,
        })
    }

    fn write(&mut self) -> Result<(), PlainError> {
        let text = self.csv.take();
        self.length += text.len() as u64;
        let written = self.file.write_all(text.as_bytes());
        written.map_err(|source| failed(&self.path, source))
    }

    /// Makes sure that all is on the disk, and says how long it is.
    fn on_disk(&mut self) -> Result<u64, PlainError> {
        let flushed = self.file.flush();
        flushed
            .and_then(|()| self.file.get_ref().sync_data())
            .map_err(|source| failed(&self.path, source))?;
        Ok(self.length)
    }

    /// Gives the table its name; its hash.
    fn finished(mut self, out: &Path) -> Result<String, PlainError> {
        self.on_disk()?;
        let failed = |source| failed(&self.path, source);
        let mut file = File::open(&self.path).map_err(failed)?;
        let (mut digest, mut part) = (Sha256::new(), vec![0; 1 << 16]);
        loop {
            let length = file.read(&mut part).map_err(failed)?;
            if length == 0 {
                break;
            }
            digest.update(&part[..length]);
        }
        std::fs::rename(&self.path, out.join(REPLICATIONS)).map_err(failed)?;
        Ok(jushu_registry::version::hex(&digest.finalize()))
    }
}

fn failed(path: &Path, source: std::io::Error) -> PlainError {
    PlainError::Output(OutputError {
        path: path.to_path_buf(),
        source,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::super::sensitivity;
    use super::*;

    const FRAMEWORK: &str = r#"
        framework = { id = "t", name = "t", edition = "1" }
        node = [{ id = "root" }]
        indicator = [{ id = "x", parent = "root" }, { id = "y", parent = "root", direction = "negative" }]
    "#;
    const DATA: &str = "unit,x,y\na,1,9\nb,4,7\nc,6,6\nd,8,3\ne,10,1\nf,3,\n";

    fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
        let entries = std::fs::read_dir(folder).unwrap();
        let file = |entry: std::io::Result<std::fs::DirEntry>| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read(path).unwrap())
        };
        entries.map(file).collect()
    }

    /// Runs `work` as if the program were killed when its progress is told for the `last` time.
    fn killed(last: usize, work: impl Fn(&mut dyn FnMut(u64, u64))) {
        let mut told = 0;
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            work(&mut |_, _| {
                told += 1;
                assert!(told < last, "killed");
            });
        }));
        assert!(outcome.is_err());
    }

    #[test]
    fn a_computation_that_was_stopped_goes_on_to_the_same_bytes() {
        let place = tempfile::tempdir().unwrap();
        let at = |name: &str| place.path().join(name);
        std::fs::write(at("f.toml"), FRAMEWORK).unwrap();
        std::fs::write(at("d.csv"), DATA).unwrap();
        let (framework, data) = (at("f.toml"), at("d.csv"));
        let inputs = Inputs {
            framework: &framework,
            data: &data,
            unit_set: None,
        };
        let how = |threads| Replicating {
            design: None,
            seed: None,
            replications: Some(20_000),
            threads,
            keep_every: Duration::ZERO,
        };
        for replications in [false, true] {
            let tables = UncertaintyTables {
                tiers: None,
                replications,
            };
            let (whole, broken) = (
                at(&format!("whole{replications}")),
                at(&format!("b{replications}")),
            );
            uncertainty(inputs, how(1), &tables, &whole, |_, _| ()).unwrap();
            for last in [3, 2] {
                killed(last, |told| {
                    uncertainty(inputs, how(2), &tables, &broken, told).unwrap();
                });
                assert!(broken.join(PROGRESS).exists());
            }
            let mut first = None;
            let told = |done, _| {
                first.get_or_insert(done);
            };
            uncertainty(inputs, how(1), &tables, &broken, told).unwrap();
            assert!(first > Some(12_000), "it went on at {first:?}");
            assert_eq!(files(&whole), files(&broken));
            assert_eq!(files(&whole).len(), 6 + usize::from(replications));
        }

        let (whole, broken) = (at("whole"), at("broken"));
        sensitivity(inputs, how(1), &whole, |_, _| ()).unwrap();
        killed(4, |told| {
            sensitivity(inputs, how(2), &broken, told).unwrap();
        });
        sensitivity(inputs, how(1), &broken, |_, _| ()).unwrap();
        assert_eq!(files(&whole), files(&broken));
        // Uncertainty of the same inputs in the same folder: both stand in the manifest.
        let tables = UncertaintyTables {
            tiers: None,
            replications: false,
        };
        uncertainty(inputs, how(1), &tables, &whole, |_, _| ()).unwrap();
        let manifest: Value = serde_json::from_slice(&files(&whole)["manifest.json"]).unwrap();
        assert_eq!(manifest["sensitivity"]["bootstraps"], 1000);
        assert_eq!(manifest["uncertainty"]["seed"], 1);
        assert!(
            manifest["files"]["sobol.csv"].is_string()
                && manifest["files"]["rank_stats.csv"].is_string()
        );
    }

    #[test]
    fn progress_of_another_computation_or_damaged_begins_anew() {
        let place = tempfile::tempdir().unwrap();
        let at = |name: &str| place.path().join(name);
        std::fs::write(at("f.toml"), FRAMEWORK).unwrap();
        std::fs::write(at("d.csv"), DATA).unwrap();
        let (framework, data) = (at("f.toml"), at("d.csv"));
        let inputs = Inputs {
            framework: &framework,
            data: &data,
            unit_set: None,
        };
        let how = |seed| Replicating {
            design: None,
            seed: Some(seed),
            replications: Some(9_000),
            threads: 1,
            keep_every: Duration::ZERO,
        };
        let tables = UncertaintyTables {
            tiers: Some(TierSpec::Quantiles(2)),
            replications: true,
        };
        let expected = at("expected");
        uncertainty(inputs, how(5), &tables, &expected, |_, _| ()).unwrap();
        let out = at("out");
        killed(2, |told| {
            uncertainty(inputs, how(4), &tables, &out, told).unwrap();
        });
        let mut first = None;
        let told = |done, _| {
            first.get_or_insert(done);
        };
        uncertainty(inputs, how(5), &tables, &out, told).unwrap();
        assert_eq!(first, Some(4_096));
        assert_eq!(files(&out), files(&expected));
        std::fs::write(out.join(PROGRESS), b"no progress").unwrap();
        uncertainty(inputs, how(5), &tables, &out, |_, _| ()).unwrap();
        assert_eq!(files(&out), files(&expected));
    }

    #[test]
    fn a_combination_that_cannot_be_computed_leaves_nothing() {
        let place = tempfile::tempdir().unwrap();
        let at = |name: &str| place.path().join(name);
        std::fs::write(at("f.toml"), FRAMEWORK).unwrap();
        std::fs::write(at("d.csv"), DATA).unwrap();
        let design = "[design]\nreplications = 50\n[[choice]]\nstep = \"aggregation\"\nalternatives = [{ kind = \"arithmetic\" }, { kind = \"geometric\" }]\n";
        std::fs::write(at("u.toml"), design).unwrap();
        let (framework, data, design) = (at("f.toml"), at("d.csv"), at("u.toml"));
        let inputs = Inputs {
            framework: &framework,
            data: &data,
            unit_set: None,
        };
        let how = Replicating {
            design: Some(&design),
            seed: None,
            replications: None,
            threads: 1,
            keep_every: Duration::ZERO,
        };
        let tables = UncertaintyTables {
            tiers: None,
            replications: true,
        };
        let error = uncertainty(inputs, how, &tables, &at("out"), |_, _| ()).unwrap_err();
        assert!(error.to_string().contains("geometric"), "{error}");
        assert!(error.message().zh.contains("无法计算"));
        assert!(!at("out").exists());
        assert!(sensitivity(inputs, how, &at("out"), |_, _| ()).is_err());
        assert!(!at("out").exists());
    }
}
