//! Scores the workflow's hotspots, and those of other methods, on incidents after the first origin.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::params::Evaluate;
use super::quality::{Contender, RankedCells, Split, judge};
use super::ranking::bounds;
use crate::calendar::{Calendar, day_number, to_date};
use crate::cluster::{HotspotRule, Method};
use crate::forecasting::Origins;
use crate::matching::{CategoryFilter, Values};
use crate::scan::Scan;
use hotcast_artifacts::HotspotQuality;
use hotcast_runner::{Context, Hint};

/// The part of the output `rule` of `cluster` that is read here.
#[derive(Deserialize)]
struct RuleDocument {
    rule: HotspotRule,
    /// Present if the half-life was chosen.
    #[serde(default)]
    half_life: Option<IgnoredAny>,
    #[serde(default)]
    categories: Option<Values>,
    #[serde(default)]
    exclude_categories: Option<Values>,
}

/// The incidents that score hotspots, and the hotspots of the workflow.
pub(super) struct HeldOut {
    parts: Vec<PathBuf>,
    /// The categories that count; `None` for all.
    categories: Option<CategoryFilter>,
    /// The workflow's own rule and its name in the document.
    own: (String, Contender),
    /// The first day of each origin's window, and the day after the last one.
    bounds: Vec<i32>,
    train_end: NaiveDate,
    test_end: NaiveDate,
}

/// The parameters that matter only when all records are combined.
#[derive(Deserialize)]
struct Combined {
    hotspot_methods: Vec<Method>,
}

impl HeldOut {
    /// `None` unless the step names incidents and hotspots.
    pub(super) fn of(
        step: &Evaluate,
        calendar: &Calendar,
        origins: &Origins,
        ctx: &Context,
    ) -> anyhow::Result<Option<Self>> {
        if step.incidents.is_none() || step.hotspots.is_none() {
            return Ok(None);
        }
        let document: RuleDocument =
            serde_json::from_slice(&std::fs::read(&ctx.file("hotspots")?.path)?)?;
        check_same_categories(step, &document)?;
        let mut own = document.rule;
        if document.half_life.is_some() {
            own.half_life_days = None;
        }
        // The workflow's parameters stand for their method, in place of its defaults. Only `grid`
        // has both, since the others are measured against its defaults.
        let plain = HotspotRule::new(own.method);
        let automatic = document.half_life.is_some();
        let default = automatic && own == plain;
        let name = if own.method == Method::Grid && !default {
            "workflow"
        } else {
            own.method.name()
        };
        let last = origins
            .windows()
            .last()
            .map_or(origins.first(), |w| w.end - 1);
        let rule = calendar.rule();
        let test_end = to_date(rule.next(day_number(calendar.periods[last])) - 1);
        let starts = origins.windows().map(|w| calendar.periods[w.start]);
        Ok(Some(Self {
            parts: ctx.paths("incidents"),
            categories: CategoryFilter::new(
                step.categories.as_ref(),
                step.exclude_categories.as_ref(),
            ),
            bounds: bounds(starts, test_end),
            own: (
                name.to_owned(),
                Contender {
                    rule: own,
                    automatic,
                },
            ),
            train_end: to_date(day_number(calendar.periods[origins.first()]) - 1),
            test_end,
        }))
    }

    /// The quality of the hotspots of each method and of the workflow.
    pub(super) fn judge(&self, ctx: &Context) -> anyhow::Result<HotspotQuality> {
        let split = Split {
            scan: Scan {
                parts: &self.parts,
                workers: ctx.workers(),
                cancelled: &|| ctx.is_cancelled(),
                categories: self.categories.as_ref(),
            },
            train_end: self.train_end,
            test_end: self.test_end,
        };
        let Combined { hotspot_methods } = ctx.combined()?;
        let mut contenders: BTreeMap<String, Contender> = (hotspot_methods.iter())
            .map(|&m| (m.name().to_owned(), Contender::plain(m)))
            .collect();
        contenders.extend([self.own.clone()]);
        let ranked = RankedCells {
            own: &self.own.1,
            bounds: &self.bounds,
        };
        Ok(judge(&split, &contenders, &ranked)?)
    }
}

/// Refuses to score hotspots of some categories on incidents of others.
fn check_same_categories(step: &Evaluate, document: &RuleDocument) -> anyhow::Result<()> {
    let same = step.categories == document.categories
        && step.exclude_categories == document.exclude_categories;
    if same {
        return Ok(());
    }
    anyhow::bail!(Hint::new(
        "the hotspots are of other categories than those on which they are scored",
        "give this step the `categories` and `exclude_categories` of the step that found the \
         hotspots",
    ));
}
