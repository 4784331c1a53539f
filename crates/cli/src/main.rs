//! The program `jushu`: arguments in, `project` calls, tables out.
//!
//! Exit codes: 0 done, 1 the user's files or project are wrong, 2 wrong usage.
#![cfg_attr(test, allow(clippy::unwrap_used))]

#[macro_use]
mod say;

mod arguments;
mod commands;
mod errors;
mod language;
mod progress;
mod stamp;
mod table;

use std::process::ExitCode;

use clap::FromArgMatches;

use arguments::Arguments;
use language::Language;

fn main() -> ExitCode {
    let typed: Vec<String> = std::env::args_os()
        .map(|argument| argument.to_string_lossy().into_owned())
        .collect();
    let language = Language::choose(&typed, |name| std::env::var(name).ok());
    let matches = match arguments::localised(language).try_get_matches() {
        Ok(matches) => matches,
        // Clap prints help on stdout with 0, and wrong usage on stderr with 2.
        Err(error) => error.exit(),
    };
    let arguments = match Arguments::from_arg_matches(&matches) {
        Ok(arguments) => arguments,
        Err(error) => error.exit(),
    };
    match commands::perform(arguments.command, language) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let message = errors::rendered(error.as_ref(), language);
            say::aside(&language.text("error", &[("message", &message)]));
            ExitCode::from(1)
        }
    }
}
