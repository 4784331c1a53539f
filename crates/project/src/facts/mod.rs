//! What a run says, as facts: named, typed, cited statements whose wording follows the strength of their evidence
//! (requirements R76–R86). One file a subject; docs/facts.md lists the ids and the rules behind them.
//!
//! | file | facts |
//! |---|---|
//! | `method` | what the framework and the run are |
//! | `ranking` | lists of the first n, seats by group, gaps, pairwise verdicts, tiers |
//! | `spread` | means by group, inequality |
//! | `totals` | totals, shares of the first n, extremes, coverage |
//! | `profile` | balance, strong points, surprising units |
//! | `outliers` | a count against a value |
//! | `association` | each dimension with the index |
//! | `circles` | the economic circles |
//! | `change` | against published ranks and earlier runs |
//! | `clusters` | the tables of `clusters/` |
//! | `place` | everything about one place |

mod association;
mod change;
mod circles;
mod clusters;
mod method;
mod outliers;
mod place;
mod profile;
mod ranking;
mod setting;
mod spread;
mod totals;

#[cfg(test)]
pub(crate) mod tests;

use jushu_places::Code;
use jushu_report::Fact;

use crate::evidence::Evidence;
use place::Policies;
use setting::Setting;

/// The facts of one run, with what they are computed from read once.
pub struct Facts<'a> {
    evidence: &'a Evidence<'a>,
    settings: Vec<Setting<'a>>,
    policies: Policies,
}

impl<'a> Facts<'a> {
    /// Reads what facts need beside the evidence: sources of the values, units of measure, probabilities.
    pub fn open(evidence: &'a Evidence<'a>) -> Facts<'a> {
        Facts {
            evidence,
            settings: setting::settings(evidence),
            policies: Policies::read(evidence),
        }
    }

    /// Every fact but those of single places. A fact whose numbers are not there is absent.
    pub fn all(&self) -> Vec<Fact> {
        let mut facts = method::facts(self.evidence, &self.settings);
        for setting in &self.settings {
            facts.extend(ranking::facts(setting));
            facts.extend(spread::facts(setting));
            facts.extend(totals::facts(setting));
            facts.extend(profile::facts(setting));
            facts.extend(outliers::facts(setting));
            facts.extend(association::facts(setting));
            facts.extend(circles::facts(setting));
        }
        facts.extend(change::facts(self.evidence, &self.settings));
        facts.extend(clusters::facts(self.evidence));
        facts
    }

    /// The facts of one place: `place.<code>.…` in the first unit set that has it, `place.<code>.<unit set>.…` in
    /// further ones (a municipality is a province and a city).
    pub fn of_place(&self, code: Code) -> Vec<Fact> {
        place::facts(self.evidence, &self.settings, &self.policies, code)
    }
}

/// Every fact of a run but those of single places.
pub fn facts(evidence: &Evidence) -> Vec<Fact> {
    Facts::open(evidence).all()
}

/// The facts of one place. To write about many, open [`Facts`] once.
pub fn place_facts(evidence: &Evidence, code: Code) -> Vec<Fact> {
    Facts::open(evidence).of_place(code)
}
