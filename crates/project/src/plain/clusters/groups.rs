//! Groups of regions or industries, from a table of their own.

use std::collections::HashMap;
use std::path::Path;

use super::super::{PlainError, read, sheet};
use crate::config::Names;

/// The group of each region or industry.
pub(super) struct Groups {
    /// The names of the groups, in the order in which they first occur.
    pub(super) names: Vec<String>,
    /// The number of the group of each region or industry.
    pub(super) of: Vec<usize>,
    /// The same for the coarser groups that these lie within, where the table has a column `outer_group`.
    pub(super) outer: Option<Vec<usize>>,
    /// The text of the file.
    pub(super) text: String,
}

impl Groups {
    /// Reads the groups of `members` from a table of the columns `column`, `group` and, if there, `outer_group`. Every
    /// member must have a row; rows of others are refused too, since a misspelt name would look like one.
    pub(super) fn read(
        path: &Path,
        column: &str,
        members: &[String],
    ) -> Result<Groups, PlainError> {
        let positions: HashMap<&str, usize> = members
            .iter()
            .enumerate()
            .map(|(at, name)| (name.as_str(), at))
            .collect();
        let mut names = Numbered::default();
        let mut outer_names = Numbered::default();
        let mut found: Vec<Option<(usize, Option<usize>)>> = vec![None; members.len()];
        for row in sheet::rows(path, &[column, "group"], &["outer_group"])? {
            let (name, group, outer) = (row.text(0), row.text(1), row.text(2));
            if group.is_empty() {
                return Err(row.wrong(Names::new(
                    format!("“{name}”没有分组：请填写列“group”"),
                    format!("\"{name}\" has no group: fill the column \"group\""),
                )));
            }
            let at = *positions.get(name).ok_or_else(|| {
                row.wrong(Names::new(
                    format!("“{name}”不在主表中：请改正名称或删除该行"),
                    format!("\"{name}\" is not in the table: correct the name or remove the row"),
                ))
            })?;
            let outer = (!outer.is_empty()).then(|| outer_names.number(outer));
            if found[at].replace((names.number(group), outer)).is_some() {
                return Err(row.wrong(Names::new(
                    format!("“{name}”出现两次：请只保留一行"),
                    format!("\"{name}\" occurs twice: keep one row"),
                )));
            }
        }
        let mut of = Vec::with_capacity(members.len());
        let mut outer = Some(Vec::with_capacity(members.len()));
        for (name, found) in members.iter().zip(found) {
            let (group, outer_group) = found.ok_or_else(|| PlainError::NoGroup {
                path: path.to_path_buf(),
                name: name.clone(),
            })?;
            of.push(group);
            outer = outer.zip(outer_group).map(|(mut outer, group)| {
                outer.push(group);
                outer
            });
        }
        Ok(Groups {
            names: names.names,
            of,
            outer,
            text: read(path)?,
        })
    }

    /// The groupings from coarse to fine.
    pub(super) fn nested(&self) -> Vec<Vec<usize>> {
        self.outer.iter().chain([&self.of]).cloned().collect()
    }
}

/// Names numbered as they come.
#[derive(Default)]
pub(super) struct Numbered {
    pub(super) names: Vec<String>,
    numbers: HashMap<String, usize>,
}

impl Numbered {
    pub(super) fn number(&mut self, name: &str) -> usize {
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        let number = self.names.len();
        self.names.push(name.to_string());
        self.numbers.insert(name.to_string(), number);
        number
    }
}
