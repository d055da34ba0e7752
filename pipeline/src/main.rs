//! The `hotcast` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    // In the library, so that other programs, such as the fuzz targets, can use the registry.
    hotcast::main()
}
