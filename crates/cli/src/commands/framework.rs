//! `jushu framework`.

use jushu_index::Framework;
use jushu_project::plain::framework_from_coinr;

use super::{Outcome, said};
use crate::arguments::FrameworkJob;
use crate::language::Language;

/// Makes, lists or prints frameworks.
pub fn framework(job: FrameworkJob, language: Language) -> Outcome {
    match job {
        FrameworkJob::FromCoinr { meta, out } => {
            framework_from_coinr(&meta, &out).map_err(said)?;
            say!(
                "{}",
                language.text("framework.written", &[("file", &out.display())])
            );
        }
        FrameworkJob::Show { id: None } => Framework::shipped_ids().for_each(|id| say!("{id}")),
        FrameworkJob::Show { id: Some(id) } => match Framework::shipped(&id) {
            Some(text) => say_part!("{text}"),
            None => {
                let known = Framework::shipped_ids().collect::<Vec<_>>().join(", ");
                return Err(language
                    .text("framework.unknown", &[("id", &id), ("known", &known)])
                    .into());
            }
        },
    }
    Ok(())
}
