//! `forecast-wasm-build MODULE.wasm OUT_DIR`: writes the JavaScript and TypeScript side of the
//! module that cargo compiled.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use walrus::Module;
use wasm_bindgen_cli_support::Bindgen;

mod panics;

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &[OsString]) -> Result<()> {
    let [module, out] = arguments else {
        bail!("usage: forecast-wasm-build MODULE.wasm OUT_DIR");
    };
    let (module, out) = (Path::new(module), PathBuf::from(out));
    fs::create_dir_all(&out).with_context(|| format!("cannot create `{}`", out.display()))?;
    let mut parsed = Module::from_file(module)
        .with_context(|| format!("cannot read `{}`", module.display()))?;
    panics::cut(&mut parsed);
    Bindgen::new()
        .input_module("forecast_wasm", parsed)
        .web(true)?
        .typescript(true)
        // The module looks for its WebAssembly beside itself, so `init()` needs no address.
        .omit_default_module_path(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(&out)
        .with_context(|| format!("cannot bind `{}`", module.display()))
}
