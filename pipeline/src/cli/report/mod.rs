//! A report of a run as one HTML file without anything from elsewhere.

mod drawing;
mod page;
mod step;
mod table;
mod timeline;

pub(super) use page::render;
