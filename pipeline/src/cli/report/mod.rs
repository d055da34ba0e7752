//! The report of a run: one self-contained HTML file.

mod drawing;
mod page;
mod step;
mod table;
mod timeline;

pub(super) use page::render;
