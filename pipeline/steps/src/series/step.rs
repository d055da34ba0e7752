//! `uses: series` as the runner sees it: parameters, inputs, outputs and the run.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::by_category::{count_by_category, write_by_category};
use super::chosen::SeriesCategories;
use super::count_periods::{Assignment, count_periods, daily_totals};
use super::date_precision;
use super::regressors::{HolidaySource, add_holidays};
use super::table::SeriesTable;
use crate::calendar::{Calendar, Freq, Observed, PeriodRule, WeekStart};
use crate::categories::Categories;
use crate::cluster::MembershipTable;
use crate::matching::Values;
use crate::scan::Scan;
use hotcast_runner::{
    Context, FilePattern, Hint, Input, NoEffect, Output, Problem, Step, StepRef, WholeWork, Work,
};

/// Counts incidents per hotspot and period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Series {
    /// The step whose incidents are counted.
    pub incidents: StepRef,
    /// The step that found the hotspots.
    pub hotspots: StepRef,
    /// The length of a period.
    #[serde(default)]
    pub freq: Freq,
    /// The weekday on which weeks begin.
    #[serde(default)]
    pub week_start: WeekStart,
    /// Holidays whose days are counted per period as the regressor `holidays`.
    #[serde(default)]
    pub holidays: Option<HolidaySource>,
    /// CSV files of other holidays, with the columns `date` and, optionally, `name`.
    #[serde(default)]
    pub holiday_files: Option<FilePattern>,
    /// Adds the number of days in each period as the regressor `days`, since months differ in length.
    #[serde(default)]
    pub exposure: bool,
    /// The number of categories that are counted apart beside the series of all incidents, the most
    /// frequent first.
    /// The rest together is `other`.
    /// Or a list of categories, with `*` for any characters: only these are counted, each also apart.
    #[serde(default)]
    pub categories: SeriesCategories,
    /// The categories whose incidents are not counted; `""` for incidents without one.
    #[serde(default)]
    pub exclude_categories: Option<Values>,
}

impl Series {
    fn chosen(&self) -> Categories<'_> {
        Categories {
            only: self.categories.only(),
            except: self.exclude_categories.as_ref(),
        }
    }

    /// `true` if the step reads the categories of incidents.
    fn reads_categories(&self) -> bool {
        self.categories.listed() > 0 || self.exclude_categories.is_some()
    }
}

impl Step for Series {
    fn inputs(&self) -> Vec<Input> {
        let all = ["time", "lon", "lat", "count", "category"];
        let columns = &all[..if self.reads_categories() { 5 } else { 4 }];
        let mut inputs = vec![
            Input::step("incidents", &self.incidents, "incidents").columns(columns),
            Input::step("hotspots", &self.hotspots, "cells"),
        ];
        inputs.extend(
            self.holiday_files
                .as_ref()
                .map(|files| Input::files("holiday_files", files)),
        );
        inputs
    }

    fn outputs(&self) -> Vec<Output> {
        vec![
            Output::parquet("series"),
            Output::parquet("by_category"),
            Output::json("calendar"),
        ]
    }

    fn without_effect(&self) -> Vec<NoEffect> {
        let mut found = Vec::new();
        let mut no_effect = |field, only| {
            found.push(NoEffect {
                field,
                decided_by: &["freq"],
                only,
            });
        };
        if self.freq != Freq::Week {
            no_effect("week_start", "with `freq: week`");
        }
        // A regressor that is the same in every period explains nothing.
        if matches!(self.freq, Freq::Day | Freq::Week) {
            no_effect(
                "exposure",
                "with periods that differ in length, such as months",
            );
        }
        found
    }

    fn check(&self) -> Vec<Problem> {
        self.chosen().problems()
    }

    fn work(&self) -> Work<'_> {
        Work::Whole(self)
    }
}

impl WholeWork for Series {
    fn run(&self, ctx: &Context) -> anyhow::Result<()> {
        let scan = Scan {
            parts: &ctx.paths("incidents"),
            workers: ctx.workers(),
            cancelled: &|| ctx.is_cancelled(),
            categories: None,
        };
        let rule = PeriodRule {
            freq: self.freq,
            week_start: self.week_start,
        };
        // The calendar is that of the whole source: a period without incidents of the chosen
        // categories is a zero, not a gap.
        let daily = daily_totals(scan)?;
        date_precision::check(self.freq, &daily)?;
        let observed = Observed::from_daily_totals(rule, &daily).map_err(|e| {
            Hint::new(
                e.to_string(),
                "use a shorter `freq`, or data over a longer time",
            )
        })?;
        let calendar = self.calendar(rule, &observed, ctx)?;
        let membership = MembershipTable::read(&ctx.file("hotspots")?.path)?;
        let mut ids = membership.ids();
        ids.sort_unstable();
        let position = |id: i64| ids.partition_point(|&other| other < id) as u32;
        let cells = membership
            .cells
            .iter()
            .map(|&(id, cell)| (cell, position(id)));
        let assignment = Assignment::new(membership.grid, cells, &calendar);
        let chosen = self.chosen().choose(scan, ctx)?;
        let scan = Scan {
            categories: chosen.as_ref().map(|chosen| &chosen.filter),
            ..scan
        };
        let counts = count_periods(scan, &assignment, ids.len())?;
        let by_category = match self.categories.listed() {
            0 => Vec::new(),
            listed => count_by_category(scan, &assignment, &ids, listed)?,
        };
        write_by_category(&ctx.output("by_category"), &by_category)?;
        let values = (0..ids.len())
            .map(|at| with_gaps(counts.of(at), &observed.missing))
            .collect();
        let table = SeriesTable { ids, values };
        table.write(&ctx.output("series"), &calendar)?;
        std::fs::write(ctx.output("calendar"), serde_json::to_vec(&calendar)?)?;
        ctx.count("series", table.ids.len() as u64);
        ctx.count("periods", calendar.n_observed as u64);
        ctx.count("gaps", calendar.gaps.len() as u64);
        ctx.count("outside_calendar", observed.outside.round() as u64);
        Ok(())
    }
}

impl Series {
    fn calendar(
        &self,
        rule: PeriodRule,
        observed: &Observed,
        ctx: &Context,
    ) -> anyhow::Result<Calendar> {
        let mut calendar = Calendar::new(rule, &observed.starts, &observed.missing);
        let files: Vec<(PathBuf, String)> = ctx
            .input("holiday_files")
            .iter()
            .map(|file| (file.path.clone(), file.label.clone()))
            .collect();
        if self.holidays.is_some() || !files.is_empty() {
            add_holidays(&mut calendar, self.holidays, &files)?;
        }
        if self.exposure {
            let days = calendar.days_in_periods();
            calendar.regressors.insert("days".to_owned(), days);
        }
        Ok(calendar)
    }
}

fn with_gaps(counts: &[f64], missing: &[bool]) -> Vec<f64> {
    counts
        .iter()
        .zip(missing)
        .map(|(&n, &gap)| if gap { f64::NAN } else { n })
        .collect()
}
