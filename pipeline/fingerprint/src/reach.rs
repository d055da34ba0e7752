//! Which files of the crate can change what a module computes.
//!
//! Every file is parsed, and every path in it followed, whether it stands in a `use` with groups, in an
//! expression or in the arguments of a macro. Where it is not plain what a name means, everything that
//! it could mean is taken: a step that is computed again for nothing costs less than a stale result.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::source::{Source, read_source};

/// The path of a module from the root of its crate.
type ModulePath = Vec<String>;

/// How many names may lead to one another.
const DEPTH: usize = 8;

/// All modules of a crate.
pub struct Modules {
    modules: BTreeMap<ModulePath, Source>,
}

/// What can be reached from a module.
#[derive(Debug, Default)]
pub struct Reach {
    /// Sources and files that they include.
    pub files: BTreeSet<PathBuf>,
    /// First names of paths that lead out of the crate, among others that mean nothing.
    pub outside: BTreeSet<String>,
}

impl Modules {
    /// Reads all sources below `src`, except files named `tests.rs`.
    pub fn read(src: &Path) -> io::Result<Self> {
        let mut modules = BTreeMap::new();
        for file in rust_files(src)? {
            let module = module_of(src, &file);
            if file.file_name().is_some_and(|name| name == "main.rs") && module.is_empty() {
                continue;
            }
            let source = read_source(&file)?;
            for (name, path) in &source.placed_modules {
                let placed = read_source(path)?;
                let child = module.iter().chain([name]).cloned().collect();
                modules.insert(child, placed);
            }
            modules.insert(module, source);
        }
        Ok(Self { modules })
    }

    /// What can be reached from the module `<kind>` of the crate's root, or from all modules if it is
    /// empty.
    pub fn reach(&self, kind: &str) -> Reach {
        let mut taken = BTreeSet::new();
        let mut reach = Reach::default();
        let all = Vec::new();
        let mut queue = vec![if kind.is_empty() {
            all
        } else {
            vec![kind.to_owned()]
        }];
        loop {
            while let Some(module) = queue.pop() {
                for (path, source) in self.below(&module) {
                    if taken.insert(path.clone()) {
                        reach.files.extend(source.files.iter().cloned());
                        queue.extend(self.mentioned(path, source, &mut reach));
                    }
                }
            }
            queue.extend(self.implementations(&taken));
            if queue.is_empty() {
                return reach;
            }
        }
    }

    /// A module and everything below it.
    fn below<'a>(
        &'a self,
        module: &'a ModulePath,
    ) -> impl Iterator<Item = (&'a ModulePath, &'a Source)> {
        self.modules
            .iter()
            .filter(move |(path, _)| path.starts_with(module))
    }

    /// The modules that a source mentions.
    fn mentioned(&self, own: &ModulePath, source: &Source, reach: &mut Reach) -> Vec<ModulePath> {
        let mut found = Vec::new();
        for path in &source.paths {
            for absolute in self.absolute(own, source, path, 0) {
                match absolute {
                    Ok(inside) => found.extend(self.resolve(&inside, reach, 0)),
                    Err(name) => {
                        reach.outside.insert(name);
                    }
                }
            }
        }
        for name in &source.called_macros {
            found.extend(self.macro_modules(name));
        }
        found
    }

    /// All that a path could mean: paths from the root of the crate, or a name outside of it.
    fn absolute(
        &self,
        own: &ModulePath,
        source: &Source,
        path: &[String],
        depth: usize,
    ) -> Vec<Result<ModulePath, String>> {
        let Some((first, rest)) = path.split_first() else {
            return Vec::new();
        };
        let joined = |from: &[String], rest: &[String]| Ok([from, rest].concat());
        match first.as_str() {
            "crate" => vec![Ok(rest.to_vec())],
            "self" => vec![joined(own, rest)],
            "super" => {
                let ups = path.iter().take_while(|name| *name == "super").count();
                // Inside a module that is written out in the file, `super` leads less far up.
                let from = |up: usize| joined(&own[..own.len().saturating_sub(up)], &path[ups..]);
                (ups.saturating_sub(source.depth)..=ups).map(from).collect()
            }
            _ => {
                let child = own.iter().chain([first]).cloned().collect();
                let bound = source.bindings.iter().filter(|(name, _)| name == first);
                let mut all: Vec<_> = bound
                    // A name bound to itself, as by `use rayon;`, leads outside.
                    .filter(|(_, target)| target.first() != Some(first) && depth < DEPTH)
                    .flat_map(|(_, target)| self.absolute(own, source, target, depth + 1))
                    .map(|target| target.map(|target| [&target, rest].concat()))
                    .collect();
                if self.modules.contains_key::<ModulePath>(&child) {
                    all.push(joined(&child, rest));
                }
                all.push(Err(first.clone()));
                all
            }
        }
    }

    /// The deepest module that a path from the root names.
    fn resolve(&self, path: &[String], reach: &mut Reach, depth: usize) -> Vec<ModulePath> {
        let Some(first) = path.first() else {
            return Vec::new();
        };
        let is_module = |n: &usize| self.modules.contains_key(&path[..*n]);
        if let Some(n) = (1..=path.len()).rev().find(is_module) {
            return vec![path[..n].to_vec()];
        }
        self.at_root(first, path, reach, depth)
    }

    /// What the root of the crate has under a name: something from elsewhere, a macro, or its own.
    fn at_root(
        &self,
        name: &str,
        path: &[String],
        reach: &mut Reach,
        depth: usize,
    ) -> Vec<ModulePath> {
        let mut found = self.macro_modules(name);
        let Some(root) = self.modules.get(&Vec::new()) else {
            return found;
        };
        reach.files.extend(root.files.iter().cloned());
        if depth < DEPTH {
            for (_, target) in root
                .bindings
                .iter()
                .filter(|(bound, _)| bound == name || bound == "*")
            {
                let target = match target.first().map(String::as_str) {
                    Some("crate" | "self") => &target[1..],
                    _ => target,
                };
                let target = [target, &path[1..]].concat();
                found.extend(self.resolve(&target, reach, depth + 1));
            }
        }
        found
    }

    fn macro_modules(&self, name: &str) -> Vec<ModulePath> {
        let defines = |(_, source): &(&ModulePath, &Source)| source.macros.contains(name);
        let modules = self.modules.iter().filter(defines);
        modules
            .map(|(path, _)| path.clone())
            .filter(|path| !path.is_empty())
            .collect()
    }

    /// Modules that are not taken yet and give methods to a type of one that is.
    fn implementations(&self, taken: &BTreeSet<ModulePath>) -> Vec<ModulePath> {
        let mut ignored = Reach::default();
        let mut found = Vec::new();
        for (own, source) in &self.modules {
            if own.is_empty() || taken.contains(own) {
                continue;
            }
            let foreign = |name: &&String| !source.types.contains(*name);
            let extends = source.implemented.iter().filter(foreign).any(|name| {
                let path = std::slice::from_ref(name);
                let targets = self.absolute(own, source, path, 0).into_iter().flatten();
                targets
                    .flat_map(|target| self.resolve(&target, &mut ignored, 0))
                    .any(|module| taken.contains(&module))
            });
            if extends {
                found.push(own.clone());
            }
        }
        found
    }
}

/// The module that a file is.
fn module_of(src: &Path, file: &Path) -> ModulePath {
    let relative = file.strip_prefix(src).unwrap_or(file).with_extension("");
    let mut path: ModulePath = relative
        .iter()
        .map(|part| part.to_string_lossy().into_owned())
        .collect();
    let is_root = path.len() == 1 && matches!(path[0].as_str(), "lib" | "main");
    if is_root || path.last().is_some_and(|name| name == "mod") {
        path.pop();
    }
    path
}

/// All Rust files below a directory, except tests.
pub fn rust_files(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(rust_files(&path)?);
        } else if path.extension().is_some_and(|ending| ending == "rs")
            && path.file_name().is_some_and(|name| name != "tests.rs")
        {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
