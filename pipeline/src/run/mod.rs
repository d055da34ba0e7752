//! Running a workflow: what is up to date, what has to run and why, and the running itself.

mod cache_time;
mod cause;
mod commit;
mod deliver;
mod detail;
mod event;
mod failure;
mod files;
mod interrupt;
mod memory;
mod plan;
mod publish;
mod records;
mod reporter;
mod resolve;
mod run_id;
mod schedule;
mod session;
mod step_log;
mod step_run;
mod table_change;
mod tree;
mod unchanged;

pub(crate) use cause::{Cause, causes, recorded_causes};
pub(crate) use detail::{InputChange, RecordChanges, input_changes, record_changes};
pub(crate) use event::{Event, Outcome, Stamped, StepInfo, Units};
pub(crate) use failure::{Failure, hint_of};
pub(crate) use interrupt::{Interrupt, on_interrupt};
pub(crate) use plan::{Plan, PlanState, plan};
pub(crate) use reporter::{Reporter, Sink};
pub(crate) use run_id::{now_ms, run_id};
pub(crate) use schedule::{RunResult, run_steps};
pub(crate) use session::{Options, Session};
pub(crate) use step_log::{LogLine, StepLog, for_terminal, read as read_step_log};
