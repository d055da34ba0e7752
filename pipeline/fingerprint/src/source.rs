//! One source file: what it mentions, what it defines, and its tokens without comments and tests.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, Item, Meta, Type};

/// What there is to know of a source file.
#[derive(Debug, Default)]
pub struct Source {
    /// The file itself, and those that it includes as text or bytes.
    pub files: Vec<PathBuf>,
    /// Every path, those of `use` written out in full.
    pub paths: BTreeSet<Vec<String>>,
    /// The names that `use` gives to paths; `*` for all names of a path.
    pub bindings: Vec<(String, Vec<String>)>,
    /// Names of macros that it calls.
    pub called_macros: BTreeSet<String>,
    /// Names of macros that it defines.
    pub macros: BTreeSet<String>,
    /// The types that are defined here.
    pub types: BTreeSet<String>,
    /// The types that `impl` blocks are for.
    pub implemented: BTreeSet<String>,
    /// How deep modules are written out inside one another.
    pub depth: usize,
    /// Modules whose file is named by an attribute.
    pub placed_modules: Vec<(String, PathBuf)>,
}

/// Parses a file.
pub fn read_source(file: &Path) -> io::Result<Source> {
    let (items, tokens) = parsed(file)?;
    let mut source = Source {
        files: vec![file.to_path_buf()],
        ..Source::default()
    };
    let dir = file.parent().unwrap_or(Path::new("."));
    source.define(&items, dir, 0);
    source.walk(tokens, dir);
    Ok(source)
}

/// The tokens of a file as text: without comments, documentation, tests and layout.
pub fn relevant(file: &Path) -> io::Result<String> {
    Ok(undocumented(parsed(file)?.1).to_string())
}

fn parsed(file: &Path) -> io::Result<(Vec<Item>, TokenStream)> {
    let invalid = |error| io::Error::other(format!("{}: {error}", file.display()));
    let mut parsed = syn::parse_file(&fs::read_to_string(file)?).map_err(invalid)?;
    without_tests(&mut parsed.items);
    let tokens = parsed.to_token_stream();
    Ok((parsed.items, tokens))
}

fn without_tests(items: &mut Vec<Item>) {
    items.retain(|item| !attributes(item).iter().any(is_test));
    for item in items {
        if let Item::Mod(module) = item
            && let Some((_, items)) = &mut module.content
        {
            without_tests(items);
        }
    }
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// Whether it is exactly `#[cfg(test)]`; other conditions may hold outside of tests.
fn is_test(attribute: &Attribute) -> bool {
    match &attribute.meta {
        Meta::List(list) => list.path.is_ident("cfg") && list.tokens.to_string() == "test",
        _ => false,
    }
}

/// Without `#[doc = …]`, which is what documentation is to the parser.
fn undocumented(tokens: TokenStream) -> TokenStream {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let after = usize::from(is_punct(tokens.get(at + 1), '!'));
        if is_punct(tokens.get(at), '#') && is_doc(tokens.get(at + 1 + after)) {
            at += 2 + after;
            continue;
        }
        kept.push(match &tokens[at] {
            TokenTree::Group(group) => {
                let inner = undocumented(group.stream());
                TokenTree::Group(proc_macro2::Group::new(group.delimiter(), inner))
            }
            other => other.clone(),
        });
        at += 1;
    }
    kept.into_iter().collect()
}

fn is_doc(token: Option<&TokenTree>) -> bool {
    let Some(TokenTree::Group(group)) = token else {
        return false;
    };
    group.delimiter() == Delimiter::Bracket
        && ident(group.stream().into_iter().next().as_ref()).is_some_and(|name| name == "doc")
}

fn ident(token: Option<&TokenTree>) -> Option<String> {
    match token {
        Some(TokenTree::Ident(name)) => Some(name.to_string().trim_start_matches("r#").to_owned()),
        _ => None,
    }
}

fn is_punct(token: Option<&TokenTree>, wanted: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == wanted)
}

impl Source {
    fn define(&mut self, items: &[Item], dir: &Path, depth: usize) {
        self.depth = self.depth.max(depth);
        for item in items {
            match item {
                Item::Struct(item) => drop(self.types.insert(item.ident.to_string())),
                Item::Enum(item) => drop(self.types.insert(item.ident.to_string())),
                Item::Union(item) => drop(self.types.insert(item.ident.to_string())),
                Item::Type(item) => drop(self.types.insert(item.ident.to_string())),
                Item::Trait(item) => drop(self.types.insert(item.ident.to_string())),
                Item::Macro(item) => self
                    .macros
                    .extend(item.ident.as_ref().map(|i| i.to_string())),
                Item::Impl(item) => {
                    if let Type::Path(path) = item.self_ty.as_ref() {
                        let last = path.path.segments.last();
                        self.implemented
                            .extend(last.map(|last| last.ident.to_string()));
                    }
                }
                Item::Mod(item) => match &item.content {
                    Some((_, items)) => self.define(items, dir, depth + 1),
                    None => self.placed_modules.extend(placed(item, dir)),
                },
                _ => {}
            }
        }
    }

    /// Finds paths, names given by `use`, macros and included files, at any depth.
    fn walk(&mut self, tokens: TokenStream, dir: &Path) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while at < tokens.len() {
            if let TokenTree::Group(group) = &tokens[at] {
                self.walk(group.stream(), dir);
            }
            let Some(name) = ident(tokens.get(at)) else {
                at += 1;
                continue;
            };
            if name == "use" {
                let tree = tokens[at + 1..].iter();
                let tree: Vec<TokenTree> = tree
                    .take_while(|token| !is_punct(Some(*token), ';'))
                    .cloned()
                    .collect();
                self.bind(&[], &tree);
            }
            if is_punct(tokens.get(at + 1), '!')
                && let Some(TokenTree::Group(arguments)) = tokens.get(at + 2)
            {
                self.include(&name, arguments.stream(), dir);
                self.called_macros.insert(name.clone());
            }
            let (path, next) = path_at(&tokens, at);
            if path.len() > 1 {
                self.paths.insert(path);
            }
            at = next;
        }
    }

    /// Notes what a tree of `use` names, below `prefix`.
    fn bind(&mut self, prefix: &[String], tree: &[TokenTree]) {
        for branch in tree.split(|token| is_punct(Some(token), ',')) {
            let (path, next) = path_at(branch, first_ident(branch));
            let full = [prefix, &path[..]].concat();
            match branch.get(next) {
                Some(TokenTree::Group(group)) => {
                    let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                    self.bind(&full, &inner);
                    continue;
                }
                Some(token) if is_punct(Some(token), '*') => {
                    self.bindings.push(("*".to_owned(), full.clone()));
                }
                Some(_) if ident(branch.get(next)).is_some_and(|word| word == "as") => {
                    let renamed = ident(branch.get(next + 1));
                    self.bindings
                        .extend(renamed.map(|name| (name, full.clone())));
                }
                _ => {
                    // `a::{self}` binds `a`.
                    let named = match full.last().map(String::as_str) {
                        Some("self") => &full[..full.len() - 1],
                        _ => &full[..],
                    };
                    let name = named.last().cloned();
                    self.bindings
                        .extend(name.map(|name| (name, named.to_vec())));
                }
            }
            self.paths.insert(full);
        }
    }

    fn include(&mut self, name: &str, arguments: TokenStream, dir: &Path) {
        if !matches!(name, "include_str" | "include_bytes" | "include") {
            return;
        }
        if let Some(TokenTree::Literal(literal)) = arguments.into_iter().next()
            && let Ok(path) = syn::parse_str::<syn::LitStr>(&literal.to_string())
        {
            self.files.push(dir.join(path.value()));
        }
    }
}

/// A module with `#[path = "…"]`.
fn placed(module: &syn::ItemMod, dir: &Path) -> Option<(String, PathBuf)> {
    let path = module.attrs.iter().find_map(|attribute| {
        let Meta::NameValue(named) = &attribute.meta else {
            return None;
        };
        let is_path = named.path.is_ident("path");
        is_path.then(|| syn::parse2::<syn::LitStr>(named.value.to_token_stream()).ok())?
    })?;
    Some((module.ident.to_string(), dir.join(path.value())))
}

fn first_ident(tokens: &[TokenTree]) -> usize {
    // Before it stands at most the `::` of a name outside of the crate.
    let found = tokens.iter().position(|token| !is_punct(Some(token), ':'));
    found.unwrap_or(tokens.len())
}

/// The path that begins at a place, without generics, and the place after it and a last `::`.
fn path_at(tokens: &[TokenTree], at: usize) -> (Vec<String>, usize) {
    let mut path = Vec::new();
    let mut at = at;
    while let Some(name) = ident(tokens.get(at)) {
        path.push(name);
        at += 1;
        if !(is_punct(tokens.get(at), ':') && is_punct(tokens.get(at + 1), ':')) {
            break;
        }
        at += 2;
    }
    (path, at)
}
