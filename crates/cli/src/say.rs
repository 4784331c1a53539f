//! Printing results on standard output.
//!
//! A reader who has seen enough closes the pipe (`jushu … | head`): that ends the program quietly,
//! where the macros of the standard library would panic.

use std::fmt::Arguments;
use std::io::{ErrorKind, Write};

/// Prints a line.
macro_rules! say {
    ($($part:tt)*) => { $crate::say::write(format_args!("{}\n", format_args!($($part)*))) };
}

/// Prints without ending the line.
macro_rules! say_part {
    ($($part:tt)*) => { $crate::say::write(format_args!($($part)*)) };
}

/// Writes to standard output.
pub fn write(text: Arguments<'_>) {
    if let Err(error) = std::io::stdout().lock().write_fmt(text) {
        // Nobody is left to read, or the disk behind a redirection is full.
        let code = if error.kind() == ErrorKind::BrokenPipe {
            0
        } else {
            1
        };
        if code == 1 {
            aside(&format!("standard output: {error}"));
        }
        std::process::exit(code);
    }
}

/// Prints a line on standard error. Where even that cannot be written (a full disk), nothing more
/// can be said.
pub fn aside(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
