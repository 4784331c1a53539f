//! A source of records, as the annexes list it.

use serde::Serialize;

/// A source.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Source {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its licence; empty where it is not known.
    pub licence: String,
    /// The day it was retrieved; empty where it is not known.
    pub retrieved: String,
}
