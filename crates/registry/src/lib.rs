//! Kinds of records, their import, checks, duplicates and versioned storage, and counting from them.

#![warn(missing_docs)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod condition;
pub mod convert;
pub mod count;
pub mod credit_code;
pub mod duplicates;
pub mod engine;
pub mod import;
pub mod mapping;
pub mod parquet;
pub mod read;
mod rejects;
pub mod schema;
pub mod store;
pub mod value;
pub mod version;
